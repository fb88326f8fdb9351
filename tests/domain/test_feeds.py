"""One's own calendar to follow: what is in it hangs on where one belongs now, and no case ever is."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from app.calendars import Entry
from app.domain import actions, attendance, code_names, feeds, meetings, memberships, outbox, people
from app.domain.feeds import Feed
from app.domain.people import Person
from tests.cast import NOW, Cast, build_action, build_community, build_meeting, build_membership


def link(thing_id: UUID) -> str:
    return f"https://miracles.test/{thing_id}"


def of(db: Session, person: Person) -> dict[str, Entry]:
    return {one.title: one for one in feeds.meetings_of(db, person, link=link, at=NOW)}


def mine(db: Session, person: Person) -> list[Entry]:
    return feeds.actions_of(db, person, link=link, at=NOW)


def test_s34_the_link_is_one_s_own_hashed_and_replaced(db: Session, cast: Cast) -> None:
    first = feeds.make(db, cast.nia, at=NOW)
    second = feeds.make(db, cast.nia, at=NOW)
    db.flush()
    kept = db.get(Feed, cast.nia.id)
    assert kept and first not in kept.token_hash and second not in kept.token_hash
    assert feeds.owner(db, first) is None
    found = feeds.owner(db, second)
    assert found and found.id == cast.nia.id
    feeds.switch_off(db, cast.nia, at=NOW)
    feeds.switch_off(db, cast.nia, at=NOW)
    assert feeds.owner(db, second) is None


def test_the_meetings_of_all_communities_and_of_no_other(db: Session, cast: Cast) -> None:
    choir = build_community(db, cast.zed, name="Hillside")
    build_membership(db, choir, cast.omar)
    build_meeting(db, choir, cast.zed, starts_at=NOW + timedelta(days=3), title="Hill day")
    titles = set(of(db, cast.omar))
    assert {"April", "May", "June", "Hill day", "Riverside: probably a meeting"} <= titles
    assert "Zed's meeting" not in titles
    assert set(of(db, cast.sol)) == set(of(db, cast.ivy)) == set(of(db, cast.kit)) == set()


def test_who_leaves_sees_nothing_from_that_moment(db: Session, cast: Cast) -> None:
    place = memberships.by_id(db, cast.omars_place.id)
    assert place and of(db, cast.omar) and mine(db, cast.omar)
    memberships.leave(db, place, by=cast.omar, at=NOW)
    assert (of(db, cast.omar), mine(db, cast.omar)) == ({}, [])


def test_long_ago_is_left_out_and_called_off_is_shown_as_such(db: Session, cast: Cast) -> None:
    build_meeting(db, cast.community, cast.fatima, starts_at=NOW - timedelta(days=100), title="January")
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    meetings.call_off(db, june, "Snow", by=cast.fatima, at=NOW)
    found = of(db, cast.omar)
    assert "January" not in found
    assert (found["June"].status, found["June"].is_busy, found["June"].sequence) == ("CANCELLED", False, 1)
    expected = [one.starts for one in feeds.meetings_of(db, cast.omar, link=link, at=NOW) if one.status == "TENTATIVE"]
    assert expected and june.starts_at not in expected


def test_whoever_sent_apologies_looks_free(db: Session, cast: Cast) -> None:
    attendance.say(db, cast.next_month, cast.omars_place, "apologies", by=cast.omar, at=NOW)
    assert not of(db, cast.omar)["June"].is_busy
    assert of(db, cast.nia)["June"].is_busy


def test_the_questions_do_not_grow_with_the_communities(db: Session, cast: Cast) -> None:
    for number in range(4):
        build_membership(db, build_community(db, cast.zed, name=f"Community {number}"), cast.omar)
    db.flush()
    asked = []
    from sqlalchemy import event

    event.listen(db.get_bind(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    of(db, cast.omar)
    assert len(asked) <= 5


def test_open_actions_of_mine_stand_on_their_day_or_on_the_day_we_meet(db: Session, cast: Cast) -> None:
    build_action(db, cast.community, cast.omar, text="Ask the library", due_on=date(2027, 5, 20))
    build_action(db, cast.community, cast.nia, text="Not mine", due_on=date(2027, 5, 20))
    ended = build_action(db, cast.community, cast.omar, text="Over", due_on=date(2027, 5, 20))
    actions.say(db, ended, "done", by=cast.omar, at=NOW)
    gone = build_action(db, cast.community, cast.omar, text="By mistake", due_on=date(2027, 5, 20))
    actions.put_away(db, gone, by=cast.omar, at=NOW)
    today = meetings.by_id(db, cast.today.id)
    assert today
    meetings.close(db, today, by=cast.fatima, at=NOW)
    found = {one.title: (one.starts, one.ends, one.is_busy) for one in mine(db, cast.omar)}
    assert found == {
        "Ask the library": (date(2027, 5, 20), date(2027, 5, 21), False),
        "Before we meet: Something I said I would do, Riverside": (date(2027, 6, 8), date(2027, 6, 9), False),
    }


def test_a_meeting_that_was_forgotten_pulls_nothing_into_the_past(db: Session, cast: Cast) -> None:
    build_meeting(db, cast.community, cast.fatima, starts_at=NOW - timedelta(days=40), title="Never held")
    assert [one.starts for one in mine(db, cast.omar)] == [date(2027, 5, 11)]
    later = feeds.actions_of(db, cast.omar, link=link, at=NOW + timedelta(days=2))
    assert [one.starts for one in later] == [date(2027, 6, 8)]
    today = meetings.by_id(db, cast.today.id)
    assert today
    meetings.close(db, today, by=cast.fatima, at=NOW)
    assert [one.starts for one in mine(db, cast.omar)] == [date(2027, 6, 8)]


def test_s34_words_stand_there_only_when_nothing_of_a_case_can_be_in_them(db: Session, cast: Cast) -> None:
    name = sorted(code_names.used_in(db, cast.community.id))[0]
    month = meetings.by_id(db, cast.last_month.id)
    assert month
    day = {"due_on": date(2027, 5, 20)}
    build_action(db, cast.community, cast.omar, text="Ring about a case", case_id=cast.open_case.id, **day)
    build_action(db, cast.community, cast.omar, text=f"See how {name.upper()} is", **day)
    build_action(db, cast.community, cast.omar, text="Ring 07911 123456", **day)
    caught = build_action(db, cast.community, cast.omar, text="Caught in the room", meeting=month, **day)
    titles = {one.title for one in mine(db, cast.omar)} - {"Before we meet: Something I said I would do, Riverside"}
    assert titles == {"Something I said I would do, Riverside"}
    month.minutes_ready_at = NOW
    db.add(month)
    assert caught.text in {one.title for one in mine(db, cast.omar)}


def test_nothing_is_sent_and_nobody_is_made_by_looking(db: Session, cast: Cast) -> None:
    before = len(outbox.latest(db))
    of(db, cast.omar)
    assert (len(outbox.latest(db)), people.by_id(db, cast.omar.id)) == (before, db.get(Person, cast.omar.id))
