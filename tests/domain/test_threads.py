"""The thread of a case reads as its story: meeting by meeting, with what was said between them."""

from datetime import timedelta

from sqlmodel import Session

from app.domain import actions, cases, discussions, meetings, miracles, notes, people, returns, running, threads
from app.domain.threads import Chapter, Thread
from tests.cast import NOW, Cast

LATER = NOW + timedelta(days=28)


def told(db: Session, cast: Cast) -> Thread:
    """Two meetings and the weeks between."""
    case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
    today, june = meetings.by_id(db, cast.today.id), meetings.by_id(db, cast.next_month.id)
    offer = notes.by_id(db, cast.offer.id)
    assert case and nia and today and june and offer
    said = (("question", "Who chose the clinic?"), ("question", "Since when"), ("note", "Was it quiet then?"))
    for kind, text in said:
        note = notes.take_down(db, today, None, kind=kind, text=text, by=nia, at=NOW)
        note.case_id = case.id
    notes.take_offer(db, offer, by=nia, at=NOW)
    actions.agree(
        db, case.community_id, text="Ring", owner_id=nia.id, due_on=None, meeting=today, case_id=case.id, by=nia, at=NOW
    )
    found = discussions.by_case(db, case.id)
    assert found
    discussions.write_summary(db, found, "Mornings.", "", by=nia, at=NOW)
    returns.set_day(db, case, NOW.date(), meeting=today, by=nia, at=NOW)
    running.close(db, today, by=cast.fatima, at=NOW + timedelta(hours=1))
    miracles.tell(db, case.community_id, text="A wave.", case_id=case.id, by=nia, at=NOW + timedelta(days=9))
    running.start(db, june, by=cast.fatima, at=LATER)
    returns.tell(db, case, "Warm.", today=LATER.date(), meeting=june, by=nia, at=LATER + timedelta(minutes=3))
    db.flush()
    return threads.of_case(db, case)


def titles(chapters: list[Chapter]) -> list[str]:
    return [chapter.meeting.title if chapter.meeting else "between" for chapter in chapters]


def test_each_meeting_is_a_chapter_and_so_is_the_time_between(db: Session, cast: Cast) -> None:
    thread = told(db, cast)
    may, between, june = thread.chapters
    assert titles(thread.chapters) == ["May", "between", "June"]
    assert [note.text for note in may.questions] == ["Who chose the clinic?", "Since when"]
    assert [note.text for note in may.other_notes] == ["Was it quiet then?"]
    assert [note.text for note in may.taken] == ["Try the morning visit."] and not may.left
    assert may.discussion and may.discussion.summary == "Mornings." and len(may.asked) == 1
    assert [action.text for action in may.actions] == ["Ring"]
    assert [miracle.text for miracle in between.miracles] == ["A wave."]
    assert [asked.text for asked in june.told] == ["Warm."]
    assert thread.standing is None


def test_a_guest_of_its_meeting_sees_that_chapter_alone(db: Session, cast: Cast) -> None:
    case = cases.by_id(db, cast.open_case.id)
    assert case
    seen = told(db, cast).at_its_meeting(case)
    assert titles(seen.chapters) == ["May"]
    assert not (seen.actions or seen.miracles or seen.returns or seen.discussions)
