"""Sends one e-mail over SMTP."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from app.config import Settings

TIMEOUT = 20


def send(
    settings: Settings,
    *,
    to: str,
    subject: str,
    text: str,
    name: str,
    calendar: str = "",
    reply_to: str = "",
    stop_url: str = "",
) -> None:
    """Hand the letter to the mail server; raises when it was not taken.

    OSError: no server was reached; smtplib.SMTPException: it said no; ValueError: nobody could send this.
    `name` is the letter's own, the same at each try, so that a mailbox can tell a second copy.
    """
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings.mail_from, to, subject
    letter["Date"], letter["Message-ID"] = formatdate(), f"<{name}@{settings.host}>"
    letter["Auto-Submitted"] = "auto-generated"
    if reply_to:
        letter["Reply-To"] = reply_to
    if stop_url:
        # One press in the mail program stops letters of this kind (RFC 8058): it posts there, and follows no link.
        letter["List-Unsubscribe"], letter["List-Unsubscribe-Post"] = f"<{stop_url}>", "List-Unsubscribe=One-Click"
    letter.set_content(text)
    if calendar:
        _add_calendar(letter, calendar)
    with _connected(settings) as server:
        server.send_message(letter)


def try_out(settings: Settings) -> None:
    """Connect and sign in without sending anything; raises as `send` does."""
    with _connected(settings) as server:
        server.noop()


def _add_calendar(letter: EmailMessage, calendar: str) -> None:
    """What the letter tells, for a calendar to read.

    Beside the text, with its method named, it makes Outlook, Google and Apple show their own buttons; as a file at the
    end of the letter it serves whatever program does not look there. The bytes are sent as they are: their line ends
    and folds are part of the format.
    """
    method = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.M)
    said = {"charset": "UTF-8"} | ({"method": method[1]} if method else {})
    letter.add_alternative(calendar.encode(), maintype="text", subtype="calendar", params=said)
    letter.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="meeting.ics")


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
