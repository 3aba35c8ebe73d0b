"""The hosts of a cluster, and which of them gets the next request.

A host that fails is left out for a while, which doubles with each further failure. Afterwards one
request tries it, so that at most one reader waits for a host that still hangs. Requests that may
take long go to hosts that have just answered; light ones show which hosts do.
"""

import logging
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from threading import Lock

__all__ = ["Hosts"]

_log = logging.getLogger(__name__)

# Seconds for which a host is taken to be well after it answered.
_FRESH = 10.0
# Seconds for which a host is left out after its first failure, and at most.
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 60.0


@dataclass
class _State:
    """The state of a host.

    `failures`: in a row. `until`: when it may be tried again, by `time.monotonic`. `hangs`: its
    last failure was a time-out. `fresh`: until when its last answer shows that it is well.
    """

    failures: int = 0
    until: float = 0.0
    hangs: bool = False
    fresh: float = 0.0


class Hosts:
    """Chooses hosts by number; shared by threads."""

    def __init__(self, names: Sequence[str]) -> None:
        """`names`: for the log."""
        self._names = names
        self._states = [_State() for _ in names]
        self._turn = 0
        self._lock = Lock()

    def choose(self, tried: Collection[int], *, light: bool) -> int | None:
        """Return the host for a request, None if there is none that may answer soon.

        `tried`: hosts that had the request already. `light`: every host that works answers it at
        once, so that it shows which hosts do.
        """
        with self._lock:
            now = time.monotonic()
            left = [(each, self._states[each]) for each in self._in_turn() if each not in tried]
            well = [each for each, state in left if not state.failures and state.fresh > now]
            doubtful = [each for each, state in left if not state.failures and state.fresh <= now]
            due = [each for each, state in left if state.failures and state.until <= now]
            # To ask a host that hangs takes seconds; one that refuses connections does so at once.
            refusing = [each for each, state in left if state.until > now and not state.hangs]
            order = [*due, *doubtful, *well] if light else [*well, *doubtful, *due]
            chosen = next(iter([*order, *refusing]), None)
            if chosen in due:
                # Other threads leave it out until the answer is known.
                state = self._states[chosen]
                state.until = now + _pause(state.failures)
            return chosen

    def succeed(self, number: int) -> None:
        """Record that a host answered."""
        with self._lock:
            known = self._states[number]
            self._states[number] = _State(fresh=time.monotonic() + _FRESH)
        if known.failures:
            _log.warning("OpenSearch host %s answers again", self._names[number])

    def fail(self, number: int, reason: str, *, hangs: bool = False) -> None:
        """Record that a host failed, and leave it out. `hangs`: it gave no answer in time."""
        with self._lock:
            failures = self._states[number].failures + 1
            until = time.monotonic() + _pause(failures)
            self._states[number] = _State(failures, until, hangs)
        if failures == 1:
            _log.warning("OpenSearch host %s is left out: %s", self._names[number], reason)

    def suspect(self, number: int) -> None:
        """Record that a host took too long for a request that is not light."""
        with self._lock:
            self._states[number].fresh = 0.0

    def has_failed(self, number: int) -> bool:
        """Return True if a host gave no answer when it was asked last."""
        return self._states[number].failures > 0

    def _in_turn(self) -> list[int]:
        """Return all numbers, beginning with another one each time."""
        self._turn = (self._turn + 1) % len(self._states)
        return [*range(self._turn, len(self._states)), *range(self._turn)]


def _pause(failures: int) -> float:
    """Return for how many seconds a host is left out after so many failures in a row."""
    return float(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(failures - 1, 10)))
