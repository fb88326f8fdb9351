"""The four pages on which a case is written: what each may hold, and where it leads."""

from typing import Annotated, Any, ClassVar, Literal

from fastapi import Depends, Path, Request
from pydantic import BeforeValidator, Field, ValidationInfo, field_serializer, field_validator

from app.domain import pro_forma
from app.domain.cases import Case
from app.routes.forms import Form, FormModel, Words, empty, one_of, read_form
from app.routes.pages import path


def _plain_lines(value: Any) -> Any:
    # Browsers send two characters for a line's end, and count one against the limit of the field.
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_plain_lines)]


class CasePage(FormModel):
    """Any of the pages: which button was pressed, and whether the person came from the check."""

    then: Literal["on", "stop", "check"] = "on"

    @property
    def told(self) -> dict[str, Any]:
        """What is saved on the case."""
        return self.model_dump(exclude={"then"})


class QuestionPage(CasePage):
    """What the group will think about."""

    question: Text = Field("", max_length=500, validate_default=True)
    life_stage: Annotated[str, one_of(pro_forma.LIFE_STAGES)] = ""

    @field_validator("question")
    @classmethod
    def _ask_something(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("then") != "stop":
            raise ValueError("Write your one question. If it is not clear yet, save and stop here.")
        return value


class PersonPage(CasePage):
    """The person: what they want, what holds, what it touches."""

    WORDS: ClassVar[Words] = {"needs": {"*": "Choose from the list."}}
    wants: Text = Field("", max_length=2000)
    strengths: Text = Field("", max_length=2000)
    housing_now: Text = Field("", max_length=1000)
    needs: list[str] = Field(default_factory=list, max_length=40)

    @field_validator("needs")
    @classmethod
    def _known_needs(cls, value: list[str]) -> list[str]:
        if not set(value) <= set(pro_forma.NEEDS):
            raise ValueError("Choose from the list.")
        return [need for need in pro_forma.NEEDS if need in value]

    @field_serializer("needs")
    def _joined(self, value: list[str]) -> str:
        return ",".join(value)


class SystemPage(CasePage):
    """What has been tried, who is around, where it is stuck."""

    tried: Text = Field("", max_length=3000)
    around: Text = Field("", max_length=1000)
    missing: Text = Field("", max_length=1000)
    stuck: Text = Field("", max_length=2000)


class CarePage(CasePage):
    """What the person knows, what cannot wait, and what it does to the presenter."""

    knows: Annotated[str, one_of(pro_forma.KNOWS)] = ""
    knows_why: Text = Field("", max_length=500)
    urgent: Annotated[str, one_of(pro_forma.URGENT)] = ""
    elsewhere: Text = Field("", max_length=500)
    what_it_does_to_me: Text = Field("", max_length=2000)


PAGES: dict[int, type[CasePage]] = {1: QuestionPage, 2: PersonPage, 3: SystemPage, 4: CarePage}
PageNumber = Annotated[int, Path(alias="page", ge=1, le=len(PAGES))]


async def read_page(request: Request, number: PageNumber) -> Form[CasePage]:
    """The page that was sent, against what that page may hold."""
    return await read_form(request, PAGES[number])


PostedPage = Annotated[Form[CasePage], Depends(read_page)]


def filled(case: Case) -> Form[Any]:
    """The pages with what has been written so far."""
    return empty(**case.model_dump() | {"needs": case.need_list})


def following(case: Case, number: int, then: str) -> str:
    """Where a saved page leads: on to the next one, to the check, or out."""
    if then == "stop":
        return path("show_case", case_id=case.id)
    if then == "check" or number == len(PAGES):
        return path("check_case", case_id=case.id)
    return path("edit_case", case_id=case.id, page=number + 1)
