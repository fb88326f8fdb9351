"""The wall: looked for, told on to others, a year ago, and a day on which it rests."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.domain import cases, communities, holding, meetings, miracles, opening, pausing, running, wall
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.wall import Wanted
from tests.cast import NOW, Cast
from tests.finding import all_in

TODAY = NOW.date()


def tell(db: Session, cast: Cast, text: str, **more: Any) -> Miracle:
    return miracles.tell(db, cast.community.id, text=text, **({"by": cast.omar, "at": NOW} | more))


def found(db: Session, cast: Cast, **wanted: Any) -> list[str]:
    return [one.miracle.text for one in wall.look(db, cast.community.id, Wanted(**wanted), None).found]


def ours(db: Session, cast: Cast) -> Community:
    community = communities.by_id(db, cast.community.id)
    assert community
    return community


def meeting(db: Session, which: Meeting) -> Meeting:
    same = meetings.by_id(db, which.id)
    assert same
    return same


def test_every_word_is_looked_for_in_every_text(db: Session, cast: Cast) -> None:
    tell(db, cast, "She came for tea.", did_differently="We kept the morning visit.")
    tell(db, cast, "He waved.", hoped="That he comes to TEA", at=NOW - timedelta(days=1))
    assert found(db, cast, words="tea") == ["She came for tea.", "He waved."]
    assert found(db, cast, words="tea morning") == ["She came for tea."]
    assert found(db, cast, words="coffee") == []


def test_capitals_do_not_matter_in_any_alphabet(db: Session, cast: Cast) -> None:
    tell(db, cast, "ÉCLAIRS for all, said the Łódź choir.")
    assert found(db, cast, words="éclairs łódź") == ["ÉCLAIRS for all, said the Łódź choir."]


def test_a_percent_sign_is_only_a_percent_sign(db: Session, cast: Cast) -> None:
    tell(db, cast, "A hundred % sure.")
    assert found(db, cast, words="%") == ["A hundred % sure."]
    assert found(db, cast, words="_") == []


def test_by_kind_who_noticed_and_case(db: Session, cast: Cast) -> None:
    tell(db, cast, "Steady.", kind="held_steady", noticed_by="peer", case_id=cast.open_case.id)
    assert found(db, cast, kind="held_steady", noticed_by="peer") == ["Steady."]
    assert found(db, cast, kind="held_steady", noticed_by="worker") == []
    assert found(db, cast, case_ids=frozenset({cast.open_case.id})) == ["Steady."]
    assert found(db, cast, case_ids=frozenset()) == []


def test_a_long_wall_comes_in_pages(db: Session, cast: Cast) -> None:
    for number in range(wall.ON_A_PAGE):
        tell(db, cast, f"Number {number}.", at=NOW + timedelta(minutes=number))
    first = wall.look(db, cast.community.id, Wanted(), None)
    assert (len(first.found), first.total, first.pages) == (wall.ON_A_PAGE, wall.ON_A_PAGE + 1, 2)
    beyond = wall.look(db, cast.community.id, Wanted(page=99), None)
    assert [one.miracle.text for one in beyond.found] == [cast.miracle.text]


def test_told_on_is_what_its_teller_lets_others_hear(db: Session, cast: Cast) -> None:
    tell(db, cast, "Here only.")
    tell(db, cast, "For sponsors.", heard_by="sponsors", at=NOW + timedelta(minutes=1))
    tell(db, cast, "For anybody.", heard_by="outside", at=NOW + timedelta(minutes=2))

    def told(to: str) -> list[str]:
        return [one.miracle.text for one in wall.told_on(db, cast.community.id, to)]

    assert told("sponsors") == ["For anybody.", "For sponsors."]
    assert told("outside") == ["For anybody."]
    tell(db, cast, "Of a case.", heard_by="outside", case_id=cast.open_case.id, at=NOW + timedelta(minutes=3))
    assert told("outside") == ["Of a case.", "For anybody."]
    case = cases.by_id(db, cast.open_case.id)
    assert case
    cases.withdraw(db, case, by=cast.nia, at=NOW)
    assert told("outside") == ["For anybody."]
    cases.take_back(db, case, by=cast.nia, at=NOW)
    assert told("outside") == ["For anybody."]


def test_about_a_year_ago_the_nearest_of_each_year(db: Session, cast: Cast) -> None:
    tell(db, cast, "Too far.", at=NOW - timedelta(days=365 + 16))
    tell(db, cast, "Near.", at=NOW - timedelta(days=365 + 10))
    tell(db, cast, "Nearer.", at=NOW - timedelta(days=365 - 3))
    tell(db, cast, "Two years.", at=NOW - timedelta(days=730))
    told = [(years, one.text) for years, one in wall.years_ago(db, ours(db, cast), TODAY)]
    assert told == [(1, "Nearer."), (2, "Two years.")]


def test_on_a_day_of_rest_the_meeting_opens_without_them_and_the_next_one_with_them(db: Session, cast: Cast) -> None:
    tell(db, cast, "Old.", at=NOW - timedelta(days=100))
    running.close(db, meeting(db, cast.today), by=cast.fatima, at=NOW)
    later = NOW + timedelta(days=28)
    tell(db, cast, "New.", at=NOW + timedelta(days=1))
    wall.rest(db, ours(db, cast), by=cast.fatima, at=later)
    running.start(db, meeting(db, cast.next_month), by=cast.fatima, at=later)
    resting = opening.of_meeting(db, meeting(db, cast.next_month), later.date())
    assert (resting.is_quiet, resting.miracles, resting.holding, resting.years_ago) == (True, [], [], [])
    # The next day nothing needs to be pressed, and what was not read aloud still waits.
    assert [one.text for one in miracles.remembered_at(db, meeting(db, cast.next_month))] == []
    wall.show_again(db, ours(db, cast), by=cast.fatima, at=later)
    awake = opening.of_meeting(db, meeting(db, cast.next_month), later.date())
    assert "New." in [one.text for one in awake.miracles]
    assert [one.miracle.text for one in awake.holding] == ["Old."]


def test_resting_in_the_middle_of_a_meeting_leaves_them_to_the_next_one(db: Session, cast: Cast) -> None:
    assert miracles.remembered_at(db, meeting(db, cast.today))
    wall.rest(db, ours(db, cast), by=cast.fatima, at=NOW)
    assert miracles.remembered_at(db, meeting(db, cast.today)) == []
    running.close(db, meeting(db, cast.today), by=cast.fatima, at=NOW)
    running.start(db, meeting(db, cast.next_month), by=cast.fatima, at=NOW + timedelta(days=28))
    assert [one.text for one in miracles.remembered_at(db, meeting(db, cast.next_month))] == [cast.miracle.text]


def test_the_wall_says_what_was_said_last(db: Session, cast: Cast) -> None:
    miracle = tell(db, cast, "Old.", at=NOW - timedelta(days=100))
    holding.say(db, miracle, "grown", "Two teas.", today=TODAY, meeting=None, by=cast.nia, at=NOW)
    [shown] = [one for one in wall.look(db, cast.community.id, Wanted(words="Old"), None).found]
    assert shown.last is not None
    assert (shown.last.word, shown.last.text) == ("grown", "Two teas.")


def test_what_is_told_at_a_meeting_opens_the_next_one_also_when_they_were_let_rest(db: Session, cast: Cast) -> None:
    wall.rest(db, ours(db, cast), by=cast.fatima, at=NOW)
    tell(db, cast, "Told at the meeting.", at=NOW + timedelta(minutes=5))
    wall.show_again(db, ours(db, cast), by=cast.fatima, at=NOW + timedelta(minutes=10))
    assert "Told at the meeting." not in [one.text for one in miracles.remembered_at(db, meeting(db, cast.today))]
    assert [one.text for one in miracles.remembered_at(db, meeting(db, cast.next_month))] == ["Told at the meeting."]


def test_what_came_from_a_paused_case_waits_with_it(db: Session, cast: Cast) -> None:
    case = cases.by_id(db, cast.open_case.id)
    assert case
    tell(db, cast, "Of a paused case.", case_id=case.id)
    pausing.pause(db, case, by=cast.fatima, at=NOW)
    running.close(db, meeting(db, cast.today), by=cast.fatima, at=NOW)
    running.start(db, meeting(db, cast.next_month), by=cast.fatima, at=NOW + timedelta(days=28))
    assert miracles.remembered_at(db, meeting(db, cast.next_month)) == []
    pausing.resume(db, case, by=cast.fatima, at=NOW + timedelta(days=29))
    unheard = [one for one in all_in(db, Miracle, cast.community.id) if one.heard_id is None]
    assert [one.text for one in unheard] == ["Of a paused case."]
