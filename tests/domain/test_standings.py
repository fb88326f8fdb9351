"""Where a barrier stands is read from its rows: noticed, joined, asked, answered or silent, told, checked, back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from app.domain import (
    asks,
    barriers,
    barriers_back,
    follow_ups,
    history,
    joining,
    meetings,
    memberships,
    opening,
    replies,
    running,
    standings,
)
from app.domain.asks import Asked
from app.domain.barriers import Barrier
from app.domain.barriers_back import AtMeeting
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.replies import Reply
from app.domain.standings import Standing
from tests.cast import NOW, Cast, build_meeting, build_membership, build_person

DAY = timedelta(days=1)
TODAY = NOW.date()


class Way:
    """One barrier, and what is done with it, a day after the other."""

    def __init__(self, db: Session, cast: Cast) -> None:
        self.db, self.cast, self.at = db, cast, NOW
        barrier = barriers.by_id(db, cast.barrier.id)
        assert barrier
        self.barrier: Barrier = barrier
        self.asked: Asked | None = None

    @property
    def standing(self) -> Standing:
        return standings.of_one(self.db, self.barrier, self.at.date())

    @property
    def state(self) -> str:
        return self.standing.state

    def on(self, days: float = 1) -> "Way":
        self.at += timedelta(days=days)
        return self

    def join(self) -> "Way":
        joining.join(self.db, self.barrier, self.cast.nias_place, by=self.cast.nia, at=self.at)
        return self.on()

    def write(self, text: str = "Let a person miss three.") -> "Way":
        asks.write(self.db, self.barrier, text, sponsor=self.cast.sols_place, by=self.cast.omar, at=self.at)
        return self.on()

    def ask(self, text: str = "Let a person miss three.", days: int = 28) -> "Way":
        day = self.at.date() + timedelta(days=days)
        known = {"reply_by": day, "by": self.cast.fatima, "at": self.at}
        ask = asks.ask_now(self.db, self.barrier, self.cast.sols_place, text, **known)
        self.asked = asks.by_id(self.db, ask.id)
        return self.on()

    def ask_other(self, text: str = "Is it yours?", days: int = 28) -> Asked:
        """Somebody else is asked as well."""
        other = build_membership(self.db, self.cast.community, build_person(self.db, "Another Sponsor"), role="sponsor")
        known = {"reply_by": self.at.date() + timedelta(days=days), "by": self.cast.fatima, "at": self.at}
        asked = asks.by_id(self.db, asks.ask_now(self.db, self.barrier, other, text, **known).id)
        assert asked
        self.on()
        return asked

    def answer(self, word: str, why: str = "So it is", days: int = 28) -> "Way":
        assert self.asked
        day = self.at.date() + timedelta(days=days)
        replies.answer(self.db, self.asked, word, why, hear_by=day, by=self.cast.sol, at=self.at)
        return self.on()

    @property
    def reply(self) -> Reply:
        reply = self.standing.reply
        assert reply
        return reply

    def tell(self, meeting: Meeting | None = None) -> "Way":
        replies.say_told(self.db, self.reply, self.barrier, True, meeting=meeting, by=self.cast.fatima, at=self.at)
        return self.on()

    def check(self, word: str) -> "Way":
        follow_ups.check(self.db, self.barrier, word, "", meeting=None, by=self.cast.omar, at=self.at)
        return self.on()

    def end(self, word: str = "let_go") -> "Way":
        follow_ups.end(self.db, self.barrier, word, "Because", by=self.cast.fatima, at=self.at)
        return self.on()

    def reopen(self) -> "Way":
        follow_ups.reopen(self.db, self.barrier, by=self.cast.fatima, at=self.at)
        return self.on()

    def meet(self) -> Meeting:
        """A meeting that opens now."""
        running_now = meetings.running_in(self.db, self.cast.community.id)
        if running_now:
            running.close(self.db, running_now, by=self.cast.fatima, at=self.at)
        meeting = build_meeting(self.db, self.cast.community, self.cast.fatima, starts_at=self.at)
        running.start(self.db, meeting, by=self.cast.fatima, at=self.at)
        self.db.flush()
        self.on(0.01)
        return meeting

    def carried(self, meeting: Meeting) -> AtMeeting:
        return barriers_back.carried_into(self.db, meeting, self.at.date())

    def parts_at(self, meeting: Meeting) -> set[str]:
        parts = self.carried(meeting)._asdict()
        return {name for name, part in parts.items() if self.barrier.id in {one.barrier.id for one in part}}


@pytest.fixture
def way(db: Session, cast: Cast) -> Way:
    return Way(db, cast)


WAYS: list[tuple[str, Callable[[Way], object]]] = [
    ("noticed", lambda way: way),
    ("joined", lambda way: way.join()),
    ("written", lambda way: way.join().write()),
    ("with_sponsor", lambda way: way.write().ask()),
    ("with_sponsor", lambda way: way.ask(days=5).on(4)),
    ("silent", lambda way: way.ask(days=5).on(5)),
    ("changed", lambda way: way.ask().answer("changed")),
    ("exception", lambda way: way.ask().answer("exception")),
    ("no", lambda way: way.ask().answer("no")),
    ("looking", lambda way: way.ask().answer("looking", days=10)),
    ("silent", lambda way: way.ask().answer("looking", days=10).on(10)),
    ("told", lambda way: way.ask().answer("changed").tell()),
    ("told", lambda way: way.ask().answer("no").tell()),
    ("looking", lambda way: way.ask().answer("looking").tell()),
    ("written", lambda way: way.ask().answer("no").tell().write("Then let us try it for six weeks.")),
    ("with_sponsor", lambda way: way.ask().answer("no").tell().ask("Then let us try it for six weeks.")),
    ("checked", lambda way: way.ask().answer("changed").tell().check("holds")),
    ("back", lambda way: way.ask().answer("changed").tell().check("back")),
    ("back", lambda way: way.join().ask().answer("changed").tell().check("holds").on(90).check("back")),
    ("with_sponsor", lambda way: way.ask().answer("changed").tell().check("back").ask("Again, please")),
    ("ended", lambda way: way.end()),
    ("ended", lambda way: way.ask().answer("no").tell().end()),
    ("told", lambda way: way.ask().answer("no").tell().end().reopen()),
    ("noticed", lambda way: way.end().reopen()),
    ("told", lambda way: way.ask().answer("changed").tell().check("holds").reopen()),
]


@pytest.mark.parametrize(("state", "go"), WAYS)
def test_the_state_is_read_from_what_happened(way: Way, state: str, go: Callable[[Way], object]) -> None:
    go(way)
    assert way.state == state
    assert way.standing.words
    assert way.standing.is_open == (state not in {"checked", "ended"})


def test_silence_begins_the_day_after_and_says_how_long(way: Way) -> None:
    way.ask(days=5).on(4)
    assert (way.state, way.standing.silent_days) == ("with_sponsor", 0)
    assert way.on().standing.words == "Silent for a day"
    assert way.on(22).standing.words == "Silent for 23 days"


def test_a_letter_goes_once_to_a_sponsor_of_ours_with_a_day(way: Way, db: Session, cast: Cast) -> None:
    stranger = build_membership(db, cast.elsewhere, build_person(db, "Other Sponsor"), role="sponsor")
    for place in (stranger, cast.omars_place):
        with pytest.raises(Refused, match="Only a sponsor of this community"):
            asks.write(db, way.barrier, "Please", sponsor=place, by=cast.omar, at=NOW)
    ask = asks.write(db, way.barrier, "Please", by=cast.omar, at=NOW)
    asked = asks.by_id(db, ask.id)
    assert asked
    with pytest.raises(Refused, match="Choose first whom we ask"):
        asks.send(db, asked, by=cast.fatima, at=NOW)
    again = asks.write(db, way.barrier, "Pretty please", sponsor=cast.sols_place, by=cast.omar, at=NOW)
    assert again.id == ask.id, "A draft is written anew until it is sent."
    asked = asks.by_id(db, ask.id)
    assert asked
    asks.send(db, asked, by=cast.fatima, at=NOW)
    assert ask.reply_by == TODAY + asks.USUAL_WAIT
    with pytest.raises(Refused, match="gone already"):
        asks.send(db, asked, by=cast.fatima, at=NOW)
    last = history.of(db, way.barrier.id)[-1]
    assert (last.verb, last.by_id, last.at) == ("asked", cast.fatima.id, NOW)


def test_a_sponsor_who_left_cannot_be_asked_and_a_day_that_passed_is_chosen_anew(
    way: Way, db: Session, cast: Cast
) -> None:
    known = {"sponsor": cast.sols_place, "by": cast.omar, "at": NOW}
    ask = asks.write(db, way.barrier, "Please", reply_by=TODAY - DAY, **known)
    asked = asks.by_id(db, ask.id)
    assert asked and asked.place
    with pytest.raises(Refused, match="has passed"):
        asks.send(db, asked, by=cast.fatima, at=NOW)
    memberships.leave(db, asked.place, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="Only a sponsor"):
        asks.send(db, asked, by=cast.fatima, at=NOW)


def test_a_draft_is_put_away_and_back(way: Way, db: Session, cast: Cast) -> None:
    asked = asks.by_id(db, asks.write(db, way.barrier, "Please", by=cast.omar, at=NOW).id)
    assert asked
    asks.put_away(db, asked, by=cast.omar, at=NOW)
    assert way.state == "noticed"
    asks.bring_back(db, asked, by=cast.omar, at=NOW)
    assert way.state == "written"


def test_the_usual_day_is_our_next_meeting_unless_it_is_too_soon(way: Way, db: Session, cast: Cast) -> None:
    assert asks.usual_day(db, cast.community, NOW) == cast.next_month.starts_at.date()
    soon = cast.next_month.starts_at - 3 * DAY
    assert asks.usual_day(db, cast.community, soon) == soon.date() + asks.USUAL_WAIT


def test_one_gentle_second_letter_after_the_day(way: Way, db: Session, cast: Cast) -> None:
    way.ask(days=5)
    assert way.asked
    with pytest.raises(Refused, match="not passed yet"):
        asks.remind(db, way.asked, by=cast.fatima, at=way.at)
    way.on(9)
    asks.remind(db, way.asked, by=cast.fatima, at=way.at)
    assert way.state == "silent", "A second letter does not end the silence."
    with pytest.raises(Refused, match="second letter has gone"):
        asks.remind(db, way.asked, by=cast.fatima, at=way.at)


def test_no_needs_a_because_and_what_was_not_sent_is_not_answered(way: Way, db: Session, cast: Cast) -> None:
    draft = asks.by_id(db, asks.write(db, way.barrier, "Please", sponsor=cast.sols_place, by=cast.omar, at=NOW).id)
    assert draft
    with pytest.raises(Refused, match="not been asked"):
        replies.answer(db, draft, "changed", "", by=cast.sol, at=NOW)
    with pytest.raises(Refused, match="Say why not"):
        way.ask().answer("no", " ")


def test_an_answer_is_mended_until_a_meeting_opened_with_it(way: Way, db: Session) -> None:
    way.ask().answer("no", "The contract").answer("no", "The law")
    assert [reply.why for reply in way.standing.replies] == ["The law"]
    way.meet()
    with pytest.raises(Refused, match="it stands"):
        way.answer("changed")
    assert way.reply.why == "The law"


def test_the_same_answer_twice_is_one_answer(way: Way) -> None:
    way.ask().answer("changed").on(-1).answer("changed")
    assert len(way.standing.replies) == 1


def test_looking_is_followed_by_an_answer_and_both_are_kept(way: Way) -> None:
    way.ask().answer("looking", "Give me a month")
    way.meet()
    way.answer("changed", "It is done")
    assert [reply.word for reply in way.standing.replies] == ["looking", "changed"]
    with pytest.raises(Refused, match="still to come"):
        way.ask("And the other one?").answer("looking", days=-2)


def test_looking_without_a_day_is_until_we_meet_next(way: Way, db: Session, cast: Cast) -> None:
    way.ask()
    assert way.asked
    reply = replies.answer(db, way.asked, "looking", "", by=cast.sol, at=way.at)
    assert reply.hear_by == cast.next_month.starts_at.date()


def test_asking_again_or_another_sponsor_loses_nothing(way: Way, db: Session, cast: Cast) -> None:
    other = build_membership(db, cast.community, build_person(db, "Another Sponsor"), role="sponsor")
    way.ask(days=5).on(9)
    asks.ask_now(db, way.barrier, other, "Is it yours?", reply_by=None, by=cast.fatima, at=way.at)
    way.on()
    assert way.state == "with_sponsor"
    assert [ask.text for ask in way.standing.asks] == ["Let a person miss three.", "Is it yours?"]
    way.answer("changed", "Late, but done")
    assert (way.state, len(way.standing.story)) == ("changed", 3), "The first one may still answer."


def test_kinds_of_agency_are_counted_and_not_people(way: Way, db: Session, cast: Cast) -> None:
    colleague = build_membership(db, cast.community, build_person(db, "Col League"), agency=cast.housing)
    for place, person in ((cast.omars_place, cast.omar), (colleague, cast.omar), (cast.nias_place, cast.nia)):
        joining.join(db, way.barrier, place, by=person, at=NOW)
        joining.join(db, way.barrier, place, by=person, at=NOW)
    assert way.standing.kinds == ("Housing", "Mental health")
    assert way.standing.joined == 3
    joining.join(db, way.barrier, cast.nias_place, "They are sent back to us.", by=cast.nia, at=NOW)
    assert joining.doors(db, way.barrier.id) == [joining.Door("Mental health", "They are sent back to us.")]
    joining.take_back(db, way.barrier, cast.nias_place, by=cast.nia, at=NOW)
    assert way.standing.kinds == ("Housing",)
    assert way.barrier.id in joining.met_by(db, colleague) and way.barrier.id not in joining.met_by(db, cast.nias_place)


def test_ending_needs_a_reason_and_stops_asking_and_joining(way: Way, db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="so that nobody wonders later"):
        follow_ups.end(db, way.barrier, "lifted", " ", by=cast.fatima, at=NOW)
    way.end("lifted")
    for verb in (way.write, way.ask, way.join):
        with pytest.raises(Refused, match="Open it again first"):
            verb()


def test_words_about_an_end_are_not_dropped(way: Way, db: Session, cast: Cast) -> None:
    way.end("lifted")
    known = {"by": cast.fatima, "at": way.at}
    follow_ups.end(db, way.barrier, "lifted", "Because", **known)
    with pytest.raises(Refused, match=r"ended already: .*“Because”"):
        follow_ups.end(db, way.barrier, "let_go", "It never came up again", **known)


def test_words_about_the_door_are_kept_though_it_was_pressed_before(way: Way, db: Session, cast: Cast) -> None:
    way.ask().answer("changed").tell().check("back").on(-1)
    known = {"meeting": None, "by": cast.nia, "at": way.at + timedelta(hours=1)}
    for why in ("The old letter came", "The old letter came", ""):
        follow_ups.check(db, way.barrier, "back", why, **known)
    assert [one.why for one in way.standing.said] == ["", "The old letter came"]


def test_the_day_of_a_look_at_the_door_is_the_communitys(way: Way, db: Session, cast: Cast) -> None:
    way.ask().answer("changed").tell()
    # Half past eleven in the evening and half past midnight, where they meet.
    for hour in (datetime(2027, 6, 11, 22, 30, tzinfo=UTC), datetime(2027, 6, 11, 23, 30, tzinfo=UTC)):
        follow_ups.check(db, way.barrier, "holds", meeting=None, by=cast.omar, at=hour)
    assert len(way.standing.said) == 2


@pytest.mark.parametrize(("hour", "is_over"), [(22, False), (23, True)])
def test_late_in_a_summer_evening_a_day_to_answer_ends_where_they_meet(way: Way, hour: int, is_over: bool) -> None:
    way.at = datetime(2027, 6, 1, 12, tzinfo=UTC)
    quiet = way.ask(days=10).asked
    way.at = datetime(2027, 6, 11, hour, 30, tzinfo=UTC)
    way.ask_other()
    assert quiet and (quiet.ask not in way.standing.waiting) == is_over


def test_three_months_are_counted_from_the_day_on_which_it_was_answered_where_they_meet(way: Way) -> None:
    way.ask().at = datetime(2027, 6, 12, 23, 30, tzinfo=UTC)
    way.answer("changed").tell()
    assert way.standing.check_day == date(2027, 6, 13) + replies.CHECKED_AFTER


def test_once_asked_only_a_facilitator_changes_the_words_of_the_rule(way: Way, db: Session, cast: Cast) -> None:
    new, omar = {"text": "Three missed close it.", "type": "missed"}, {"place": cast.omars_place, "by": cast.omar}
    asks.say_rule(db, way.barrier, new, **omar, at=NOW)
    way.ask()
    with pytest.raises(Refused, match="Ask a facilitator"):
        asks.say_rule(db, way.barrier, new | {"text": "Four close it."}, **omar, at=NOW)
    asks.say_rule(db, way.barrier, new | {"type": "other"}, **omar, at=NOW)
    fatimas = memberships.of(db, cast.community.id, cast.fatima.id)
    assert fatimas
    asks.say_rule(db, way.barrier, new | {"text": "Four close it."}, place=fatimas, by=cast.fatima, at=NOW)
    assert (way.barrier.text, way.barrier.type) == ("Four close it.", "missed")


# At meetings


def test_it_is_told_at_the_next_meeting_and_rests_until_it_is_checked_at_the_nearest(way: Way) -> None:
    way.ask().answer("changed")
    first = way.meet()
    assert way.parts_at(first) == {"answers"}
    way.tell(first).on(-1)
    assert way.parts_at(first) == {"answers"}, "It stays where it was told."
    assert way.reply.check_day == TODAY + 1 * DAY + replies.CHECKED_AFTER
    way.on(28)
    assert way.parts_at(way.meet()) == set()
    way.on(28)
    assert way.parts_at(way.meet()) == set()
    way.on(28)
    nearest = way.meet()
    assert way.parts_at(nearest) == {"checks"}
    follow_ups.check(way.db, way.barrier, "holds", meeting=nearest, by=way.cast.omar, at=way.at)
    assert (way.state, way.parts_at(nearest)) == ("checked", {"checks"})
    assert way.on(28).parts_at(way.meet()) == set()


def test_what_no_longer_holds_is_open_again_with_its_history(way: Way) -> None:
    way.ask().answer("changed").tell().on(90)
    meeting = way.meet()
    follow_ups.check(way.db, way.barrier, "back", meeting=meeting, by=way.cast.omar, at=way.at)
    assert way.parts_at(meeting) == {"checks"}
    assert (way.state, len(way.standing.story)) == ("back", 3)
    assert way.on(28).parts_at(way.meet()) == {"waiting"}


def test_we_may_look_again_on_a_day_of_our_own(way: Way, db: Session, cast: Cast) -> None:
    way.ask().answer("exception").tell()
    with pytest.raises(Refused, match="still to come"):
        replies.set_check_day(db, way.reply, way.barrier, way.at.date(), by=cast.omar, at=way.at)
    replies.set_check_day(db, way.reply, way.barrier, way.at.date() + 10 * DAY, by=cast.omar, at=way.at)
    assert way.on(5).parts_at(way.meet()) == {"checks"}
    way.check("holds")
    replies.set_check_day(db, way.reply, way.barrier, way.at.date() + 200 * DAY, by=cast.omar, at=way.at)
    assert (way.state, way.standing.is_open) == ("told", True), "It holds, and we look again."


def test_it_holds_uses_up_the_day_that_it_answered(way: Way, db: Session, cast: Cast) -> None:
    way.ask().answer("exception").tell()
    replies.set_check_day(db, way.reply, way.barrier, way.at.date() + 10 * DAY, by=cast.omar, at=way.at)
    nearest = way.on(5).meet()
    assert way.parts_at(nearest) == {"checks"}
    opening.say_of_barrier(db, nearest, way.barrier, "holds", by=cast.omar, at=way.at)
    assert (way.state, follow_ups.is_ended(db, way.barrier)) == ("checked", True), "The day is still ahead."
    assert way.on(14).parts_at(way.meet()) == set()
    replies.set_check_day(db, way.reply, way.barrier, way.at.date() + 200 * DAY, by=cast.omar, at=way.at)
    assert (way.state, follow_ups.is_ended(db, way.barrier)) == ("told", False), "We look again."
    way.join().end("lifted")
    assert (way.state, way.standing.ending and way.standing.ending.why) == ("ended", "Because")


def test_each_of_two_sponsors_answers_is_told(way: Way, db: Session, cast: Cast) -> None:
    way.ask()
    other = way.ask_other()
    way.answer("no", "The contract")
    replies.answer(db, other, "exception", "For a year", by=cast.sol, at=way.at)
    meeting = way.on().meet()
    assert [one.why for one in way.carried(meeting).answers[0].to_tell_at(meeting)] == ["The contract", "For a year"]
    seen = " ".join(str(one.id) for one in way.standing.replies)
    opening.say_of_barrier(db, meeting, way.barrier, "told", seen=seen, by=cast.omar, at=way.at)
    assert all(one.told_at for one in way.standing.replies) and way.parts_at(meeting) == {"answers"}
    opening.say_of_barrier(db, meeting, way.barrier, "not_told", seen=seen, by=cast.omar, at=way.at)
    assert len(way.standing.untold) == 2
    opening.say_of_barrier(db, meeting, way.barrier, "told", seen=seen, by=cast.omar, at=way.at)
    assert way.on(28).parts_at(way.meet()) == set()


@pytest.mark.parametrize("says_what_stood_there", [True, False])
def test_an_answer_that_came_after_the_row_was_drawn_stays_to_be_told(
    way: Way, db: Session, cast: Cast, says_what_stood_there: bool
) -> None:
    way.ask()
    other = way.ask_other()
    way.answer("no", "The contract")
    meeting = way.on().meet()
    [drawn] = way.carried(meeting).answers[0].to_tell_at(meeting)
    seen = str(drawn.id) if says_what_stood_there else ""
    way.at += timedelta(minutes=5)
    late = replies.answer(db, other, "exception", "For a year", by=cast.sol, at=way.at)
    for _ in range(2):
        opening.say_of_barrier(db, meeting, way.barrier, "told", seen=seen, by=cast.omar, at=way.at)
    assert way.standing.untold == [late] and way.carried(meeting).answers, "It was not read out."
    assert replies.can_answer(db, other), "Its sponsor can still mend it."
    mended = replies.answer(db, other, "exception", "For two years", by=cast.sol, at=way.at)
    with pytest.raises(Refused, match="come just now"):
        opening.say_of_barrier(db, meeting, way.barrier, "told", seen=str(late.id), by=cast.omar, at=way.at)
    opening.say_of_barrier(db, meeting, way.barrier, "told", seen=str(mended.id), by=cast.omar, at=way.at)
    assert way.standing.untold == []


def test_an_answer_that_a_later_one_overtook_is_still_told(way: Way, db: Session, cast: Cast) -> None:
    way.ask()
    other = way.ask_other()
    way.answer("no", "The contract").tell()
    replies.answer(db, other, "looking", "", by=cast.sol, at=way.at)
    way.on()
    meeting = way.meet()
    assert [one.word for one in way.carried(meeting).answers[0].to_tell_at(meeting)] == ["looking"]


@pytest.mark.parametrize("word", ["no", "changed"])
def test_the_silence_of_one_sponsor_has_its_clock_whatever_the_other_says(way: Way, word: str) -> None:
    way.ask()
    other = way.ask_other(days=10)
    way.answer(word).tell()
    assert way.standing.waits_until == other.ask.reply_by
    assert way.state == {"no": "with_sponsor", "changed": "told"}[word]
    way.on(14)
    assert (way.state, way.standing.silent_asks) == ("silent", [other.ask])
    assert way.parts_at(way.meet()) == {"silent"}


def test_two_who_were_asked_are_each_silent_from_their_own_day(way: Way) -> None:
    way.ask(days=20)
    other = way.ask_other(days=5)
    assert way.on(5).standing.silent_asks == [other.ask]
    assert len(way.on(20).standing.silent_asks) == 2


def test_an_answer_that_nobody_heard_is_told_though_the_barrier_is_back(way: Way, db: Session, cast: Cast) -> None:
    way.ask()
    other = way.ask_other()
    way.answer("changed").tell()
    replies.answer(db, other, "no", "The contract", by=cast.sol, at=way.at)
    meeting = way.on().check("back").meet()
    assert [one.why for one in way.carried(meeting).answers[0].to_tell_at(meeting)] == ["The contract"]
    assert way.on(28).parts_at(way.meet()) == {"answers"}
    meeting = way.on(28).meet()
    opening.say_of_barrier(db, meeting, way.barrier, "told", by=cast.omar, at=way.at)
    assert way.on(28).parts_at(way.meet()) == {"waiting"}


def test_what_changed_is_looked_at_though_another_sponsor_said_no_since(way: Way, db: Session, cast: Cast) -> None:
    way.ask()
    other = way.ask_other()
    way.answer("changed").tell()
    replies.answer(db, other, "no", "The contract", by=cast.sol, at=way.at)
    way.on().tell()
    assert way.parts_at(way.meet()) == {"waiting"}, "The no waits for us until then."
    nearest = way.on(80).meet()
    assert way.parts_at(nearest) == {"checks"}
    follow_ups.check(db, way.barrier, "holds", meeting=nearest, by=cast.omar, at=way.at)
    assert way.on(28).parts_at(way.meet()) == set()


def test_a_promised_look_at_the_door_stays_though_somebody_else_is_asked_for_the_rest(way: Way) -> None:
    day = way.ask().answer("changed").tell().standing.check_day
    way.ask_other(days=20)
    assert day and (way.state, way.standing.check_day) == ("with_sponsor", day)
    assert way.parts_at(way.meet()) == {"waiting"}, "The other one is waited for."
    assert (way.on(25).state, way.standing.check_day) == ("silent", day)
    nearest = way.on(55).meet()
    assert way.parts_at(nearest) == {"checks"}
    assert way.check("holds").on(28).parts_at(way.meet()) == set()


def test_a_change_nobody_was_told_of_yet_takes_no_promised_look_away(way: Way, db: Session, cast: Cast) -> None:
    way.ask()
    other = way.ask_other()
    day = way.answer("changed").tell().standing.check_day
    later = replies.answer(db, other, "exception", "For a year", by=cast.sol, at=way.at)
    assert day and way.standing.check_day == day
    assert [way.standing.look_day_of(one) for one in way.standing.replies] == [None, later.check_day]
    assert way.on().tell().standing.check_day == later.check_day


def test_a_day_to_look_that_would_not_count_is_refused(way: Way) -> None:
    def look() -> Reply:
        return barriers_back.to_look_at(way.db, way.barrier, way.at.date())

    with pytest.raises(Refused, match="nothing has changed"):
        look()
    reply = way.ask().answer("changed").tell().standing.reply
    assert look() == reply and way.check("holds") and look() == reply
    way.reopen().end()
    with pytest.raises(Refused, match="Open it again first"):
        look()
    way.reopen().ask("And for those who are ill?")
    assert way.standing.check_day is None
    with pytest.raises(Refused, match="asked anew"):
        look()
    way.answer("changed").tell().check("back")
    with pytest.raises(Refused, match="no longer holds"):
        look()


def test_a_door_that_was_looked_at_before_any_answer_came_is_shown_too(way: Way, db: Session, cast: Cast) -> None:
    meeting = way.meet()
    follow_ups.check(db, way.barrier, "back", meeting=meeting, by=cast.omar, at=way.at)
    assert way.parts_at(meeting) == {"checks"}


def test_a_no_that_was_told_waits_for_us(way: Way) -> None:
    way.ask().answer("no")
    way.tell(way.meet())
    assert way.on(28).parts_at(way.meet()) == {"waiting"}


def test_an_answer_that_was_not_told_comes_back_and_silence_too(way: Way) -> None:
    way.ask(days=5).on(20)
    assert way.parts_at(way.meet()) == {"silent"}
    way.answer("looking", days=40)
    for _ in range(2):
        assert way.on(20).parts_at(way.meet()) == {"answers"}


def test_a_closed_meeting_shows_what_stood_then(way: Way) -> None:
    way.ask(days=5).on(20)
    then = way.meet()
    way.meet()
    way.answer("changed")
    assert way.parts_at(then) == {"silent"}


def test_a_letter_s_link_opens_its_ask_while_its_sponsor_has_a_place(way: Way, db: Session, cast: Cast) -> None:
    way.ask()
    assert way.asked and way.asked.place
    secret = asks.make_link(db, way.asked, at=way.at)
    opened = asks.by_letter(db, secret, at=way.at)
    assert opened and opened.ask.id == way.asked.ask.id
    assert asks.by_letter(db, secret[1:], at=way.at) is None
    assert asks.by_letter(db, secret, at=way.at + 200 * DAY) is None
    memberships.leave(db, way.asked.place, by=cast.fatima, at=way.at)
    assert asks.by_letter(db, secret, at=way.at) is None
    back: datetime = way.at + DAY
    known = {"role": "sponsor", "agency": None, "by": cast.fatima, "at": back, "joined": True}
    memberships.add(db, cast.community, cast.sol, **known)
    assert asks.by_letter(db, secret, at=back) is None, "Whoever came back is sent new letters."


def test_a_day_is_a_day_where_we_meet(way: Way, db: Session, cast: Cast) -> None:
    late_in_the_evening = datetime(2027, 5, 11, 23, 30, tzinfo=NOW.tzinfo)
    assert asks.today_of(db, way.barrier, late_in_the_evening) == date(2027, 5, 12)
