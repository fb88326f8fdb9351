"""Reads a list of people as it was pasted or saved from a spreadsheet; pure text in, lines out, faults in words."""

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

MOST_LINES = 500
MOST_BYTES = 200_000
ADDRESS = re.compile(r"[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\\[\]]+\.[^@\s<>(),;:\"\\\[\].]+")
# The columns, in the order in which they stand when the first line does not name them.
COLUMNS = ("name", "email", "agency", "kind", "role")
HEADINGS = {
    "name": "name fullname person member who",
    "first": "firstname forename givenname",
    "last": "lastname surname familyname",
    "email": "email mail emailaddress address",
    "agency": "agency organisation organization employer service team company",
    "kind": "kind type kindofagency agencykind sector",
    "role": "role",
}
ROLES = {
    "facilitator": "facilitator facilitators cofacilitator host chair",
    "member": "member members practitioner participant",
    "sponsor": "sponsor sponsors commissioner",
}
NAMES_OF_ROLES = "facilitator, member or sponsor"


class Line(NamedTuple):
    """One person of the list, with what is to be put right before they can be invited."""

    number: int
    name: str
    email: str
    agency: str
    kind: str
    role: str
    problems: tuple[str, ...] = ()


class Reading(NamedTuple):
    """The list as read; `problem` when it could not be read at all."""

    lines: list[Line]
    problem: str = ""


def decoded(sent: bytes) -> str | None:
    """The text of a file in the ways spreadsheets write it, or None when it is not text."""
    if sent.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _try(sent, "utf-16")
    if b"\x00" in sent:
        return None
    text = _try(sent, "utf-8-sig")
    return text if text is not None else _try(sent, "cp1252")


def read(text: str, kinds: dict[str, str]) -> Reading:
    """The people of the list; `kinds` are the kinds of agency, key and words."""
    text = text.removeprefix("\ufeff").replace("\x00", "")
    try:
        rows = list(_rows(text))
    except csv.Error:
        return Reading([], "We cannot read this as a list. Write one person a line, with commas between the parts.")
    columns = _columns(rows[0][1]) if rows else None
    people = rows[1:] if columns else rows
    problem = _about_the_whole(rows, columns, len(people))
    if problem:
        return Reading([], problem)
    lines = [_line(number, cells, columns or list(COLUMNS), kinds) for number, cells in people]
    return Reading(_with_twins(lines))


def is_address(text: str) -> bool:
    """Whether this looks like one whole e-mail address."""
    return len(text.lower()) <= 254 and text.isprintable() and bool(ADDRESS.fullmatch(text))


def _try(sent: bytes, encoding: str) -> str | None:
    try:
        return sent.decode(encoding)
    except UnicodeDecodeError:
        return None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True)
    before = 0
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield before + 1, cells
        before = reader.line_num


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _about_the_whole(rows: list[tuple[int, list[str]]], columns: list[str] | None, people: int) -> str:
    if not rows:
        return "There is nobody in the list yet. Paste it in, or choose a file."
    if not columns and not any("@" in cell for cell in rows[0][1]):
        return "Begin with a line that names the columns: name, email, agency, kind, role."
    if columns and "email" not in columns:
        return "One column has to be called email: that is where each letter goes."
    if people > MOST_LINES:
        return f"This list has {people} people. Bring in at most {MOST_LINES} at once."
    return "" if people else "The list names its columns, but nobody follows. Add one person a line."


def _columns(cells: list[str]) -> list[str] | None:
    plain = [re.sub(r"[^a-z]", "", cell.casefold()) for cell in cells]
    found = [next((name for name, words in HEADINGS.items() if one in words.split()), "") for one in plain]
    return found if any(found) and not any("@" in cell for cell in cells) else None


def _line(number: int, cells: list[str], columns: list[str], kinds: dict[str, str]) -> Line:
    parts = {column: _tidy(cell) for column, cell in zip(columns, cells, strict=False) if column}
    name = parts.get("name") or f"{parts.get('first', '')} {parts.get('last', '')}".strip()
    email, agency = parts.get("email", "").removeprefix("mailto:"), parts.get("agency", "")
    kind, role = _kind(parts.get("kind", ""), kinds), _role(parts.get("role", ""))
    problems = [
        *_about_shape(cells, columns),
        *_about_name(name, agency),
        *_about_email(email),
        *([] if kind is not None else [f"we do not know this kind of agency: {parts['kind'][:60]}"]),
        *([] if role else [f"a role is {NAMES_OF_ROLES}, not {parts['role'][:60]}"]),
    ]
    return Line(number, name, email.lower(), agency, kind or "", role or "member", tuple(problems))


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


def _about_shape(cells: list[str], columns: list[str]) -> list[str]:
    if any("\n" in cell or "\r" in cell for cell in cells):
        return ["a quotation mark was opened near here and not closed"]
    if any(cells[len(columns) :]):
        return [
            f"there are {len(cells)} parts in this line and {len(columns)} columns; "
            "put quotation marks around a part with a comma in it"
        ]
    return []


def _about_name(name: str, agency: str) -> list[str]:
    found = []
    if not name:
        found.append("there is no name")
    if len(name) > 100:
        found.append("this name is longer than 100 letters")
    if len(agency) > 120:
        found.append("the agency’s name is longer than 120 letters")
    return found


def _about_email(email: str) -> list[str]:
    if not email:
        return ["there is no e-mail address"]
    if not is_address(email):
        return [f"this e-mail address looks unfinished: {email[:100]}"]
    return []


def _kind(cell: str, kinds: dict[str, str]) -> str | None:
    """The kind's key; an empty text for an empty cell; None for a kind we do not know."""
    if not cell:
        return ""
    plain = re.sub(r"[^a-z]", "", cell.casefold())
    known = {re.sub(r"[^a-z]", "", word.casefold()): key for key, words in kinds.items() for word in (key, words)}
    return known.get(plain)


def _role(cell: str) -> str | None:
    plain = re.sub(r"[^a-z]", "", cell.casefold())
    if not plain:
        return None if cell else "member"
    return next((role for role, words in ROLES.items() if plain in words.split()), None)


def _with_twins(lines: list[Line]) -> list[Line]:
    first: dict[str, int] = {}
    checked = []
    for line in lines:
        before = first.setdefault(line.email, line.number) if line.email else line.number
        twin = () if before == line.number else (f"the same address stands in line {before}",)
        checked.append(line._replace(problems=line.problems + twin))
    return checked
