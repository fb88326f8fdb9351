"""Sends one e-mail over SMTP."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from app.config import Settings

TIMEOUT = 20


def send(settings: Settings, *, to: str, subject: str, text: str, name: str) -> None:
    """Hand the letter to the mail server; raises when it was not taken.

    OSError: no server was reached; smtplib.SMTPException: it said no; ValueError: nobody could send this.
    `name` is the letter's own, the same at each try, so that a mailbox can tell a second copy.
    """
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings.mail_from, to, subject
    letter["Date"], letter["Message-ID"] = formatdate(), f"<{name}@{settings.host}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    with _connected(settings) as server:
        server.send_message(letter)


def try_out(settings: Settings) -> None:
    """Connect and sign in without sending anything; raises as `send` does."""
    with _connected(settings) as server:
        server.noop()


def _connected(settings: Settings) -> smtplib.SMTP:
    parts = urlsplit(settings.smtp_url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
