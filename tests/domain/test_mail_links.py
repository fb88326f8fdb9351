"""Links in letters: one person, one purpose, one thing; only the hash is kept; they end."""

from datetime import timedelta

from sqlmodel import Session, select

from app.domain import mail_links
from app.domain.mail_links import MailLink
from tests.cast import NOW, Cast

MONTH = timedelta(days=30)


def opened(db: Session, secret: str, purpose: str = "try") -> MailLink:
    link = mail_links.found(db, secret, purpose)
    assert link is not None
    return link


def test_a_link_opens_for_its_purpose_alone(db: Session, cast: Cast) -> None:
    secret = mail_links.make(db, cast.omar, "try", cast.community.id, lasts=MONTH, at=NOW)
    link = opened(db, secret)
    assert (link.person_id, link.about_id) == (cast.omar.id, cast.community.id)
    assert mail_links.found(db, secret, "another") is None
    assert mail_links.found(db, secret[:-1], "try") is None


def test_only_the_hash_of_the_secret_is_kept(db: Session, cast: Cast) -> None:
    secret = mail_links.make(db, cast.omar, "try", lasts=MONTH, at=NOW)
    assert secret not in str([link.model_dump() for link in db.exec(select(MailLink))])


def test_it_is_open_until_its_last_day_and_not_once_it_was_ended(db: Session, cast: Cast) -> None:
    link = opened(db, mail_links.make(db, cast.omar, "try", lasts=MONTH, at=NOW))
    assert link.is_open(NOW + MONTH - timedelta(seconds=1))
    assert not link.is_open(NOW + MONTH)
    mail_links.end(db, link, at=NOW)
    assert not link.is_open(NOW)


def test_ending_one_persons_links_leaves_the_others(db: Session, cast: Cast) -> None:
    about = cast.community.id
    omars, nias = (
        opened(db, mail_links.make(db, one, "try", about, lasts=MONTH, at=NOW)) for one in (cast.omar, cast.nia)
    )
    mail_links.end_about(db, "try", about, cast.omar.id, at=NOW)
    db.refresh(omars)
    db.refresh(nias)
    assert (omars.is_open(NOW), nias.is_open(NOW)) == (False, True)
    mail_links.end_about(db, "try", about, at=NOW)
    db.refresh(nias)
    assert not nias.is_open(NOW)


def test_links_past_their_last_day_are_dropped(db: Session, cast: Cast) -> None:
    old = mail_links.make(db, cast.omar, "try", lasts=MONTH, at=NOW - MONTH - timedelta(days=1))
    new = mail_links.make(db, cast.omar, "try", lasts=MONTH, at=NOW)
    mail_links.forget_old(db, at=NOW)
    assert mail_links.found(db, old, "try") is None
    assert mail_links.found(db, new, "try") is not None
