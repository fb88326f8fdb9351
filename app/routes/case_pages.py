"""The pages on which a case is written, one question each: what each may hold, and where it leads."""

from typing import Annotated, Any, ClassVar

from fastapi import Depends, Path, Request
from pydantic import AfterValidator, Field, create_model

from app.domain import pro_forma
from app.domain.cases import Case
from app.routes.coaching import SharedForm
from app.routes.forms import Form, empty, one_of, read_form
from app.routes.pages import path


class CasePage(SharedForm):
    """Any of the pages, and which button was pressed: on, back, stop, check, map, keep, or another page's number."""

    READ: ClassVar[tuple[str, ...]] = ()
    STOPS: ClassVar[bool] = False
    then: Annotated[str, Field(max_length=10)] = "on"

    @classmethod
    def is_read(cls, form: Form[Any]) -> bool:
        """What saves itself is read while it is typed (`readings.py`), and whole before it is shared."""
        return form.value("then") != "keep"

    @property
    def told(self) -> dict[str, Any]:
        """What is saved on the case."""
        told = self.model_dump(exclude={"then", "keep"})
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


def filled(case: Case) -> Form[Any]:
    """The pages with what has been written so far."""
    told = case.model_dump()
    return empty(**told | {column: told[column].split(",") for column in pro_forma.SEVERAL})


def following(case: Case, number: int, then: str, *, from_check: bool = False) -> str:
    """Where a saved page leads: on, back, out, to the check, to the map of a day, or to another question."""
    if then == "stop":
        return path("show_case", case_id=case.id)
    if then == "check" or (then == "on" and from_check):
        return path("check_case", case_id=case.id)
    if then == "map" or (then == "on" and number == pro_forma.PAGES):
        return path("show_map", case_id=case.id)
    wanted = {"back": number - 1}.get(then, int(then) if then.isdecimal() else number + 1)
    return path("edit_case", case_id=case.id, page=min(max(wanted, 1), pro_forma.PAGES))
