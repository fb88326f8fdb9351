"""Bringing in a list: what a preview knows, and that an import is all of it or nothing."""

import pytest
from sqlalchemy import event
from sqlmodel import Session, func, select

from app.domain import communities, history, invitations, member_import, memberships
from app.domain.errors import Refused
from app.domain.people import Person
from tests.cast import NOW, Cast

HEAD = "name,email,agency,kind,role\n"


def test_a_preview_notes_who_is_here_invited_or_comes_back(db: Session, cast: Cast) -> None:
    memberships.leave(db, db.merge(cast.nias_place), by=cast.nia, at=NOW)
    text = HEAD + "O,omar@example.org,,,\nI,ivy@example.org,,,\nN,nia@example.org,,,\nM,mei@example.org,,,"
    preview = member_import.preview(db, cast.community, text)
    assert [one.known for one in preview.arrivals] == ["here", "invited", "back", ""]
    assert [one.line.name for one in preview.newcomers] == ["N", "M"]


def test_s04_a_preview_does_not_tell_that_another_community_knows_an_address(db: Session, cast: Cast) -> None:
    text = HEAD + "Z,zed@example.org,,,\nM,mei@example.org,,,"
    zed, mei = member_import.preview(db, cast.community, text).arrivals
    assert zed._replace(line=mei.line) == mei


def test_a_preview_writes_nothing(db: Session, cast: Cast) -> None:
    before = db.exec(select(func.count()).select_from(Person)).one()
    member_import.preview(db, cast.community, HEAD + "M,mei@example.org,New,police,")
    assert not db.new
    assert db.exec(select(func.count()).select_from(Person)).one() == before


def test_an_import_makes_agencies_places_and_one_invitation_each(db: Session, cast: Cast) -> None:
    text = HEAD + (
        "Mei Tan,mei@example.org,Millpond Surgery,GP and primary care,\n"
        "Bo Hale,bo@example.org,MILLPOND surgery,,sponsor\n"
        "Zed Z.,zed@example.org,northgate homes,police,facilitator\n"
        "Al,al@example.org,,,\n"
    )
    preview = member_import.preview(db, cast.community, text)
    invited = member_import.bring_in(db, cast.community, preview, by=cast.fatima, at=NOW)
    assert len({one.secret for one in invited}) == 4
    by_name = {member.person.name: member for member in memberships.members_of(db, cast.community.id)}
    assert {"Mei Tan", "Bo Hale", "Zed Z.", "Al"} <= set(by_name)
    mei, bo, zed, al = (by_name[name] for name in ("Mei Tan", "Bo Hale", "Zed Z.", "Al"))
    assert mei.agency and bo.agency and zed.agency
    assert (mei.agency.kind, mei.agency.id) == ("primary_care", bo.agency.id)
    assert zed.agency.id == cast.housing.id
    assert al.agency is None
    assert (mei.membership.role, bo.membership.role, zed.membership.role) == ("member", "sponsor", "facilitator")
    assert all(not one.membership.joined_at for one in (mei, bo, zed, al))
    assert [line.verb for line in history.of(db, mei.membership.id)] == ["added", "invited"]
    assert all(line.by_id == cast.fatima.id for line in history.of(db, mei.membership.id))
    found = invitations.found(db, invited[0].secret)
    assert found is not None
    assert found.is_open(NOW)


def test_importing_the_same_list_twice_changes_nothing(db: Session, cast: Cast) -> None:
    text = HEAD + "Mei Tan,mei@example.org,,,"
    member_import.bring_in(db, cast.community, member_import.preview(db, cast.community, text), by=cast.fatima, at=NOW)
    again = member_import.preview(db, cast.community, text)
    assert not again.is_ready
    with pytest.raises(Refused, match="right first"):
        member_import.bring_in(db, cast.community, again, by=cast.fatima, at=NOW)


def test_one_fault_holds_everything_back(db: Session, cast: Cast) -> None:
    preview = member_import.preview(db, cast.community, HEAD + "Mei,mei@example.org,,,\nBo,bo@example,,,")
    assert len(preview.faults) == 1
    with pytest.raises(Refused, match="right first"):
        member_import.bring_in(db, cast.community, preview, by=cast.fatima, at=NOW)
    assert "Mei" not in {member.person.name for member in memberships.members_of(db, cast.community.id)}


def test_somebody_who_left_comes_back_with_a_fresh_place(db: Session, cast: Cast) -> None:
    memberships.leave(db, db.merge(cast.nias_place), by=cast.nia, at=NOW)
    preview = member_import.preview(db, cast.community, HEAD + "Nia,nia@example.org,,,sponsor")
    (invited,) = member_import.bring_in(db, cast.community, preview, by=cast.fatima, at=NOW)
    assert invited.place.id == cast.nias_place.id
    assert not invited.place.is_current
    assert invited.place.role == "sponsor"


def test_the_number_of_questions_does_not_grow_with_the_list(db: Session, cast: Cast) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    def questions_for(people: int, name: str) -> int:
        text = HEAD + "".join(f"P{n},{name}{n}@example.org,Agency {name} {n},police,\n" for n in range(people))
        asked.clear()
        preview = member_import.preview(db, cast.community, text)
        member_import.bring_in(db, cast.community, preview, by=cast.fatima, at=NOW)
        db.flush()
        return len([statement for statement in asked if statement.startswith("SELECT")])

    event.listen(db.get_bind(), "before_cursor_execute", note)
    assert questions_for(3, "few") == questions_for(60, "many")


def test_agencies_are_kept_apart_by_community(db: Session, cast: Cast) -> None:
    communities.agency_named(db, cast.elsewhere.id, "Canary Trust", "police", by=cast.zed, at=NOW)
    preview = member_import.preview(db, cast.community, HEAD + "Mei,mei@example.org,Canary Trust,,")
    assert preview.newcomers[0].agency_is_new
