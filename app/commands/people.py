"""Letting the first people in: at the command line, without a mail server."""

import re
from typing import Annotated

import typer

from app import clock
from app.commands.keeping import bring_to_newest
from app.commands.words import read_settings, say, stop
from app.db import Database
from app.domain import keepers, people, sign_ins

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def invite(
    name: Annotated[str, typer.Argument(help="What to call them, such as “Ana Silva”.")],
    email: Annotated[str, typer.Argument(help="Their e-mail address; it is what they sign in with.")],
    keeper: Annotated[bool, typer.Option("--keeper", help="They look after this installation.")] = False,
) -> None:
    """Add a person and print a sign-in code to hand over; run it again for a fresh code."""
    if not ADDRESS.fullmatch(email.strip()):
        stop("Write the whole e-mail address, such as ana@example.org.", code=2)
    if not name.strip():
        stop("Write the person’s name, in quotes when it has a space.", code=2)
    settings, at = read_settings(), clock.now()
    bring_to_newest(settings)
    database = Database(settings.database_url)
    with database.writing() as db:
        person = people.found_or_added(db, name=name, email=email, at=at)
        if keeper:
            keepers.appoint(db, person, by=None, at=at)
        code = sign_ins.code_for(db, person, at=at)
        called, address = person.name, person.email
    database.engine.dispose()
    minutes = int(sign_ins.CODE_LASTS.total_seconds() // 60)
    say(f"The code for {called} is {code[:4]} {code[4:]}. It works once, for {minutes} minutes.")
    say(f"They open {settings.base_url}/sign-in, write {address}, and type the code on the page that follows.")
