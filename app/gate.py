"""What every request passes: right host, TLS, our own site for posts, a bounded body; and headers on every answer."""

import re
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import LOOPBACK, Settings
from app.routes.here import Here, begin
from app.routes.refusals import broken, parts_of

MOST_BYTES = 1024 * 1024
TOO_LARGE = "This is more than we can take at once: at most one megabyte."
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OUR_ALPHABET = re.compile(r"^[^;]*;\s*(boundary=[^;]*;\s*)?charset=\"?utf-8\"?\s*(;\s*boundary=[^;]*)?$")
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


class BodyTooLarge(HTTPException):
    """More bytes came than a form of ours can hold."""

    def __init__(self) -> None:
        super().__init__(413, TOO_LARGE)


class Gate:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or say in plain words why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = _Answer(send, self.settings, scope)
        refusal = self._refusal(scope, headers)
        if refusal:
            await refusal(scope, receive, answer)
            return
        begin(self._here(headers, scope["app"].state))
        body = _Bounded(receive)
        try:
            await self.app(scope, body, answer)
        except Exception as error:
            if answer.has_begun:
                raise
            # Here rather than outside of us, so that this answer carries the headers too.
            await broken(Request(scope), error)(scope, receive, answer)

    def _refusal(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        if _is_own_pulse(scope):
            return None
        host = _host_of(headers.get("host", ""))
        if host not in self.settings.allowed_hosts:
            return _words(400, "This address is not ours.")
        if self.settings.is_https and scope["scheme"] != "https":
            return _words(400, "Use the https:// address: this page holds confidential things.")
        if scope["method"] in CHANGES and not _is_from_here(headers):
            return _words(
                403, "This was sent from another site, so we did not take it. Open the page here and try again."
            )
        return _body_refusal(headers)

    def _here(self, headers: Headers, state: Any) -> Here:
        return Here(
            presence=state.presence,
            doors=state.doors,
            pieces=state.pieces,
            version=state.hub.latest,
            is_partial=headers.get("hx-request-type") == "partial",
            demo=self.settings.demo,
            flash=unquote(cookie(headers, "flash") or "") or None,
        )


class _Bounded:
    """Counts the body as it comes, for senders that do not say how long it is."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > MOST_BYTES:
            raise BodyTooLarge
        return message


class _Answer:
    """Adds the headers to whatever answer leaves."""

    def __init__(self, send: Send, settings: Settings, scope: Scope) -> None:
        self._send = send
        self._settings = settings
        # What a calendar program follows it may keep, as the route says; a page of ours nobody keeps.
        self._says_itself = scope["path"].startswith(("/static/", "/feeds/"))
        self._had_flash = "flash=" in Headers(scope=scope).get("cookie", "")
        self.has_begun = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            self._add(MutableHeaders(scope=message), message["status"])
        await self._send(message)

    def _add(self, headers: MutableHeaders, status: int) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        if self._settings.is_https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if not (self._says_itself and "Cache-Control" in headers):
            headers["Cache-Control"] = "no-store"
        is_page = headers.get("content-type", "").startswith("text/html")
        if self._had_flash and is_page and status != 303:
            headers.append("Set-Cookie", "flash=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")


def _is_own_pulse(scope: Scope) -> bool:
    # A container's health check asks from inside, by no name and without TLS; it learns only that we are well.
    client = scope.get("client")
    return scope["path"] == "/healthz" and client is not None and client[0] in LOOPBACK


def _host_of(header: str) -> str | None:
    try:
        return urlsplit(f"//{header}").hostname
    except ValueError:
        return None


def _body_refusal(headers: Headers) -> ASGIApp | None:
    if not _is_our_alphabet(headers):
        return _words(415, "We read UTF-8 only.")
    return _words(413, TOO_LARGE) if _announced(headers) > MOST_BYTES else None


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    # More digits than anybody can send are more than we take, and more than Python reads.
    return int(length[:20]) if length.isascii() and length.isdigit() else 0


def _is_our_alphabet(headers: Headers) -> bool:
    # Our forms come as UTF-8. Any other name here would choose the decoder, and some of them make up letters that
    # nobody can store.
    kind = headers.get("content-type", "").lower()
    return "charset" not in kind or bool(OUR_ALPHABET.search(kind))


def cookie(headers: Headers, name: str) -> str | None:
    """The value of a cookie, or None; a broken header counts as none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found else None


def _is_from_here(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    # Neither header: not a browser, so nobody's cookies are sent along behind their back.
    if origin is None:
        return True
    parts = parts_of(origin)
    return parts is not None and parts.netloc == headers.get("host")


def _words(status: int, text: str) -> ASGIApp:
    return PlainTextResponse(text + "\n", status_code=status)
