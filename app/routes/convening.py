"""Letters that call to a meeting: looked at before they go, with a part for the calendar; and the answers by link."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Request, Response
from pydantic import Field, StringConstraints
from sqlmodel import Session

from app import calendars
from app.calendars import Entry, Mailbox
from app.config import Settings
from app.db import Db
from app.domain import attendance, code_names, convening, diary, mail_links, outbox, reading
from app.domain.communities import Community
from app.domain.convening import Answering, Called
from app.domain.leaving import Farewell
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import Me, MeetingToPlan, MeetingToSee, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, Words, empty, posted
from app.routes.here import this_community
from app.routes.pages import page, path, render, see_other

router = noun_router()
METHODS = {"invitation": "REQUEST", "change": "REQUEST", "calling_off": "CANCEL"}
SUBJECTS = {"invitation": "", "change": "Changed: ", "calling_off": "Called off: "}


class SendForm(FormModel):
    """Which state of the plan was looked at before sending."""

    sequence: Annotated[int, Field(ge=0, le=10**9)] = 0


class AnswerForm(SharedForm):
    """Whether somebody comes, and perhaps a word to the facilitators."""

    WORDS: ClassVar[Words] = {"word": {"*": "Press one of the two: you will be there, or you cannot come."}}
    READ = ("told",)
    BUT = reading.OF_MEETINGS
    word: Literal["coming", "apologies"]
    told: Annotated[str, StringConstraints(max_length=300)] = ""


@router.get("/meetings/{meeting_id}/letters")
def show_letters(request: Request, meeting: MeetingToPlan, me: Me, db: Db) -> Response:
    """What would go out now, and to whom."""
    outlook = convening.outlook(db, meeting)
    known: dict[str, Any] = {"outlook": outlook, "names": code_names.used_in(db, meeting.community_id)}
    waiting = [seat for seat in attendance.seats(db, meeting) if not seat.membership.joined_at]
    sample = _sample(request, db, meeting, outlook, by=me) if outlook.to else ""
    return page("convening/send.html", meeting=meeting, waiting=waiting, sample=sample, **known)


@router.post("/meetings/{meeting_id}/letters")
def send_letters(
    meeting: MeetingToPlan,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[SendForm], posted(SendForm)],
    *,
    request: Request,
) -> Response:
    """Send them, to each person once."""
    sequence = form.data.sequence if form.is_good else 0
    called = convening.send(db, meeting, sequence=sequence, by=me, at=at)
    for one in called:
        _post(request, db, meeting, one, at=at)
    return see_other(path("show_meeting", meeting_id=meeting.id), _told(len(called)))


@router.get("/meetings/{meeting_id}/meeting.ics")
def download_meeting(request: Request, meeting: MeetingToSee, db: Db) -> Response:
    """The meeting as a file that any calendar opens."""
    text = calendars.written([_entry(request, db, meeting, this_community())], method="PUBLISH")
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return Response(text, media_type="text/calendar", headers=headers)


@router.get("/answers/{secret}")
def show_answer(secret: str, db: Db, at: Now) -> Response:
    """Will you be there? Looking changes nothing, also when a mail program looks for you."""
    asked = must_find(convening.answering(db, secret, at=at))
    noted = asked.noted
    return _answer_page(db, secret, asked, empty(told=noted.told if noted else ""))


@router.post("/answers/{secret}")
def give_answer(secret: str, db: Db, at: Now, form: Annotated[Form[AnswerForm], posted(AnswerForm)]) -> Response:
    """One of the two buttons was pressed."""
    asked = must_find(convening.answering(db, secret, lock=True, at=at))
    mail_links.refuse_too_often(db, asked.place.id, by=asked.person, at=at)
    read_again(form)
    if not form.is_good:
        return _answer_page(db, secret, asked, form, status=422)
    convening.answer(db, asked, form.data.word, form.data.told, at=at)
    note_kept(db, form, "attendance", asked.meeting, by=asked.person, at=at)
    return see_other(path("show_answer", secret=secret), "Thank you, that is noted.")


def post_farewell(request: Request, db: Session, one: Farewell, *, at: datetime) -> None:
    """Take a meeting out of the calendar of somebody who has left: when it was, and nothing else of it."""
    community, names = this_community(), code_names.used_in(db, one.meeting.community_id)
    known = one.told
    entry = diary.taken_out(_entry(request, db, one.meeting, community), stamp=at)._replace(
        title=diary.shown_title(known.title, community, names),
        starts=known.starts_at,
        ends=known.starts_at + timedelta(minutes=known.minutes),
    )
    shown = f"{entry.title}, {render('convening/_when.txt', moment=known.starts_at, zone=community.zone)}"
    outbox.post(
        db,
        to=one.person.email or "",
        kind="meeting",
        subject=f"Out of your calendar: {community.name}: {shown}",
        text=render("mail/farewell.txt", one=one, title=entry.title, home=community),
        calendar=_farewell_part(request.app.state.settings, one, entry),
        reply_to=one.organizer.email or "",
        at=at,
    )


def _farewell_part(settings: Settings, one: Farewell, entry: Entry) -> str:
    who, organizer = one.person, one.organizer
    entry = entry._replace(
        organizer=Mailbox(organizer.name, organizer.email or ""), sent_by=parseaddr(settings.mail_from)[1]
    )
    if who.id == organizer.id:
        return calendars.written([entry._replace(status="CANCELLED")], method="PUBLISH")
    return calendars.written([entry._replace(attendee=Mailbox(who.name, who.email or ""))], method="CANCEL")


def _answer_page(db: Session, secret: str, asked: Answering, form: Form[Any], status: int = 200) -> Response:
    # Whoever left, or comes too late, is told no more than that.
    if asked.is_ended:
        return page("convening/ended.html", status=410)
    title = diary.shown_title(asked.meeting.title, asked.community, code_names.used_in(db, asked.meeting.community_id))
    known = {"secret": secret, "asked": asked, "meeting": asked.meeting, "home": asked.community, "title": title}
    return page("convening/answer.html", status=status, form=form, **known)


def _told(number: int) -> str:
    if not number:
        return "Everybody knows already, so no letter went."
    return "One letter is on its way." if number == 1 else f"{number} letters are on their way."


def _sample(request: Request, db: Session, meeting: Meeting, outlook: convening.Outlook, *, by: Person) -> str:
    """The letter as one of the others would get it, without the link that is theirs alone."""
    one = max(outlook.to, key=lambda one: (one.had_one, one.member.person.id != by.id))
    kind = outlook.kind if one.had_one else "invitation"
    called = Called(one, kind, "…", "", by, outlook.before if one.had_one else None)
    return _text(request, meeting, called, _entry(request, db, meeting, this_community()))


def _post(request: Request, db: Session, meeting: Meeting, one: Called, *, at: datetime) -> None:
    community, settings = this_community(), request.app.state.settings
    entry = _entry(request, db, meeting, community)._replace(stamp=at)
    shown = f"{entry.title}, {render('convening/_when.txt', moment=meeting.starts_at, zone=community.zone)}"
    outbox.post(
        db,
        to=one.to.member.person.email or "",
        kind="meeting",
        subject=f"{SUBJECTS[one.kind]}{community.name}: {shown}",
        text=_text(request, meeting, one, entry),
        calendar=_part(settings, one, entry),
        reply_to=one.organizer.email or "",
        at=at,
    )


def _part(settings: Settings, one: Called, entry: Entry) -> str:
    who, organizer = one.to.member.person, one.organizer
    entry = entry._replace(
        organizer=Mailbox(organizer.name, organizer.email or ""), sent_by=parseaddr(settings.mail_from)[1]
    )
    if who.id == organizer.id:
        # A calendar does not ask whoever asks; it would show its own question and keep nothing.
        return calendars.written([entry], method="PUBLISH")
    entry = entry._replace(attendee=Mailbox(who.name, who.email or ""), answer=one.answer)
    return calendars.written([entry], method=METHODS[one.kind])


def _text(request: Request, meeting: Meeting, one: Called, entry: Entry) -> str:
    base: str = request.app.state.settings.base_url
    return render(
        "mail/meeting.txt",
        called=one,
        title=entry.title,
        meeting=meeting,
        home=this_community(),
        link=base + path("show_answer", secret=one.secret) if one.secret else "",
        ends=entry.ends,
        meeting_url=entry.url,
    )


def _entry(request: Request, db: Session, meeting: Meeting, community: Community) -> Entry:
    link = request.app.state.settings.base_url + path("show_meeting", meeting_id=meeting.id)
    return diary.of_meeting(meeting, community, code_names=code_names.used_in(db, community.id), link=link)
