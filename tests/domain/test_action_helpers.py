"""Who helps with an action."""

import pytest
from sqlmodel import Session

from app.domain import action_helpers, action_lines, actions, history
from app.domain.actions import Action
from app.domain.errors import Refused
from tests.cast import NOW, Cast


def found(db: Session, action: Action) -> Action:
    same = actions.by_id(db, action.id)
    assert same
    return same


def names(db: Session, action: Action) -> list[str]:
    return [person.name for person in action_helpers.of(db, [action]).get(action.id, [])]


def test_people_help_until_others_are_chosen_and_each_change_is_kept(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    for wanted in ([cast.nia.id, cast.fatima.id], [cast.fatima.id, cast.nia.id], [cast.nia.id], []):
        action_helpers.choose(db, action, wanted, by=cast.omar, at=NOW)
    assert names(db, action) == []
    assert [line.verb for line in history.of(db, action.id)].count("helpers") == 3
    assert action.revision == 4
    assert [told.word for told in action_lines.story_of(db, action)].count("helpers") == 3


def test_helpers_stand_by_name_and_the_owner_needs_no_second_place(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    wanted = [cast.omar.id, cast.nia.id, cast.fatima.id, cast.ivy.id]
    action_helpers.choose(db, action, wanted, by=cast.omar, at=NOW)
    assert names(db, action) == ["Fatima Aziz", "Ivy Chen", "Nia Powell"]


def test_only_members_help_and_only_with_what_is_open(db: Session, cast: Cast) -> None:
    for stranger in (cast.zed, cast.sol, cast.gus):
        with pytest.raises(Refused, match="Only a member of this community can help"):
            action_helpers.choose(db, found(db, cast.open_action), [stranger.id], by=cast.omar, at=NOW)
    with pytest.raises(Refused, match="Open it again first"):
        action_helpers.choose(db, found(db, cast.done_action), [cast.fatima.id], by=cast.omar, at=NOW)
