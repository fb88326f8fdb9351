"""The meetings of the demo: six held, one ready to start; who came, what stood on the agenda, what was taken down."""

from typing import NamedTuple


class Said(NamedTuple):
    """A note or an offer at a step, found by how its title begins, or by the case."""

    step: str
    who: str
    text: str
    kind: str = "note"
    is_taken: bool = False


class DemoMeeting(NamedTuple):
    """One meeting. Topics are put before "Barriers named today", or last when the meeting did not get to them."""

    title: str
    template: str
    apologies: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    left_early: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    parked: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


class Topic(NamedTuple):
    """A topic somebody proposed, after which meeting, and why."""

    by: str
    after: int
    title: str
    why: str
    minutes: int = 15


def offer(step: str, who: str, text: str, *, taken: bool = False) -> Said:
    """An offer to the presenter."""
    return Said(step, who, text, "offer", taken)


TOPICS = {
    "who_rings": Topic("parveen", 1, "Who rings whom before the weekend", "We each had the same worry three times."),
    "letters": Topic(
        "bev", 2, "Read our letters aloud", "Bring one you send a lot. We listen as if it came to us.", 20
    ),
    "first_week": Topic("callum", 4, "One page for a first week in a new flat", "What each of us does, in order.", 20),
    "one_number": Topic("tomasz", 5, "One number that is picked up", "So that nobody has to tell it all again.", 15),
    "winter": Topic("joe", 6, "Winter: what we can open, and when", "Before it turns cold rather than after.", 15),
    "peers_paid": Topic(
        "ruth", 6, "How we pay and prepare our lived-experience members", "Once a year, in the open.", 10
    ),
}

