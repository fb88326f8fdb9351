"""Joins the style sheets, and the scripts, into one file each: fewer requests, and still one file a part to read."""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

STATIC = Path(__file__).resolve().parent / "static"
EVERY_PAGE = [f"css/{name}.css" for name in ("base", "layout", "forms", "parts", "live", "captures", "print", "cases")]
PARTS = {
    "site.css": EVERY_PAGE,
    "screen.css": [*EVERY_PAGE, "css/screen.css"],
    "site.js": ["vendor/htmx-4.0.1.min.js", "js/app.js"],
    "follow.js": ["js/live.js"],
    "live.js": ["js/live.js", "js/timer.js", "js/captures.js", "js/spoken.js", "js/shortcuts.js"],
    "coach.js": ["js/coach.js"],
    "draft.js": ["js/draft.js"],
    "screen.js": ["js/live.js", "js/timer.js", "js/spoken.js", "js/screen.js"],
}
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


# What a script says to its readers, and how it is set: a tenth of its weight, and nothing to a browser.
FOR_READERS = re.compile(rb"^[ \t]*//.*\n|^[ \t]+|\n(?=\n)", re.M)


@cache
def joined(name: str) -> bytes:
    """The whole bundle."""
    if not name.endswith(".js"):
        return b"\n".join((STATIC / part).read_bytes() for part in PARTS[name])
    return b"\n;\n".join(_bare(part) for part in PARTS[name])


def _bare(part: str) -> bytes:
    script = (STATIC / part).read_bytes()
    return script if part.startswith("vendor/") else FOR_READERS.sub(b"", script)


@cache
def address(name: str) -> str:
    """Where the bundle is; the address changes with its content, so browsers may keep it for ever."""
    return f"/static/bundles/{name}?v={hashlib.sha256(joined(name)).hexdigest()[:12]}"


async def serve(request: Request) -> Response:
    """Answer with a bundle, compressed once and kept."""
    name = request.path_params["name"]
    if name not in PARTS:
        return Response("Not here.\n", status_code=404, media_type="text/plain")
    kind = TYPES[name.rsplit(".", 1)[1]]
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(joined(name), media_type=kind, headers=headers)
    return Response(_packed(name), media_type=kind, headers=headers | {"Content-Encoding": "gzip"})


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(joined(name), 9, mtime=0)
