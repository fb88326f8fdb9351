"""“How is it with River now?”: the day on which the group asks, and what is said when it has come."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import meetings, memberships, notes, returns
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.routes import running
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import CaseToAskAbout, CaseToTellOf, Me, MeetingToSee, Now, noun_router
from app.routes.forms import Form, FormModel, OptionalDay, Words, empty, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other

router = noun_router()
NOT_YET = (
    "Until its day has come, only the presenter or a facilitator can set when we ask, or let it rest. "
    "You can tell how it is now."
)
CHOOSE = {"*": "Choose when we shall ask."}
When = Literal["next", "month", "two_months", "three_months"]


class ReturnForm(FormModel):
    """When the group asks again; a day of one's own wins over the words."""

    WORDS: ClassVar[Words] = {"when": CHOOSE, "day": {"*": "Write a date such as 2027-03-31, or leave it empty."}}
    when: When = "next"
    day: OptionalDay = None


class WordForm(SharedForm):
    """What is said of it: told, asked again for later, let rest, or taken back."""

    WORDS: ClassVar[Words] = {"word": {"*": "Choose what you want to say."}, **ReturnForm.WORDS}
    # Ctrl and Enter in the words press no button: then they are told.
    word: Literal["told", "again", "rest", "reopened"] = "told"
    text: Annotated[str, StringConstraints(max_length=returns.LONGEST)] = ""
    when: When | Literal[""] = ""
    day: OptionalDay = None


class RoomReturnForm(FormModel):
    """The same with one press in the room; a day counts only when that is what was pressed."""

    WORDS: ClassVar[Words] = ReturnForm.WORDS
    when: Literal["next", "three_months", "day"] = "next"
    day: OptionalDay = None


PostedWord = Annotated[Form[WordForm], posted(WordForm)]


@router.get("/cases/{case_id}/return")
def edit_return(case: CaseToAskAbout, db: Db) -> Response:
    """When shall we hear how it is?"""
    return _ask(db, case, empty(when="next"))


@router.post("/cases/{case_id}/return")
def set_return(
    case: CaseToAskAbout, me: Me, db: Db, at: Now, form: Annotated[Form[ReturnForm], posted(ReturnForm)]
) -> Response:
    """Let it come back by itself on that day."""
    try:
        if not form.is_good:
            return _ask(db, case, form, status=422)
        day = returns.day_of(form.data.when, form.data.day, _today(at))
        returns.set_day(db, case, day, meeting=meetings.running_in(db, case.community_id), by=me, at=at)
    except Refused as no:
        return _ask(db, case, form.wrong("day", no.message), status=422)
    return see_other(path("show_case", case_id=case.id) + "#afterwards", "It comes back by itself.")


@router.post("/meetings/{meeting_id}/cases/{case_id}/return")
def set_return_at_meeting(
    *,
    meeting: MeetingToSee,
    case: CaseToAskAbout,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[RoomReturnForm], posted(RoomReturnForm)],
) -> Response:
    """Let it come back by itself, with one press while its discussion closes."""
    _refuse_unless_at(meeting, case)
    day = _day_pressed(form, at)
    if day is None:
        return _room(db, meeting, case, at, form=form)
    returns.set_day(db, case, day, meeting=meeting, by=me, at=at)
    return _room(db, meeting, case, at, "It comes back by itself.")


@router.post("/meetings/{meeting_id}/cases/{case_id}/return/undo")
def take_return_back(meeting: MeetingToSee, case: CaseToAskAbout, me: Me, db: Db, at: Now) -> Response:
    """Undo that."""
    _refuse_unless_at(meeting, case)
    returns.take_day_back(db, case, meeting, by=me, at=at)
    return _room(db, meeting, case, at, "The day is taken back.")


@router.get("/cases/{case_id}/word")
def edit_word(case: CaseToTellOf, db: Db, at: Now) -> Response:
    """How is it now?"""
    return _word_page(db, case, empty(), [], at=at)


@router.post("/cases/{case_id}/word")
def say_of_case(case: CaseToTellOf, form: PostedWord, me: Me, db: Db, at: Now) -> Response:
    """Say it on the case's own page; while a meeting goes on, it is said there."""
    found = read_again(form, called=case.code_name)
    meeting = meetings.running_in(db, case.community_id)
    if not form.is_good or not _said(db, case, form, meeting=meeting, by=me, at=at):
        return _word_page(db, case, form, found, at=at, status=422)
    return see_other(path("show_case", case_id=case.id) + "#thread-title", "Thank you for telling it.")


@router.post("/meetings/{meeting_id}/cases/{case_id}/word")
def say_of_case_at_meeting(
    *, meeting: MeetingToSee, case: CaseToTellOf, form: PostedWord, me: Me, db: Db, at: Now
) -> Response:
    """Say it where the meeting opens."""
    _refuse_unless_at(meeting, case)
    found = read_again(form, called=case.code_name)
    if not form.is_good or not _said(db, case, form, meeting=meeting, by=me, at=at):
        return _not_yet(db, case, meeting, form, found, at=at)
    return _opening(db, meeting, case, at)


def _refuse_unless_at(meeting: Meeting, case: Case) -> None:
    if not meeting.is_running or meeting.community_id != case.community_id:
        raise Refused("This meeting is not running. You can say it on the case’s own page.")


