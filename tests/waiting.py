"""Wait for events, so that no test depends on the speed of the machine."""

import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

from tests.processes import Forked

__all__ = ["wait_for"]

_T = TypeVar("_T")

# Seconds after which a test that waits in vain fails instead of hanging; nothing else depends on
# the number.
_HANGING = 600
_PAUSE = 0.02


def wait_for(
    event: Callable[[], _T], process: subprocess.Popen[bytes] | Forked | None = None
) -> _T:
    """Return the first true result of `event`, called again and again.

    `process`: raise AssertionError if it ends first, with what it wrote to standard error.
    """
    hanging = time.monotonic() + _HANGING
    while True:
        ended = process is not None and process.poll() is not None
        if result := event():
            return result
        if ended:
            raise AssertionError(f"the process ended first: {process.communicate()[1]!r}")
        if time.monotonic() > hanging:
            raise AssertionError("the event never happened")
        time.sleep(_PAUSE)
