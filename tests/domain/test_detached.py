"""Detached reflections: nothing in the database says whose they are, or at what hour they came."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from uuid import UUID, uuid1

import pytest
from sqlalchemy import DateTime, insert, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app.domain import cases, detached, history, reflections
from app.domain.cases import Case
from app.domain.detached import Detached
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.reading import NotKept
from tests.cast import NOW, Cast
from tests.test_crawl import fingerprint

Look = Callable[[], AbstractContextManager[Session]]
TABLE = SQLModel.metadata.tables["detached_reflection"]


def added(db: Session, cast: Cast, words: str = "I was afraid", at: datetime = NOW, **where: UUID) -> Detached:
    known = {"text": words, "kind": "struck", "kept": ""} | (where or {"case_id": cast.open_case.id})
    thought = detached.add(db, cast.community.id, **known, at=at)
    db.flush()
    return thought


def row(cast: Cast) -> dict[str, object]:
    return {
        "id": detached.new_id(),
        "community_id": cast.community.id,
        "case_id": cast.open_case.id,
        "kind": "struck",
        "moment": "",
        "text": "Hm",
        "day": date(2027, 5, 11),
        "has_kept_findings": False,
        "is_hidden": False,
    }


def test_there_is_no_place_for_a_person_or_an_hour() -> None:
    assert "person" not in {key.column.table.name for key in TABLE.foreign_keys}
    assert "membership" not in {key.column.table.name for key in TABLE.foreign_keys}
    assert not [column.name for column in TABLE.columns if isinstance(column.type, DateTime)]
    assert not [column.name for column in TABLE.columns if column.name.startswith("by") or column.name.endswith("_at")]


def test_the_database_takes_no_hour(db: Session, cast: Cast) -> None:
    if db.get_bind().dialect.name == "postgresql":
        db.exec(insert(TABLE).values(**row(cast)))
        db.exec(text("UPDATE detached_reflection SET day = timestamp '2027-05-11 11:45'"))
        assert {str(day) for (day,) in db.exec(text("SELECT day FROM detached_reflection"))} == {"2027-05-11"}
        return
    db.exec(insert(TABLE).values(**row(cast)))
    with pytest.raises(IntegrityError, match="ck_detached_reflection_no_time"):
        db.exec(text("UPDATE detached_reflection SET day = '2027-05-11 11:45'"))


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"id": uuid1()}, "random_id"),
        ({"case_id": None}, "one_place"),
        ({"moment": "during"}, "moment_of_a_day"),
    ],
)
def test_the_database_takes_nothing_that_would_tell(
    db: Session, cast: Cast, wrong: dict[str, object], rule: str
) -> None:
    with pytest.raises(IntegrityError, match=rule), db.begin_nested():
        db.exec(insert(TABLE).values(**row(cast) | wrong))


def test_a_reflection_that_is_somebodys_is_never_called_detached(db: Session, cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="somebodys"), db.begin_nested():
        db.exec(text("UPDATE reflection SET shared = 'detached'"))


def test_on_sqlite_no_row_number_says_which_came_first(db: Session) -> None:
    if db.get_bind().dialect.name != "sqlite":
        pytest.skip("SQLite numbers its rows; PostgreSQL does not.")
    for table in ("detached_reflection", "used_token"):
        [(made,)] = db.exec(text("SELECT sql FROM sqlite_master WHERE name = :name").bindparams(name=table))
        assert "WITHOUT ROWID" in made.upper()


def test_keeping_one_leaves_one_row_and_nothing_else(database, look: Look, cast: Cast) -> None:
    before, lines = fingerprint(look), rows_of(look, "history")
    with database.writing() as db:
        thought = added(db, cast)
        assert not db.info.get("told"), "A poke at that moment would say whose page it came from."
    after = fingerprint(look)
    assert {name for name in after if after[name] != before[name]} == {"detached_reflection"}
    assert rows_of(look, "history") == lines
    assert (thought.day, thought.id.version) == (date(2027, 5, 11), 4)


def rows_of(look: Look, table: str) -> list[str]:
    with look() as db:
        return sorted(map(str, db.connection().execute(text(f'SELECT * FROM "{table}"'))))


def test_they_are_shown_from_three_on_and_a_hidden_one_counts(db: Session, cast: Cast) -> None:
    where = {"case_id": cast.open_case.id}
    for number in range(2):
        added(db, cast, f"Thought {number}")
        assert detached.around(db, **where) == ([], [])
    added(db, cast, "Thought 2")
    shown = detached.around(db, **where).shown
    assert len(shown) == 3
    for _ in range(2):
        detached.hide(db, shown[0], by=cast.fatima, at=NOW)
    assert detached.around(db, **where) == (shown[1:], shown[:1])
    for _ in range(2):
        detached.show_again(db, shown[0], by=cast.fatima, at=NOW)
    assert detached.around(db, **where).shown == shown
    assert [line.verb for line in history.of(db, shown[0].id)] == ["hidden", "shown_again"]


def test_each_case_and_each_meeting_counts_for_itself(db: Session, cast: Cast) -> None:
    for number in range(2):
        added(db, cast, f"On the case {number}")
        added(db, cast, f"On the next {number}", meeting_id=cast.next_month.id)
    assert detached.around(db, case_id=cast.open_case.id).shown == []
    added(db, cast, "On the next again", meeting_id=cast.next_month.id)
    assert len(detached.around(db, meeting_id=cast.next_month.id).shown) == 3
    assert detached.around(db, meeting_id=cast.today.id).shown == []


def test_their_order_is_that_of_random_ids_and_not_of_their_coming(db: Session, cast: Cast) -> None:
    came = [added(db, cast, f"Thought {number}").id for number in range(12)]
    shown = [one.id for one in detached.around(db, case_id=cast.open_case.id).shown]
    assert shown == sorted(came)
    assert shown != came


@pytest.mark.parametrize(("days", "moment"), [(-1, "before"), (0, "on_the_day"), (1, "after")])
def test_of_its_moment_no_more_is_known_than_the_day(db: Session, cast: Cast, days: int, moment: str) -> None:
    thought = added(db, cast, at=NOW + timedelta(days=days, hours=9), meeting_id=cast.today.id)
    assert (thought.moment, thought.day) == (moment, date(2027, 5, 11 + days))


def test_the_coach_reads_it_and_notes_on_the_row_alone_that_something_was_kept(db: Session, cast: Cast) -> None:
    known = {"text": "Ring 07700 900245", "kind": "struck", "case_id": cast.open_case.id, "at": NOW}
    with pytest.raises(NotKept):
        detached.add(db, cast.community.id, **known, kept="")
    assert detached.add(db, cast.community.id, **known, kept="nobody").has_kept_findings


def test_what_the_case_is_called_is_no_finding(db: Session, cast: Cast) -> None:
    case = db.get_one(Case, cast.open_case.id)
    case.code_name = "Marlon"
    known = {"text": "Marlon rang", "kind": "struck", "kept": "", "at": NOW}
    assert not detached.add(db, cast.community.id, case_id=case.id, **known).has_kept_findings
    reflections.add(db, cast.community.id, case_id=case.id, shared="named", by=cast.omar, **known)
    with pytest.raises(NotKept):
        detached.add(db, cast.community.id, meeting_id=cast.today.id, **known)


def test_nobody_reflects_detached_on_a_case_that_is_not_open(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="not open"):
        added(db, cast, case_id=cast.offered_case.id)


def test_a_meetings_state_says_when_a_reflection_was_written(db: Session, cast: Cast) -> None:
    known = {"text": "Hm", "kind": "struck", "shared": "private", "kept": "", "by": cast.omar, "at": NOW}
    last, now, later = (db.get_one(Meeting, one.id) for one in (cast.last_month, cast.today, cast.next_month))
    moments = [
        reflections.add(db, cast.community.id, meeting_id=meeting.id, **known).moment for meeting in (later, now, last)
    ]
    assert moments == ["before", "during", "after"]
    case = cases.by_id(db, cast.open_case.id)
    assert case
    assert reflections.add(db, cast.community.id, case_id=case.id, **known).moment == "during"


def test_whoever_is_alone_from_their_agency_is_told(db: Session, cast: Cast) -> None:
    assert reflections.agency_of(db, cast.community.id, cast.omar) == ("Northgate Homes", True)
    assert reflections.agency_of(db, cast.community.id, cast.fatima) == ("", False)
    place = db.merge(cast.ivys_place)
    place.joined_at = NOW
    db.flush()
    assert reflections.agency_of(db, cast.community.id, cast.omar) == ("Northgate Homes", False)


def test_those_of_earlier_days_are_written_anew_in_one_so_that_no_row_tells_its_hour(
    database, look: Look, cast: Cast
) -> None:
    for number in range(5):
        with database.writing() as db:
            added(db, cast, f"Thought {number}", at=NOW + timedelta(hours=number))
    with database.writing() as db:
        late = added(db, cast, "The day after", at=NOW + timedelta(days=1)).id
    before = fingerprint(look)["detached_reflection"]
    with database.writing() as db:
        detached.settle(db, today=date(2027, 5, 12))
    assert fingerprint(look)["detached_reflection"] == before
    if database.is_sqlite:
        return
    with look() as db:
        statement = text("SELECT id, CAST(CAST(xmin AS text) AS bigint) FROM detached_reflection ORDER BY ctid")
        rows = db.connection().execute(statement).all()
    written = {number for row_id, number in rows if row_id != late}
    assert len(written) == 1 and max(number for _, number in rows) in written
    earlier = [row_id for row_id, _ in rows if row_id != late]
    assert earlier == sorted(earlier)
