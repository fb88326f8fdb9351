"""The stream on a real server: told after the commit, ended at once, and never in anybody's way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlmodel import Session

from app import clock
from app.db import Database
from app.domain import actions, closing, meetings, memberships, notes, sign_ins
from app.domain.meetings import Meeting
from tests.cast import Cast
from tests.live.servers import Listening, RealServer, free_port, secret_for, serving, wait_until


@pytest.fixture
def server(database_url: str) -> Iterator[RealServer]:
    with serving(database_url) as server:
        yield server


def live(cast: Cast, seen: int | str = "") -> str:
    return f"/meetings/{cast.today.id}/live?seen={seen}"


def listen(server: RealServer, cast: Cast, secret: str) -> Listening:
    return server.listen(live(cast, server.hub.latest), secret)


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def test_a_noun_is_told_after_the_commit_and_nothing_but_the_noun(server: RealServer, cast: Cast) -> None:
    omar, nia = secret_for(server.database, cast.omar), secret_for(server.database, cast.nia)
    stream = listen(server, cast, omar)
    assert stream.answer.headers["content-type"].startswith("text/event-stream")
    assert stream.answer.headers["cache-control"] == "no-store"
    status, _ = server.ask("POST", f"/meetings/{cast.today.id}/captures", nia, {"kind": "note", "text": "A secret"})
    assert status == 303
    assert stream.next() == "notes"
    assert int(stream.last_id) == server.hub.latest


def test_nothing_is_told_of_what_was_rolled_back(server: RealServer, cast: Cast) -> None:
    stream = listen(server, cast, secret_for(server.database, cast.omar))
    with pytest.raises(RuntimeError), server.database.writing() as db:
        notes.take_down(db, today(db, cast), None, kind="note", text="Gone", by=cast.omar, at=clock.now())
        db.flush()
        raise RuntimeError("Something broke.")
    with server.database.writing() as db:
        actions.agree(db, cast.community.id, text="Kept", owner_id=None, due_on=None, by=cast.omar, at=clock.now())
    assert stream.next() == "actions"


def test_other_communities_hear_nothing(server: RealServer, cast: Cast) -> None:
    zed = server.listen(
        f"/meetings/{cast.zeds_meeting.id}/live?seen={server.hub.latest}", secret_for(server.database, cast.zed)
    )
    omar = secret_for(server.database, cast.omar)
    server.ask("POST", f"/meetings/{cast.today.id}/captures", omar, {"text": "Ours"})
    with pytest.raises(TimeoutError):
        zed.next(0.4)


def test_s07_signing_out_ends_the_stream_within_a_second(server: RealServer, cast: Cast) -> None:
    secret = secret_for(server.database, cast.omar)
    stream = listen(server, cast, secret)
    server.ask("POST", "/sign-out", secret)
    assert stream.ends_within(1)
    assert server.ask("GET", live(cast), secret)[0] == 303


def test_s07_ending_a_sign_in_elsewhere_ends_its_stream(server: RealServer, cast: Cast) -> None:
    kept, ended = secret_for(server.database, cast.omar), secret_for(server.database, cast.omar)
    staying, leaving = listen(server, cast, kept), listen(server, cast, ended)
    with server.database.reading() as db:
        found = sign_ins.current(db, ended, at=clock.now())
    assert found
    server.ask("POST", f"/sign-ins/{found[0].id}/end", kept)
    assert leaving.ends_within(1)
    assert not staying.ends_within(0.3)


def test_s07_removal_ends_the_stream_within_a_second(server: RealServer, cast: Cast) -> None:
    secret = secret_for(server.database, cast.omar)
    stream = listen(server, cast, secret)
    with server.database.writing() as db:
        place = memberships.by_id(db, cast.omars_place.id)
        assert place
        memberships.leave(db, place, by=cast.fatima, at=clock.now())
    assert stream.ends_within(1)
    assert server.ask("GET", live(cast), secret)[0] == 404


def test_s07_closing_the_meeting_ends_the_guests_streams(server: RealServer, cast: Cast) -> None:
    guest = listen(server, cast, secret_for(server.database, cast.gus))
    member = listen(server, cast, secret_for(server.database, cast.omar))
    with server.database.writing() as db:
        closing.close(db, today(db, cast), by=cast.fatima, at=clock.now())
    assert guest.ends_within(1)
    assert "meetings" in {member.next() for _ in range(3)}


def test_s08_strangers_and_the_signed_out_get_no_stream(server: RealServer, cast: Cast) -> None:
    for person, status in ((cast.sol, 404), (cast.zed, 404), (cast.kit, 404)):
        secret = secret_for(server.database, person)
        assert server.ask("GET", live(cast), secret)[0] == status
        assert server.ask("GET", f"/meetings/{cast.today.id}/version", secret)[0] == status
    assert server.ask("GET", live(cast))[0] == 303


def test_s56_open_streams_hold_no_connection(server: RealServer, cast: Cast) -> None:
    for person in (cast.omar, cast.nia):
        listen(server, cast, secret_for(server.database, person))
    assert server.hub.open_pages == 2
    wait_until(lambda: server.database.engine.pool.checkedout() == 0)  # type: ignore[attr-defined]


def test_a_page_that_goes_is_forgotten(server: RealServer, cast: Cast) -> None:
    stream = listen(server, cast, secret_for(server.database, cast.omar))
    stream.close()
    wait_until(lambda: server.hub.open_pages == 0)


def test_a_page_that_is_behind_is_told_to_look_at_everything(server: RealServer, cast: Cast) -> None:
    secret = secret_for(server.database, cast.omar)
    seen = server.hub.latest
    server.ask("POST", f"/meetings/{cast.today.id}/captures", secret, {"text": "While you slept"})
    assert server.listen(live(cast, seen), secret).next() == "sync"
    # What the browser remembers of its last event counts more than the page's own address.
    fresh = server.listen(live(cast, seen), secret, {"Last-Event-ID": str(server.hub.latest)})
    with pytest.raises(TimeoutError):
        fresh.next(0.3)
    for nonsense in ("", "soon", "-1", "9" * 30):
        assert server.listen(live(cast, nonsense), secret).next() == "sync"


def test_the_version_can_be_asked_for_where_streams_are_held_back(server: RealServer, cast: Cast) -> None:
    secret = secret_for(server.database, cast.omar)
    address = f"/meetings/{cast.today.id}/version"
    before = int(server.ask("GET", address, secret)[1])
    server.ask("POST", f"/meetings/{cast.today.id}/captures", secret, {"text": "Something new"})
    after = int(server.ask("GET", address, secret)[1])
    assert before < after == server.hub.latest


def test_a_page_of_the_server_before_is_told_to_look_again(database_url: str, cast: Cast) -> None:
    with serving(database_url) as before:
        secret = secret_for(before.database, cast.omar)
        stream = listen(before, cast, secret)
        seen = before.hub.latest
    assert stream.answer.isclosed()
    time.sleep(0.01)
    with serving(database_url) as after:
        assert after.listen(live(cast, seen), secret).next() == "sync"


def test_s54_a_server_with_open_streams_stops_within_three_seconds(database_url: str, cast: Cast) -> None:
    port = free_port()
    environment = os.environ | {
        "MIRACLES_DATABASE_URL": database_url,
        "MIRACLES_BASE_URL": f"http://127.0.0.1:{port}",
    }
    database = Database(database_url)
    secret = secret_for(database, cast.omar)
    database.engine.dispose()
    command = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "warning"], env=environment)
    try:
        streams = [_listen_when_up(port, live(cast), secret) for _ in range(5)]
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(3)
        assert all(stream.ends_within(0.5) for stream in streams)
        assert time.monotonic() - began < 3
    finally:
        process.kill()
        process.wait()


def _listen_when_up(port: int, path: str, secret: str) -> Listening:
    import http.client

    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path, headers={"Cookie": f"sign-in={secret}"})
            stream = Listening(connection, connection.getresponse())
            assert stream.next() == "sync"
            return stream
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("The server did not start.")
