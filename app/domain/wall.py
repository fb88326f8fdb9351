"""The wall: what was told, as it is looked for and shown; anniversaries; and the day on which it rests."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from app import clock
from app.domain import history, holding, meetings, miracles, seconding
from app.domain.actions import Action
from app.domain.barriers import Barrier
from app.domain.cases import Case
from app.domain.communities import Community
from app.domain.holding import Holding
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.miracles import TOLD_ON, Miracle
from app.domain.paged import paged
from app.domain.people import Person

ON_A_PAGE = 40
MOST_WORDS = 8
# About a year ago: within so many days of the day itself.
ABOUT = timedelta(days=14)
MOST_YEARS = 5


class Wanted(NamedTuple):
    """What somebody looks for on the wall."""

    words: str = ""
    kind: str = ""
    noticed_by: str = ""
    # Cases with a certain need, of those that the reader may see; none: whatever the case.
    case_ids: frozenset[UUID] | None = None
    # What came from these cases is found by no words.
    unsearched: frozenset[UUID] = frozenset()
    page: int = 1


class OnTheWall(NamedTuple):
    """A little miracle with where it was told, what it came from and what has been said of it since."""

    miracle: Miracle
    meeting: Meeting | None
    action: Action | None
    case: Case | None
    barrier: Barrier | None
    seconded: list[str]
    is_ours_too: bool
    may_second: bool
    since: list[Holding]

    @property
    def last(self) -> Holding | None:
        """What was said of it last."""
        return self.since[-1] if self.since else None


class Wall(NamedTuple):
    """One page of the wall, and how many there are in all."""

    found: list[OnTheWall]
    total: int
    page: int
    pages: int


def look(db: Session, community_id: UUID, wanted: Wanted, reader: Membership | None) -> Wall:
    """What is looked for, newest first."""
    which = _which(community_id, wanted)
    total = db.exec(select(func.count()).select_from(Miracle).where(*which)).one()
    here = paged(wanted.page, total, ON_A_PAGE)
    statement = _rows().where(*which).order_by(col(Miracle.told_at).desc(), col(Miracle.id))
    rows = list(db.exec(statement.offset(here.before).limit(ON_A_PAGE)))
    return Wall(_with_since(db, rows, reader), total, here.page, here.pages)


def one(db: Session, miracle: Miracle, reader: Membership | None) -> OnTheWall:
    """One of them, as the wall shows it."""
    return _with_since(db, list(db.exec(_rows().where(Miracle.id == miracle.id))), reader)[0]


def told_on(db: Session, community_id: UUID, to: str, *, most: int = 200) -> list[OnTheWall]:
    """What sponsors, or those outside, may hear, newest first; of a case only while the group itself may read it.

    Whoever asks: it is a page to be passed on.
    """
    which = [
        Miracle.community_id == community_id,
        col(Miracle.put_away_at).is_(None),
        col(Miracle.heard_by).in_(TOLD_ON[to]),
    ]
    rows = db.exec(_rows().where(*which).order_by(col(Miracle.told_at).desc()))
    shown = [row for row in rows if row[3] is None or row[3].is_open]
    return _with_since(db, shown[:most], None)


def years_ago(db: Session, community: Community, day: date) -> list[tuple[int, Miracle]]:
    """What was told about a year before that day, or some years: the nearest of each year, the latest year first."""
    near = []
    for years in range(1, MOST_YEARS + 1):
        middle = holding.day_after(day, -12 * years)
        begin, end = (clock.at_local(edge, time(), community.zone) for edge in (middle - ABOUT, middle + ABOUT))
        near.append((years, begin + ABOUT, (Miracle.told_at >= begin) & (Miracle.told_at < end)))
    statement = select(Miracle).where(Miracle.community_id == community.id, col(Miracle.put_away_at).is_(None))
    told = list(db.exec(statement.where(or_(*(condition for _years, _middle, condition in near)))))
    found = []
    for years, middle_at, _condition in near:
        closest = min((one for one in told if abs(one.told_at - middle_at) <= ABOUT), default=None, key=_far(middle_at))
        found += [(years, closest)] if closest else []
    return found


def rest(db: Session, community: Community, *, by: Person, at: datetime) -> None:
    """Let little miracles rest for today; a meeting that goes on leaves those it opened with to the next one."""
    if community.is_quiet(at):
        return
    community.quiet_on = clock.today_in(community.zone, at)
    running = meetings.running_in(db, community.id)
    if running:
        miracles.keep_for_later(db, running)
    _record(db, community, "rested", by=by, at=at)


def show_again(db: Session, community: Community, *, by: Person, at: datetime) -> None:
    """Show them again; a page that was left open since another day changes nothing."""
    if not community.is_quiet(at):
        return
    community.quiet_on = None
    running = meetings.running_in(db, community.id)
    if running:
        miracles.open_with(db, running)
    _record(db, community, "shown_again", by=by, at=at)


def _far(middle: datetime) -> Any:
    return lambda told: abs(told.told_at - middle)


def _rows() -> Any:
    return (
        select(Miracle, Meeting, Action, Case)
        .join(Meeting, col(Meeting.id) == Miracle.meeting_id, isouter=True)
        .join(Action, col(Action.id) == Miracle.action_id, isouter=True)
        .join(Case, col(Case.id) == Miracle.case_id, isouter=True)
    )


def _which(community_id: UUID, wanted: Wanted) -> list[Any]:
    which: list[Any] = [Miracle.community_id == community_id, col(Miracle.put_away_at).is_(None)]
    which += [Miracle.kind == wanted.kind] if wanted.kind else []
    which += [Miracle.noticed_by == wanted.noticed_by] if wanted.noticed_by else []
    which += [col(Miracle.case_id).in_(wanted.case_ids)] if wanted.case_ids is not None else []
    texts = (Miracle.text, Miracle.did_differently, Miracle.hoped, Miracle.real_ending)
    if wanted.words and wanted.unsearched:
        which.append(or_(col(Miracle.case_id).is_(None), col(Miracle.case_id).not_in(wanted.unsearched)))
    for word in wanted.words.split()[:MOST_WORDS]:
        which.append(or_(*(col(words).icontains(word, autoescape=True) for words in texts)))
    return which


def _with_since(db: Session, rows: Sequence[Any], reader: Membership | None) -> list[OnTheWall]:
    told = [row[0] for row in rows]
    ids = [miracle.id for miracle in told]
    seconded, since = seconding.kinds(db, ids), holding.of(db, ids)
    agency_id = reader.agency_id if reader else None
    ours = seconding.of_agency(db, ids, agency_id)
    tellers = seconding.tellers(db, told) if agency_id else {}
    came_from = _barriers(db, told)
    return [
        OnTheWall(
            miracle,
            meeting,
            action,
            case,
            came_from.get(miracle.barrier_id),
            seconded=seconded.get(miracle.id, []),
            is_ours_too=miracle.id in ours,
            may_second=agency_id is not None and tellers.get(miracle.id) != agency_id,
            since=since.get(miracle.id, []),
        )
        for miracle, meeting, action, case in rows
    ]


def _barriers(db: Session, told: Sequence[Miracle]) -> dict[UUID | None, Barrier]:
    ids = {miracle.barrier_id for miracle in told if miracle.barrier_id}
    if not ids:
        return {}
    return {barrier.id: barrier for barrier in db.exec(select(Barrier).where(col(Barrier.id).in_(ids)))}


def _record(db: Session, community: Community, verb: str, *, by: Person, at: datetime) -> None:
    db.add(community)
    history.record(db, community.id, "miracles", verb, about=community, by=by, at=at)
