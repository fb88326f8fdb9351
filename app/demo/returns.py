"""How the demo's cases come back: when each is asked about again, and what is told on its day."""

from typing import NamedTuple


class After(NamedTuple):
    """What is kept of a case after its meeting. `told` is said at `told_at`; without it the case still waits."""

    when: str
    summary: str
    is_confirmed: bool
    takeaway: str = ""
    told_at: int = 0
    told_by: str = ""
    told: str = ""
    question: tuple[str, str] | None = None


RETURNS: dict[str, After] = {
    "doorstep": After(
        "two_months",
        "Every knock is answered, and that is where to begin. We wondered about coming without the file, from the "
        "garden side, for the birds. Nobody needs to win.",
        True,
        "You stay where you are. I come to see the birds first; everything else can wait its turn.",
        4,
        "tomasz",
        "The door opens for two of us by now. The boiler was seen to on a day of the person’s own choosing.",
        ("joe", "Who would this person choose to have there?"),
    ),
    "between": After(
        "two_months",
        "Ringing when it gets bad is a strength. We thought of one visit together, before anybody assesses.",
        True,
        told_at=5,
        told_by="parveen",
        told="One visit together has taken place. The rent was paid, and the dogs were walked.",
    ),
    "nights": After(
        "next",
        "A flat kept spotless, and a cook’s memory. We thought of tea with the night concierge, and of a plan that "
        "begins with what this person brings.",
        False,
        "A cup of tea at two, if you like; nobody is in a hurry there.",
        question=("joe", "What is it that the porters do well?"),
    ),
}
