"""The command line: what it does, and how it says no."""

import json
import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import clock, demo, migrate
from app.cli import app
from app.commands import sqlite_files
from app.db import Database
from app.domain import people, sign_ins

MIRACLES = str(Path(sys.executable).parent / "miracles")


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, no settings; and our own permissions afterwards, which the command line makes stricter."""
    for name in [name for name in os.environ if name.startswith("MIRACLES_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    yield tmp_path
    os.umask(before)


@pytest.fixture
def file(at_home: Path) -> Path:
    return at_home / "data" / "little-miracles.sqlite3"


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def invited(name: str = "Ana Silva", email: str = "ana@example.org", *more: str) -> str:
    """The code that was printed."""
    answer = run("invite", name, email, *more)
    assert answer.exit_code == 0, answer.output
    found = re.search(r"The code for .* is (\w{4} \w{4})\.", answer.output)
    assert found
    return found[1]


def names_in(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM person")}


def test_an_invited_person_signs_in_once_with_the_printed_code(file: Path) -> None:
    code, now = invited(), clock.now()
    database = Database(f"sqlite:///{file}")
    with database.writing() as db:
        known = {"email": "ana@example.org", "browser": "any", "device": "a test"}
        assert sign_ins.enter(db, code, **known, at=now + timedelta(minutes=11)) is None
        assert sign_ins.enter(db, code, **known, at=now)
        assert sign_ins.enter(db, code, **known, at=now) is None
    database.engine.dispose()


def test_inviting_again_gives_a_fresh_code_and_can_make_a_keeper(file: Path) -> None:
    assert invited() != invited("Somebody Else", "ANA@example.org", "--keeper")
    assert names_in(file) == {"Ana Silva"}
    database = Database(f"sqlite:///{file}")
    with database.reading() as db:
        assert people.any_keeper(db)
    database.engine.dispose()


@pytest.mark.parametrize("words", [("Ana", "ana"), ("", "ana@example.org")])
def test_inviting_says_what_is_missing(words: tuple[str, str]) -> None:
    answer = run("invite", *words)
    assert answer.exit_code == 2
    assert "Write the" in answer.output


def test_what_we_write_is_for_its_owner_only(file: Path, at_home: Path) -> None:
    invited()
    assert run("backup", "copy.sqlite3").exit_code == 0
    for written in (file, at_home / "copy.sqlite3"):
        assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_a_backup_is_whole_and_never_overwrites(at_home: Path) -> None:
    invited()
    assert run("backup", "copy.sqlite3").exit_code == 0
    assert names_in(at_home / "copy.sqlite3") == {"Ana Silva"}
    sqlite_files.check(at_home / "copy.sqlite3")
    before = (at_home / "copy.sqlite3").read_bytes()
    again = run("backup", "copy.sqlite3")
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert (at_home / "copy.sqlite3").read_bytes() == before


def test_a_backup_holds_what_was_committed_while_somebody_writes(file: Path, at_home: Path) -> None:
    invited()
    database = Database(f"sqlite:///{file}")
    with database.writing() as db:
        people.found_or_added(db, name="Not yet", email="not@example.org", at=clock.now())
        assert run("backup", "copy.sqlite3").exit_code == 0
    database.engine.dispose()
    assert names_in(at_home / "copy.sqlite3") == {"Ana Silva"}


def test_backup_says_so_when_there_is_nothing_or_nowhere() -> None:
    assert "There is no database yet" in run("backup", "copy.sqlite3").output
    invited()
    assert run("backup", "nowhere/copy.sqlite3").exit_code == 2


def test_restore_brings_back_and_keeps_the_present_one_aside(file: Path) -> None:
    invited()
    run("backup", "copy.sqlite3")
    invited("Ben Okoye", "ben@example.org")
    answer = run("restore", "copy.sqlite3")
    assert answer.exit_code == 0, answer.output
    assert names_in(file) == {"Ana Silva"}
    (aside,) = file.parent.glob("*before-restore*")
    assert names_in(aside) == {"Ana Silva", "Ben Okoye"}
    assert not list(file.parent.glob("*-wal"))


def test_restore_works_where_there_was_nothing(file: Path, at_home: Path) -> None:
    invited()
    run("backup", "copy.sqlite3")
    file.unlink()
    assert run("restore", "copy.sqlite3").exit_code == 0
    assert names_in(file) == {"Ana Silva"}


@pytest.mark.parametrize("kind", ["garbage", "missing", "other", "cut", "newer"])
def test_restore_refuses_what_is_not_ours_and_changes_nothing(file: Path, at_home: Path, kind: str) -> None:
    invited()
    run("backup", "copy.sqlite3")
    bad = at_home / "bad.sqlite3"
    if kind == "garbage":
        bad.write_bytes(b"not a database at all" * 100)
    if kind == "other":
        with closing(sqlite3.connect(bad)) as connection:
            connection.execute("CREATE TABLE cake (slices INTEGER)")
    if kind == "cut":
        whole = (at_home / "copy.sqlite3").read_bytes()
        bad.write_bytes(whole[: len(whole) // 2])
    if kind == "newer":
        bad.write_bytes((at_home / "copy.sqlite3").read_bytes())
        with closing(sqlite3.connect(bad)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = 'from_tomorrow'")
            connection.commit()
    answer = run("restore", "bad.sqlite3")
    assert answer.exit_code == 1
    assert "left as it is" in answer.output
    assert names_in(file) == {"Ana Silva"}
    assert not list(file.parent.glob("*being-restored*"))


def test_restore_refuses_while_the_server_runs(file: Path) -> None:
    invited()
    run("backup", "copy.sqlite3")
    with sqlite_files.held(file):
        answer = run("restore", "copy.sqlite3")
    assert answer.exit_code == 1
    assert "Stop it first" in answer.output


def test_only_one_server_runs_on_a_file(file: Path) -> None:
    invited()
    with sqlite_files.held(file):
        answer = run("serve")
    assert answer.exit_code == 1
    assert "One at a time" in answer.output


def test_migrating_keeps_a_backup_of_the_database_as_it_was(file: Path) -> None:
    invited()
    assert "Nothing was changed" in run("migrate").output
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_tomorrow'")
        connection.commit()
    answer = run("migrate")
    assert answer.exit_code == 1
    assert "newer version" in answer.output


def test_postgresql_has_its_own_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRACLES_DATABASE_URL", "postgresql://somebody@127.0.0.1:1/miracles")
    backup, restore = run("backup", "copy"), run("restore", "copy")
    assert (backup.exit_code, restore.exit_code) == (2, 2)
    assert "pg_dump" in backup.output
    assert "pg_restore" in restore.output


def test_the_doctor_finds_a_fresh_place_well() -> None:
    invited("Ana Silva", "ana@example.org", "--keeper")
    answer = run("doctor")
    assert answer.exit_code == 0, answer.output
    assert "The database file is whole." in answer.output
    assert "Mend" not in answer.output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BASE_URL", "miracles", "must be a whole address"),
        ("BASE_URL", "http://miracles.example.org", "must begin with https://"),
        ("DATABASE_URL", "mysql://somewhere", "must look like sqlite:///"),
        ("SMTP_URL", "mail.example.org", "must look like smtp://"),
        ("SMTP_URL", "smtp://127.0.0.1:1", "The mail server does not let us in"),
        ("TRUSTED_PROXIES", "the proxy", "must hold addresses"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "The database cannot be reached"),
        ("DEMO", "perhaps", "MIRACLES_DEMO cannot be used"),
        ("DEMO", "1", "anybody can become anybody"),
    ],
)
def test_the_doctor_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(f"MIRACLES_{name}", value)
    answer = run("doctor")
    assert answer.exit_code == 1
    assert words in answer.output
    assert "Traceback" not in answer.output


def test_the_doctor_sees_open_permissions_and_a_clock_gone_back(file: Path) -> None:
    invited()
    file.chmod(0o644)
    file.parent.chmod(0o755)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE history SET at = '2099-01-01 00:00:00.000000'")
        connection.execute(
            "INSERT INTO history (id, noun, verb, about_id, at) VALUES ('a', 'x', 'y', 'b', '2099-01-01 00:00:00')"
        )
        connection.commit()
    answer = run("doctor")
    assert answer.exit_code == 1
    assert "chmod 600" in answer.output
    assert "The clock says" in answer.output
    assert "behind what happened here" in answer.output


def test_serving_to_others_needs_https() -> None:
    answer = run("serve", "--host", "0.0.0.0")
    assert answer.exit_code == 2
    assert "https://" in answer.output


def test_serving_a_demo_to_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRACLES_BASE_URL", "https://localhost")
    monkeypatch.setenv("MIRACLES_DEMO", "1")
    assert run("serve", "--host", "0.0.0.0").exit_code == 2


def test_serving_on_a_taken_port_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = run("serve", "--port", str(taken.getsockname()[1]))
    assert answer.exit_code == 1
    assert "--port" in answer.output


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "miracles.example.org", "::"])
def test_s24_the_demo_opens_on_this_machine_only(host: str) -> None:
    answer = run("demo", "--host", host, "--no-open")
    assert answer.exit_code == 2
    assert "this machine only" in answer.output


def test_s24_the_demo_does_not_open_a_real_database(file: Path) -> None:
    invited()
    answer = run("demo", "--keep", str(file), "--no-open")
    assert answer.exit_code == 2
    assert "may hold a real community" in answer.output
    assert names_in(file) == {"Ana Silva"}


def test_text_is_shown_with_its_findings_marked(at_home: Path) -> None:
    answer = run("check-text", typed="Ring 07700 900 245 tonight.\n")
    assert answer.exit_code == 0
    assert answer.output == "Ring [07700 900 245 → (removed)] tonight.\n"
    (at_home / "note.txt").write_text("Ring 07700 900 245 tonight.\n", encoding="utf-8")
    assert run("check-text", "note.txt").output == answer.output


def test_notes_are_read_line_by_line() -> None:
    answer = run("check-text", "--jsonl", typed='{"id": 1, "text": "Ring 07700 900 245."}\nnot json\n')
    first, second = (json.loads(line) for line in answer.output.splitlines())
    assert (first["id"], first["spans"][0]["type"], first["spans"][0]["start"]) == (1, "PHONE", 5)
    assert second["spans"] == []


def test_reading_says_when_it_cannot(at_home: Path) -> None:
    assert run("check-text", "missing.txt").exit_code == 2
    (at_home / "picture").write_bytes(b"\xff\xd8\xff\xe0")
    answer = run("check-text", "picture")
    assert answer.exit_code == 2
    assert "UTF-8" in answer.output


def test_expected_trouble_ends_in_a_sentence(at_home: Path) -> None:
    env = os.environ | {"MIRACLES_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = subprocess.run([MIRACLES, "migrate"], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "The database did not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_demo_file_is_marked_and_can_be_opened_again(at_home: Path) -> None:
    from app.commands import serving

    file = at_home / "kept.sqlite3"
    serving._build_if_new(file)
    assert sqlite_files.mark_of(file) == serving.DEMO_MARK
    before = names_in(file)
    serving._build_if_new(file)
    assert names_in(file) == before
    assert len(before) == 9
    assert demo.build and migrate.revision_of(f"sqlite:///{file}") == migrate.newest()
