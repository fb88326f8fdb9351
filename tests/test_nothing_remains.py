"""What was typed and then replaced is nowhere any more.

Against a real server, as `miracles serve` starts it: identifiers that stand nowhere else are typed into every kind of
form, refused, and replaced by a suggestion or by hand. Then they are looked for: in every column of every table, in
the bytes of the database's files, in all that the server said, and in what it left in its temporary folder.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from app import clock
from app.db import Database
from app.domain import answering, cases, day_map, editing, pro_forma, reading, sign_ins
from app.domain.actions import Action
from app.domain.cases import Case
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.notes import Note
from app.domain.people import Person
from app.domain.writings import Writing
from tests.cast import Cast
from tests.drills import running
from tests.keeping import shown_in

MIRACLES = str(Path(sys.executable).parent / "miracles")
TEMPORARY = "temporary"


class Typist:
    """Types identifiers that are nowhere else, and remembers all of them."""

    def __init__(self) -> None:
        self.typed: list[str] = []
        self._random = random.Random(20270511)

    def words(self) -> str:
        """A sentence with a number that the coach finds."""
        number = f"07911 {self._random.randrange(100000, 999999)}"
        self.typed.append(number)
        return f"They rang {number} about it."

    def name(self) -> str:
        """A name that no rule knows; only a person can replace it."""
        name = "Q" + "".join(self._random.choices("bdfgklmnprstvz", k=11))
        self.typed.append(name)
        return name

    def forms_of(self, one: str) -> set[bytes]:
        """How it may be written down somewhere: as it is, without blanks, or as in an address."""
        return {one.replace(" ", blank).encode() for blank in (" ", "", "+", "%20")}


class Server:
    """`miracles serve` in a process of its own; all that it says goes into one file."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.url, self.log, self.port = database_url, folder / "server.log", running.free_port()
        (folder / TEMPORARY).mkdir()
        known = {
            "MIRACLES_DATABASE_URL": database_url,
            "MIRACLES_BASE_URL": f"http://127.0.0.1:{self.port}",
            "TMPDIR": str(folder / TEMPORARY),
        }
        with self.log.open("wb") as log:
            command = [MIRACLES, "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | known, cwd=folder)
        running.wait_until_well(self.port)

    def post(self, secret: str, path: str, expected: tuple[int, ...], **form: str) -> str:
        status, answer = running.request(self.port, "POST", path, cookie=secret, form=form)
        assert status in expected, f"{path} answered {status}: {answer[:300]}"
        return answer

    def send(self, secret: str, path: str, **form: str) -> None:
        """Something in which nothing is found."""
        self.post(secret, path, (303,), **form)

    def keep(self, secret: str, path: str, **form: str) -> None:
        """As a person keeps what was found: it is shown first."""
        shown = shown_in(self.post(secret, path, (422,), **form))
        self.post(secret, path, (303,), **form, keep="other", kept_of=shown)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)


@pytest.fixture
def looking(database_url: str) -> Iterator[Database]:
    """The database, looked at from outside of the server."""
    database = Database(database_url)
    yield database
    database.engine.dispose()


@pytest.fixture
def secrets(looking: Database, cast: Cast) -> dict[str, str]:
    """The cookies of those who write, by the real clock."""
    with looking.writing() as db:
        return {
            name: sign_ins.begin(db, db.get_one(Person, getattr(cast, name).id), device="a test", at=clock.now())
            for name in ("nia", "omar", "fatima")
        }


@pytest.fixture
def server(secrets: dict[str, str], looking: Database, database_url: str, tmp_path: Path) -> Iterator[Server]:
    looking.engine.dispose()
    server = Server(database_url, tmp_path)
    yield server
    server.stop()


