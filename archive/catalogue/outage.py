"""Outage: a server gives no answer, and is left alone for a while that grows."""

import time
from threading import Lock

__all__ = ["Outage"]

# Seconds for which a server is left alone after its first failure, and at most.
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0


class Outage:
    """The times when a server gave no answer; shared by threads.

    To ask a server that hangs takes seconds, and each thread that waits for it serves no page.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._until = 0.0
        self._lock = Lock()

    @property
    def lasts(self) -> bool:
        """True if the server gave no answer when it was asked last."""
        return self._failures > 0

    def allows(self) -> bool:
        """Return True if the server may be asked; during an outage, once after each pause."""
        with self._lock:
            now = time.monotonic()
            if self._failures and now < self._until:
                return False
            # Other threads leave it alone until the answer is known.
            self._until = now + self._pause()
            return True

    def begin(self) -> None:
        """Record that the server gave no answer."""
        with self._lock:
            self._failures += 1
            self._until = time.monotonic() + self._pause()

    def end(self) -> None:
        """Record that the server answered."""
        self._failures = 0

    def _pause(self) -> float:
        return float(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(self._failures, 10)))
