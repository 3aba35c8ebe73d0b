"""A snapshot: one generation of the index as a point in time, with what was learnt of it."""

import time
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from threading import Lock
from typing import Any

from index.engines.opensearch.client import Client, Lost, Missing
from index.errors import IndexingError, IndexUnavailable
from index.results import Facet

__all__ = ["Changed", "Contents", "Snapshot", "forget"]

Json = dict[str, Any]

# How long a point in time is kept after it was last asked; each keeps files from being removed.
_KEPT = "10m"

# Seconds for which a search is asked again when a node is lost.
_PATIENCE = 15.0
_PAUSE = 0.1

# What is remembered, some 150 bytes each: answers, and the keys and values that they list. Then it
# is cheaper to forget all than to find out which.
_REMEMBERED = 500_000
# One answer counts for a part of that at most, else it would push out what is asked along with it.
_HEAVIEST = _REMEMBERED // 10

_EMPTY: Json = {"hits": {"total": {"value": 0}, "hits": []}}


@dataclass(frozen=True)
class Contents:
    """What an index says of itself: its name in the cluster, its analysis, what it holds."""

    index: str
    analysis: str
    revision: int
    generation: str


class Changed(IndexUnavailable):
    """A generation can no longer be read, for there is a later one."""


class Snapshot:
    """One generation of an index, or of none, that does not change while it is held."""

    def __init__(
        self,
        client: Client,
        contents: Contents | None,
        latest: Callable[[], Contents | None],
    ) -> None:
        """`latest`: what the index says of itself now."""
        self._client = client
        self._latest = latest
        self._point = ""
        self._lock = Lock()
        self._known: dict[object, Any] = {}
        self._weight = 0
        self.contents = contents

    @property
    def label(self) -> str:
        """The generation's name."""
        return self.contents.generation if self.contents else "0"

    @property
    def known(self) -> Mapping[object, Any]:
        """What was learnt, by question."""
        return self._known

    def remember(self, answers: Mapping[Any, object], each: int = 1) -> None:
        """Keep answers; earlier ones are forgotten before they become too many.

        `each`: what one counts for, beside what it lists.
        """
        weight = sum(each + _listed(answer) for answer in answers.values())
        if self._weight + weight > _REMEMBERED:
            self._known, self._weight = {}, 0
        self._known.update(answers)
        self._weight += weight

    def search(self, bodies: Sequence[Json]) -> list[Json]:
        """The answers to searches over this generation.

        Where a node was lost, its part is asked of another that holds the same generation; raises
        `Changed` when there is a later one by then.
        """
        if self.contents is None or not bodies:
            return [_EMPTY] * len(bodies)
        until, pause = time.monotonic() + _PATIENCE, _PAUSE
        lost: list[str] = []
        try:
            while True:
                point = self._opened()
                within = {"pit": {"id": point, "keep_alive": _KEPT}}
                try:
                    return self._client.search([{**body, **within} for body in bodies])
                except Lost as error:
                    self._forget(point)
                    lost.append(point)
                    if time.monotonic() > until:
                        raise IndexUnavailable(str(error)) from error
                time.sleep(pause)
                pause *= 2
        finally:
            # A node holds 300 at most, and a search that fails every time would use them up.
            for point in lost:
                forget(self._client, point)

    def close(self) -> None:
        """Let the cluster forget the point in time; it does so by itself when that fails."""
        with self._lock:
            point, self._point = self._point, ""
        if point:
            forget(self._client, point)

    @property
    def point(self) -> str:
        """The identifier of the point in time; "" where none is open."""
        return self._point

    def _opened(self) -> str:
        """The point in time, opened if need be."""
        with self._lock:
            if not self._point:
                self._point = self._open()
            return self._point

    def _open(self) -> str:
        assert self.contents is not None
        path = f"/{self.contents.index}/_search/point_in_time"
        try:
            answer = self._client.send(
                "POST", path, keep_alive=_KEPT, allow_partial_pit_creation="false"
            )
        except Missing as error:
            raise Changed(str(error)) from error
        point = str(answer["pit_id"])
        if self._latest() != self.contents:
            forget(self._client, point)
            raise Changed("the index has a later generation by now")
        return point

    def _forget(self, point: str) -> None:
        """Open another point in time at the next search, unless that has been done."""
        with self._lock:
            if self._point == point:
                self._point = ""


def _listed(answer: object) -> int:
    """What an answer counts for by what it lists."""
    listed = answer.counts if isinstance(answer, Facet) else answer
    return min(len(listed), _HEAVIEST) if isinstance(listed, Sized) else 0


def forget(client: Client, point: str) -> None:
    """Let the cluster forget a point in time, if it can be asked."""
    try:
        client.send("DELETE", "/_search/point_in_time", {"pit_id": [point]}, patience=0)
    except IndexingError:
        return