MEETINGS: dict[int, DemoMeeting] = {
    1: DemoMeeting(
        "Finding our feet",
        "founding",
        apologies=("tomasz",),
        late=("joe",),
        said=(
            Said("Arrive", "bev", "Most of us had e-mailed each other for years and never met."),
            Said(
                "Why we meet",
                "ruth",
                "We are not a panel. Nobody is referred here and nothing is decided about anyone.",
            ),
            Said(
                "Ground rules",
                "bev",
                "Somebody asked what happens if we recognise a person. Say nothing, press the button.",
            ),
            Said("Map who", "callum", "Nobody here had rung the out-of-hours mental health line. It does pick up."),
            Said("Map who", "parveen", "Missing from the room: a pharmacist, the hospital, a private landlord."),
            Said("What we want", "joe", "Three of us wrote the same thing: fewer hand-overs."),
            Said("Dates and roles", "ruth", "Housing brings the first case, and the first cake."),
        ),
    ),
    2: DemoMeeting(
        "Doors and letterboxes",
        "standard120",
        apologies=("sian",),
        topics=("who_rings",),
        said=(
            Said("Check-in", "joe", "Arrived from a hard morning; glad of the kettle."),
            Said("Since last time", "callum", "The out-of-hours number is on everybody’s phone now."),
            Said("doorstep", "callum", "The chat through the letterbox lasts longer each week. That is going well."),
            Said("doorstep", "tomasz", "What impresses me: not one knock has gone unanswered."),
            offer(
                "doorstep", "bev", "Ask to see the birds from the garden side. Leave the file in the car.", taken=True
            ),
            offer("doorstep", "tomasz", "I could come along about feet, not about the flat.", taken=True),
            offer("doorstep", "parveen", "Write the next letter by hand, and say what you enjoyed."),
            offer("doorstep", "joe", "Ask who this person would choose to have there."),
            Said("doorstep", "callum", "What I take: the birds first, and the feet second."),
            Said("Who rings whom", "parveen", "Agreed: a quick ring round before the weekend, two people, no form."),
            Said("One word", "bev", "Lighter."),
        ),
    ),
    3: DemoMeeting(
        "The weeks between",
        "standard120",
        apologies=("amina",),
        left_early=("tomasz",),
        unreached=("letters",),
        said=(
            Said("Since last time", "callum", "The birds were seen from the garden side. Twenty minutes, door open."),
            Said(
                "between", "parveen", "Rings when it gets bad. I would like us to count that as a strength, out loud."
            ),
            Said("between", "joe", "From our side the door looked open. It was not."),
            offer("between", "joe", "See the person together once, before either of us assesses anything.", taken=True),
            offer("between", "bev", "Ask what “yes” would look like by the end of the week."),
            offer("between", "callum", "I can tell the landlord that somebody is in touch. Nothing more.", taken=True),
            Said("pharmacy", "sian", "Telling us before it went wrong is worth noticing."),
            offer("pharmacy", "tomasz", "Ask for pick-up three times a week while the job beds in.", taken=True),
            offer("pharmacy", "sian", "Could the chemist near the depot be asked to open the hatch early?"),
            offer("pharmacy", "bev", "Let him choose who tells the employer, and whether."),
            Said("Barriers named", "ruth", "Each service asks the other to go first. It is a rule, not a person."),
            Said("One word", "joe", "Stuck, but less alone."),
        ),
    ),
    4: DemoMeeting(
        "One rule at a time",
        "barrier90",
        apologies=("callum",),
        sponsors=("helen",),
        said=(
            Said(
                "What sponsors",
                "ruth",
                "Our sponsor owns two of the rules on this wall, and had not seen them from here.",
            ),
            Said("The barrier told", "bev", "One day, six buildings, two of them closed. Nobody did anything wrong."),
            Said(
                "Count and cluster",
                "sian",
                "Five of seven agencies close after missed appointments. All say three or two.",
            ),
            Said("15%: whole", "parveen", "Within our own power: ring before closing. Nobody has to sign for that."),
            Said("Write the ask", "ruth", "Two asks go to our sponsor, each with a day for an answer."),
            Said("Choose one", "joe", "Quick win: keys by noon, because housing can simply say so."),
        ),
    ),
    5: DemoMeeting(
        "First afternoons",
        "standard120",
        apologies=("joe",),
        late=("parveen",),
        topics=("letters",),
        said=(
            Said("Since last time", "parveen", "Both of us saw the person together. One story told once."),
            Said("release", "sian", "A plan was asked for months ahead. That is somebody who expects to do well."),
            offer(
                "release",
                "amina",
                "Begin the housing form by phone from inside; I will find out who says it cannot be.",
            ),
            offer("release", "bev", "One of us waits outside the gate with a charged phone and a flask.", taken=True),
            offer("release", "tomasz", "Register with the practice before release, using our own address.", taken=True),
            Said("release", "sian", "What I take: the flask. It sounds small. It is the part I can promise."),
            Said(
                "Read our letters",
                "bev",
                "We read seven letters aloud. Four began with what would happen if you did not.",
            ),
            Said("Read our letters", "callum", "Mine goes in the bin. The next one begins with my first name."),
            Said("One word", "sian", "Braver."),
        ),
    ),
    6: DemoMeeting(
        "Nights and mornings",
        "standard120",
        apologies=("parveen", "bev"),
        parked=("one_number",),
        topics=("first_week",),
        said=(
            Said("Check-in", "callum", "Tired. We lost somebody we all knew this month, and I came anyway."),
            Said("Since last time", "sian", "The flask was there. So was the bus. Two desks instead of four."),
            Said("nights", "tomasz", "Nine months in that flat and it is spotless. Say that first, every time."),
            offer("nights", "amina", "Our night concierge drinks tea at two. He would like the company.", taken=True),
            offer("nights", "joe", "Rewrite the care plan so that it begins with the cooking."),
            offer("nights", "sian", "Ask the porters what they see. They know more than any of us."),
            Said("nights", "tomasz", "What I take: the concierge, and a plan that says what this person brings."),
            Said("One number", "tomasz", "Begun: the ring round works because two people hold it. We ran out of time."),
            Said("One page for", "callum", "First draft on the wall: day one, day three, the first Sunday evening."),
            Said("Barriers named", "ruth", "Still no answer about release days. We said so plainly in the room."),
            Said("One word", "tomasz", "Company."),
        ),
    ),
    7: DemoMeeting("Evenings", "standard120", apologies=("sian",), topics=("one_number",)),
}
