"""A real server for the tests of what many do at once."""

import threading
from collections.abc import Iterator

import pytest
import uvicorn

from app.config import OwnSettings
from app.main import create_app
from tests.drills.running import free_port, wait_until_well


@pytest.fixture
def port(database_url: str) -> Iterator[int]:
    """A real server in a thread; answers its port."""
    port = free_port()
    settings = OwnSettings(database_url=database_url, base_url=f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until_well(port)
    yield port
    server.should_exit = True
    thread.join(timeout=20)
    assert not thread.is_alive()
