"""What the letters say that come by themselves: reminders, and the weekly letter.

A letter travels through other people's machines and is read on locked screens: it holds no word of a case, its subject
no word of anybody, and what the coach finds in an action is put more widely.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app import clock
from app.domain import action_links, letter_choices, miracles, outbox
from app.domain.action_lines import Line
from app.domain.actions import Action
from app.domain.cases import Case
from app.domain.digests import MOST_LINES, MOST_TOLD, Digest
from app.domain.people import Person
from app.domain.reminding import Reminder
from app.routes.pages import in_a_letter, path

WEEKLY = "Your week with Little Miracles"
HIDDEN = "(Something from a case that is not open to the group just now. Its words stand on its page.)"


class Words:
    """Words as a letter may hold them: on one line, and read; what nobody has read is not in it."""

    def __init__(self, read: Mapping[str, str]) -> None:
        self._read = read

    def __call__(self, text: str) -> str:
        """The words, or nothing."""
        return one_line(self._read.get(text, ""))


def post_reminders(db: Session, base_url: str, reminders: Sequence[Reminder], words: Words, *, at: datetime) -> None:
    """One letter for all that this person is reminded of now."""
    first = reminders[0].waiting
    feet = _feet(db, base_url, first.person, "reminders", at)
    text = in_a_letter(
        "mail/reminder.txt",
        name=one_line(first.person.name),
        lines=[_reminder(db, base_url, one, words, at) for one in reminders],
        last_day=clock.today_in(first.zone, at + action_links.LASTS),
        **feet,
    )
    _post(db, first.person, kind="reminder", subject=_subject(reminders), text=text, feet=feet, at=at)


def post_digest(db: Session, base_url: str, digest: Digest, words: Words, *, at: datetime) -> None:
    """The weekly letter."""
    homes = {one.community.id: one.community for one in digest.told}
    feet = _feet(db, base_url, digest.person, "digest", at)
    text = in_a_letter(
        "mail/digest.txt",
        name=one_line(digest.person.name),
        meetings=digest.meetings,
        mine=[_line(line, words, at) for line in digest.mine[:MOST_LINES]],
        helped=[_line(line, words, at) for line in digest.helped[:MOST_LINES]],
        waited_for=[_line(line, words, at) for line in digest.waited_for[:MOST_LINES]],
        are_more=max(len(digest.mine), len(digest.helped), len(digest.waited_for)) > MOST_LINES,
        told=[words(one.miracle.text) for one in digest.told_in_words],
        of_cases=[one for one in digest.told if one.case is not None][:MOST_TOLD],
        kinds=miracles.KINDS,
        walls=[
            (one_line(home.name), base_url + path("list_miracles", community_id=home.id)) for home in homes.values()
        ],
        one_line=one_line,
        my_actions=base_url + path("show_my_actions"),
        **feet,
    )
    _post(db, digest.person, kind="digest", subject=WEEKLY, text=text, feet=feet, at=at)


def one_line(text: str) -> str:
    """Nobody can write lines of their own into a letter that we send."""
    return " ".join(text.split())


def _reminder(db: Session, base_url: str, one: Reminder, words: Words, at: datetime) -> dict[str, Any]:
    action, day = one.waiting.action, one.waiting.day
    secret = action_links.make(db, action, one.waiting.person, at=at)
    return _said(action, one.waiting.case, words) | {
        "community": one_line(one.waiting.community.name),
        "day": day,
        "away": _away(day, clock.today_in(one.waiting.zone, at)) if day else "",
        "is_dated": action.due_on is not None,
        "is_past": one.is_past,
        "link": base_url + path("show_action_by_letter", secret=secret),
    }


def _line(line: Line, words: Words, at: datetime) -> dict[str, Any]:
    return _said(line.action, line.case, words) | {"day": line.action.due_on, "is_past": line.is_past(at)}


def _said(action: Action, case: Case | None, words: Words) -> dict[str, str]:
    # What came from a case that is paused or withdrawn is told nowhere, also not by letter.
    is_hidden = case is not None and not case.is_open
    if is_hidden:
        return {"text": HIDDEN, "first_step": ""}
    return {"text": words(action.text), "first_step": words(action.first_step)}


def _away(day: date, today: date) -> str:
    days = (day - today).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days" if days > 1 else "")


def _subject(reminders: Sequence[Reminder]) -> str:
    if len(reminders) > 1:
        return "Some things you took on"
    return "Past its date. Still needed?" if reminders[0].is_past else "Something you took on"


def _feet(db: Session, base_url: str, person: Person, kind: str, at: datetime) -> dict[str, str]:
    secret = letter_choices.make_stop_link(db, person, kind, at=at)
    return {"stop_url": base_url + path("show_stop", secret=secret), "my_letters": base_url + path("show_my_letters")}


def _post(
    db: Session, person: Person, *, kind: str, subject: str, text: str, feet: Mapping[str, str], at: datetime
) -> None:
    to, stop_url = person.email or "", feet["stop_url"]
    outbox.post(db, to=to, kind=kind, subject=subject, text=text, stop_url=stop_url, at=at)
