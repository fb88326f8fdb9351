"""Answering a question of a case from two pages at once: no answer is put over one that was not seen."""

import pytest
from sqlmodel import Session

from app.domain import answering, cases, day_map, day_mapping, history
from app.domain.answering import standing, wording
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.pro_forma import QUESTIONS
from tests.cast import A_STOP, NOW, Cast

HOUSING = QUESTIONS[4]
WANTS = QUESTIONS[2]


def draft(db: Session, cast: Cast) -> Case:
    case = cases.by_id(db, cast.draft_case.id)
    assert case
    return case


def told(kind: str = "", now: str = "") -> dict[str, str]:
    return {"housing_kind": kind, "housing_now": now}


def test_an_answer_is_saved_by_whoever_had_read_the_one_that_stands(db: Session, cast: Cast) -> None:
    case, who = draft(db, cast), {"by": cast.nia, "at": NOW}
    assert answering.answer(db, case, HOUSING, told("hostel"), seen={""}, **who)
    first = wording(standing(case, HOUSING))
    assert answering.answer(db, case, HOUSING, told("hostel", "Loud"), seen={first}, **who)
    assert not answering.answer(db, case, HOUSING, told("outside", "Cold"), seen={"", first}, **who)
    assert (case.housing_kind, case.housing_now) == ("hostel", "Loud")
    both = {first, wording(standing(case, HOUSING))}
    assert answering.answer(db, case, HOUSING, told("outside", "Cold"), seen=both, **who)
    assert case.housing_now == "Cold"


def test_the_same_words_again_change_nothing_whatever_was_seen(db: Session, cast: Cast) -> None:
    case, who = draft(db, cast), {"by": cast.nia, "at": NOW}
    answering.answer(db, case, HOUSING, told(now="Loud"), seen={""}, **who)
    lines = len(history.of(db, case.id))
    assert answering.answer(db, case, HOUSING, told(now="Loud"), seen={"something old"}, **who)
    assert len(history.of(db, case.id)) == lines


def test_what_was_taken_out_elsewhere_does_not_come_back_by_itself(db: Session, cast: Cast) -> None:
    case, who = draft(db, cast), {"by": cast.nia, "at": NOW}
    answering.answer(db, case, HOUSING, told(now="Near the canal"), seen={""}, **who)
    read = wording(standing(case, HOUSING))
    answering.answer(db, case, HOUSING, told(), seen={read}, **who)
    assert wording(standing(case, HOUSING)) == ""
    assert not answering.answer(db, case, HOUSING, told(now="Near the canal, third door"), seen={read}, **who)
    assert case.housing_now == ""


def test_another_question_is_in_nobodys_way(db: Session, cast: Cast) -> None:
    case, who = draft(db, cast), {"by": cast.nia, "at": NOW}
    assert answering.answer(db, case, HOUSING, told(now="Loud"), seen={""}, **who)
    assert answering.answer(db, case, WANTS, {"wants": "A door"}, seen={""}, **who)
    assert (case.housing_now, case.wants) == ("Loud", "A door")


def test_words_that_stand_in_another_field_are_another_answer() -> None:
    assert wording(told("x", "")) != wording(told("", "x"))
    assert wording(told()) == ""


def test_a_case_that_was_handed_in_is_not_answered(db: Session, cast: Cast) -> None:
    offered = cases.by_id(db, cast.offered_case.id)
    assert offered
    with pytest.raises(Refused, match="Take it back first"):
        answering.answer(db, offered, WANTS, {"wants": "A door"}, seen={""}, by=cast.nia, at=NOW)


# ---- A stop of the map


def stop_of(case: Case) -> day_map.Stop:
    return day_map.Stop(**case.one_day[0])


def test_a_stop_is_told_anew_by_whoever_had_read_it(db: Session, cast: Cast) -> None:
    case, who = draft(db, cast), {"by": cast.nia, "at": NOW}
    read = stop_of(case)
    clinic, bench = read.told | {"place": "A clinic"}, read.told | {"place": "A bench"}
    assert day_mapping.change(db, case, read, clinic, seen=read.wording, **who)
    assert not day_mapping.change(db, case, stop_of(case), bench, seen=read.wording, **who)
    assert stop_of(case).place == "A clinic"
    assert day_mapping.change(db, case, stop_of(case), clinic, seen="something old", **who)
    day_mapping.add(db, case, A_STOP | {"place": "Another"}, **who)
    day_mapping.move(db, case, read.id, 1, **who)
    now = day_map.known(case.one_day, read.id)
    assert now
    assert day_mapping.change(db, case, now, bench, seen=now.wording, **who), "its place in the day is no other word"


def test_a_stop_that_was_taken_out_goes_back_only_when_it_is_said(db: Session, cast: Cast) -> None:
    case, who = draft(db, cast), {"by": cast.nia, "at": NOW}
    read = stop_of(case)
    bench = read.told | {"place": "A bench"}
    day_mapping.remove(db, case, read.id, **who)
    gone = stop_of(case)
    assert not day_mapping.change(db, case, gone, bench, seen=read.wording, **who)
    assert day_map.stops(case.one_day) == []
    assert day_mapping.change(db, case, gone, bench, seen=gone.wording, back=True, **who)
    assert [stop.place for stop in day_map.stops(case.one_day)] == ["A bench"]


def test_a_stop_for_which_there_is_no_room_waits_beside_the_map(db: Session, cast: Cast) -> None:
    case, who = draft(db, cast), {"by": cast.nia, "at": NOW}
    for number in range(day_map.MOST - 1):
        day_mapping.add(db, case, A_STOP | {"place": f"Place {number}"}, **who)
    with pytest.raises(Refused, match="Keep this one aside"):
        day_mapping.add(db, case, A_STOP | {"place": "One more"}, **who)
    day_mapping.add(db, case, A_STOP | {"place": "One more"}, aside=True, **who)
    assert len(day_map.stops(case.one_day)) == day_map.MOST
    assert [stop.place for stop in day_map.removed(case.one_day)] == ["One more"]
    with pytest.raises(Refused):
        waiting = day_map.removed(case.one_day)[0]
        day_mapping.change(db, case, waiting, waiting.told, seen=waiting.wording, back=True, **who)
