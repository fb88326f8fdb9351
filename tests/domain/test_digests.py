"""The weekly letter: one a week and person over all communities, on their weekday; none with nothing to say."""

from datetime import date, datetime, time, timedelta

from sqlmodel import Session, select

from app import clock
from app.domain import action_helpers, actions, digests, letter_choices, meetings, memberships, miracles, pausing, wall
from app.domain.actions import Action
from app.domain.cases import Case
from app.domain.digests import Digest
from tests.cast import NOW, Cast, build_action, build_community, build_membership

MONDAY = date(2027, 5, 17)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.at_local(day, time(hour, minute), "Europe/London")


def written(db: Session, cast: Cast, moment: datetime) -> Digest | None:
    if cast.omar.id not in digests.whose_week(db, at=moment):
        return None
    return digests.write(db, cast.omar.id, at=moment)


def mornings(db: Session, cast: Cast, first: date, days: int) -> list[str]:
    """On which days of these, asked every hour, Omar gets a letter."""
    hours = [at(first + timedelta(days=day), hour) for day in range(days) for hour in (0, 7, 8, 9, 20, 23)]
    return [f"{clock.local(hour, 'Europe/London'):%a %d %H:%M}" for hour in hours if written(db, cast, hour)]


def test_one_a_week_on_monday_morning(db: Session, cast: Cast) -> None:
    assert mornings(db, cast, MONDAY - timedelta(days=4), 19) == ["Mon 17 08:00", "Mon 24 08:00", "Mon 31 08:00"]


def test_on_the_weekday_that_was_chosen_from_then_on(db: Session, cast: Cast) -> None:
    known = {"reminders": True, "digest": True, "zone": ""}
    letter_choices.choose(db, db.merge(cast.omar), **known, digest_weekday=3, at=at(MONDAY + timedelta(days=3), 9))
    assert mornings(db, cast, MONDAY, 14) == ["Thu 27 08:00"]


def test_a_change_of_weekday_makes_no_second_letter_in_a_week(db: Session, cast: Cast) -> None:
    assert written(db, cast, at(MONDAY, 8))
    known = {"reminders": True, "digest": True, "zone": ""}
    letter_choices.choose(db, db.merge(cast.omar), **known, digest_weekday=4, at=at(MONDAY, 12))
    assert mornings(db, cast, MONDAY, 14) == ["Fri 28 08:00"]


def test_a_day_of_downtime_delays_it_and_a_longer_one_leaves_it_for_next_week(db: Session, cast: Cast) -> None:
    assert written(db, cast, at(MONDAY + timedelta(days=1), 15))
    assert written(db, cast, at(MONDAY + timedelta(days=1), 16)) is None
    assert written(db, cast, at(MONDAY + timedelta(days=10), 15)) is None


def test_whoever_joins_in_the_middle_of_a_week_waits_for_the_next(db: Session, cast: Cast) -> None:
    memberships.join(db, db.merge(cast.ivys_place), by=cast.ivy, at=at(MONDAY, 9))
    assert cast.ivy.id not in digests.whose_week(db, at=at(MONDAY, 10))


def test_it_says_what_is_mine_what_we_wait_for_what_was_told_and_when_we_meet(db: Session, cast: Cast) -> None:
    build_action(db, cast.community, cast.omar, text="Wait for me", owner_id=cast.nia.id)
    build_action(db, cast.community, cast.nia, text="Not mine at all")
    miracles.tell(db, cast.community.id, text="She came back.", by=cast.nia, at=at(MONDAY, 7))
    letter = written(db, cast, at(MONDAY, 8))
    assert letter
    assert [line.action.text for line in letter.mine] == ["Call the hostel"]
    assert [line.action.text for line in letter.waited_for] == ["Wait for me"]
    assert [one.miracle.text for one in letter.told] == ["She came back."]
    assert [one.meeting.title for one in letter.meetings] == ["June"]


def test_what_i_help_with_stands_once_under_its_own_heading(db: Session, cast: Cast) -> None:
    helped = build_action(db, cast.community, cast.nia, text="Paint the hall", owner_id=cast.nia.id)
    written = build_action(db, cast.community, cast.omar, text="Ring the GP", owner_id=cast.nia.id)
    mine = build_action(db, cast.community, cast.nia, text="Find a ladder", owner_id=cast.omar.id)
    done = build_action(db, cast.community, cast.nia, text="Buy paint", owner_id=cast.nia.id)
    for action in (helped, written, done):
        action_helpers.choose(db, action, [cast.omar.id], by=cast.nia, at=NOW)
    actions.say(db, done, "done", by=cast.nia, at=NOW)
    letter = digests.gather(db, cast.omar, "UTC", since=NOW, at=NOW)
    assert {line.action.text for line in letter.helped} == {"Paint the hall", "Ring the GP"}
    assert mine.text in {line.action.text for line in letter.mine}
    lists = (letter.mine, letter.helped, letter.waited_for)
    everything = [line.action.id for part in lists for line in part]
    assert len(everything) == len(set(everything))
    assert {"Paint the hall", "Ring the GP"} <= digests.words_for(db, cast.omar, at=NOW)