def write_a_case(server: Server, looking: Database, nia: str, cast: Cast, typist: Typist) -> None:
    """Every answer of a draft, too long first; then each number by its suggestion, each name by hand."""
    case = f"/cases/{cast.draft_case.id}"
    for number, question in enumerate(pro_forma.QUESTIONS, start=1):
        columns = [one for one in question.columns if one not in pro_forma.CHOICES]
        if columns:
            server.post(nia, f"{case}/pages/{number}", (422,), **{one: typist.words() + "x" * 4000 for one in columns})
            told = {one: f"{typist.words()} {typist.name()}" for one in columns}
            server.post(nia, f"{case}/pages/{number}", (200, 303), **told, then="keep")
    stop = {"place": f"{typist.name()} clinic", "way": typist.words(), "why": typist.words()}
    server.post(nia, f"{case}/map", (422,), why=typist.words())
    server.post(nia, f"{case}/map", (303,), **stop)
    server.post(nia, f"{case}/map", (303,), place=typist.name(), why=typist.name())
    server.post(nia, f"{case}/check/all", (200, 303))
    with looking.reading() as db:
        written = db.get_one(Case, cast.draft_case.id)
        told = written.model_dump()
    assert not reading.read(told["question"])
    for number, question in enumerate(pro_forma.QUESTIONS, start=1):
        again = {one: "Said more widely." for one in question.columns if one not in pro_forma.CHOICES}
        if again:
            seen = answering.wording(answering.standing(written, question))
            server.post(nia, f"{case}/pages/{number}", (303,), **again, seen=seen)
    stop, gone = day_map.stops(told["one_day"])[-2:]
    server.post(
        nia, f"{case}/map/{stop.id}", (303,), seen=stop.wording, place="A clinic", way="Two buses", why="It was raining"
    )
    # What was taken out can be put back until the case is handed in.
    server.post(nia, f"{case}/map/{gone.id}/removal", (303,))
    server.post(nia, f"{case}/offer", (303,))


def write_elsewhere(server: Server, secrets: dict[str, str], cast: Cast, typist: Typist) -> None:
    """Whatever is read before it is kept: refused, then sent with other words."""
    ours = f"/communities/{cast.community.id}"
    for path, fields in (
        (f"/cases/{cast.open_case.id}/reflections", {"kind": "struck", "shared": "named"}),
        (f"/meetings/{cast.next_month.id}/reflections", {"kind": "idea", "shared": "agency"}),
        (f"/meetings/{cast.today.id}/reflections", {"kind": "idea", "shared": "detached"}),
        (f"{ours}/actions", {}),
        (f"{ours}/miracles", {}),
        (f"{ours}/barriers", {}),
    ):
        for more in ({}, {"use_all": "all"}):
            server.post(secrets["omar"], path, (422,), text=typist.words(), **fields, **more)
        server.post(secrets["omar"], path, (422,), text=typist.words() + "x" * 3000, **fields)
        server.post(secrets["omar"], path, (303,), text="They rang about it.", **fields)
    server.post(secrets["omar"], f"{ours}/topics", (422,), title=typist.words(), why=typist.words(), minutes="5")
    reading_form = {"coach-of": "actions.AgreeForm", "text": typist.words(), "first_step": typist.words()}
    server.post(secrets["omar"], "/readings", (200,), **reading_form)


def write_and_change(server: Server, looking: Database, secrets: dict[str, str], cast: Cast, typist: Typist) -> None:
    """What is kept at once, or kept on purpose: then changed by hand."""
    omar, fatima = secrets["omar"], secrets["fatima"]
    action = f"/actions/{cast.open_action.id}"
    first, then = {"text": typist.words(), "first_step": typist.name()}, {"text": "Ring them", "first_step": ""}
    server.keep(omar, action, **first, revision=str(revision(looking, cast)))
    server.post(omar, action, (303,), **then, revision=str(revision(looking, cast)))
    server.send(omar, action, text=f"Ring {typist.name()}", revision=str(revision(looking, cast)))
    server.post(omar, action, (303,), text="Ring them", revision=str(revision(looking, cast)))
    server.post(omar, f"{action}/earlier-words/removal", (303,))
    today = f"/meetings/{cast.today.id}"
    for kind in ("note", "offer"):
        words = f"{typist.words()} {typist.name()}"
        server.post(omar, f"{today}/captures", (303,), kind=kind, text=words)
        with looking.reading() as db:
            note = db.exec(select(Note).where(Note.text == words)).one()
        sent = {"kind": kind, "wording": note.wording}
        server.post(
            omar, f"/notes/{note.id}", (422,), kind=kind, text=typist.words() + "x" * 3000, wording=note.wording
        )
        server.post(omar, f"/notes/{note.id}", (303,), text="They rang about it.", **sent)
        # Somebody else changed it meanwhile: both are shown, and nothing of the second is kept.
        server.post(omar, f"/notes/{note.id}", (422,), text=typist.words(), **sent)
    server.post(fatima, f"{today}/writing", (303,), question="What gives us hope?")
    with looking.reading() as db:
        writing = db.exec(select(Writing)).one()
    for words in (f"{typist.words()} {typist.name()}", "They rang about it."):
        server.post(omar, f"{today}/writing/slip", (303,), writing=str(writing.id), text=words)
    held = f"/meetings/{cast.last_month.id}/minutes"
    for words, send in ((f"{typist.words()} {typist.name()}", server.keep), ("A calm meeting.", server.send)):
        sign = seen(looking, Meeting, cast.last_month.id)
        send(fatima, f"{held}/in-short", text=words, seen=sign)
        sign = seen(looking, Miracle, cast.miracle.id)
        send(fatima, f"{held}/things/{cast.miracle.id}", text=words, seen=sign)


