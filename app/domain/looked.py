"""What was read for one request: no text twice, and none while others wait to write.

A reading takes long beside a write. Whoever writes therefore does not read: the first time that words are needed which
were not read yet, all that was done is given up (`NotYetRead`), they are read, and it is done again. See
`routes/patient.py`. Nothing here outlives its request.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.deid import Looked, Reads, look

NOTHING = Looked([], Reads.MODEL)


class NotYetRead(Exception):
    """These texts are to be read before it is tried again; their words stand in no message."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.texts = texts


class Looks:
    """The texts of one request that were read; while `may_read` is false, a new one is not."""

    def __init__(self, *, may_read: bool) -> None:
        self.may_read = may_read
        self._known: dict[str, Looked] = {}

    def of(self, text: str) -> Looked:
        """What was seen in this text."""
        if not text.strip():
            return NOTHING
        if text not in self._known:
            self.must_know([text])
            self.read([text])
        return self._known[text]

    def must_know(self, texts: Iterable[str]) -> None:
        """Asks for all of them at once, so that nothing is done anew for each."""
        unknown = [text for text in texts if text.strip() and text not in self._known]
        if unknown and not self.may_read:
            raise NotYetRead(unknown)

    def read(self, texts: Iterable[str]) -> None:
        """Read them; this may take a while."""
        for text in texts:
            self._known[text] = look(text)

    @property
    def by(self) -> set[Reads]:
        """What has read."""
        return {looked.by for looked in self._known.values()}


_looks: ContextVar[Looks | None] = ContextVar("looks", default=None)


@contextmanager
def remembered(looks: Looks) -> Iterator[None]:
    """Within it every text is read once."""
    token = _looks.set(looks)
    try:
        yield
    finally:
        _looks.reset(token)


def looked(text: str) -> Looked:
    """What is seen in a text, as it was read already or is read now."""
    looks = _looks.get()
    return looks.of(text) if looks else look(text)


def all_of(texts: Iterable[str]) -> None:
    """Says which texts are about to be read."""
    looks = _looks.get()
    if looks:
        looks.must_know(texts)


def read_so_far() -> set[Reads]:
    """What has read the texts of this request."""
    looks = _looks.get()
    return looks.by if looks else set()
