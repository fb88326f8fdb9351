"""Code names: they stand for somebody and say nothing of them, so nothing inside one is a finding."""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.deid import gazetteers
from app.deid.spans import Span


def without_code_names(text: str, spans: list[Span], called: str) -> Iterator[Span]:
    """The spans that do not lie inside a code name, one of the product's or the one `called`."""
    spared = [match.span() for match in _code_names().finditer(text)]
    if called:
        spared += [match.span() for match in re.finditer(rf"(?<!\w){re.escape(called)}(?!\w)", text, re.IGNORECASE)]
    for span in spans:
        if not any(start <= span.start and span.end <= end for start, end in spared):
            yield span


@lru_cache(maxsize=1)
def _code_names() -> re.Pattern[str]:
    # With its capital only: "by the river" is no code name, and no finding either.
    names = sorted(gazetteers.lists().code_names, key=len, reverse=True)
    # One of two words is written with a space or a hyphen.
    forms = "|".join("[ -]".join(map(re.escape, (name[0].upper() + name[1:]).split())) for name in names)
    return re.compile(rf"(?<!\w)(?:{forms})(?: [0-9]{{1,2}})?(?!\w)")
