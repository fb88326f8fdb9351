"""Which actions a list shows: mine in three parts, the community's, by agency, and what is looked for."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from app.domain import action_helpers, action_lines, action_lists, action_search, actions, communities, memberships
from app.domain.action_lists import Listed, Mine
from app.domain.communities import Community
from app.domain.people import Person
from tests.cast import NOW, Cast, build_action, build_membership


def mine(db: Session, me: Person, look: str = "") -> Mine:
    return action_lists.mine(db, me, action_search.read(look), number=1, at=NOW)


def listed(db: Session, cast: Cast, shown: str = "open", look: str = "", number: int = 1) -> Listed:
    community = db.get(Community, cast.community.id)
    assert community
    search = action_search.read(look)
    return action_lists.in_community(db, community, cast.omar, shown, search, number=number, at=NOW)


def texts(lines: list[action_lists.Line]) -> set[str]:
    return {line.action.text for line in lines}


def found(db: Session, cast: Cast, look: str) -> set[str]:
    return texts(listed(db, cast, look=look).lines)


def test_mine_what_i_wrote_and_what_we_wait_for_each_stand_once(db: Session, cast: Cast) -> None:
    nia, omar = cast.nia, cast.omar
    case_id = cast.open_case.id
    presenter = {one.id: one for one in (nia, omar, cast.fatima)}[cast.open_case.presenter_id]
    other = omar if presenter.id != omar.id else nia
    build_action(db, cast.community, presenter, text="Both", owner_id=presenter.id, case_id=case_id)
    build_action(db, cast.community, presenter, text="Asked", owner_id=other.id, case_id=case_id)
    build_action(db, cast.community, other, text="Waited", owner_id=other.id, case_id=case_id)
    build_action(db, cast.community, other, text="Theirs", owner_id=other.id)
    parts = mine(db, presenter)
    assert "Both" in texts(parts.took_on)
    assert "Asked" in texts(parts.wrote) and "Both" not in texts(parts.wrote)
    assert texts(parts.waited_for) == {"Waited"}
    looked = mine(db, presenter, "waited")
    assert (texts(looked.waited_for), looked.took_on, looked.wrote, looked.total) == ({"Waited"}, [], [], 1)


def test_what_ended_stands_apart_until_it_is_looked_for(db: Session, cast: Cast) -> None:
    owner = db.get(Person, cast.done_action.owner_id)
    assert owner
    parts = mine(db, owner)
    assert cast.done_action.text in texts(parts.ended)
    assert cast.done_action.text not in texts(parts.took_on)
    assert cast.done_action.text in texts(mine(db, owner, "is:done @me").took_on)


def test_a_list_can_be_narrowed(db: Session, cast: Cast) -> None:
    nobodys = build_action(db, cast.community, cast.fatima, text="Somebody should", owner_id=None)
    assert texts(listed(db, cast).lines) == {cast.open_action.text, nobodys.text}
    assert texts(listed(db, cast, "mine").lines) == {cast.open_action.text}
    assert texts(listed(db, cast, "nobodys").lines) == {nobodys.text}
    assert texts(listed(db, cast, "ended").lines) == {cast.done_action.text}


def test_each_operator_finds_its_own(db: Session, cast: Cast) -> None:
    omar = cast.omar
    past = build_action(db, cast.community, omar, text="Bring 100% of the tea_bags", due_on=date(2027, 5, 1))
    gone = build_action(db, cast.community, cast.nia, text="Write to them.", owner_id=None)
    nias = build_action(db, cast.community, omar, text="Ask for a room #library", owner_id=cast.nia.id)
    actions.say(db, gone, "let_go", "The bringing stopped", by=cast.nia, at=NOW)
    assert found(db, cast, "is:open") == {cast.open_action.text, past.text, nias.text}
    assert found(db, cast, "is:past") == {past.text}
    assert found(db, cast, "is:done") == {cast.done_action.text}
    assert found(db, cast, "is:letgo") == {gone.text}
    assert found(db, cast, "is:ended") == {gone.text, cast.done_action.text}
    assert found(db, cast, "is:past is:letgo") == {past.text, gone.text}
    assert found(db, cast, "@me is:open") == {cast.open_action.text, past.text}
    assert found(db, cast, "@nia is:open") == {nias.text} == found(db, cast, '@"nia powell" is:open')
    assert found(db, cast, "@powell is:open") == {nias.text}
    assert found(db, cast, "@nobody") == {gone.text}
    assert found(db, cast, "@%") == set()
    assert found(db, cast, "bring") == {past.text, gone.text}
    assert found(db, cast, "#bring") == {past.text}
    assert found(db, cast, "#library") == {nias.text} == found(db, cast, "LIBRARY room")
    assert found(db, cast, "#them") == {gone.text}
    assert found(db, cast, "100%") == {past.text} == found(db, cast, "tea_")
    assert found(db, cast, "a_d") == set()


def test_past_goes_by_each_communitys_own_midnight(db: Session, cast: Cast) -> None:
    elsewhere = communities.by_id(db, cast.elsewhere.id)
    assert elsewhere
    build_membership(db, elsewhere, cast.omar)
    elsewhere.zone = "Pacific/Auckland"
    for community in (db.get(Community, cast.community.id), elsewhere):
        assert community
        build_action(db, community, cast.omar, text=community.zone, owner_id=cast.omar.id, due_on=date(2027, 5, 11))
    late = NOW + timedelta(hours=2)
    parts = action_lists.mine(db, cast.omar, action_search.read("is:past"), number=1, at=late)
    assert texts(parts.took_on) == {"Pacific/Auckland"}


def test_nobody_finds_what_is_not_theirs_to_see(db: Session, cast: Cast) -> None:
    assert mine(db, cast.zed, "hostel").total == 0
    community = db.get(Community, cast.community.id)
    assert community
    search = action_search.read("is:open")
    assert action_lists.in_community(db, community, cast.zed, "open", search, number=1, at=NOW).lines == []


def test_a_long_list_has_pages(db: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_lists, "ON_A_PAGE", 2)
    for number in range(4):
        build_action(db, cast.community, cast.omar, text=f"Number {number}")
    pages = [listed(db, cast, number=number) for number in (1, 2, 3, 99)]
    assert [(one.page, one.pages, len(one.lines)) for one in pages] == [(1, 3, 2), (2, 3, 2), (3, 3, 1), (3, 3, 1)]
    assert len(set().union(*(texts(one.lines) for one in pages))) == 5
    assert mine(db, cast.omar, "number").pages == 2


def test_what_agencies_promised_stands_by_agency_and_what_nobody_took_last(db: Session, cast: Cast) -> None:
    build_action(db, cast.community, cast.omar, text="Of health", owner_id=cast.nia.id)
    build_action(db, cast.community, cast.omar, text="Alone", owner_id=cast.fatima.id)
    build_action(db, cast.community, cast.omar, text="Nobody", owner_id=None)
    promised = action_lists.promised_in(db, cast.community.id, cast.omar)
    names = [group.name for group in promised]
    assert names[-2:] == ["No agency named", "Nobody has taken it on yet"]
    by_name = {group.name: texts(group.lines) for group in promised}
    assert by_name[cast.health.name] == {"Of health"}
    assert cast.open_action.text in by_name[cast.housing.name]
    assert cast.done_action.text not in set().union(*by_name.values())


def test_whoever_helps_sees_it_among_theirs_until_they_leave(db: Session, cast: Cast) -> None:
    action = build_action(db, cast.community, cast.omar, text="Carry chairs", owner_id=cast.omar.id)
    action_helpers.choose(db, action, [cast.nia.id], by=cast.omar, at=NOW)
    assert "Carry chairs" in texts(mine(db, cast.nia).took_on)
    assert "Carry chairs" in texts(mine(db, cast.nia, "@me is:open").took_on)
    place = memberships.of(db, cast.community.id, cast.nia.id)
    assert place
    memberships.leave(db, place, by=cast.fatima, at=NOW)
    assert mine(db, cast.nia).took_on == []
    assert [line.helpers for line in mine(db, cast.omar).took_on if line.action.text == "Carry chairs"] == [()]


def test_a_long_list_is_parted_without_comparing_its_lines(
    db: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        build_action(db, cast.community, cast.omar, text=f"Mine {number}")
        build_action(db, cast.community, cast.omar, text=f"Nia's {number}", owner_id=cast.nia.id)
    compared = []
    monkeypatch.setattr(action_lists.Line, "__eq__", lambda *both: compared.append(both))
    parts = mine(db, cast.omar)
    assert (len(parts.took_on), len(parts.wrote), parts.waited_for, compared) == (4, 3, [], [])


def test_an_agency_of_a_kind_no_longer_listed_stands_among_the_others(db: Session, cast: Cast) -> None:
    build_action(db, cast.community, cast.nia, text="Of health")
    db.merge(cast.health).kind = "almshouse"
    db.flush()
    promised = action_lists.promised_in(db, cast.community.id, cast.omar)
    assert ("Another kind", cast.health.name) in [(group.kind, group.name) for group in promised]


def test_what_ended_long_ago_is_not_loaded_where_only_open_ones_are_shown(db: Session, cast: Cast) -> None:
    for number in range(4):
        gone = build_action(db, cast.community, cast.omar, text=f"Over {number}")
        actions.say(db, gone, "done", by=cast.omar, at=NOW)
        asked = build_action(db, cast.community, cast.omar, text=f"Nia's {number}", owner_id=cast.nia.id)
        actions.say(db, asked, "done", by=cast.nia, at=NOW)
    assert [line.action.text for line in action_lines.owned_by(db, cast.omar)] == [cast.open_action.text]
    assert action_lines.written_by(db, cast.omar) == []
