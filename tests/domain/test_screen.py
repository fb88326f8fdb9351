"""What the whole room reads: no names, and nothing that waits to be looked at."""

from datetime import timedelta

import pytest

from app.domain import agenda, cases, meetings, notes, rounds, running, screen, writings
from tests.cast import NOW, Cast, build_step


def catch(db, cast: Cast, text: str, minutes: int = 0, kind: str = "note") -> notes.Note:
    at = NOW + timedelta(minutes=minutes)
    return notes.take_down(db, meetings.by_id(db, cast.today.id), cast.step, kind=kind, text=text, by=cast.omar, at=at)


def now(db, cast: Cast) -> screen.Screen:
    return screen.of(db, meetings.by_id(db, cast.today.id), cast.fatimas_place, NOW + timedelta(minutes=30))


def test_the_last_four_stand_there_the_newest_first(db, cast: Cast) -> None:
    for number in range(1, 6):
        catch(db, cast, f"Number {number}", number)
    assert [one.text for one in now(db, cast).lately] == ["Number 5", "Number 4", "Number 3", "Number 2"]


def test_what_was_put_away_vanishes_and_what_waits_to_be_looked_at_has_no_words(db, cast: Cast) -> None:
    away = catch(db, cast, "Never mind.", 1)
    catch(db, cast, "Ring 07700 900123 about it.", 2)
    assert [one.text for one in now(db, cast).lately[:2]] == ["", "Never mind."]
    notes.put_away(db, away, by=cast.omar, at=NOW)
    assert "Never mind." not in [one.text for one in now(db, cast).lately]


def test_the_cases_question_stands_there_while_its_step_runs(db, cast: Cast) -> None:
    meeting = meetings.by_id(db, cast.today.id)
    case = cases.by_id(db, cast.open_case.id)
    step = build_step(db, meeting, cast.fatima, title="The case of Nia", hint="Listen.")
    step.case_id = case.id
    assert now(db, cast).question == ""
    for each in agenda.of(db, meeting.id)[:-1]:
        running.step_on(db, meeting, each.id, by=cast.fatima, at=NOW)
    shown = now(db, cast)
    assert shown.place.now.id == step.id
    assert (shown.question, shown.code_name, shown.do_now) == (case.question, case.code_name, "Listen.")
    assert shown.title == "The case of somebody"
    cases.withdraw(db, case, by=cast.nia, at=NOW)
    assert (now(db, cast).question, now(db, cast).code_name) == ("", "")


def test_what_is_written_in_silence_shows_when_it_is_shown_and_never_before(db, cast: Cast) -> None:
    meeting = meetings.by_id(db, cast.today.id)
    writings.begin(db, meeting, cast.step, "What did Omar bring?", by=cast.fatima, at=NOW)
    writing = writings.going_on(db, meeting)
    for place, text in ((cast.fatimas_place, "Nia smiled."), (cast.omars_place, "Ring 07700 900123.")):
        writings.write(db, meeting, place, writings.Words(writing.id, text, True), at=NOW)
    assert now(db, cast).together[:3] == ("writing", "What did somebody bring?", 2)
    assert now(db, cast).written == []
    writings.reveal(db, meeting, writing.id, by=cast.fatima, at=NOW)
    assert sorted(one.text for one in now(db, cast).written) == ["", "Somebody smiled."]
    assert now(db, cast).together.kind == "shown"


def test_a_round_says_how_many_have_spoken_and_not_who(db, cast: Cast) -> None:
    meeting = meetings.by_id(db, cast.today.id)
    rounds.begin(db, meeting, cast.step, "What does Omar need?", by_agency=False, by=cast.fatima, at=NOW)
    together = now(db, cast).together
    assert (together.kind, together.question, together.done) == ("round", "What does somebody need?", 0)
    assert together.of >= 1


def test_many_words_are_smaller_in_steps(db, cast: Cast) -> None:
    place = now(db, cast).place
    sizes = [
        screen.Screen(place, "t", "", "q" * letters, "", "", []).size for letters in (20, 71, 240, 241, 500, 700, 900)
    ]
    assert sizes == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "on_the_screen"),
    [
        ("Omar Reid to ring the hostel", "Somebody to ring the hostel"),
        ("omar rings, then asks Nia.", "Somebody rings, then asks somebody."),
        ("Ask Reid. Omar’s idea", "Ask somebody. Somebody’s idea"),
        ("for @omar", "for somebody"),
        ("The reid by the river stays", "The reid by the river stays"),
        ("Omaria and Anomar stay", "Omaria and Anomar stay"),
        ("Will you? Will will.", "Somebody you? Somebody will."),
        ("Ask Jo-Ann O'Brien", "Ask somebody"),
        ("J is a letter", "J is a letter"),
        ("", ""),
    ],
)
def test_no_name_stays_in_a_text(text: str, on_the_screen: str) -> None:
    plain = screen.without(["Omar Reid", "Nia", "Will Poe", "Jo-Ann O'Brien", "J Low", "  "])
    assert plain(text) == on_the_screen


def test_without_names_every_text_stays() -> None:
    assert screen.without([])("Omar stays.") == "Omar stays."
