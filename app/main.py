"""Builds the app: routers, the gate, error pages, and what runs beside it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from types import FrameType
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Scope

from app import __version__, bundles, clock, letter_writer, postman, sweeper
from app.config import Settings
from app.db import Database
from app.doors import Doors
from app.gate import Gate
from app.live import Hub
from app.presence import Presence
from app.routes import ROUTERS, demo, pages, refusals
from app.routes.alike import Pieces
from app.routes.patient import hands


def create_app(settings: Settings | None = None, now: Callable[[], datetime] = clock.now) -> FastAPI:
    """The whole application; without settings they are read from the environment."""
    settings = settings or Settings()
    hub = Hub()
    app = FastAPI(
        title="Little Miracles",
        version=__version__,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.settings, app.state.hub, app.state.now = settings, hub, now
    app.state.doors = Doors()
    app.state.pieces, app.state.hands = Pieces(), hands()
    app.state.presence = Presence(tell=lambda topic: hub.deliver({topic: {"presence"}}))
    app.state.database = Database(settings.database_url, after_commit=hub.deliver)
    # The routes themselves, not the routers: included, each would be found twice and built anew at its first request.
    for router in ROUTERS + ([demo.router] if settings.demo else []):
        app.router.routes.extend(router.routes)
    app.add_route("/static/bundles/{name}", bundles.serve)
    app.mount("/static", _KeptFiles(directory=pages.STATIC), name="static")
    refusals.install(app)
    pages.know_paths(_paths())
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(Gate, settings=settings)
    return app


class _KeptFiles(StaticFiles):
    """Static files; their address changes with their content, so a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def _paths() -> dict[str, Callable[..., str]]:
    routes = [route for router in [*ROUTERS, demo.router] for route in router.routes]
    return {route.name: _path_of(route) for route in routes if isinstance(route, APIRoute)}


def _path_of(route: APIRoute) -> Callable[..., str]:
    names = set(route.param_convertors)

    def path(**params: Any) -> str:
        own = {name: str(value) for name, value in params.items() if name in names}
        address = str(route.url_path_for(route.name, **own))
        return pages.with_query(address, {name: value for name, value in params.items() if name not in names})

    return path


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    hub: Hub = app.state.hub
    hub.open(asyncio.get_running_loop())
    app.state.presence.open(asyncio.get_running_loop())
    _let_pages_go_on_signal(hub)
    database, settings = app.state.database, app.state.settings
    beside = [
        letter_writer.start(database, settings),
        postman.start(database, settings),
        sweeper.start(database),
    ]
    yield
    for one in beside:
        one.stop()
    hub.close()
    app.state.database.engine.dispose()


def _let_pages_go_on_signal(hub: Hub) -> None:
    """Let open streams go by the signal itself: uvicorn waits for them, and the lifespan ends only after that."""
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def let_go(got: int, frame: FrameType | None, before: Any = before) -> None:
            hub.close()
            if callable(before):
                before(got, frame)

        try:
            signal.signal(number, let_go)
        except ValueError:  # not the main thread, as in tests
            return
