"""The actions of the demo: what was agreed, and what was said of it later. `days` counts from the meeting named."""

from typing import NamedTuple


class Word(NamedTuple):
    """What was said of an action, and when."""

    meeting: int
    word: str
    why: str = ""
    days: int = 0


class Agreed(NamedTuple):
    """An action; `due_days` counts from its meeting, None means before we next meet."""

    meeting: int
    owner: str
    text: str
    first_step: str = ""
    due_days: int | None = None
    case: str = ""
    words: tuple[Word, ...] = ()


ACTIONS: dict[str, Agreed] = {
    "numbers": Agreed(
        1,
        "ruth",
        "Send round who can be rung for what, on one page",
        "Ask each of us for one number.",
        14,
        words=(Word(2, "done"),),
    ),
    "pharmacist": Agreed(
        1,
        "parveen",
        "Ask a pharmacist to come and see what we do",
        "Mention it at the counter, not by e-mail.",
        None,
        words=(
            Word(2, "not_yet", "Two shops asked; both kind, both short-staffed."),
            Word(3, "not_yet", "A third one is thinking about it."),
            Word(5, "changed", "They cannot leave the counter. They will take our calls instead, which may be better."),
        ),
    ),
    "birds": Agreed(
        2,
        "callum",
        "Go and see the birds from the garden side, without the file",
        "Leave a note with a day on it.",
        10,
        "doorstep",
        (Word(3, "done"),),
    ),
    "feet": Agreed(
        2,
        "tomasz",
        "Come along about feet, once the garden gate feels easy",
        "Wait for the invitation.",
        None,
        "doorstep",
        (
            Word(3, "not_yet", "Not invited yet, and that is all right."),
            Word(4, "done", "Invited. Stayed for two teas."),
        ),
    ),
    "ring_round": Agreed(
        2,
        "parveen",
        "Start a ring round before each weekend: two of us, no form",
        "Ask who would like to go first.",
        7,
        words=(Word(3, "done"), Word(4, "reopened", "It slipped when both of us were away."), Word(5, "done")),
    ),
    "together": Agreed(
        3,
        "joe",
        "See the person once together, before either of us assesses",
        "Find an hour we both have.",
        14,
        "between",
        (Word(4, "not_yet", "Two hours found, both lost to cover."), Word(5, "done", "", -6)),
    ),
    "landlord": Agreed(
        3,
        "callum",
        "Tell the landlord that somebody is in touch, and nothing more",
        "",
        7,
        "between",
        (Word(3, "done", days=8),),
    ),
    "pickup": Agreed(
        3,
        "joe",
        "Ask for pick-up three times a week while the job beds in",
        "Ring the prescriber, do not write.",
        5,
        "pharmacy",
        (Word(3, "done", "", 4),),
    ),
    "keys": Agreed(
        4,
        "amina",
        "Keys by noon on moving day, as a habit",
        "Say it at Monday’s team meeting.",
        20,
        words=(Word(5, "not_yet", "Three out of four so far."), Word(6, "done")),
    ),
    "before_closing": Agreed(
        4,
        "sian",
        "Ring before closing anybody for missed appointments, and count nothing",
        "",
        None,
        words=(Word(5, "done"),),
    ),
    "hospital": Agreed(
        4,
        "ruth",
        "Invite somebody from the hospital’s front desk",
        "Ask who likes cake.",
        45,
        words=(
            Word(5, "not_yet", "Asked; waiting to hear who could be spared."),
            Word(6, "not_yet", "Still waiting. I will go and stand at the desk."),
        ),
    ),
    "flask": Agreed(
        5,
        "sian",
        "Be at the gate with a charged phone and a flask",
        "Put the morning in my diary as taken.",
        21,
        "release",
        (Word(6, "done"),),
    ),
    "register": Agreed(
        5,
        "tomasz",
        "Register people with the practice before release, at our own address",
        "Ask our manager first.",
        None,
        "release",
        (Word(6, "not_yet", "A yes in words; waiting for it on paper."),),
    ),
    "inside_form": Agreed(
        5,
        "amina",
        "Find out who says the housing form cannot begin by phone",
        "",
        28,
        "release",
        (Word(6, "let_go", "Nobody says it. It is a habit, so we asked for the habit to change instead."),),
    ),
    "hostel_tour": Agreed(
        3,
        "bev",
        "Show two of us round the night shelter as a guest would see it",
        "",
        None,
        words=(Word(4, "not_yet", "It was closed for repairs."), Word(5, "done")),
    ),
    "concierge": Agreed(
        6,
        "amina",
        "Introduce the night concierge, over tea, if the person would like that",
        "Ask the concierge tonight.",
        10,
        "nights",
    ),
    "plan_again": Agreed(
        6,
        "tomasz",
        "Write the plan again, so that it begins with what this person brings",
        "Ask what dish to begin with.",
        35,
        "nights",
    ),
    "first_page": Agreed(
        6,
        "callum",
        "Try the first-week page with the next person who moves in",
        "Print it. Leave room for their words.",
        None,
    ),
    "letter": Agreed(6, "joe", "Rewrite our missed-appointment letter so that it begins with hello", "", 40),
}
