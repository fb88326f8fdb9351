"""Invitations: bound to one address, single use, seven days, revocable, only the hash kept."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.domain import history, invitations, memberships
from app.domain.errors import Refused
from app.domain.invitations import Found, Invitation
from tests.cast import NOW, Cast

VALUES = {
    "name": "Mei Tan",
    "email": "mei@example.org",
    "role": "member",
    "agency_id": None,
    "new_agency": "",
    "new_kind": "other",
}


def letter(db: Session, secret: str) -> Found:
    found = invitations.found(db, secret)
    assert found is not None
    return found


def ivys_secret(db: Session, cast: Cast) -> str:
    return invitations.invite(db, db.merge(cast.ivys_place), by=cast.fatima, at=NOW)


def test_asking_somebody_in_gives_a_place_that_waits(db: Session, cast: Cast) -> None:
    values = VALUES | {"new_agency": "Millpond Surgery", "new_kind": "primary_care"}
    invited = invitations.ask_in(db, cast.community, values, by=cast.fatima, at=NOW)
    assert invited.place.joined_at is None
    member = memberships.member(db, invited.place)
    assert member is not None
    assert member.agency is not None
    assert (member.agency.name, member.agency.kind) == ("Millpond Surgery", "primary_care")
    assert [line.verb for line in history.of(db, invited.place.id)] == ["added", "invited"]


def test_a_known_person_keeps_their_own_name(db: Session, cast: Cast) -> None:
    values = VALUES | {"name": "Somebody Else", "email": "ZED@example.org"}
    invited = invitations.ask_in(db, cast.community, values, by=cast.fatima, at=NOW)
    assert invited.person.id == cast.zed.id
    assert invited.person.name == "Zed Otieno"


def test_s09_only_the_hash_of_the_secret_is_kept(db: Session, cast: Cast) -> None:
    secret = ivys_secret(db, cast)
    rows = db.exec(select(Invitation)).all()
    assert rows
    assert secret not in str([row.model_dump() for row in rows])


def test_s09_the_invited_person_joins_and_it_is_recorded(db: Session, cast: Cast) -> None:
    found = letter(db, ivys_secret(db, cast))
    invitations.accept(db, found, by=cast.ivy, at=NOW)
    assert memberships.of(db, cast.community.id, cast.ivy.id) is not None
    assert found.invitation.accepted_at == NOW
    assert history.of(db, found.place.id)[-1].verb == "joined"


def test_s09_another_person_is_refused_and_it_stays_open(db: Session, cast: Cast) -> None:
    found = letter(db, ivys_secret(db, cast))
    with pytest.raises(Refused, match="another e-mail address"):
        invitations.accept(db, found, by=cast.zed, at=NOW)
    assert found.is_open(NOW)


def test_s09_it_ends_after_seven_days(db: Session, cast: Cast) -> None:
    found = letter(db, ivys_secret(db, cast))
    assert found.is_open(NOW + timedelta(days=7) - timedelta(seconds=1))
    with pytest.raises(Refused, match="has ended"):
        invitations.accept(db, found, by=cast.ivy, at=NOW + timedelta(days=7))


def test_s09_a_newer_letter_ends_the_one_before(db: Session, cast: Cast) -> None:
    first, second = ivys_secret(db, cast), ivys_secret(db, cast)
    assert not letter(db, first).is_open(NOW)
    assert letter(db, second).is_open(NOW)


def test_s09_taking_the_place_back_ends_the_invitation(db: Session, cast: Cast) -> None:
    secret = ivys_secret(db, cast)
    memberships.leave(db, db.merge(cast.ivys_place), by=cast.fatima, at=NOW)
    assert not letter(db, secret).is_open(NOW)


def test_s09_a_used_link_does_not_let_somebody_back_in(db: Session, cast: Cast) -> None:
    found = letter(db, ivys_secret(db, cast))
    invitations.accept(db, found, by=cast.ivy, at=NOW)
    memberships.leave(db, found.place, by=cast.ivy, at=NOW)
    memberships.add(db, cast.community, cast.ivy, role="member", agency=None, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="has ended"):
        invitations.accept(db, found, by=cast.ivy, at=NOW)


def test_s09_an_unused_link_of_an_earlier_place_ends_with_the_new_letter(db: Session, cast: Cast) -> None:
    old = ivys_secret(db, cast)
    memberships.leave(db, db.merge(cast.ivys_place), by=cast.fatima, at=NOW)
    values = VALUES | {"email": cast.ivy.email}
    new = invitations.ask_in(db, cast.community, values, by=cast.fatima, at=NOW).secret
    assert not letter(db, old).is_open(NOW)
    assert letter(db, new).is_open(NOW)


def test_another_letter_is_not_sent_in_the_same_breath(db: Session, cast: Cast) -> None:
    place = db.merge(cast.ivys_place)
    invitations.invite(db, place, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="a little time"):
        invitations.invite_again(db, place, by=cast.fatima, at=NOW + timedelta(minutes=9))
    assert invitations.invite_again(db, place, by=cast.fatima, at=NOW + timedelta(minutes=11)).secret


def test_nobody_who_joined_or_left_is_invited_again(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="joined already"):
        invitations.invite_again(db, db.merge(cast.omars_place), by=cast.fatima, at=NOW)
    place = db.merge(cast.ivys_place)
    memberships.leave(db, place, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="has left"):
        invitations.invite_again(db, place, by=cast.fatima, at=NOW)


def test_an_unknown_secret_opens_nothing(db: Session, cast: Cast) -> None:
    assert invitations.found(db, "nothing") is None
