"""How much a facilitator has to get through when a meeting opens, after two years of a lively community.

Twenty-four meetings are held by the product's own verbs, with the same dice each time: at each one people deal with
most of what the opening brings, leave some of it, and agree, tell and name new things. Then the next meeting opens, and
what it opens with is counted: its rows, the words read aloud, the presses. Nobody's time is measured; it is reckoned
from 150 words a minute read aloud, and a second and a half for each press with the keyboard (two Tabs and Return).

    uv run python -m tests.bench.two_years [--meetings 24] [--json FILE]
"""

import argparse
import json
import random
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app import clock, migrate
from app.db import Database
from app.domain import (
    actions,
    asks,
    barriers,
    cases,
    closing,
    communities,
    holding,
    meetings,
    miracles,
    opening,
    replies,
    returns,
    running,
)
from app.domain.asks import Asked
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.opening import Opening
from app.domain.people import Person
from tests.cast import build_case, build_community, build_meeting, build_membership, build_person

NEXT = datetime(2027, 5, 11, 11, 30, tzinfo=UTC)
WORDS_A_MINUTE, SECONDS_A_PRESS = 150, 1.5
SPOKEN = {
    "action": "Ask the surgery for a quiet room on Thursdays and tell the others how it went",
    "barrier": "Two missed appointments close the file, and the letter about it goes to an address that is an old one",
    "miracle": "Somebody who had not opened the door since spring opened it, and stayed for a cup of tea with us",
}


class Life:
    """A community that meets every four weeks, and what its people usually do; Frida facilitates."""

    def __init__(self, db: Session, first: datetime) -> None:
        self.db, self.dice, self.number, self.first = db, random.Random(7), 0, first
        self.frida = build_person(db, "Frida Lang")
        self.community: Community = build_community(db, self.frida, name="Two Years On")
        self.people: list[Person] = [self.frida]
        for number in range(8):
            values = {"name": f"Agency {number}", "kind": "housing"}
            agency = communities.add_agency(db, self.community, values, by=self.frida, at=first)
            person = build_person(db, f"Person{number} Bench")
            build_membership(db, self.community, person, agency=agency)
            self.people.append(person)
        self.sigrid = build_person(db, "Sigrid Marsh")
        self.sponsor = build_membership(db, self.community, self.sigrid, role="sponsor")

    def hold(self, meeting: Meeting) -> None:
        """Open it, deal with most of it, agree on new things, close it; something is told in the weeks after."""
        at = meeting.starts_at
        case = self.bring(meeting)
        running.start(self.db, meeting, by=self.frida, at=at)
        found = opening.of_meeting(self.db, meeting, self.day_of(at))
        self.deal(meeting, found, at + timedelta(minutes=5))
        for _ in range(5):
            due = self.day_of(at) + timedelta(days=self.dice.choice([10, 25, 40])) if self.dice.random() < 0.6 else None
            owner = self.dice.choice(self.people)
            known: dict[str, Any] = {"text": self.text("action"), "owner_id": owner.id, "due_on": due}
            actions.agree(self.db, self.community.id, **known, meeting=meeting, by=owner, at=at + timedelta(minutes=50))
        day = returns.day_of(self.dice.choice(["next", "three_months"]), None, self.day_of(at))
        returns.set_day(self.db, case, day, meeting=meeting, by=self.frida, at=at + timedelta(minutes=70))
        text = self.text("barrier")
        barriers.name(self.db, self.community.id, text=text, meeting=meeting, by=self.frida, at=at)
        closing.close(self.db, meeting, [], by=self.frida, at=at + timedelta(hours=2))
        self.go_on(at)
        for days in (3, 9, 16):
            teller = self.dice.choice(self.people)
            text = self.text("miracle")
            miracles.tell(self.db, self.community.id, text=text, by=teller, at=at + timedelta(days=days))

    def bring(self, meeting: Meeting) -> cases.Case:
        """A case, approved, that opens with the meeting."""
        case = build_case(self.db, self.community, self.dice.choice(self.people), state="approved")
        cases.put_on(self.db, case, meeting, by=self.frida, at=meeting.starts_at)
        return case

    def go_on(self, at: datetime) -> None:
        """Between meetings most barriers are asked of a sponsor, who answers two of three in time."""
        standing = opening.standings.of(self.db, self.community.id, self.day_of(at))
        for one in standing:
            if one.ask is None and self.dice.random() < 0.7:
                reply_by = self.day_of(at) + timedelta(days=26)
                asked_at = at + timedelta(days=1)
                known: dict[str, Any] = {"reply_by": reply_by, "by": self.frida, "at": asked_at}
                ask = asks.ask_now(self.db, one.barrier, self.sponsor, "Please let the file stay open.", **known)
                if self.dice.random() < 0.67:
                    word = self.dice.choice(["changed", "exception", "no"])
                    asked = Asked(ask, one.barrier, self.sponsor, None)
                    replies.answer(self.db, asked, word, "As we agreed.", by=self.sigrid, at=at + timedelta(days=20))

    def deal(self, meeting: Meeting, found: Opening, at: datetime) -> None:
        """Of ten actions six are done, two not yet, one let go, of one nothing is said; most else is dealt with."""
        for action in found.actions:
            word = self.dice.choices(["done", "not_yet", "let_go", ""], weights=[6, 2, 1, 1])[0]
            if word:
                why = "It is not needed any more." if word == "let_go" else ""
                opening.say(self.db, meeting, action, word, why, by=self.frida, at=at)
        for asked in found.holding:
            word = self.dice.choices(["holding", "grown", "slipped", "unknown", ""], weights=[5, 2, 1, 1, 1])[0]
            if word and asked.said is None:
                day = self.day_of(at)
                holding.say(self.db, asked.miracle, word, today=day, meeting=meeting, by=self.frida, at=at)
        for back in found.returns:
            if back.is_open and self.dice.random() < 0.8:
                known: dict[str, Any] = {"today": self.day_of(at), "meeting": meeting, "by": self.frida, "at": at}
                returns.tell(self.db, back.case, "Much the same, and the heating is on.", **known)
        for one in found.barriers.answers:
            seen = " ".join(str(reply.id) for reply in one.to_tell_at(meeting))
            opening.say_of_barrier(self.db, meeting, one.barrier, "told", seen=seen, by=self.frida, at=at)
        for one in found.barriers.checks:
            word = self.dice.choices(["holds", "back", ""], weights=[7, 2, 1])[0]
            if word:
                opening.say_of_barrier(self.db, meeting, one.barrier, word, by=self.frida, at=at)

    def plan(self, number: int) -> Meeting:
        """The meeting so many rhythms after the first one."""
        starts_at = clock.weeks_later(self.first, 4 * number, self.community.zone)
        return build_meeting(self.db, self.community, self.frida, starts_at=starts_at, title=f"Meeting {number + 1}")

    def day_of(self, at: datetime) -> date:
        """The day there."""
        return clock.today_in(self.community.zone, at)

    def text(self, kind: str) -> str:
        """A sentence of ordinary length, never the same twice."""
        self.number += 1
        return f"{SPOKEN[kind]}, the {self.number}th time."


