"""The pages on which a case is written, one question each: what each may hold, where it leads, and how it is saved."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Path, Request, Response
from pydantic import AfterValidator, Field, create_model
from sqlmodel import Session

from app.db import Db
from app.domain import answering, cases, pro_forma
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.people import Person
from app.domain.pro_forma import Question
from app.routes.coaching import SharedForm, read_again
from app.routes.deps import CaseToWrite, Me, Now, noun_router
from app.routes.forms import Form, empty, kept_by_a_script, one_of, read_form
from app.routes.pages import fragment, page, path, see_other

router = noun_router()
# More of what a page has sent without an answer is not looked at: the last one that came through is among these.
SENT = 5


class CasePage(SharedForm):
    """Any of the pages, and which button was pressed: on, back, stop, check, map, keep, or another page's number."""

    READ: ClassVar[tuple[str, ...]] = ()
    STOPS: ClassVar[bool] = False
    then: Annotated[str, Field(max_length=10)] = "on"
    # Which answer this page had read; and what it has sent itself without hearing whether it came.
    seen: str = ""
    sent: Annotated[list[str], Field(default_factory=list)]

    @classmethod
    def is_read(cls, form: Form[Any]) -> bool:
        """What saves itself is read while it is typed (`readings.py`), and whole before it is shared."""
        return form.value("then") != "keep"

    @property
    def told(self) -> dict[str, Any]:
        """What is saved on the case."""
        told = self.model_dump(exclude={"then", "keep", "seen", "sent"})
        return {name: ",".join(value) if isinstance(value, list) else value for name, value in told.items()}


def _all_of(column: str) -> AfterValidator:
    known = pro_forma.CHOICES[column]

    def check(value: list[str]) -> list[str]:
        if not set(value) <= set(known):
            raise ValueError("Choose from the list.")
        return [one for one in known if one in value]

    return AfterValidator(check)


def _field(column: str) -> Any:
    if column in pro_forma.SEVERAL:
        return (Annotated[list[str], _all_of(column)], Field(default_factory=list, max_length=40))
    if column in pro_forma.CHOICES:
        return (Annotated[str, one_of(pro_forma.CHOICES[column])], "")
    return (str, Field("", max_length=pro_forma.LONGEST[column]))


def _model(question: pro_forma.Question) -> type[CasePage]:
    fields = {column: _field(column) for column in question.columns}
    model = create_model(question.name, __base__=CasePage, __module__=__name__, **fields)
    # What is written to oneself alone is not read.
    model.READ = () if question.is_private or not question.text else (question.text,)
    return model


PAGES = {number: _model(question) for number, question in enumerate(pro_forma.QUESTIONS, start=1)}
PageNumber = Annotated[int, Path(alias="page", ge=1, le=pro_forma.PAGES)]


async def read_page(request: Request, number: PageNumber) -> Form[CasePage]:
    """The page that was sent, against what that page may hold."""
    return await read_form(request, PAGES[number])


PostedPage = Annotated[Form[CasePage], Depends(read_page)]


@router.get("/cases/{case_id}/pages/{page}")
def edit_case(case: CaseToWrite, number: PageNumber, from_check: bool = False) -> Response:
    """One question of the pro-forma."""
    cases.must_be_draft(case)
    return _edit(case, number, _filled(case, number), from_check=from_check)


@router.post("/cases/{case_id}/pages/{page}")
def write_case(case: CaseToWrite, number: PageNumber, form: PostedPage, *, me: Me, db: Db, at: Now) -> Response:
    """Save one question, half-done or not; the page also sends itself while somebody writes."""
    if form.value("then") == "keep":
        return _keep(db, case, number, form, by=me, at=at)
    read_again(form, called=case.code_name)
    from_check = bool(form.value("from_check"))
    if not form.is_good:
        return _edit(case, number, form, from_check=from_check, status=422)
    if not _answered(db, case, number, form, by=me, at=at):
        return _edit(case, number, form, from_check=from_check, is_conflict=True, status=409)
    return see_other(_following(case, number, form.data.then, from_check=from_check), "Saved. Only you see this.")


def _keep(db: Session, case: Case, number: int, form: Form[CasePage], *, by: Person, at: datetime) -> Response:
    # Sent by the page itself: it is told in its line what became of it, and keeps the words whatever that is.
    state = "wrong"
    try:
        if form.is_good:
            state = "saved" if _answered(db, case, number, form, by=by, at=at) else "behind"
    except Refused as no:
        form.wrong("form", no.message)
    seen = _sign(case, number) if state == "saved" else form.value("seen")
    return fragment("cases/_saved.html", form=form, number=number, state=state, seen=seen, at=at)


def _answered(db: Session, case: Case, number: int, form: Form[CasePage], *, by: Person, at: datetime) -> bool:
    question = pro_forma.QUESTIONS[number - 1]
    return answering.answer(db, case, question, form.data.told, seen=_known_to(form, question), by=by, at=at)


def _known_to(form: Form[CasePage], question: Question) -> set[str]:
    # What the page has sent itself is no news to it, also when the answer to that was lost on its way.
    sent = [kept_by_a_script(type(form.data), one) for one in form.data.sent[-SENT:]]
    told = [one.data.told for one in sent if one.is_whole]
    return {form.data.seen, *(answering.wording({name: one[name] for name in question.columns}) for one in told)}


def _sign(case: Case, number: int) -> str:
    return answering.wording(answering.standing(case, pro_forma.QUESTIONS[number - 1]))


def _filled(case: Case, number: int) -> Form[Any]:
    told = case.model_dump()
    several = {column: told[column].split(",") for column in pro_forma.SEVERAL}
    return empty(**told | several, seen=_sign(case, number))


def _edit(
    case: Case, number: int, form: Form[Any], *, from_check: bool, is_conflict: bool = False, status: int = 200
) -> Response:
    question = pro_forma.QUESTIONS[number - 1]
    return page(
        "cases/edit.html",
        status=status,
        case=case,
        number=number,
        form=form,
        from_check=from_check,
        question=question,
        given=pro_forma.answered(case.model_dump()),
        choices=pro_forma,
        seen=_sign(case, number) if is_conflict else form.value("seen"),
        stands=_in_words(case, question),
        is_conflict=is_conflict,
    )


def _in_words(case: Case, question: Question) -> list[str]:
    stands = answering.standing(case, question)
    chosen = pro_forma.in_words(question.choice, stands[question.choice]) if question.choice else ""
    return [words for words in (chosen, stands.get(question.text, "")) if words]


def _following(case: Case, number: int, then: str, *, from_check: bool = False) -> str:
    """Where a saved page leads: on, back, out, to the check, to the map of a day, or to another question."""
    if then == "stop":
        return path("show_case", case_id=case.id)
    if then == "check" or (then == "on" and from_check):
        return path("check_case", case_id=case.id)
    if then == "map" or (then == "on" and number == pro_forma.PAGES):
        return path("show_map", case_id=case.id)
    wanted = {"back": number - 1}.get(then, int(then) if then.isdecimal() else number + 1)
    return path("edit_case", case_id=case.id, page=min(max(wanted, 1), pro_forma.PAGES))