def test_what_was_told_before_the_last_letter_is_not_told_again(db: Session, cast: Cast) -> None:
    miracles.tell(db, cast.community.id, text="She came back.", by=cast.nia, at=at(MONDAY, 7))
    assert written(db, cast, at(MONDAY, 8))
    letter = written(db, cast, at(MONDAY + timedelta(days=7), 8))
    assert letter and letter.told == []


def test_what_came_from_a_paused_case_is_not_told(db: Session, cast: Cast) -> None:
    miracles.tell(
        db, cast.community.id, text="She came back.", case_id=cast.open_case.id, by=cast.nia, at=at(MONDAY, 7)
    )
    db.get_one(Case, cast.open_case.id).paused_at = NOW
    letter = written(db, cast, at(MONDAY, 8))
    assert letter and letter.told == []


def test_on_a_day_of_grief_no_little_miracle_is_told(db: Session, cast: Cast) -> None:
    miracles.tell(db, cast.community.id, text="She came back.", by=cast.nia, at=at(MONDAY, 7))
    wall.rest(db, db.merge(cast.community), by=cast.fatima, at=at(MONDAY, 7))
    letter = written(db, cast, at(MONDAY, 8))
    assert letter and letter.told == []


def told_in(letter: Digest | None) -> list[str]:
    return [one.miracle.text for one in letter.told] if letter else []


def mondays(number: int) -> datetime:
    return at(MONDAY + timedelta(days=7 * number), 8)


def paused(db: Session, cast: Cast) -> Case:
    case = db.get_one(Case, cast.open_case.id)
    known = {"case_id": case.id, "by": cast.nia}
    miracles.tell(db, cast.community.id, text="She came back.", **known, at=at(MONDAY, 7))
    pausing.pause(db, case, by=cast.fatima, at=at(MONDAY, 7))
    return case


def test_what_a_pause_hid_comes_in_the_next_letter_after_it_and_once(db: Session, cast: Cast) -> None:
    case = paused(db, cast)
    # Longer than a letter looks back for anything else.
    assert [told_in(written(db, cast, mondays(week))) for week in range(7)] == [[]] * 7
    pausing.resume(db, case, by=cast.fatima, at=mondays(6) + timedelta(days=2))
    assert told_in(written(db, cast, mondays(7))) == ["She came back."]
    assert told_in(written(db, cast, mondays(8))) == []


def test_what_a_pause_hid_and_then_a_day_of_rest_comes_after_both(db: Session, cast: Cast) -> None:
    case, home = paused(db, cast), db.merge(cast.community)
    assert [told_in(written(db, cast, mondays(week))) for week in range(7)] == [[]] * 7
    pausing.resume(db, case, by=cast.fatima, at=mondays(6) + timedelta(days=2))
    wall.rest(db, home, by=cast.fatima, at=mondays(7) - timedelta(hours=1))
    assert [told_in(written(db, cast, mondays(week))) for week in (7, 8, 9)] == [[], ["She came back."], []]


def test_what_is_told_while_letters_are_written_stands_in_the_next(db: Session, cast: Cast) -> None:
    miracles.tell(db, cast.community.id, text="She came back.", by=cast.nia, at=mondays(0) + timedelta(seconds=1))
    assert [told_in(written(db, cast, mondays(week))) for week in range(2)] == [[], ["She came back."]]


def test_what_was_told_before_a_pause_is_not_told_again_after_it(db: Session, cast: Cast) -> None:
    case = db.get_one(Case, cast.open_case.id)
    miracles.tell(db, cast.community.id, text="She came back.", case_id=case.id, by=cast.nia, at=at(MONDAY, 7))
    assert told_in(written(db, cast, mondays(0))) == ["She came back."]
    pausing.pause(db, case, by=cast.fatima, at=mondays(0) + timedelta(days=1))
    assert told_in(written(db, cast, mondays(1))) == []
    pausing.resume(db, case, by=cast.fatima, at=mondays(1) + timedelta(days=1))
    assert told_in(written(db, cast, mondays(2))) == []


def test_a_pause_between_two_letters_hides_nothing_from_them(db: Session, cast: Cast) -> None:
    case = paused(db, cast)
    pausing.resume(db, case, by=cast.fatima, at=at(MONDAY, 7, 30))
    assert [told_in(written(db, cast, mondays(week))) for week in range(2)] == [["She came back."], []]


def test_what_a_day_of_rest_hid_comes_in_the_next_letter_and_once(db: Session, cast: Cast) -> None:
    home = db.merge(cast.community)
    miracles.tell(db, home.id, text="She came back.", by=cast.nia, at=at(MONDAY, 6))
    wall.rest(db, home, by=cast.fatima, at=at(MONDAY, 7))
    assert told_in(written(db, cast, mondays(0))) == []
    wall.rest(db, home, by=cast.fatima, at=mondays(1) - timedelta(hours=1))
    assert told_in(written(db, cast, mondays(1))) == []
    miracles.tell(db, home.id, text="He rang.", by=cast.nia, at=mondays(1))
    assert told_in(written(db, cast, mondays(2))) == ["She came back.", "He rang."]
    assert told_in(written(db, cast, mondays(3))) == []


