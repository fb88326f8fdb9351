"""Little miracles: told at any time, and the next meeting opens with them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.domain import actions, meetings, miracles, running, wall
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.wall import Wanted
from tests.cast import NOW, Cast


def tell(db: Session, cast: Cast, text: str = "The door was open.", **values: object) -> miracles.Miracle:
    return miracles.tell(db, cast.community.id, text=text, **({"by": cast.omar, "at": NOW} | values))


def meeting_of(db: Session, meeting: Meeting) -> Meeting:
    same = meetings.by_id(db, meeting.id)
    assert same
    return same


def texts(db: Session, meeting: Meeting) -> list[str]:
    return [miracle.text for miracle in miracles.remembered_at(db, meeting_of(db, meeting))]


def hold_next(db: Session, cast: Cast) -> None:
    running.close(db, meeting_of(db, cast.today), by=cast.fatima, at=NOW + timedelta(hours=1))
    running.start(db, meeting_of(db, cast.next_month), by=cast.fatima, at=NOW + timedelta(days=28))


def test_a_meeting_opens_with_what_was_told_since_the_one_before(db: Session, cast: Cast) -> None:
    assert texts(db, cast.today) == [cast.miracle.text]
    assert texts(db, cast.next_month) == []
    tell(db, cast)
    assert texts(db, cast.today) == [cast.miracle.text]
    assert texts(db, cast.next_month) == ["The door was open."]


def test_each_opens_one_meeting_and_stays_in_its_record(db: Session, cast: Cast) -> None:
    tell(db, cast)
    hold_next(db, cast)
    assert texts(db, cast.next_month) == ["The door was open."]
    assert texts(db, cast.today) == [cast.miracle.text]


def test_one_brought_back_after_the_meeting_opens_the_one_after_it(db: Session, cast: Cast) -> None:
    told = tell(db, cast)
    miracles.put_away(db, told, by=cast.omar, at=NOW)
    hold_next(db, cast)
    assert texts(db, cast.next_month) == []
    miracles.bring_back(db, told, by=cast.omar, at=NOW + timedelta(days=29))
    running.close(db, meeting_of(db, cast.next_month), by=cast.fatima, at=NOW + timedelta(days=29))
    community = cast.community
    following = meetings.plan(
        db,
        community,
        title="July",
        starts_at=NOW + timedelta(days=56),
        minutes=120,
        place="",
        template_key="",
        by=cast.fatima,
        at=NOW + timedelta(days=30),
    )
    assert texts(db, following) == ["The door was open."]


def test_held_steady_and_the_worker_who_stayed_stand_among_the_kinds() -> None:
    assert {"held_steady", "worker_stayed"} <= set(list(miracles.KINDS)[:6])


def found(db: Session, cast: Cast, **wanted: Any) -> list[str]:
    return [one.miracle.text for one in wall.look(db, cast.community.id, Wanted(**wanted), None).found]


def test_the_wall_is_newest_first_and_can_show_one_kind(db: Session, cast: Cast) -> None:
    tell(db, cast, "Still there.", kind="held_steady")
    assert found(db, cast) == ["Still there.", cast.miracle.text]
    assert found(db, cast, kind="held_steady") == ["Still there."]


def test_what_it_came_from_belongs_to_the_same_community(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="another community"):
        tell(db, cast, action_id=cast.zeds_action.id)
    told = tell(db, cast, action_id=cast.open_action.id)
    shown = wall.look(db, cast.community.id, Wanted(), None).found[0]
    assert (shown.miracle, shown.action) == (told, actions.by_id(db, cast.open_action.id))
