"""What of our meetings may stand in somebody's calendar: when, where and how it is called, and nothing of a case."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import uuid5

from app import clock
from app.calendars import Entry
from app.domain import rhythm
from app.domain.communities import Community
from app.domain.meetings import Meeting


def of_meeting(
    meeting: Meeting, community: Community, *, code_names: Collection[str], link: str, stamp: datetime | None = None
) -> Entry:
    """The meeting as a calendar shows it; the newest of several with the same `uid` is the one with most changes."""
    return Entry(
        uid=str(meeting.id),
        title=shown_title(meeting.title, community, code_names),
        starts=meeting.starts_at,
        ends=meeting.starts_at + timedelta(minutes=meeting.minutes),
        stamp=stamp or meeting.called_off_at or meeting.changed_at or meeting.planned_at,
        zone=community.zone,
        sequence=sequence(meeting),
        place=meeting.place,
        text=f"{community.name}\nWhat we plan to do, and who is coming: {link}",
        url=link,
        status="CANCELLED" if meeting.called_off_at else "CONFIRMED",
        is_busy=not meeting.called_off_at,
    )


def taken_out(entry: Entry, *, stamp: datetime) -> Entry:
    """What takes it out of the calendar of one who left: it goes on for the others, so it has no status of its own.

    It keeps the number of changes: by its stamp it is newer than the letter before, and older than one on coming back.
    """
    return entry._replace(stamp=stamp, place="", text="", url="", status="", is_busy=False)


def expected(community: Community, last: Meeting | None, *, at: datetime) -> list[Entry]:
    """The next meetings that the rhythm would bring after the last planned one, for keeping the time free."""
    return [_expected(community, moment, at=at) for moment in rhythm.to_come(community, last, at=at)]


def sequence(meeting: Meeting) -> int:
    """How often its plan has changed; that it is called off is the last change."""
    return meeting.revision - 1 + (1 if meeting.called_off_at else 0)


def shown_title(title: str, community: Community, code_names: Collection[str]) -> str:
    """What it is called, unless that names a case: calendars are read by colleagues, and by those who keep them."""
    return f"{community.name}: our meeting" if names_a_case(title, code_names) else title


def names_a_case(text: str, code_names: Collection[str]) -> bool:
    """Whether one of these code names stands in the text, with a blank or a hyphen, in capitals or not."""
    words = "|".join(r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name))) for name in code_names)
    return bool(words) and re.search(rf"\b(?:{words})\b", text, re.I) is not None


def _expected(community: Community, moment: datetime, *, at: datetime) -> Entry:
    day = clock.today_in(community.zone, moment)
    return Entry(
        uid=str(uuid5(community.id, f"{day}")),
        title=f"{community.name}: probably a meeting",
        starts=moment,
        ends=moment + timedelta(minutes=community.minutes),
        # The same as long as the rhythm is, so that a calendar that looks again finds nothing new.
        stamp=community.created_at,
        zone=community.zone,
        sequence=community.revision - 1,
        text=f"{community.name} meets {community.rhythm}. This one is not planned yet.",
        status="TENTATIVE",
        is_busy=False,
    )
