"""The cases of the demo: invented, told without saying who anybody is, strengths first.

Three have been thought about, one waits for the next meeting, one to be read by the facilitator, one is half-written.
"""

from typing import NamedTuple


class DemoCase(NamedTuple):
    """A case, who brings it, to which meeting, and how far it has come."""

    presenter: str
    meeting: int
    state: str
    words: dict[str, str]
    # The stops of one day, each: about when, what kind of place, how far, how it went, what made it so.
    day: tuple[tuple[str, str, str, str, str], ...] = ()


CASES: dict[str, DemoCase] = {
    "doorstep": DemoCase(
        "callum",
        2,
        "approved",
        {
            "question": "How can I be somebody worth opening the door to, when the letter in my hand is about a "
            "gas check?",
            "life_stage": "older",
            "wants": "“I want to stay put, and not be tidied up by strangers.”",
            "strengths": "Answers every knock, through the letterbox, and always says thank you. Feeds the birds each "
            "morning. Has kept this tenancy for many years.",
            "housing_kind": "own_tenancy",
            "housing_now": "Ground-floor social tenancy. The boiler cannot be reached just now.",
            "needs": "housing,care,physical_health,trust",
            "tried": "Letters, a text each week, two joint visits. A drawing of the bird feeder, pushed through the "
            "door, got the longest chat so far.",
            "around_kinds": "housing",
            "around": "A neighbour who brings milk.",
            "missing_kinds": "primary_care",
            "missing": "Anybody this person chose for themselves.",
            "stuck": "Every letter I am allowed to send has the word enforcement in it.",
            "knows": "agreed",
            "urgent": "no",
            "what_it_does_to_me": "I lie awake about the boiler, and I like this person very much.",
        },
    ),
    "between": DemoCase(
        "parveen",
        3,
        "approved",
        {
            "question": "What can we offer in the weeks between two services that each ask the other to go first?",
            "life_stage": "adult",
            "wants": "“Somebody to say yes before I have to be well.”",
            "strengths": "Rings when it gets bad, instead of waiting. Has had three weeks without a drink, twice, this "
            "year. Walks two dogs for neighbours and has never missed a walk.",
            "housing_kind": "private_room",
            "housing_now": "A private room; the landlord is patient so far.",
            "needs": "mental_health,alcohol,housing,trust",
            "tried": "Referred both ways, twice. A shared worksheet that neither team could open. Tea.",
            "around_kinds": "mental_health,substance_use",
            "around": "A landlord with a soft spot for dogs.",
            "missing": "One worker who stays the same for both.",
            "stuck": "We ask for less drinking first; the other door asks for a steadier mood first.",
            "knows": "agreed",
            "urgent": "no",
            "elsewhere": "At our own team meeting; it came back as “refer again”.",
            "what_it_does_to_me": "I have started to dread the phrase “not our criteria”, mostly because I say it.",
        },
    ),
    "pharmacy": DemoCase(
        "joe",
        3,
        "approved",
        {
            "question": "How do we make a prescription fit round a night shift, so that a new job is not lost to it?",
            "life_stage": "middle",
            "wants": "“To be the bloke who is never late.”",
            "strengths": "Found the job alone. On time for every shift. Told us about the clash before it went wrong.",
            "housing_kind": "hostel",
            "housing_now": "Shared house, settled.",
            "needs": "drugs,money,health_access,purpose",
            "tried": "A chemist that opens earlier: two buses away. A letter to the employer was offered and, "
            "with good "
            "reason, turned down.",
            "around_kinds": "substance_use,probation",
            "around": "Probation until the spring.",
            "missing": "A pharmacist in the room.",
            "stuck": "Supervised pick-up every morning, just when the shift ends across town.",
            "knows": "agreed",
            "urgent": "no",
        },
        day=(
            ("06:15", "Home from the night shift", "On foot, half an hour", "", "Too awake to sleep, too tired to eat"),
            ("08:30", "The chemist opens", "Two buses, 50 minutes", "waited", "The second bus is the full one"),
            ("09:15", "The same chemist", "", "kept", "A nod and a first name at the counter"),
            ("10:30", "Home again", "Two buses, 50 minutes", "", "Four hours left to sleep"),
            ("15:00", "Key worker, across town", "A bus, 35 minutes", "missed", "Slept through it, and rang to say so"),
            ("20:15", "Back to work", "On foot, half an hour", "kept", "“Never late. Not once.”"),
        ),
    ),
    "release": DemoCase(
        "sian",
        5,
        "approved",
        {
            "question": "How do we make the first afternoon after release shorter than the queue at the housing desk?",
            "life_stage": "adult",
            "wants": "“A door with a key, and a phone with credit, on the same day.”",
            "strengths": "Finished a kitchen course inside and is proud of it. Writes to a sister every week. "
            "Asked us for "
            "a plan months ahead.",
            "housing_kind": "prison",
            "housing_now": "Nothing yet; leaves with a list of places to ring.",
            "needs": "housing,justice,identity,money,trust",
            "tried": "A call to the housing desk ahead of time; they can begin on the day itself. A bank account "
            "form that "
            "needs an address, and an address that needs a deposit.",
            "around_kinds": "probation",
            "around": "A chaplain who writes back.",
            "missing_kinds": "housing",
            "missing": "Before the gate, not after it. A phone.",
            "stuck": "Four appointments in four buildings before the desks close.",
            "knows": "agreed",
            "urgent": "no",
            "what_it_does_to_me": "I have walked somebody out to nothing before, and I do not want to do it again.",
        },
    ),
    "nights": DemoCase(
        "tomasz",
        6,
        "approved",
        {
            "question": "What would make the nights shorter for somebody who comes to the hospital to be near people?",
            "life_stage": "middle",
            "wants": "“A cup of tea where nobody is in a hurry.”",
            "strengths": "Keeps every dressing appointment on the van. Knows all the night porters by first name "
            "and asks "
            "after their families. Was a cook, and talks recipes with anyone.",
            "housing_kind": "own_tenancy",
            "housing_now": "A flat on a quiet landing, nine months now, kept spotless.",
            "needs": "physical_health,health_access,purpose,family",
            "tried": "A care plan at the front desk. A befriending list, with a long wait. Moving the dressings "
            "to evenings.",
            "around_kinds": "primary_care,housing",
            "around": "GP outreach, tenancy support.",
            "missing": "Somebody awake at night who is not an emergency.",
            "stuck": "Each visit is counted as a misuse of the place, and the plan we wrote says so.",
            "knows": "told",
            "urgent": "no",
        },
    ),
    "evenings": DemoCase(
        "bev",
        7,
        "approved",
        {
            "question": "What makes a first home bearable in the evenings, when the quiet is louder than "
            "outdoors ever was?",
            "life_stage": "adult",
            "wants": "“To want to go home.”",
            "strengths": "Kept a whole group of friends safe through two winters. Turns up early for everything. "
            "Has hung "
            "one picture, and moved it three times.",
            "housing_kind": "own_tenancy",
            "housing_now": "First tenancy, eight weeks in. Sleeps on the sofa, by the front door.",
            "needs": "housing,mental_health,purpose,trust",
            "tried": "A radio. Visits in daylight. Going back to sit with old friends, and coming home again "
            "each time.",
            "around_kinds": "housing,lived_experience",
            "around": "Tenancy support, the Been There group.",
            "missing": "Anybody after five o’clock.",
            "stuck": "Support ends at twelve weeks, which is about when people tell us it gets hard.",
            "knows": "agreed",
            "urgent": "no",
            "what_it_does_to_me": "I remember that quiet.",
        },
    ),
    "appointments": DemoCase(
        "joe",
        0,
        "offered",
        {
            "question": "How do I keep going with somebody who says yes to everything and comes to nothing?",
            "life_stage": "young_adult",
            "wants": "“Stop asking me where I see myself.”",
            "strengths": "Always replies, even at three in the morning. Funny. Looks after a younger cousin well.",
            "housing_kind": "moving",
            "housing_now": "Between two sofas.",
            "needs": "drugs,family,identity,trust",
            "tried": "Every kind of appointment. Turning up unannounced with chips worked once.",
            "around_kinds": "substance_use",
            "around": "A college tutor who has not given up.",
            "missing": "Something to come to that is not about problems.",
            "stuck": "Three missed appointments and I have to close, and I would rather not.",
            "knows": "not_told",
            "knows_why": "I only see the replies, not the person, at the moment. I will ask before it is discussed.",
            "urgent": "no",
        },
    ),
    "garden": DemoCase(
        "callum",
        0,
        "draft",
        {
            "question": "How do I talk about a garden full of other people’s things without talking about clearing it?",
            "life_stage": "not_sure",
            "strengths": "Can mend anything. Lends tools to the whole street and gets them back.",
            "housing_kind": "own_tenancy",
            "housing_now": "A house with a garden; the neighbours are divided.",
        },
    ),
}
