"""The reflections of the demo, on meetings and on cases. `days` counts from the meeting named."""

from typing import NamedTuple


class Thought(NamedTuple):
    """A reflection on a meeting, or on a case after its meeting; a detached one is nobody's."""

    meeting: int
    days: int
    by: str
    kind: str
    shared: str
    text: str
    case: str = ""


REFLECTIONS: tuple[Thought, ...] = (
    Thought(
        1, 1, "joe", "struck", "named", "I had not noticed how much of my week is hand-overs until we all wrote it."
    ),
    Thought(
        2,
        1,
        "bev",
        "struck",
        "named",
        "Nobody asked me for my own story. I could think about somebody else’s.",
        "doorstep",
    ),
    Thought(2, 2, "parveen", "take_away", "agency", "How many of our letters would I open?", "doorstep"),
    Thought(
        2, 0, "callum", "take_away", "private", "I was braced to be told off about the boiler. Nobody did.", "doorstep"
    ),
    Thought(
        3,
        3,
        "amina",
        "question",
        "named",
        "What if we asked what a good week looks like, and planned for that?",
        "between",
    ),
    Thought(
        3,
        1,
        "joe",
        "struck",
        "agency",
        "I said our door was open. I am going to go and look at it from outside.",
        "between",
    ),
    Thought(
        4,
        2,
        "sian",
        "struck",
        "private",
        "Two of these rules are mine to bend, and I had never asked what they are for.",
    ),
    Thought(
        4,
        1,
        "tomasz",
        "idea",
        "named",
        "Hold the next one of these in the waiting room of one of us, at half past three.",
    ),
    Thought(
        5,
        2,
        "callum",
        "take_away",
        "named",
        "I write fourteen letters a week. From now on I read each one once, aloud.",
    ),
    Thought(5, 4, "tomasz", "idea", "agency", "Our own address costs us a drawer. We have drawers.", "release"),
    Thought(
        6,
        1,
        "ruth",
        "struck",
        "private",
        "Grief came into the room and the room held it. I did not have to fix anything.",
    ),
    Thought(
        6, 3, "joe", "struck", "named", "A place counted as misuse may be the only lit window in the street.", "nights"
    ),
    Thought(
        5, 1, "", "struck", "detached", "I said I was fine at the beginning. I was not, and it was good to be there."
    ),
    Thought(5, 0, "", "question", "detached", "Who looks after the ones of us who always say yes?"),
    Thought(5, 2, "", "take_away", "detached", "I can say that I do not know. Nobody laughed."),
    Thought(
        6,
        1,
        "",
        "struck",
        "detached",
        "I was angry with a service in this room, and it was easier to hear why.",
        "nights",
    ),
    Thought(6, 2, "", "idea", "detached", "Ask what the night is like, before asking about the tenancy.", "nights"),
    Thought(6, 1, "", "take_away", "detached", "To knock, and to wait longer than feels comfortable.", "nights"),
)
