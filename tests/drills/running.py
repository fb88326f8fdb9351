"""Real servers for the drills: their own process, their own port, killed without warning or asked to stop."""

import http.client
import multiprocessing
import os
import socket
import time
from contextlib import closing
from multiprocessing.process import BaseProcess
from urllib.parse import urlencode

# Servers are forked from a process that has imported everything once: twenty starts would otherwise take minutes.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["app.main", "app.commands.serving", "app.cli"])


def serve(database_url: str, port: int) -> None:
    """What the process does: `miracles serve`, with these settings."""
    from app.cli import app

    os.environ["MIRACLES_DATABASE_URL"] = database_url
    os.environ["MIRACLES_BASE_URL"] = f"http://127.0.0.1:{port}"
    app(["serve", "--port", str(port)])


def start(database_url: str, port: int) -> BaseProcess:
    """A server that answers."""
    process = CONTEXT.Process(target=serve, args=(database_url, port))
    process.start()
    wait_until_well(port)
    return process


def wait_until_well(port: int, seconds: float = 60) -> None:
    """Until the server answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if request(port, "GET", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("The server did not come up.")


def request(
    port: int, method: str, path: str, *, cookie: str = "", form: dict[str, str] | None = None, seconds: float = 60
) -> tuple[int, str]:
    """One request on a connection of its own; answers the status and the text."""
    headers = {"Cookie": f"sign-in={cookie}"} if cookie else {}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)) as connection:
        connection.request(method, path, urlencode(form) if form is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
