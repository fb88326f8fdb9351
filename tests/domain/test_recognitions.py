"""“I think I know who this is”: a count, and nothing that says whose."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session, col, func, select

from app.domain import cases, detached, people, recognitions
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.history import History
from app.domain.people import Person
from app.domain.recognitions import Recognition, RecognitionKey
from tests.cast import NOW, Cast

TODAY = NOW.date()


def pressed(db: Session, cast: Cast) -> tuple[Case, Person]:
    case, omar = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.omar.id)
    assert case and omar
    recognitions.press(db, case, by=omar, today=TODAY)
    db.flush()
    return case, omar


def test_a_person_counts_once_and_may_take_it_back(db: Session, cast: Cast) -> None:
    case, omar = pressed(db, cast)
    recognitions.press(db, case, by=omar, today=TODAY)
    assert recognitions.count(db, case.id).at_least == 1
    recognitions.press(db, case, by=cast.fatima, today=TODAY)
    assert recognitions.count(db, case.id).at_least == 2
    recognitions.take_back(db, case, by=omar)
    recognitions.take_back(db, case, by=omar)
    assert recognitions.count(db, case.id).at_least == 1
    assert not recognitions.is_mine(db, case.id, omar) and recognitions.is_mine(db, case.id, cast.fatima)


def test_it_keeps_no_person_no_hour_and_no_line_in_the_history(db: Session, cast: Cast) -> None:
    before = db.exec(select(func.count()).select_from(History)).one()
    pressed(db, cast)
    columns = {column["name"]: str(column["type"]) for column in inspect(db.connection()).get_columns("recognition")}
    assert set(columns) == {"id", "case_id", "mark", "on_day", "key_on"}
    assert columns["on_day"] == columns["key_on"] == "DATE"
    row = db.exec(select(Recognition)).one()
    assert cast.omar.id.hex not in row.mark and row.on_day == TODAY
    assert db.exec(select(func.count()).select_from(History)).one() == before
    assert not db.info.get("told"), "Nothing tells the open pages when it was pressed."


def test_the_same_person_leaves_another_mark_on_another_case(db: Session, cast: Cast) -> None:
    case, omar = pressed(db, cast)
    other = cases.begin(db, case.community_id, by=cast.nia, at=NOW)
    other.opened_at = NOW
    recognitions.press(db, other, by=omar, today=TODAY)
    db.flush()
    assert len({row.mark for row in db.exec(select(Recognition))}) == 2


def test_the_key_is_thrown_away_after_a_fortnight_and_the_count_stays(db: Session, cast: Cast) -> None:
    case, omar = pressed(db, cast)
    recognitions.forget_old_keys(db, today=TODAY + timedelta(days=14))
    assert recognitions.is_mine(db, case.id, omar)
    recognitions.forget_old_keys(db, today=TODAY + timedelta(days=15))
    assert db.exec(select(RecognitionKey)).first() is None
    assert recognitions.count(db, case.id).at_least == 1
    assert not recognitions.is_mine(db, case.id, omar)


def test_pressed_again_under_another_key_nobody_counts_twice(db: Session, cast: Cast) -> None:
    case, omar = pressed(db, cast)
    recognitions.press(db, case, by=cast.fatima, today=TODAY)
    assert recognitions.count(db, case.id) == (2, 2, True)
    later = TODAY + timedelta(days=15)
    recognitions.forget_old_keys(db, today=later)
    assert recognitions.count(db, case.id) == (2, 0, True)
    recognitions.press(db, case, by=omar, today=later)
    db.flush()
    assert recognitions.count(db, case.id) == (2, 1, False), "Omar is counted once, and that he pressed anew is seen."
    recognitions.take_back(db, case, by=omar)
    assert recognitions.count(db, case.id) == (2, 0, True)


def test_on_sqlite_no_row_number_says_who_pressed_first(db: Session) -> None:
    if db.get_bind().dialect.name != "sqlite":
        pytest.skip("SQLite numbers its rows; PostgreSQL does not.")
    [(made,)] = db.exec(text("SELECT sql FROM sqlite_master WHERE name = 'recognition'"))
    assert "WITHOUT ROWID" in made.upper()


def test_marks_of_earlier_days_are_written_anew_and_stay_what_they_are(database, cast: Cast) -> None:
    for number in range(5):
        with database.writing() as db:
            db.add(Recognition(case_id=cast.open_case.id, mark=str(number), on_day=TODAY))
    with database.writing() as db:
        before = db.exec(select(Recognition.id, Recognition.mark).order_by(col(Recognition.id))).all()
        detached.settle(db, today=TODAY + timedelta(days=1))
    with database.reading() as db:
        assert db.exec(select(Recognition.id, Recognition.mark).order_by(col(Recognition.id))).all() == before
        if not database.is_sqlite:
            rows = db.exec(text("SELECT id, CAST(xmin AS text) FROM recognition ORDER BY ctid")).all()
            assert [row_id for row_id, _ in rows] == [row_id for row_id, _ in before]
            assert len({written for _, written in rows}) == 1


def test_the_presenter_has_no_such_button_and_a_hidden_case_neither(db: Session, cast: Cast) -> None:
    case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
    assert case and nia
    with pytest.raises(Refused, match="You bring this case"):
        recognitions.press(db, case, by=nia, today=TODAY)
    case.paused_at = NOW
    with pytest.raises(Refused, match="not open"):
        recognitions.press(db, case, by=cast.omar, today=TODAY)
