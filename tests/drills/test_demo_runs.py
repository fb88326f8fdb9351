"""The demo as it is really started: one command, no settings, on this machine only, and nothing left behind."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.drills import running

pytestmark = pytest.mark.drill
MIRACLES = str(Path(sys.executable).parent / "miracles")


@contextmanager
def demo(folder: Path, port: int, *more: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    """A demo that is running; its temporary files are made under this folder."""
    settings = os.environ | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"} | env
    command = [MIRACLES, "demo", "--no-open", "--port", str(port), *more]
    with subprocess.Popen(command, cwd=folder, env=settings, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def stopped(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    return process.returncode, said


def test_s24_the_demo_runs_without_settings_and_leaves_nothing(tmp_path: Path) -> None:
    port = running.free_port()
    elsewhere = {
        "MIRACLES_DATABASE_URL": f"sqlite:///{tmp_path / 'real.sqlite3'}",
        "MIRACLES_BASE_URL": "https://miracles.example.org",
        "MIRACLES_SMTP_URL": "smtp://mail.example.org",
    }
    with demo(tmp_path, port, **elsewhere) as process:
        running.wait_until_well(port)
        status, page = running.request(port, "GET", "/demo")
        assert status == 200
        assert "Who would you like to be?" in page
        person = re.search(r'action="(/demo/people/[0-9a-f-]+)"', page)
        assert person
        assert running.request(port, "POST", person[1], form={})[0] == 303
        assert foreign_host(port) == 400
        code, said = stopped(process)
    assert code == 0
    assert f"http://127.0.0.1:{port}/demo" in said
    assert "The demo is gone." in said
    assert list(tmp_path.iterdir()) == []


def test_a_kept_demo_goes_on_and_a_taken_port_is_no_trouble(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with demo(tmp_path, port, "--keep", "kept.sqlite3") as process:
            assert process.stdout
            assert f"Port {port} is taken" in process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/demo", process.stdout.readline())
            assert found
            running.wait_until_well(int(found[1]))
            assert stopped(process)[0] == 0
    assert (tmp_path / "kept.sqlite3").stat().st_size > 0
    port = running.free_port()
    with demo(tmp_path, port, "--keep", "kept.sqlite3") as process:
        running.wait_until_well(port)
        assert "is kept in" in stopped(process)[1]


def foreign_host(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/demo", headers={"Host": "evil.example.org"})
        return connection.getresponse().status
