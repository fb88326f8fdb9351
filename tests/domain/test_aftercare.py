"""Aftercare: it stays until somebody rang, and nobody but facilitators hears of it."""

import pytest
from sqlmodel import Session, select

from app.domain import aftercare, meetings, memberships
from app.domain.errors import Refused
from app.domain.history import History
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def test_it_stands_on_the_list_until_somebody_rang(db: Session, cast: Cast) -> None:
    [line] = aftercare.open_in(db, cast.community.id)
    assert (line.name, line.rings) == ("Nia Powell", "Fatima Aziz")
    aftercare.say(db, line.care, "done", by=cast.fatima, at=NOW)
    aftercare.say(db, line.care, "done", by=cast.omar, at=NOW)
    assert line.care.done_by_id == cast.fatima.id
    assert aftercare.open_in(db, cast.community.id) == []
    aftercare.say(db, line.care, "not_done", by=cast.fatima, at=NOW)
    assert len(aftercare.open_in(db, cast.community.id)) == 1
    aftercare.say(db, line.care, "put_away", by=cast.fatima, at=NOW)
    assert aftercare.open_in(db, cast.community.id) == []
    assert len(aftercare.of_meeting(db, today(db, cast))) == 1
    with pytest.raises(Refused):
        aftercare.say(db, line.care, "forget", by=cast.fatima, at=NOW)


def test_noting_somebody_twice_changes_the_one_line(db: Session, cast: Cast) -> None:
    aftercare.look_after(db, today(db, cast), cast.nias_place.id, cast.omar.id, "After six", by=cast.fatima, at=NOW)
    [line] = aftercare.open_in(db, cast.community.id)
    assert (line.rings, line.care.note) == ("Omar Reid", "After six")


def test_a_guest_can_be_looked_after_but_does_not_ring(db: Session, cast: Cast) -> None:
    guest = memberships.any_of(db, cast.community.id, cast.gus.id)
    assert guest
    aftercare.look_after(db, today(db, cast), guest.id, None, "", by=cast.fatima, at=NOW)
    assert len(aftercare.open_in(db, cast.community.id)) == 2
    for stranger in (cast.gus, cast.sol, cast.zed):
        with pytest.raises(Refused, match="our group"):
            aftercare.look_after(db, today(db, cast), cast.omars_place.id, stranger.id, "", by=cast.fatima, at=NOW)


def test_nobody_of_elsewhere_and_nothing_before_the_meeting(db: Session, cast: Cast) -> None:
    zeds = memberships.any_of(db, cast.elsewhere.id, cast.zed.id)
    planned = meetings.by_id(db, cast.next_month.id)
    assert zeds and planned
    with pytest.raises(Refused, match="of this meeting"):
        aftercare.look_after(db, today(db, cast), zeds.id, None, "", by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="not begun"):
        aftercare.look_after(db, planned, cast.nias_place.id, None, "", by=cast.fatima, at=NOW)


def test_no_open_page_is_told(db: Session, cast: Cast) -> None:
    db.info.pop("told", None)
    aftercare.look_after(db, today(db, cast), cast.omars_place.id, None, "", by=cast.fatima, at=NOW)
    assert not db.info.get("told")
    kept = db.exec(select(History).where(History.noun == "aftercare")).all()
    assert kept and all(row.community_id is None and row.meeting_id == cast.today.id for row in kept)
