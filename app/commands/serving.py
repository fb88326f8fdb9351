"""The two ways to run the server: the demo, and for a community."""

import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
import uvicorn

from app import clock, demo, migrate
from app.commands import sqlite_files
from app.commands.keeping import bring_to_newest
from app.commands.sqlite_files import InUse
from app.commands.words import read_settings, say, stop, working
from app.config import LOOPBACK, OwnSettings, Settings
from app.db import Database
from app.main import create_app

HERE = "127.0.0.1"
SECONDS_TO_FINISH = 3
# Written into a demo's file, so that the demo never opens a real community's database: "LMDM".
DEMO_MARK = 0x4C4D444D


def serve_demo(
    keep: Annotated[Path | None, typer.Option(help="Keep the demo in this file and go on there next time.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Another one is taken when this is not free.")] = 8000,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser when there is one.")] = True,
    host: Annotated[str, typer.Option(help="This machine only.")] = HERE,
) -> None:
    """Show an invented community on this machine; without --keep everything is gone when you stop it with Ctrl+C."""
    if host not in LOOPBACK:
        stop("The demo opens on this machine only: anybody can become anybody there. Leave out --host.", code=2)
    _stop_politely()
    with tempfile.TemporaryDirectory(prefix="little-miracles-") as folder:
        file = (keep or Path(folder) / "demo.sqlite3").absolute()
        with _held(file):
            _build_if_new(file)
            port = _free_port(port)
            address = f"http://{HERE}:{port}"
            say(f"Little Miracles is open at {address}/demo, with invented people. Stop it with Ctrl+C.")
            if open_browser:
                _open_when_ready(f"{address}/demo", port)
            settings = OwnSettings(database_url=f"sqlite:///{file}", base_url=address, demo=True)
            try:
                _run(settings, HERE, port)
            finally:
                say(f"The demo is kept in {file}." if keep else "The demo is gone.")


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = HERE,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Run the server for your community; the database is migrated first when it needs to be."""
    settings = read_settings()
    if not _is_loopback(host) and (settings.demo or not settings.is_https):
        stop(
            f"Listening on {host} needs an https:// address: set MIRACLES_BASE_URL to what people will type, and put "
            "a reverse proxy with TLS in front.",
            code=2,
        )
    _stop_politely()
    if settings.database_file:
        settings.database_file.parent.mkdir(parents=True, exist_ok=True)
    with _held(settings.database_file):
        bring_to_newest(settings)
        if not _is_free(port, host):
            stop(f"Something else is listening on port {port} already. Choose another one with --port.")
        say(f"Little Miracles is open at {settings.base_url}, listening on {host}, port {port}.")
        _run(settings, host, port)


def _run(settings: Settings, host: str, port: int) -> None:
    logging.getLogger("uvicorn.error").addFilter(_without_words)
    proxies = settings.trusted_proxies.replace(" ", "")
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        workers=1,
        # Open streams would hold the server up for ever (tests/drills/test_kill.py).
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        # Addresses can hold the secret of an invitation, so requests are not logged.
        access_log=False,
        log_level="warning",
        server_header=False,
    )


def _without_words(record: logging.LogRecord) -> bool:
    """An error's log says where it happened, not its message: that could hold somebody's words."""
    if record.exc_info and record.exc_info[0]:
        lines = traceback.format_tb(record.exc_info[2])
        record.msg, record.args = f"{record.exc_info[0].__name__}\n{''.join(lines)}", ()
        record.exc_info = record.exc_text = None
    return True


@contextmanager
def _held(file: Path | None) -> Iterator[None]:
    if file is None:
        yield
        return
    if not file.parent.is_dir():
        stop(f"There is no folder {file.parent}. Make it first.", code=2)
    try:
        with sqlite_files.held(file):
            yield
    except InUse:
        stop(f"Another server is running on {file}. One at a time.")


def _build_if_new(file: Path) -> None:
    if file.exists():
        _refuse_unless_demo(file)
        bring_to_newest(OwnSettings(database_url=f"sqlite:///{file}"))
        return
    # Under another name until it is whole, so that an interrupted start leaves nothing half-built behind.
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    with working("Inviting everybody"):
        _build(f"sqlite:///{part}")
    part.rename(file)


def _build(url: str) -> None:
    migrate.to_newest(url)
    database = Database(url)
    with database.writing() as db:
        demo.build(db, at=clock.now())
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {DEMO_MARK}")
    database.engine.dispose()


def _refuse_unless_demo(file: Path) -> None:
    if sqlite_files.mark_of(file) != DEMO_MARK:
        stop(f"{file} is not a demo's: it may hold a real community. Choose another name with --keep.", code=2)


def _free_port(wanted: int) -> int:
    if _is_free(wanted, HERE):
        return wanted
    with socket.socket() as any_port:
        any_port.bind((HERE, 0))
        free = int(any_port.getsockname()[1])
    say(f"Port {wanted} is taken, so this is on port {free}.")
    return free


def _is_free(port: int, host: str) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _open_when_ready(address: str, port: int) -> None:
    is_there_a_screen = (
        sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    if is_there_a_screen:
        threading.Thread(target=_open_browser, args=(address, port), daemon=True).start()


def _open_browser(address: str, port: int) -> None:
    for _ in range(100):
        with socket.socket() as trial:
            if trial.connect_ex((HERE, port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(0.1)


def _stop_politely() -> None:
    """A polite signal ends us in order, so that a temporary file goes and a lock is let go."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