def test_a_rest_that_ended_or_began_later_that_day_hid_nothing(db: Session, cast: Cast) -> None:
    home = db.merge(cast.community)
    miracles.tell(db, home.id, text="She came back.", by=cast.nia, at=at(MONDAY, 6))
    wall.rest(db, home, by=cast.fatima, at=at(MONDAY, 6, 30))
    wall.show_again(db, home, by=cast.fatima, at=at(MONDAY, 7))
    assert told_in(written(db, cast, mondays(0))) == ["She came back."]
    wall.rest(db, home, by=cast.fatima, at=at(MONDAY, 15))
    assert told_in(written(db, cast, mondays(1))) == []


def test_whoever_had_no_letter_yet_is_not_told_of_what_was_before_their_time(db: Session, cast: Cast) -> None:
    case = paused(db, cast)
    pausing.resume(db, case, by=cast.fatima, at=mondays(3))
    assert told_in(written(db, cast, mondays(4))) == []


def test_a_rest_elsewhere_hides_nothing_here(db: Session, cast: Cast) -> None:
    other = build_community(db, cast.zed, "Hillside")
    build_membership(db, other, cast.omar)
    miracles.tell(db, cast.community.id, text="She came back.", by=cast.nia, at=at(MONDAY, 7))
    wall.rest(db, other, by=cast.zed, at=at(MONDAY, 7))
    assert [told_in(written(db, cast, mondays(week))) for week in range(2)] == [["She came back."], []]


def test_nothing_to_say_no_letter_also_when_something_is_told_an_hour_later(db: Session, cast: Cast) -> None:
    for one in db.exec(select(Action).where(Action.owner_id == cast.omar.id)):
        actions.put_away(db, one, by=cast.omar, at=NOW)
    db.flush()
    assert written(db, cast, at(MONDAY, 8)) is None
    miracles.tell(db, cast.community.id, text="She came back.", by=cast.nia, at=at(MONDAY, 9))
    assert mornings(db, cast, MONDAY, 8) == ["Mon 24 08:00"]


def test_a_meeting_alone_is_worth_a_letter_in_the_week_before_it(db: Session, cast: Cast) -> None:
    for one in db.exec(select(Action).where(Action.owner_id == cast.omar.id)):
        actions.put_away(db, one, by=cast.omar, at=NOW)
    db.flush()
    assert mornings(db, cast, MONDAY, 28) == ["Mon 07 08:00"]


def test_it_covers_all_communities_and_none_that_was_left(db: Session, cast: Cast) -> None:
    other = build_community(db, cast.zed, name="Hillside")
    place = build_membership(db, other, db.merge(cast.omar))
    build_action(db, other, cast.omar, text="Over there")
    letter = digests.gather(db, cast.omar, "UTC", since=NOW, at=NOW)
    assert {line.action.text for line in letter.mine} == {"Call the hostel", "Over there"}
    memberships.leave(db, place, by=cast.omar, at=NOW)
    letter = digests.gather(db, cast.omar, "UTC", since=NOW, at=NOW)
    assert {line.action.text for line in letter.mine} == {"Call the hostel"}


def test_sponsors_guests_and_people_of_no_community_get_none(db: Session, cast: Cast) -> None:
    due = digests.whose_week(db, at=at(MONDAY, 8))
    assert {cast.fatima.id, cast.omar.id, cast.nia.id} <= set(due)
    assert not {cast.sol.id, cast.gus.id, cast.ivy.id, cast.kit.id} & set(due)


def test_a_called_off_meeting_is_not_told(db: Session, cast: Cast) -> None:
    meetings.call_off(db, db.merge(cast.next_month), "Snow", by=cast.fatima, at=NOW)
    assert digests.gather(db, cast.omar, "UTC", since=NOW, at=NOW).meetings == []


def test_only_what_the_letter_shows_is_given_to_the_coach(db: Session, cast: Cast) -> None:
    for number in range(12):
        known = {"due_on": MONDAY + timedelta(days=number), "first_step": f"Step {number}"}
        build_action(db, cast.community, cast.omar, text=f"Mine {number}", **known)
        build_action(db, cast.community, cast.omar, text=f"Nia's {number}", owner_id=cast.nia.id, **known)
        told_at = NOW + timedelta(minutes=number)
        miracles.tell(db, cast.community.id, text=f"Told {number}", by=cast.nia, at=told_at)
    about = {"text": "Of a case", "case_id": cast.open_case.id}
    miracles.tell(db, cast.community.id, **about, by=cast.nia, at=NOW - timedelta(minutes=1))
    shown = range(digests.MOST_LINES)
    read = {words for number in shown for words in (f"Mine {number}", f"Step {number}", f"Nia's {number}")}
    read |= {f"Told {number}" for number in range(digests.MOST_TOLD)}
    assert digests.words_for(db, cast.omar, at=NOW + timedelta(hours=1)) == read
