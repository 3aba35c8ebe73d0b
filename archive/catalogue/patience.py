"""Waiting for a server that went away, as long as somebody is willing to."""

import time
from collections.abc import Callable
from typing import TypeVar

from archive.errors import CatalogueAway

__all__ = ["Patience"]

_Answer = TypeVar("_Answer")

# Seconds between two attempts: a restart takes some, and a server that starts is best left alone.
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 10.0


class Patience:
    """Does work that is all or nothing again while the server of the catalogue is away."""

    def __init__(self, seconds: float, told: Callable[[str], None]) -> None:
        """Wait for so long each time; `told`: hears that it begins, and that it is over."""
        self._seconds = seconds
        self._told = told

    def __call__(self, work: Callable[[], _Answer]) -> _Answer:
        """What the work returns; raises `CatalogueAway` when patience ends."""
        try:
            return work()
        except CatalogueAway as error:
            self._told(f"{error}; it is tried again for {self._seconds:.0f} s")
            answer = self._again(work, error)
        self._told("the catalogue answers again")
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