def seen(looking: Database, kind: type[Meeting] | type[Miracle], thing_id: UUID) -> str:
    """What a page says of the words that its reader had before them."""
    with looking.reading() as db:
        return editing.wording_of(db.get_one(kind, thing_id))


def revision(looking: Database, cast: Cast) -> int:
    with looking.reading() as db:
        return db.get_one(Action, cast.open_action.id).revision


def test_what_was_replaced_is_nowhere(
    server: Server, looking: Database, secrets: dict[str, str], cast: Cast, tmp_path: Path
) -> None:
    typist = Typist()
    write_a_case(server, looking, secrets["nia"], cast, typist)
    write_elsewhere(server, secrets, cast, typist)
    write_and_change(server, looking, secrets, cast, typist)
    assert len(set(typist.typed)) > 70
    with looking.reading() as db:
        assert left_in_tables(db, typist) == set()
    looking.engine.dispose()
    if looking.is_sqlite:
        assert looking.settle(), "Nobody was reading."
        for file in files_of(looking):
            assert left_in(file.read_bytes(), typist) == set(), f"in {file.name}"
    else:
        assert left_on_the_server(looking, typist) == set()
    assert left_in(server.log.read_bytes(), typist) == set()
    # Not one file: what a library wants to send to its makers waits in one, too.
    assert [file for file in (tmp_path / TEMPORARY).rglob("*") if file.is_file()] == []


def left_in_tables(db: Session, typist: Typist) -> set[str]:
    """What is found in any column of any table, ours or the library's."""
    found = set()
    for table in [*SQLModel.metadata.tables, "alembic_version"]:
        for row in db.connection().execute(text(f'SELECT * FROM "{table}"')):
            found |= left_in("\n".join(map(str, row)).encode(), typist)
    return found


def files_of(database: Database) -> list[Path]:
    file = Path(str(database.engine.url.database))
    return [
        one for one in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")) if one.exists()
    ]


def left_on_the_server(database: Database, typist: Typist) -> set[str]:
    """What is found in the bytes of PostgreSQL's tables, once their dead rows were thrown away."""
    found = set()
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL"))
        connection.execute(text("CHECKPOINT"))
        relations = connection.execute(
            text(
                "SELECT pg_relation_filepath(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname IN ('public', 'pg_toast') AND c.relkind IN ('r', 'i', 't') AND c.relfilenode <> 0"
            )
        ).scalars()
        for path in relations:
            found |= left_in(
                bytes(connection.execute(text("SELECT pg_read_binary_file(:path)"), {"path": path}).scalar_one()),
                typist,
            )
    return found


def left_in(content: bytes, typist: Typist) -> set[str]:
    return {one for one in typist.typed if any(form in content for form in typist.forms_of(one))}


def test_we_would_find_it(cast: Cast, looking: Database) -> None:
    typist = Typist()
    words = typist.words()
    with looking.writing() as db:
        case = cases.by_id(db, cast.draft_case.id)
        assert case
        case.wants = words
    with looking.reading() as db:
        assert left_in_tables(db, typist) == set(typist.typed)
    if looking.is_sqlite:
        assert any(left_in(file.read_bytes(), typist) for file in files_of(looking))
    else:
        assert left_on_the_server(looking, typist) == set(typist.typed)