def _day_pressed(form: Form[RoomReturnForm], at: datetime) -> date | None:
    """The day that was meant; when it cannot be, the form says why."""
    if not form.is_good:
        return None
    is_a_day = form.data.when == "day"
    if is_a_day and form.data.day is None:
        form.wrong("day", "Choose a day first.")
        return None
    try:
        return returns.day_of(form.data.when, form.data.day if is_a_day else None, _today(at))
    except Refused as no:
        form.wrong("day", no.message)
        return None


def _room(
    db: Session, meeting: Meeting, case: Case, at: datetime, said: str = "", *, form: Form[Any] | None = None
) -> Response:
    if not here().is_partial:
        back = path("show_meeting", meeting_id=meeting.id) + "#coming-back"
        return _ask(db, case, form, status=422) if form else see_other(back, said)
    # After a press its case is shown, also when the meeting has gone on to its next step meanwhile.
    known: dict[str, Any] = {"asked_about": case, "asked": returns.standing(db, case.id), "just_set": form is None}
    status = 422 if form else 200
    return fragment("returns/_room.html", said=said, status=status, meeting=meeting, day_form=form, **known)


def _said(db: Session, case: Case, form: Form[WordForm], *, meeting: Meeting | None, by: Person, at: datetime) -> bool:
    """Whether it could be said; else the form holds why not."""
    try:
        _say(db, case, form.data, meeting=meeting, by=by, at=at)
    except Refused as no:
        # Taking back is one button without a form.
        if form.data.word == "reopened":
            raise
        # What can be wrong with a day says so; everything else is about the words.
        form.wrong("when" if no.message.startswith("Choose") else "text", no.message)
        return False
    note_kept(db, form, "cases", case, by=by, at=at)
    return True


def _say(db: Session, case: Case, said: WordForm, *, meeting: Meeting | None, by: Person, at: datetime) -> None:
    today = _today(at)
    # Words above “Only ask again” are told all the same.
    is_told = said.word == "told" or (said.word == "again" and bool(said.text))
    is_asked = said.word == "again" or (is_told and bool(said.when or said.day))
    if is_asked and not said.when and not said.day:
        raise Refused("Choose when we shall ask again.")
    # Looked at first: when it cannot be, nothing is said either.
    day = returns.day_of(said.when or "next", said.day, today) if is_asked else today
    if (is_asked or said.word == "rest") and not _may_set(db, case, at):
        raise Refused(NOT_YET)
    if said.word == "reopened":
        if not meeting:
            raise Refused("No meeting is running, so nothing can be taken back. You can tell how it is now.")
        returns.take_back(db, case, meeting, may_set=bool(here().may("set_return", case)), by=by, at=at)
    if said.word == "rest":
        returns.rest(db, case, said.text, meeting=meeting, by=by, at=at)
    if is_told:
        returns.tell(db, case, said.text, today=today, meeting=meeting, by=by, at=at)
    if is_asked:
        returns.set_day(db, case, day, meeting=meeting, by=by, at=at)


def _may_set(db: Session, case: Case, at: datetime) -> bool:
    # When its day has come, whoever speaks says how it goes on; before, it is the presenter's and the facilitators'.
    meeting = meetings.running_in(db, case.community_id)
    return bool(here().may("set_return", case)) or returns.has_come(db, case.id, today=_today(at), meeting=meeting)


def _today(at: datetime) -> date:
    community = here().community
    assert community is not None
    return clock.today_in(community.zone, at)


def _ask(db: Session, case: Case, form: Form[Any], *, status: int = 200) -> Response:
    known = {"case": case, "form": form, "whens": returns.WHEN, "asked": returns.standing(db, case.id)}
    return page("returns/ask.html", status=status, **known)


def _word_page(
    db: Session,
    case: Case,
    form: Form[Any],
    found: list[Any],
    *,
    at: datetime,
    meeting: Meeting | None = None,
    status: int = 200,
) -> Response:
    return page(
        "returns/word.html",
        status=status,
        **_of(db, case, meeting, form, found),
        may_set=_may_set(db, case, at),
        taken=notes.taken_of(db, {case.id}).get(case.id, []),
    )


def _not_yet(
    db: Session, case: Case, meeting: Meeting, form: Form[WordForm], found: list[Any], *, at: datetime
) -> Response:
    if not here().is_partial:
        return _word_page(db, case, form, found, at=at, meeting=meeting, status=422)
    known = _of(db, case, meeting, form, found)
    return fragment("returns/_word.html", status=422, **known, may_set=_may_set(db, case, at))


def _of(db: Session, case: Case, meeting: Meeting | None, form: Form[Any], found: list[Any]) -> dict[str, Any]:
    asked = returns.standing(db, case.id)
    known = {"case": case, "asked": asked, "meeting": meeting, "form": form, "found": found}
    return known | {"whens": returns.WHEN}


def _opening(db: Session, meeting: Meeting, case: Case, at: Now) -> Response:
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id) + "#opening-returns", "Thank you.")
    names = memberships.names_in(db, meeting.community_id)
    values: dict[str, Any] = {"meeting": meeting, "opening": running.opening_of(db, meeting, at), "names": names}
    answer = fragment("opening/_opening.html", said="Thank you.", said_of=case.id, **values)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#opening", "outerMorph"
    return answer
