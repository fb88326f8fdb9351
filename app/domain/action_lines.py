"""Actions with where they come from, as lists show them: each list is one question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app import clock
from app.domain import action_helpers, history, memberships
from app.domain.actions import Action, FollowUp
from app.domain.cases import Case
from app.domain.communities import Agency, Community
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

OURS = ("facilitator", "member")
# The place of whoever took it on, in a question that knows the reader's too.
OwnersPlace = aliased(Membership)


class Became(NamedTuple):
    """One thing that became of an action: a word, why, by whom, when, and at which meeting if at one."""

    word: str
    why: str
    who: str
    at: datetime
    meeting: Meeting | None


class Line(NamedTuple):
    """One action, the reader's own membership of its community, and where it was agreed."""

    action: Action
    community: Community
    membership: Membership
    meeting: Meeting | None
    case: Case | None
    owner: Person | None
    agency: Agency | None
    helpers: Sequence[Person]

    def is_past(self, at: datetime) -> bool:
        """Whether its date has passed where the community is, while it is still open."""
        return self.action.is_past(clock.today_in(self.community.zone, at))


def owned_by(db: Session, person: Person, *, most: int | None = None) -> list[Line]:
    """The person's open actions in all communities they are a member of, by date."""
    return lines(db, person, Action.owner_id == person.id, col(Action.ended_at).is_(None), most=most)


def helped_by(db: Session, person: Person, *, most: int | None = None) -> list[Line]:
    """What the person helps somebody else with, and is still open; in all their communities."""
    return lines(db, person, action_helpers.helped_by(person), col(Action.ended_at).is_(None), most=most)


def written_by(db: Session, person: Person, *, most: int | None = None) -> list[Line]:
    """What the person wrote down for others or for nobody yet, does not help with, and is open; in all communities."""
    is_anothers = col(Action.owner_id).is_distinct_from(person.id) & ~action_helpers.helped_by(person)
    wrote = (col(Action.agreed_by_id) == person.id) & is_anothers
    return lines(db, person, wrote, col(Action.ended_at).is_(None), most=most)


def of_action(db: Session, action: Action, reader: Person) -> Line:
    """This one action as its line."""
    return lines(db, reader, Action.id == action.id, put_away=True)[0]


def story_of(db: Session, action: Action) -> list[Became]:
    """All that became of the action, oldest first: each word said of it, and its earlier wordings."""
    names = memberships.names_in(db, action.community_id)
    statement = select(FollowUp, Meeting).join(Meeting, col(Meeting.id) == FollowUp.meeting_id, isouter=True)
    rows = db.exec(statement.where(FollowUp.action_id == action.id))
    story = [Became(said.word, said.why, names.get(said.by_id, ""), said.at, meeting) for said, meeting in rows]
    for done in history.of(db, action.id):
        if done.verb in {"agreed", "put_away", "brought_back", "helpers"}:
            who = names.get(done.by_id, "") if done.by_id else ""
            story.append(Became(done.verb, "", who, done.at, None))
    return sorted(story, key=lambda told: told.at)


def who_may_own(db: Session, community_id: UUID) -> list[Person]:
    """Whom an action can be given to: members and facilitators, also those who are invited."""
    everybody = memberships.members_of(db, community_id)
    return [one.person for one in everybody if one.membership.role in OURS]


def lines(
    db: Session, reader: Person, *which: Any, put_away: bool = False, skip: int = 0, most: int | None = None
) -> list[Line]:
    """The actions this is true of, in all communities that the reader belongs to: open first, by date; then ended."""
    # Untyped: SQLModel knows the types of at most four tables in one question.
    tables: Any = select(Action, Community, Membership, Meeting)
    statement = _joined(tables.add_columns(Case, Person, OwnersPlace, Agency), reader, which, put_away)
    statement = (
        statement.order_by(col(Action.ended_at).is_not(None), col(Action.ended_at).desc())
        .order_by(col(Action.due_on).is_(None), col(Action.due_on), col(Action.agreed_at), col(Action.id))
        .offset(skip)
        .limit(most)
    )
    rows = list(db.exec(statement))
    helpers = action_helpers.of(db, [row[0] for row in rows])
    return [_line(*row, helpers=helpers.get(row[0].id, ())) for row in rows]


def count(db: Session, reader: Person, *which: Any) -> int:
    """How many actions this is true of, in all communities that the reader belongs to."""
    ids: Any = select(func.count(col(Action.id))).select_from(Action)
    return int(db.exec(_joined(ids, reader, which, put_away=False)).one())


def _joined(statement: Any, reader: Person, which: Sequence[Any], put_away: bool) -> Any:
    statement = (
        statement.join(Community, col(Community.id) == Action.community_id)
        .join(Membership, col(Membership.community_id) == Community.id)
        .join(Meeting, col(Meeting.id) == Action.meeting_id, isouter=True)
        .join(Case, col(Case.id) == Action.case_id, isouter=True)
        .join(Person, col(Person.id) == Action.owner_id, isouter=True)
        .join(
            OwnersPlace,
            (col(OwnersPlace.person_id) == Action.owner_id) & (col(OwnersPlace.community_id) == Action.community_id),
            isouter=True,
        )
        .join(Agency, col(Agency.id) == OwnersPlace.agency_id, isouter=True)
        .where(Membership.person_id == reader.id, col(Membership.left_at).is_(None), *which)
        .where(col(Membership.joined_at).is_not(None), col(Membership.role).in_(OURS))
    )
    return statement if put_away else statement.where(col(Action.put_away_at).is_(None))


def _line(*row: Any, helpers: Sequence[Person]) -> Line:
    action, community, membership, meeting, case, owner, owners_place, agency = row
    # An owner who has not joined yet stands there by the name they were invited by.
    shown = memberships.as_shown(owners_place, owner) if owner else None
    return Line(action, community, membership, meeting, case, shown, agency, helpers)
