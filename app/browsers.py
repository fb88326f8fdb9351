"""What to call a browser, from what it says of itself: "Chrome on Windows"."""

# The order matters: nearly every browser also claims to be Safari or Chrome, and a phone to be a desk.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def name(agent: str) -> str:
    """The browser and what it runs on; words that are no browser's own stay as they are."""
    if "/" not in agent:
        return agent or "A browser"
    browser = _first(_BROWSERS, agent) or "A browser"
    machine = _first(_MACHINES, agent)
    return f"{browser} on {machine}" if machine else browser


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((words for mark, words in known if mark in agent), "")
