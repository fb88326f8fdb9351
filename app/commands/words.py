"""How the commands speak: in sentences, with a sign of life for what takes longer than a second."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.config import Settings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    """A sentence for whoever ran the command."""
    out.print(sentence, markup=False)


def stop(sentence: str, code: int = 1) -> NoReturn:
    """Say what is wrong and what to do, and stop: 1 when something went wrong, 2 when something was asked wrongly."""
    err.print(sentence, markup=False)
    raise typer.Exit(code)


@contextmanager
def working(text: str) -> Iterator[None]:
    """A turning sign while something takes its time; nothing in a log file."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        progress.add_task(text, total=None)
        yield


@contextmanager
def counting(text: str) -> Iterator[Progress]:
    """A growing count, for what comes one by one."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        progress.add_task(text, total=None)
        yield progress


def read_settings() -> Settings:
    """The settings from the environment, or a sentence for each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        stop("\n".join(sentences(error)), code=2)


def sentences(error: ValidationError) -> list[str]:
    """What is wrong with the settings, one sentence each."""
    return [_sentence(detail["loc"], str(detail["msg"])) for detail in error.errors()]


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    own = message.removeprefix("Value error, ")
    if own != message:
        return own
    name = f"MIRACLES_{str(place[0]).upper()}" if place else "A setting"
    return f"{name} cannot be used: {own}."
