"""What belongs to another community, or is not open yet, appears nowhere."""

import pytest

from app.domain import actions, agenda, barriers, cases, communities, detached, meetings, miracles
from tests.cast import NOW, Cast, build_meeting
from tests.test_access import ROUTES, address_of

CANARY = "Kanarienvogel"


@pytest.fixture
def planted(database, cast: Cast) -> None:
    """The canary in every text of Zed's community."""
    with database.writing() as db:
        elsewhere = communities.by_id(db, cast.elsewhere.id)
        known = {"by": cast.zed, "at": NOW}
        communities.change(db, elsewhere, {"purpose": CANARY, "place": CANARY}, **known)
        communities.agency_named(db, elsewhere.id, CANARY, "housing", **known)
        meeting = build_meeting(db, elsewhere, cast.zed, starts_at=NOW, title=CANARY)
        agenda.propose(db, elsewhere.id, title=CANARY, why=CANARY, minutes=5, **known)
        actions.agree(db, elsewhere.id, text=CANARY, owner_id=cast.zed.id, due_on=None, **known)
        miracles.tell(db, elsewhere.id, text=CANARY, meeting=meeting, **known)
        barriers.name(db, elsewhere.id, text=CANARY, meeting=meeting, **known)
        meetings.call_off(db, build_meeting(db, elsewhere, cast.zed, starts_at=NOW), CANARY, **known)
        for place in ({"meeting_id": meeting.id}, {"meeting_id": cast.zeds_meeting.id}):
            for _ in range(3):
                detached.add(db, elsewhere.id, text=CANARY, kind="struck", kept="nobody", **place, at=NOW)
        hidden = cases.by_id(db, cast.draft_case.id)
        cases.write(db, hidden, {"question": CANARY, "what_it_does_to_me": CANARY}, by=cast.nia, at=NOW)


def test_s04_a_canary_of_elsewhere_appears_nowhere(planted, client_for, client, cast: Cast) -> None:
    for person in (cast.fatima, cast.omar, cast.sol, cast.gus, cast.ivy, cast.kit, None):
        browser = client_for(person) if person else client
        for route in ROUTES:
            if "GET" not in route.methods or route.name.startswith("stream"):
                continue
            answer = browser.get(address_of(route, cast))
            assert CANARY not in answer.text, f"{route.name} shows {person and person.name} what is not theirs"


def test_the_canary_sings_where_it_belongs(planted, client_for, cast: Cast) -> None:
    page = client_for(cast.zed).get(f"/communities/{cast.elsewhere.id}/meetings")
    assert CANARY in page.text
