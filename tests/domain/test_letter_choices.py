"""What letters a person wants: everything while nothing is chosen, and each kind can be stopped by itself."""

import pytest
from sqlmodel import Session

from app.domain import history, letter_choices
from app.domain.errors import Refused
from tests.cast import NOW, Cast


def test_while_nothing_is_chosen_both_kinds_come(db: Session, cast: Cast) -> None:
    assert all(letter_choices.wants(db, cast.omar, kind) for kind in letter_choices.KINDS)


def test_one_kind_is_stopped_and_the_other_comes(db: Session, cast: Cast) -> None:
    letter_choices.switch(db, cast.omar, "digest", on=False, at=NOW)
    letter_choices.switch(db, cast.omar, "digest", on=False, at=NOW)
    assert not letter_choices.wants(db, cast.omar, "digest")
    assert letter_choices.wants(db, cast.omar, "reminders")
    assert [line.verb for line in history.of(db, cast.omar.id)].count("chosen") == 1


def test_a_zone_that_nobody_knows_is_refused(db: Session, cast: Cast) -> None:
    known = {"reminders": True, "digest": True, "digest_weekday": 0}
    with pytest.raises(Refused, match="time zone"):
        letter_choices.choose(db, cast.omar, **known, zone="Mars/Olympus", at=NOW)
