"""The barriers of the demo, one in each state. `days` counts from the meeting named; 0 is at the meeting itself."""

from typing import NamedTuple


class Named(NamedTuple):
    """A barrier and its way to a sponsor and back.

    An ask is (meeting, days, text, days to reply), one that is not sent only its text; an answer (meeting, days, word,
    why); `told` the meeting that was told; a check (meeting, word, what was seen); an ending (meeting, word, why).
    """

    meeting: int
    by: str
    type: str
    level: str
    lever: str
    text: str
    case: str = ""
    joined: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()
    draft: str = ""
    ask: tuple[int, int, str, int] | None = None
    answer: tuple[int, int, str, str] | None = None
    told: int = 0
    check: tuple[int, str, str] | None = None
    ending: tuple[int, str, str] | None = None


BARRIERS: dict[str, Named] = {
    "desk": Named(
        1,
        "bev",
        "unanswered",
        "team",
        "cultural",
        "A referral to the advice desk is answered neither yes nor no.",
        joined=("amina",),
        ask=(1, 2, "Let every referral be answered within a week, if only with “not yet”.", 25),
        answer=(2, -3, "changed", "The desk answers within a week from now on. I asked; it was a habit, not a rule."),
        told=2,
        check=(5, "holds", "Four referrals, four answers, the longest after six days."),
    ),
    "phone": Named(
        1,
        "joe",
        "paperwork",
        "organisation",
        "strategic",
        "A form can only be sent in by a phone with a contract.",
        joined=("bev", "callum"),
        ask=(1, 3, "Let a worker’s phone count.", 24),
        answer=(2, -5, "exception", "A worker’s phone counts, for this group’s agencies."),
        told=2,
        check=(6, "back", "Since the new system came the form asks for a contract again."),
    ),
    "dog": Named(
        2,
        "amina",
        "no_place",
        "board",
        "commissioning",
        "No night shelter within reach takes a dog.",
        joined=("bev", "tomasz"),
        ask=(2, 3, "Two places with a kennel in the next contract.", 25),
        answer=(3, -4, "no", "The contract runs for two more years, and the building’s insurance forbids animals."),
        told=3,
    ),
    "noon": Named(
        2,
        "callum",
        "contract",
        "team",
        "commissioning",
        "Keys are handed over after four in the afternoon, when every other desk is closing.",
        "",
        ("amina", "ruth"),
        ("We get there at five, and the room is bare until Monday.",),
        ask=(3, 1, "Make noon the ordinary hour for keys.", 20),
        answer=(3, 9, "changed", "Changed for our own homes from this month. It cost nothing; nobody had asked."),
        told=4,
    ),
    "who_first": Named(
        3,
        "parveen",
        "ping_pong",
        "organisation",
        "strategic",
        "Mental health asks for less drinking first; drug and alcohol support asks for a steadier mood first.",
        "between",
        ("joe", "ruth", "sian"),
        ("People are sent back to us with a letter that sends them on.", "Nobody rings; both write."),
        ask=(4, 1, "Let the first service that is asked begin, and let the other join within two weeks.", 27),
        answer=(
            5,
            -2,
            "looking",
            "Both managers have agreed to meet with two of you in the room. I will bring a day, not a promise.",
        ),
    ),
    "missed": Named(
        4,
        "bev",
        "missed",
        "organisation",
        "commissioning",
        "Two or three missed appointments close the file, and the letter about it goes to an old address.",
        "",
        ("sian", "joe", "amina", "tomasz"),
        ("A night shift ends at six, the appointment is at nine.", "", "The letter goes to the last hostel."),
        ask=(4, 1, "Let a phone call by any of us count as attended, for people this group is thinking about.", 27),
        answer=(
            6,
            6,
            "exception",
            "Agreed as a trial until the spring, for all of the contracts that I hold. Tell me what happens.",
        ),
    ),
    "release": Named(
        5,
        "sian",
        "gap",
        "board",
        "strategic",
        "On release day the four desks are in four buildings, and the housing form may only begin on the day itself.",
        "release",
        ("amina", "tomasz", "bev"),
        ask=(5, 2, "One room, one morning a week, with all four desks in it; and let the form begin from inside.", 33),
    ),
    "pharmacy": Named(
        5,
        "bev",
        "journey",
        "team",
        "commissioning",
        "The only chemist that does supervised doses is two buses away, and closes at five.",
        joined=("ruth",),
        ask=(6, 3, "A second chemist on our side of the river.", 30),
    ),
    "target": Named(
        5,
        "ruth",
        "told_again",
        "worker",
        "cultural",
        "Each service begins with its own assessment, whatever the last one wrote.",
        ending=(6, "let_go", "We begin with our own: we bring the last one along, and ask what has changed."),
    ),
    "twelve": Named(
        6,
        "amina",
        "contract",
        "law_money",
        "economic",
        "Support in a first tenancy ends at twelve weeks, whatever the twelfth week is like.",
        "",
        ("callum", "sian", "ruth"),
        draft="Let the twelfth week be a conversation about what is still needed, and not an end.",
    ),
    "proof": Named(
        6,
        "joe",
        "paperwork",
        "organisation",
        "legal",
        "A bank account needs proof of address, and a first address needs a bank account.",
        "",
        ("sian",),
    ),
    "sunday": Named(
        6,
        "callum",
        "journey",
        "organisation",
        "economic",
        "There is no bus to the night shelter on Sundays.",
    ),
}
