"""The little miracles of the demo. `days` counts from the meeting named; 0 is at the meeting itself."""

from typing import NamedTuple


class Told(NamedTuple):
    """A little miracle."""

    meeting: int
    days: int
    by: str
    kind: str
    text: str
    differently: str = ""
    noticed_by: str = "worker"
    case: str = ""
    action: str = ""
    hoped: str = ""
    heard_by: str = "here"
    # Whose agencies saw it too.
    seconded: tuple[str, ...] = ()


MIRACLES: dict[str, Told] = {
    "picked_up": Told(
        1,
        12,
        "callum",
        "door_opened",
        "Rang the out-of-hours line for the first time in nine years of this job. Somebody called me “love” and "
        "stayed on.",
        "I had the number because we swapped them.",
    ),
    "birds": Told(
        3,
        0,
        "callum",
        "door_opened",
        "The door opened, all of it, so that I could see the robin. We did not talk about the boiler.",
        "I left the file in the car.",
        case="doorstep",
        action="birds",
        hoped="That the boiler man is let in before the winter.",
        seconded=("tomasz",),
    ),
    "shift": Told(
        3,
        19,
        "joe",
        "held_steady",
        "A month of night shifts, none missed. The prescription bent to the job, for once, and not the other way "
        "round.",
        "We rang instead of writing.",
        case="pharmacy",
        action="pickup",
    ),
    "two_teas": Told(
        4,
        0,
        "tomasz",
        "came_back",
        "Was asked in about the feet, and asked to come again. The boiler man came the week after, and was given "
        "tea too.",
        "Waited to be invited.",
        "person",
        "doorstep",
        "feet",
    ),
    "one_story": Told(
        5,
        -5,
        "parveen",
        "agencies_met",
        "Two services sat on one sofa and heard the story once. At the end the person said: “So you do know each "
        "other.”",
        "Came without our forms.",
        "person",
        "between",
        "together",
        heard_by="sponsors",
        seconded=("sian", "bev"),
    ),
    "stayed": Told(
        5,
        9,
        "sian",
        "worker_stayed",
        "Nearly handed in my notice last month, and did not. The ring round is part of why.",
        "Somebody asked how I was before asking what I had done.",
    ),
    "flask": Told(
        6,
        -3,
        "sian",
        "rule_bent",
        "Out of the gate at half past ten, tea in hand, at the second of two desks by one. A key by four.",
        "Two desks agreed to be one room for a morning.",
        "person",
        "release",
        "flask",
        heard_by="outside",
        seconded=("joe",),
    ),
    "word": Told(
        6,
        0,
        "sian",
        "word_changed",
        "A letter came that began with hello and a first name. It was read twice and kept on the fridge.",
        "We had read our letters aloud.",
        "peer",
        heard_by="outside",
    ),
    "steady": Told(
        6,
        11,
        "parveen",
        "held_steady",
        "Nothing happened for six weeks, and that is the news. The dogs were walked, the rent was paid, the phone was "
        "answered.",
        "We kept ringing when it was going well.",
        case="between",
    ),
    "tea_at_two": Told(
        6,
        17,
        "amina",
        "came_back",
        "The concierge keeps a second cup at two in the morning now. Three nights out of seven it is used.",
        "We asked what the night was like, not why.",
        "worker",
        "nights",
    ),
}