def grow(db: Session, how_many: int, following_at: datetime) -> tuple[Life, Meeting]:
    """A community after so many meetings, with the next one running since then."""
    life = Life(db, clock.weeks_later(following_at, -4 * how_many, "Europe/London"))
    for number in range(how_many):
        life.hold(life.plan(number))
    following = life.plan(how_many)
    running.start(db, following, by=life.frida, at=following.starts_at)
    return life, following


def counted(found: Opening) -> Counter[str]:
    """The rows that the opening shows, by what they are."""
    return Counter(
        {
            "little miracles read aloud": len(found.miracles),
            "a year ago, read aloud": len(found.years_ago),
            "still holding?": len(found.holding),
            "actions": len(found.actions),
            "cases": len(found.returns),
            "answers of sponsors": len(found.barriers.answers),
            "silent barriers": len(found.barriers.silent),
            "does it hold at the door?": len(found.barriers.checks),
            "barriers that wait": len(found.barriers.waiting),
            "steps that wait": len(found.waiting),
        }
    )


def words_in(found: Opening) -> int:
    """Words read aloud: what was told, and one line for everything else."""
    texts = [
        *(one.text for one in found.miracles),
        *(one.text for _years, one in found.years_ago),
        *(asked.miracle.text for asked in found.holding),
        *(action.text for action in found.actions),
        *(back.case.question for back in found.returns),
        *(one.barrier.text for part in found.barriers for one in part),
    ]
    return sum(len(text.split()) for text in texts)


def reckoned(rows: Counter[str], words: int) -> tuple[int, float]:
    """How many presses, and about how many minutes: what is read aloud asks for none, everything else for one."""
    presses = rows.total() - rows["little miracles read aloud"] - rows["a year ago, read aloud"]
    return presses, words / WORDS_A_MINUTE + presses * SECONDS_A_PRESS / 60


def main() -> None:
    """Grow it, count, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--meetings", type=int, default=24)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/two-years.sqlite"
        migrate.to_newest(url)
        database = Database(url)
        with database.writing() as db:
            life, meeting = grow(db, wanted.meetings, NEXT)
            found = opening.of_meeting(db, meeting, life.day_of(meeting.starts_at))
            held = len(meetings.of(db, life.community.id)) - 1
            rows, words = counted(found), words_in(found)
        database.engine.dispose()
    presses, minutes = reckoned(rows, words)
    result = {"meetings held": held, **rows, "words aloud": words, "presses": presses, "minutes": round(minutes, 1)}
    for name, value in result.items():
        print(f"{name:32} {value:>8}")
    if wanted.json:
        wanted.json.write_text(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
