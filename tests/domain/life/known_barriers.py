"""What should be known of a barrier: letters, answers, what we said of it; and so as what it comes back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from app import clock
from tests.domain.life.known import NEAR, Thing

CHANGES = {"changed", "exception"}


@dataclass
class Answer:
    """What a sponsor wrote, and the meeting that was told of it."""

    word: str
    why: str
    at: datetime
    hear_by: date | None = None
    look_on: date | None = None
    told_at: UUID | None = None

    @property
    def look_day(self) -> date:
        return self.look_on or clock.today_in("Europe/London", self.at) + timedelta(days=91)

    def may_be_mended(self, begun: Iterable[datetime]) -> bool:
        """As long as nobody heard of it and no meeting has begun since."""
        return self.told_at is None and not any(at > self.at for at in begun)


@dataclass
class Letter:
    """What was asked of one sponsor, and all that they wrote back."""

    id: UUID
    to: int
    text: str
    sent_at: datetime
    by: date
    answers: list[Answer] = field(default_factory=list)
    is_reminded: bool = False

    @property
    def hoped_for(self) -> date | None:
        """The day by which a word is hoped for, if one still is."""
        if not self.answers:
            return self.by
        return self.answers[-1].hear_by if self.answers[-1].word == "looking" else None

    def has_given_way_to(self, other: "Letter") -> bool:
        """The same sponsor was asked anew; or somebody else, when this one's day had passed without a word."""
        if other.sent_at <= self.sent_at:
            return False
        asked_on = clock.today_in("Europe/London", other.sent_at)
        return other.to == self.to or (self.hoped_for is not None and self.hoped_for < asked_on)


@dataclass
class Hindrance(Thing):
    """A barrier."""

    named_by: int = 0
    letters: list[Letter] = field(default_factory=list)
    drafts: dict[UUID, str] = field(default_factory=dict)
    draft: UUID | None = None
    # Who said “us too”: for which agency, and how it shows there.
    joined: dict[int, tuple[UUID | None, str]] = field(default_factory=dict)
    # The last that was said of it, on which day; and at which meetings somebody looked at the door.
    last: tuple[str, date] | None = None
    looked_at: set[UUID] = field(default_factory=set)
    back_at: datetime | None = None

    @property
    def asked(self) -> list[Letter]:
        """What was sent since it last came back."""
        return [letter for letter in self.letters if self._is_since(letter.sent_at)]

    @property
    def all_answers(self) -> list[Answer]:
        return sorted((answer for letter in self.letters for answer in letter.answers), key=lambda one: one.at)

    @property
    def answers(self) -> list[Answer]:
        """What was answered since it last came back."""
        return [answer for answer in self.all_answers if self._is_since(answer.at)]

    def to_tell(self, meeting: UUID) -> list[Answer]:
        """Whatever nobody has been told of yet, and what this meeting was told."""
        return [answer for answer in self.all_answers if answer.told_at in {None, meeting}]

    @property
    def changes(self) -> list[Answer]:
        """What changed since it last came back, unless that sponsor was asked anew."""
        return [one for one in self.answers if one.word in CHANGES and not self._is_asked_anew(one)]

    @property
    def change(self) -> Answer | None:
        """What changed last of what we were told."""
        told = [one for one in self.changes if one.told_at]
        return told[-1] if told else None

    @property
    def unanswered(self) -> list[Letter]:
        """Letters that wait for a word and have not given way to a later one."""
        waiting = [letter for letter in self.asked if letter.hoped_for]
        return [one for one in waiting if not any(one.has_given_way_to(other) for other in self.asked)]

    def silent_days(self, today: date) -> int:
        days = [letter.hoped_for for letter in self.unanswered if letter.hoped_for]
        return max([(today - day).days for day in days] + [0])

    @property
    def days(self) -> list[date]:
        """The last days on which a word was hoped for, and from when on it is looked at, at a meeting of that day."""
        hoped_for = [letter.hoped_for for letter in self.unanswered if letter.hoped_for]
        return [*hoped_for, *([self.change.look_day - NEAR] if self.change else [])]

    @property
    def rests(self) -> bool:
        """Nothing is to be done until the day to look at the door, as the last that we heard is that it changed."""
        if self.change is None or self.change is not self.answers[-1]:
            return False
        return not any(letter.sent_at > self.change.at for letter in self.asked)

    def comes_back_as(self, meeting: UUID, day: date, today: date) -> str:
        """In which part of this meeting's opening it stands, while it lives."""
        if self.to_tell(meeting):
            return "answers"
        if meeting in self.looked_at or (self.change and self.change.look_day <= day + NEAR):
            return "checks"
        if self.silent_days(today):
            return "silent"
        return "" if self.rests else "waiting"

    def _is_asked_anew(self, answer: Answer) -> bool:
        to = next(letter.to for letter in self.letters if answer in letter.answers)
        return any(letter.to == to and letter.sent_at > answer.at for letter in self.letters)

    def _is_since(self, at: datetime) -> bool:
        return self.back_at is None or at > self.back_at
