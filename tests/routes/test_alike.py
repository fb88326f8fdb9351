"""A piece of the live page is rendered once for all who are alike, and nobody gets what is another's."""

import re
from datetime import timedelta

from fastapi.testclient import TestClient
from sqlmodel import Session

from app.domain import memberships
from app.routes.alike import Pieces
from app.routes.here import Here, here
from tests.cast import NOW, Cast, build_membership, build_person

PARTIAL = {"HX-Request-Type": "partial"}


def piece(client: TestClient, cast: Cast, name: str = "now") -> str:
    answer = client.get(f"/meetings/{cast.today.id}/{name}", headers=PARTIAL)
    assert answer.status_code == 200
    return answer.text


def tokens(text: str) -> list[str]:
    return re.findall(r'name="once" value="([^"]+)"', text)


def without_tokens(text: str) -> str:
    return re.sub(r'name="once" value="[^"]+"', "", text)


def renders(app, client: TestClient, cast: Cast, name: str) -> int:
    """How many kinds of the piece are kept after this person got theirs."""
    piece(client, cast, name)
    return sum(len(place.kinds) for place in app.state.pieces._places.values())


def test_people_who_are_alike_share_one_rendering_and_no_token(app, client_for, database, cast: Cast) -> None:
    with database.writing() as db:
        people = [build_person(db, f"Alike{number} Person") for number in range(2)]
        for person in people:
            build_membership(db, cast.community, person, agency=cast.housing)
    first, second = (client_for(person) for person in people)
    assert renders(app, first, cast, "captures") == 1
    assert renders(app, second, cast, "captures") == 1
    for name in ("now", "captures"):
        one, other, again = piece(first, cast, name), piece(second, cast, name), piece(first, cast, name)
        assert without_tokens(one) == without_tokens(other) == without_tokens(again)
        found = tokens(one) + tokens(other) + tokens(again)
        assert len(found) == len(set(found))


def test_whoever_may_do_more_or_wrote_it_gets_their_own(app, client_for, cast: Cast) -> None:
    fatima, omar, gus = (client_for(person) for person in (cast.fatima, cast.omar, cast.gus))
    for _ in range(2):
        assert 'id="run-next"' in piece(fatima, cast)
        assert 'id="run-next"' not in piece(omar, cast)
        assert 'id="run-next"' not in piece(gus, cast)
    assert renders(app, fatima, cast, "now") >= 2
    undo = f'id="undo-{cast.note.id}"'
    seen = {person.name: undo in piece(client_for(person), cast, "captures") for person in (cast.omar, cast.gus)}
    assert seen == {cast.omar.name: cast.note.by_id == cast.omar.id, cast.gus.name: cast.note.by_id == cast.gus.id}


def test_s06_a_role_that_changed_holds_on_the_next_request(client_for, database, cast: Cast) -> None:
    fatima, omar = client_for(cast.fatima), client_for(cast.omar)
    assert 'id="run-next"' in piece(fatima, cast)
    assert 'id="run-next"' not in piece(omar, cast)
    # Silently, so that it is the person who is asked about again, not the piece that is built again.
    _change_role(database, cast.omars_place.id, "facilitator")
    assert 'id="run-next"' in piece(omar, cast)
    _change_role(database, cast.omars_place.id, "member")
    assert 'id="run-next"' not in piece(omar, cast)


def test_what_is_caught_stands_in_the_next_piece(client_for, cast: Cast) -> None:
    omar, nia = client_for(cast.omar), client_for(cast.nia)
    for number in range(3):
        piece(nia, cast, "captures")
        text = f"Caught as number {number}."
        omar.post(f"/meetings/{cast.today.id}/captures", data={"kind": "note", "text": text}, headers=PARTIAL)
        assert text in piece(nia, cast, "captures")
    before = piece(nia, cast)
    seen = re.search(r'data-step="([^"]+)"', before)[1]
    client_for(cast.fatima).post(f"/meetings/{cast.today.id}/run/next", data={"seen": seen})
    assert without_tokens(piece(nia, cast)) != without_tokens(before)


def test_a_piece_is_never_older_than_a_second(client_for, time, cast: Cast) -> None:
    nia = client_for(cast.nia)
    before = piece(nia, cast)
    time.pass_by(seconds=1)
    assert re.search(r'data-now="[^"]+"', before)[0] not in piece(nia, cast)


def test_what_was_read_before_the_last_thing_was_told_is_kept_for_nobody(app, cast: Cast) -> None:
    pieces = Pieces()

    def got(place, version: int, words: str, at=NOW) -> str:
        viewer = Here(app.state.presence, app.state.doors, pieces, membership=place, version=version)
        return pieces.get("a piece", viewer, at, lambda: f"{words}, {bool(here().may('edit_minutes'))}")

    assert got(cast.fatimas_place, 2, "new") == "new, True"
    # Somebody of another kind asked before it was told, and their turn comes only now.
    assert got(cast.omars_place, 1, "old") == "old, False"
    assert got(cast.omars_place, 2, "new") == "new, False"
    assert got(cast.nias_place, 1, "old") == "new, False"
    # The server's clock was put back.
    assert got(cast.omars_place, 2, "now", NOW - timedelta(minutes=30)) == "now, False"


def _change_role(database, membership_id, role: str) -> None:
    with database.writing() as db:
        _set_role(db, membership_id, role)


def _set_role(db: Session, membership_id, role: str) -> None:
    place = memberships.by_id(db, membership_id)
    assert place
    place.role = role
    db.add(place)
