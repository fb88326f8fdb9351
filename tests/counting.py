"""How often the database is asked."""

from collections.abc import Callable

from sqlalchemy import event

from app.db import Database


def questions(database: Database, ask: Callable[[], object]) -> int:
    """How many statements the database answers meanwhile."""
    asked: list[str] = []

    def listen(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(database.engine, "before_cursor_execute", listen)
    ask()
    event.remove(database.engine, "before_cursor_execute", listen)
    return len(asked)
