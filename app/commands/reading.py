"""Reading texts for identifying details at the command line; nothing is kept and nothing leaves this machine."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from app import deid
from app.commands.words import counting, stop


def check_text(
    file: Annotated[Path | None, typer.Argument(help="The text; standard input when left out.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object with a `text` a line, in and out.")] = False,
) -> None:
    """Show a text with its identifying details marked, or with --jsonl as spans."""
    try:
        with _opened(file) as lines:
            _spans(lines) if jsonl else _marked(lines)
    except UnicodeDecodeError:
        stop("This is not plain text in UTF-8. Save it as plain text, then try again.", code=2)
    except OSError as error:
        stop(f"{file} cannot be read: {error.strerror}.", code=2)


def _spans(lines: TextIO) -> None:
    with counting("Reading notes") as progress:
        for note in deid.check_jsonl(lines):
            sys.stdout.write(json.dumps(note, ensure_ascii=False) + "\n")
            progress.advance(progress.task_ids[0])
    sys.stdout.flush()


def _marked(lines: TextIO) -> None:
    text = lines.read()
    sys.stdout.write(deid.marked(text, deid.read(text)))
    sys.stdout.flush()


@contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    if file:
        with file.open(encoding="utf-8") as lines:
            yield lines
        return
    if isinstance(sys.stdin, TextIO) or hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    yield sys.stdin
