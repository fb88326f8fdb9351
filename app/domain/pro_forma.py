"""The pro-forma of a case: one question a page, in reading order, and the answers as others read them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from app.domain import reading
from app.domain.communities import AGENCY_KINDS

LIFE_STAGES = {
    "young_adult": "Young adult (18 to 25)",
    "adult": "Adult (26 to 44)",
    "middle": "Middle years (45 to 64)",
    "older": "Older (65 and over)",
    "any_adult": "Adult (18 to 64)",
    "not_sure": "Not sure",
}
HOUSING_KINDS = {
    "own_tenancy": "A tenancy of their own",
    "private_room": "A private room or flat",
    "hostel": "A hostel or shared house",
    "supported": "Supported housing",
    "family": "With family or friends",
    "moving": "Moving from sofa to sofa",
    "outside": "Outside",
    "care_home": "A care home",
    "hospital": "In hospital",
    "prison": "In prison, or just out",
    "other": "Somewhere else",
}
NEEDS = {
    "housing": "Housing or tenancy",
    "money": "Money, benefits, debt",
    "mental_health": "Mental health or trauma",
    "drugs": "Drugs",
    "alcohol": "Alcohol",
    "physical_health": "Physical health or frailty",
    "health_access": "Getting to a GP, dentist or hospital",
    "care": "Care or self-neglect",
    "brain": "Brain injury, learning disability, autism",
    "abuse": "Abuse or exploitation",
    "justice": "Police, prison, probation",
    "immigration": "Immigration, no recourse to public funds",
    "family": "Family and relationships",
    "identity": "ID, phone, being online",
    "purpose": "Purpose, faith, pets",
    "trust": "Trust in services",
}
# The same said more widely, for when the list above may point to one person: each group with what it holds.
WIDE_NEEDS = {
    "wide_home": "Money and home",
    "wide_health": "Health and care",
    "wide_substances": "Drugs or alcohol",
    "wide_law": "Law and status",
    "wide_people": "The people around them",
    "wide_meaning": "Meaning and trust",
}
WITHIN = {
    "wide_home": {"housing", "money", "identity"},
    "wide_health": {"mental_health", "physical_health", "health_access", "care", "brain"},
    "wide_substances": {"drugs", "alcohol"},
    "wide_law": {"justice", "immigration"},
    "wide_people": {"abuse", "family"},
    "wide_meaning": {"purpose", "trust"},
}
KNOWS = {"agreed": "They agreed", "told": "They have been told", "not_told": "Not told"}
URGENT = {
    "no": "No",
    "yes": "Yes, and my own safeguarding route has been used",
    "not_yet": "Yes, and my own safeguarding route has not been used yet",
}
# What is chosen from a list; of some lists several things at once.
CHOICES: dict[str, Mapping[str, str]] = {
    "life_stage": LIFE_STAGES,
    "housing_kind": HOUSING_KINDS,
    "needs": NEEDS | WIDE_NEEDS,
    "around_kinds": AGENCY_KINDS,
    "missing_kinds": AGENCY_KINDS,
    "knows": KNOWS,
    "urgent": URGENT,
}
SEVERAL = {"needs", "around_kinds", "missing_kinds"}


class Question(NamedTuple):
    """One page: what is asked, and the columns that hold what was chosen and what was written."""

    name: str
    label: str
    choice: str = ""
    text: str = ""
    is_private: bool = False

    @property
    def columns(self) -> list[str]:
        """Everything that this page asks for."""
        return [column for column in (self.choice, self.text) if column]


QUESTIONS = (
    Question("question", "My one question", text="question"),
    Question("life_stage", "Life stage", choice="life_stage"),
    Question("wants", "What they want, in their words", text="wants"),
    Question("strengths", "Strengths, even slight", text="strengths"),
    Question("housing_now", "Housing now", choice="housing_kind", text="housing_now"),
    Question("needs", "What this touches", choice="needs", text="needs_other"),
    Question("tried", "Tried so far", text="tried"),
    Question("around", "Kinds of agency around them", choice="around_kinds", text="around"),
    Question("missing", "Kinds of agency missing", choice="missing_kinds", text="missing"),
    Question("stuck", "Where it is stuck", text="stuck"),
    Question("knows", "Does the person know", choice="knows", text="knows_why"),
    Question("urgent", "Is it urgent", choice="urgent"),
    Question("elsewhere", "Discussed elsewhere", text="elsewhere"),
    Question("what_it_does_to_me", "What it does to me", text="what_it_does_to_me", is_private=True),
)
SHARED = tuple(question for question in QUESTIONS if not question.is_private)
# The free-text fields that others will read, each with the question it answers.
SHARED_TEXT = {question.text: question.label for question in SHARED if question.text}
PAGES = len(QUESTIONS)
LONGEST = {
    "question": 500,
    "wants": 2000,
    "strengths": 2000,
    "housing_now": 1000,
    "needs_other": 500,
    "tried": 3000,
    "around": 1000,
    "missing": 1000,
    "stuck": 2000,
    "knows_why": 500,
    "elsewhere": 500,
    "what_it_does_to_me": 2000,
}


class Answer(NamedTuple):
    """One question, where it is asked, what was chosen, and what was written, cut at what was found in it."""

    name: str
    label: str
    page: int
    chosen: str
    pieces: list[reading.Piece]
    text_field: str

    @property
    def is_given(self) -> bool:
        """Whether anything was chosen or written."""
        return bool(self.chosen or self.pieces)

    @property
    def field_id(self) -> str:
        """Where on its page it is answered."""
        return f"field-{self.text_field or self.name}"

    @property
    def findings(self) -> list[reading.Piece]:
        """The pieces that may identify somebody."""
        return [piece for piece in self.pieces if piece.finding]


def answers(told: Mapping[str, Any], *, read: bool) -> list[Answer]:
    """All questions that others see, with what was told of a case; the findings are marked when it is to be read."""
    return [
        Answer(
            question.name,
            question.label,
            QUESTIONS.index(question) + 1,
            in_words(question.choice, told[question.choice]) if question.choice else "",
            reading.pieces_of(told[question.text], marked=read, called=told["code_name"]) if question.text else [],
            question.text,
        )
        for question in SHARED
    ]


def in_words(choice: str, told: str) -> str:
    """What was chosen, as people read it."""
    return " · ".join(CHOICES[choice][one] for one in told.split(",") if one in CHOICES[choice])


def answered(told: Mapping[str, Any]) -> list[bool]:
    """For each question in order, whether anything stands there."""
    return [any(told[column].strip() for column in question.columns) for question in QUESTIONS]


def first_open(told: Mapping[str, Any]) -> int:
    """The page of the first question without an answer; the first page when all have one."""
    given = answered(told)
    return given.index(False) + 1 if False in given else 1


def widened(needs: list[str]) -> list[str]:
    """The needs said by their groups."""
    return [wide for wide in WIDE_NEEDS if wide in needs or WITHIN[wide] & set(needs)]
