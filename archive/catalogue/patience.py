"""Retrying while the server of the catalogue is away."""

import time
from collections.abc import Callable
from typing import TypeVar

from archive.errors import CatalogueAway

__all__ = ["Patience"]

_Answer = TypeVar("_Answer")

# Seconds between two attempts; the pause doubles each time, to spare a server that is starting.
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 10.0


class Patience:
    """Retries work that is all or nothing while it raises `CatalogueAway`."""

    def __init__(self, seconds: float, report: Callable[[str], None]) -> None:
        """Retry each work for so many seconds; call `report` when a wait begins and ends."""
        self._seconds = seconds
        self._report = report

    def __call__(self, work: Callable[[], _Answer]) -> _Answer:
        """Return the result of `work`; raise `CatalogueAway` when the time is up."""
        try:
            return work()
        except CatalogueAway as error:
            self._report(f"{error}; retrying for {self._seconds:.0f} s")
            answer = self._again(work, error)
        self._report("the catalogue answers again")
        return answer

    def _again(self, work: Callable[[], _Answer], error: CatalogueAway) -> _Answer:
        until = time.monotonic() + self._seconds
        pause = _FIRST_PAUSE
        while time.monotonic() + pause < until:
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            try:
                return work()
            except CatalogueAway as again:
                error = again
        raise error
