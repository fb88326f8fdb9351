"""A posted form as data or as errors, never as an exception; everything typed is kept."""

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from urllib.parse import parse_qs
from uuid import UUID

import fastapi
from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import UploadFile

Model = TypeVar("Model", bound="FormModel")
Words = dict[str, dict[str, str]]


class FormModel(BaseModel):
    """What a form may hold; fields not named here are ignored, so they can set nothing.

    `WORDS` says, by field and by kind of error (or "*"), what to do; kinds are pydantic's.
    """

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)
    WORDS: ClassVar[Words] = {}


def _nothing_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _on_one_line(value: Any) -> Any:
    # A browser sends one line; whoever sends more would write lines of their own into lists and letters.
    return " ".join(value.split()) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_on_one_line), StringConstraints(min_length=1, max_length=200)]
OptionalLine = Annotated[str, BeforeValidator(_on_one_line), StringConstraints(max_length=200)]
OptionalDay = Annotated[date | None, BeforeValidator(_nothing_is_none)]
OptionalTime = Annotated[time | None, BeforeValidator(_nothing_is_none)]
OptionalId = Annotated[UUID | None, BeforeValidator(_nothing_is_none)]
OnceToken = Annotated[str, fastapi.Form(alias="once", max_length=64)]
Day = date
WallTime = time


def one_of(words: Mapping[str, str]) -> AfterValidator:
    """Checks that a field holds one of these words, or nothing."""

    def check(value: str) -> str:
        if value and value not in words:
            raise ValueError("Choose one of the list.")
        return value

    return AfterValidator(check)


class Form(Generic[Model]):
    """A form as it was typed, and either its data or, by field, what to do about it."""

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        data: Model | None = None,
        errors: dict[str, str] | None = None,
        model: type[Model] | None = None,
    ) -> None:
        self._values = dict(values or {})
        self._data = data
        self.errors = errors or {}
        self.model = model
        # Why it is shown again although nothing is wrong with it, if so.
        self.waits = ""
        # What the coach found in it (app/routes/coaching.py).
        self.found: list[Any] = []
        # The words that speak of a person where a rule was meant (app/routes/barriers.py).
        self.gentle: tuple[str, ...] = ()
        # Whether it could not read all of it, as some of it is too long.
        self.is_unread = False

    @property
    def data(self) -> Model:
        """The checked data; only for a form without errors."""
        if self._data is None:
            raise RuntimeError("This form has errors; look at them first.")
        return self._data

    @property
    def is_whole(self) -> bool:
        """Whether there is data, although something may still be said about it."""
        return self._data is not None

    @property
    def is_good(self) -> bool:
        """Whether the data can be used."""
        return self._data is not None and not self.errors and not self.waits

    def value(self, name: str) -> str:
        """What was typed into this field."""
        value = self._values.get(name, "")
        if isinstance(value, list):
            return str(value[0]) if value else ""
        return "" if value is None else str(value)

    def values_of(self, name: str) -> list[str]:
        """What was chosen in a field of several."""
        value = self._values.get(name, [])
        return [str(one) for one in value] if isinstance(value, list) else [str(value)]

    def error(self, name: str) -> str:
        """What to do about this field, or an empty text."""
        return self.errors.get(name, "")

    def wrong(self, name: str, message: str) -> "Form[Model]":
        """Add what a rule says about a field."""
        self.errors[name] = message
        return self

    def write(self, name: str, value: str) -> None:
        """Let a field show this from now on."""
        self._values[name] = value


def empty(**values: Any) -> Form[Any]:
    """A form to show, with what is known already."""
    return Form(values)


def posted(model: type[Model]) -> Any:
    """A dependency: the posted form, read and checked against the model."""

    async def read(request: Request) -> Form[Model]:
        return await read_form(request, model)

    return Depends(read)


async def read_form(request: Request, model: type[Model]) -> Form[Model]:
    """What was sent, against the model; for a form whose model depends on the address."""
    sent = await request.form()
    return checked(model, {name: _one_or_more(sent.getlist(name)) for name in sent})


def kept_by_a_script(model: type[Model], query: str) -> Form[Model]:
    """A form that a script remembers having sent, as it would write it into an address."""
    try:
        sent = parse_qs(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        sent = {}
    return checked(model, {name: _one_or_more(several) for name, several in sent.items()})


def checked(model: type[Model], values: Mapping[str, Any]) -> Form[Model]:
    """The values against the model."""
    lists = {name for name, field in model.model_fields.items() if "list" in str(field.annotation)}
    shaped = {
        name: [value] if name in lists and not isinstance(value, list) else value for name, value in values.items()
    }
    try:
        return Form(values, data=model.model_validate(shaped), model=model)
    except ValidationError as error:
        return Form(values, errors=_errors(model, error.errors()), model=model)


def sent_with(request: Request) -> list[tuple[str, Any]]:
    """All of the form as it came, texts and files, without its one-use token; nothing where none was read."""
    form = getattr(request, "_form", None)
    return [(name, value) for name, value in form.multi_items() if name != "once"] if form else []


def token_sent_with(request: Request) -> str:
    """The one-use token of a form that was sent; empty where it has none."""
    form = getattr(request, "_form", None)
    token = form.get("once", "") if form else ""
    return token if isinstance(token, str) else ""


def sent_in_words(request: Request) -> list[tuple[str, str]]:
    """The same, with a file's print in the place of the file."""
    return [(name, value if isinstance(value, str) else _print_of(value)) for name, value in sent_with(request)]


def whole(text: str, *, digits: int, otherwise: int) -> int:
    """The whole number that an address holds, of at most so many digits; or the other where it holds none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else otherwise


def _one_or_more(sent: list[Any]) -> Any:
    texts = [_as_counted(one) for one in sent if isinstance(one, str)]
    return texts[0] if len(texts) == 1 else texts


def _print_of(upload: UploadFile) -> str:
    printed = hashlib.sha256(upload.file.read()).hexdigest()
    upload.file.seek(0)
    return printed


def _as_counted(text: str) -> str:
    # Browsers send two characters for a line's end, and count one; a letter pasted as a base and its accent is one.
    return unicodedata.normalize("NFC", text.replace("\x00", "").replace("\r\n", "\n"))


def _errors(model: type[FormModel], found: list[ErrorDetails]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for detail in found:
        name = str(detail["loc"][0]) if detail["loc"] else "form"
        errors.setdefault(name, _words(model, name, detail))
    return errors


def _words(model: type[FormModel], name: str, detail: ErrorDetails) -> str:
    kinds = model.WORDS.get(name, {})
    # Behind a validator of ours pydantic measures the same thing, and calls what it finds by another name.
    kind = {"too_long": "string_too_long", "too_short": "string_too_short"}.get(detail["type"], detail["type"])
    if kind == "value_error":
        return str(detail["msg"]).removeprefix("Value error, ")
    if kind in kinds:
        return kinds[kind]
    if kind == "string_too_long":
        return f"Make this shorter: at most {detail['ctx']['max_length']} letters."
    return kinds.get("*") or COMMON.get(kind, "Look at this again.")


COMMON = {
    "string_too_short": "Write something here.",
    "missing": "Fill this in.",
    "int_parsing": "Write a whole number.",
    "greater_than_equal": "This number is too small.",
    "less_than_equal": "This number is too large.",
    "date_from_datetime_parsing": "Write a date such as 2027-03-31.",
    "date_parsing": "Write a date such as 2027-03-31.",
    "time_parsing": "Write a time such as 12:30.",
    "uuid_parsing": "Choose one of the list.",
    "literal_error": "Choose one of the list.",
    "enum": "Choose one of the list.",
}
