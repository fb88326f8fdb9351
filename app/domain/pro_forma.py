"""The pro-forma of a case as others read it: its questions in order, with the answers given so far."""

from collections.abc import Mapping
from typing import NamedTuple

from app.domain import reading

LIFE_STAGES = {
    "young_adult": "Young adult (18 to 25)",
    "adult": "Adult (26 to 44)",
    "middle": "Middle years (45 to 64)",
    "older": "Older (65 and over)",
    "not_sure": "Not sure",
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
KNOWS = {"agreed": "They agreed", "told": "They have been told", "not_told": "Not told"}
URGENT = {
    "no": "No",
    "yes": "Yes, and my own safeguarding route has been used",
    "not_yet": "Yes, and my own safeguarding route has not been used yet",
}
# The free-text fields that others will read; what_it_does_to_me stays with the presenter.
SHARED_TEXT = {
    "question": "My one question",
    "wants": "What they want, in their words",
    "strengths": "Strengths, even slight",
    "housing_now": "Housing now",
    "tried": "Tried so far",
    "around": "Kinds of agency around them",
    "missing": "Kinds of agency missing",
    "stuck": "Where it is stuck",
    "knows_why": "Why they have not been told",
    "elsewhere": "Discussed elsewhere",
}
PAGES = 4
# Each question with the page it is asked on, in reading order.
QUESTIONS = (
    ("question", SHARED_TEXT["question"], 1),
    ("life_stage", "Life stage", 1),
    ("wants", SHARED_TEXT["wants"], 2),
    ("strengths", SHARED_TEXT["strengths"], 2),
    ("housing_now", SHARED_TEXT["housing_now"], 2),
    ("needs", "What this touches", 2),
    ("tried", SHARED_TEXT["tried"], 3),
    ("around", SHARED_TEXT["around"], 3),
    ("missing", SHARED_TEXT["missing"], 3),
    ("stuck", SHARED_TEXT["stuck"], 3),
    ("knows", "Does the person know", 4),
    ("knows_why", SHARED_TEXT["knows_why"], 4),
    ("urgent", "Is it urgent", 4),
    ("elsewhere", SHARED_TEXT["elsewhere"], 4),
)
CHOICES = {"life_stage": LIFE_STAGES, "knows": KNOWS, "urgent": URGENT}


class Answer(NamedTuple):
    """One question, where it is asked, and what was answered, cut at what was found in it."""

    name: str
    label: str
    page: int
    pieces: list[reading.Piece]

    @property
    def field_id(self) -> str:
        """Where on its page it is answered."""
        return f"field-{self.name}"

    @property
    def findings(self) -> list[reading.Piece]:
        """The pieces that may identify somebody."""
        return [piece for piece in self.pieces if piece.finding]


def answers(told: Mapping[str, str], *, read: bool) -> list[Answer]:
    """All questions with what was told; the findings are marked when it is to be read."""
    return [Answer(name, label, page, _pieces(name, told[name], read=read)) for name, label, page in QUESTIONS]


def _pieces(name: str, text: str, *, read: bool) -> list[reading.Piece]:
    if name == "needs":
        text = " · ".join(NEEDS[need] for need in text.split(",") if need)
    if name in CHOICES:
        text = CHOICES[name].get(text, "")
    return reading.pieces(text, reading.read(text) if read and name in SHARED_TEXT else ())
