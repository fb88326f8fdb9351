"""Work that goes on beside the web server, again and again, in a thread of its own."""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger("miracles")
# What a round does; it looks now and then whether it was told to stop.
Round = Callable[[threading.Event], object]


class Beside:
    """One such thread: a round that fails is not the last, and stopping waits a moment for what is in hand."""

    def __init__(self, name: str, work: Round, every_seconds: float, *, waits_first: bool = True) -> None:
        self._name, self._work, self._every_seconds = name, work, every_seconds
        self._waits_first = waits_first
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def is_at_work(self) -> bool:
        """Whether it was begun and has not stopped."""
        return self._thread.is_alive()

    def begin(self) -> None:
        """Begin, with a pause before the first round unless it does not wait."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and stop; what takes too long is taken up again after the next start."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1)

    def _run(self) -> None:
        if self._waits_first:
            self._stopped.wait(self._every_seconds)
        while not self._stopped.is_set():
            try:
                self._work(self._stopped)
            except Exception as error:
                log.error("the %s stumbled: %s", self._name, type(error).__name__)
            self._stopped.wait(self._every_seconds)
