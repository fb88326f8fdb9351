"""The command line `miracles`, for keepers and for trying it out."""

import os
import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from app.commands.words import err

# Each command's module is imported only when it is called: reading a text should not wait for a web server.
COMMANDS = {
    "demo": ("serving", "serve_demo"),
    "serve": ("serving", "serve"),
    "invite": ("people", "invite"),
    "migrate": ("keeping", "migrate_command"),
    "backup": ("keeping", "backup"),
    "restore": ("keeping", "restore"),
    "doctor": ("doctor", "doctor"),
    "check-text": ("reading", "check_text"),
}
OWNER_ONLY = 0o077


class Commands(TyperGroup):
    """The commands by name, each imported when asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in reading order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name]
        alone = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
        alone.command(cmd_name)(getattr(import_module(f"app.commands.{module}"), function))
        return typer.main.get_command(alone)


app = typer.Typer(
    name="miracles",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def begin() -> None:
    """Little Miracles: a warm, plain place for communities of practice to meet."""
    # Whatever we write is confidential: other users of this machine may not read it.
    os.umask(OWNER_ONLY)


def main() -> None:
    """Run the command line; expected trouble ends in a sentence, never in a traceback."""
    try:
        app()
    except BrokenPipeError:
        # Whoever read our words has heard enough; Python would complain once more while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        sentence = _in_words(error)
        if sentence is None:
            raise
        err.print(sentence, markup=False)
        sys.exit(1)


def _in_words(error: Exception) -> str | None:
    if isinstance(error, PermissionError):
        return f"We may not read or write {error.filename}. Look at its owner and permissions."
    if isinstance(error, OSError):
        return f"That did not work: {error.strerror or error}."
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "PostgreSQL needs one more package: install little-miracles[postgres]."
    # By its module's name: importing sqlalchemy only to compare would take a second.
    if type(error).__module__.startswith("sqlalchemy"):
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        return f"The database did not answer as it should: {reason}. `miracles doctor` looks closer."
    return None
