"""Keeping what the coach found, as a person does it: it is shown first, and then a reason is chosen."""

import re
from typing import Any

from fastapi.testclient import TestClient


def shown_in(text: str) -> str:
    """The signs of what a page shows, as its form sends them back; those of all its forms together."""
    return " ".join(re.findall(r'name="kept_of" value="([^"]*)"', text))


def keep(client: TestClient, url: str, sent: dict[str, Any], because: str = "nobody", **more: Any) -> Any:
    """Send it, be shown what was found, and send it again with the reason."""
    stopped = client.post(url, data=sent, **more)
    assert stopped.status_code == 422, stopped.status_code
    return client.post(url, data=sent | {"keep": because, "kept_of": shown_in(stopped.text)}, **more)
