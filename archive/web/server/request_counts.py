"""Counts of requests in memory that all worker processes share.

The memory is divided into slots. A worker counts in a slot of its own, so no two processes write
to the same place; the worker that replaces it takes the slot over and goes on counting, so counts
never decrease. The memory belongs to the processes and leaves no file behind.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from archive.web.server.observation import Observation

__all__ = ["BOUNDS", "RouteCounts", "SharedCounts", "SlotCounts"]

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the durations that are counted together, in seconds; the last has none."""

# Combinations of method, route and status. An application has some 60 routes, and most of them
# answer with two or three statuses; what exceeds the number is counted without its route.
_RECORDS = 512
_METHODS = frozenset({"GET", "HEAD", "POST"})

_RECORD = np.dtype(
    [
        ("key", "S96"),
        ("seconds", "f8"),
        ("processor", "f8"),
        ("sent", "f8"),
        ("durations", "f8", (len(BOUNDS) + 1,)),
    ]
)
_SLOT = np.dtype(
    [
        ("starts", "i8"),
        ("in_flight", "i8"),
        ("refused", "i8"),
        # Number of records, increased after the key of a record was written.
        ("used", "i8"),
        ("records", _RECORD, (_RECORDS,)),
    ]
)


@dataclass(frozen=True, slots=True)
class RouteCounts:
    """The requests with one method, route and status, of all workers.

    `durations`: number of requests for each of `BOUNDS`, and of those above the last. `seconds`,
    `processor`: sums over the requests. `sent`: bytes.
    """

    method: str
    route: str
    status: str
    durations: tuple[int, ...]
    seconds: float
    processor: float
    sent: float


class SharedCounts:
    """The memory of all slots. Make it before the workers are forked."""

    def __init__(self, slots: int) -> None:
        """Make zero counts for a number of workers; pages that no worker uses take no memory."""
        self._slots: NDArray[np.void] = np.frombuffer(
            mmap.mmap(-1, slots * _SLOT.itemsize), dtype=_SLOT
        )

    def __len__(self) -> int:
        """Return the number of slots."""
        return len(self._slots)

    def take(self, slot: int) -> "SlotCounts":
        """Return the counts of a slot, for the only process that uses it from now on."""
        return SlotCounts(self._slots[slot : slot + 1])

    def total(self, field: str) -> int:
        """Return the sum of `starts`, `in_flight` or `refused` over all workers."""
        return int(self._slots[field].sum())

    def routes(self) -> Iterator[RouteCounts]:
        """Yield the counts of each method, route and status."""
        # Slots beyond the used records are not read, so that they take no memory.
        records = np.concatenate([slot["records"][: slot["used"]] for slot in self._slots])
        keys, places = np.unique(records["key"], return_inverse=True)
        for at, key in enumerate(keys):
            same = records[places == at]
            method, route, status = key.decode().split(" ")
            yield RouteCounts(
                method,
                route,
                status,
                tuple(map(int, same["durations"].sum(axis=0))),
                *(float(same[name].sum()) for name in ("seconds", "processor", "sent")),
            )


class SlotCounts:
    """The counts of one worker: an observer of its requests."""

    def __init__(self, slot: NDArray[np.void]) -> None:
        """Go on counting in a slot, an array of one element."""
        self._slot = slot
        self._records = slot["records"][0]
        self._lock = Lock()
        # The worker before was perhaps killed while it answered requests.
        slot["in_flight"] = 0
        slot["starts"] += 1
        used = int(slot["used"][0])
        self._known = {bytes(key): number for number, key in enumerate(self._records["key"][:used])}

    def begin(self) -> None:
        """Count a request that is being answered."""
        with self._lock:
            self._slot["in_flight"] += 1

    def end(self, observed: Observation) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._slot["in_flight"] -= 1
            self._slot["refused"] += observed.refused
            record = self._record(observed)
            record["seconds"] += observed.seconds
            record["processor"] += observed.processor
            record["sent"] += observed.sent
            record["durations"][0, np.searchsorted(BOUNDS, observed.seconds)] += 1

    def _record(self, observed: Observation) -> NDArray[np.void]:
        """Return the record of a request, an array of one element."""
        method = observed.method if observed.method in _METHODS else "other"
        key = f"{method} {observed.route} {observed.status}".encode()
        if key not in self._known:
            # One record is left for all that have none.
            if len(self._known) >= _RECORDS - 1:
                key = b"other  0"
            self._add(key)
        number = self._known[key]
        record: NDArray[np.void] = self._records[number : number + 1]
        return record

    def _add(self, key: bytes) -> None:
        if key not in self._known:
            self._known[key] = number = len(self._known)
            self._records["key"][number] = key
            self._slot["used"] = number + 1
