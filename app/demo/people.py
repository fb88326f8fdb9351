"""Who belongs to the demo community: nine invented people from seven kinds of agency."""

from typing import NamedTuple

NAME = "Kettle’s On"
PLACE = "The room above the library, with the good biscuits"
PURPOSE = (
    "We meet to learn how to stay alongside people whose lives are complicated and whom no single service can "
    "help alone. We think together, try something small, and tell each other what became of it."
)
ONE_MORE_RULE = "Whoever talks least today gets the first slice of cake."


class Agency(NamedTuple):
    """An agency and what it can say yes to."""

    name: str
    kind: str
    can_say_yes_to: str


class Someone(NamedTuple):
    """A person of the demo and their place in the community."""

    name: str
    agency: str
    role: str
    ask_me_about: str
    is_keeper: bool = False


AGENCIES = {
    "housing": Agency(
        "Tenancy support",
        "housing",
        "Keys by noon on moving day, a visit in the first week, and a second go at a repayment plan.",
    ),
    "mental_health": Agency(
        "Community mental health team",
        "mental_health",
        "A phone call before any referral, and a walk instead of a clinic room.",
    ),
    "substance_use": Agency(
        "Drug and alcohol service", "substance_use", "A same-day first chat, and prescriptions moved to suit a job."
    ),
    "probation": Agency(
        "Probation",
        "probation",
        "Appointments at somebody else’s building, and a word with us before a warning letter.",
    ),
    "social_care": Agency(
        "Adult social care", "social_care", "A joint visit within the week, without a form being filled in first."
    ),
    "primary_care": Agency(
        "GP outreach", "primary_care", "Dressings and blood pressure in a day centre, a van, or on a bench."
    ),
    "lived_experience": Agency(
        "Been There group", "lived_experience", "Somebody to come along who has sat on that side of the desk."
    ),
}

PEOPLE = {
    "ruth": Someone("Ruth Adeyemi", "social_care", "facilitator", "Keeping a meeting to time and still having cake."),
    "amina": Someone(
        "Amina Rahman", "housing", "facilitator", "Tenancy rules, and which of them bend.", is_keeper=True
    ),
    "callum": Someone("Callum Baird", "housing", "member", "First weeks in a new flat; repairs that frighten people."),
    "parveen": Someone("Parveen Sadiq", "mental_health", "member", "Who to ring in our team, and when they pick up."),
    "joe": Someone("Joe Tierney", "substance_use", "member", "Prescriptions, detox waiting lists, harm reduction."),
    "sian": Someone("Siân Probert", "probation", "member", "What a licence does and does not say. Release days."),
    "tomasz": Someone("Tomasz Wilk", "primary_care", "member", "Legs, lungs and getting seen without an address."),
    "bev": Someone("Bev Hartley", "lived_experience", "member", "How our letters read on the other side of the door."),
    "helen": Someone("Helen Astley", "social_care", "sponsor", "Contracts, thresholds, and who owns which rule."),
}
FACILITATOR = "ruth"
SPONSOR = "helen"
