"""A snapshot: one generation of the index as a point in time, and a cache of its answers."""

import time
from collections.abc import Callable, Mapping, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from secrets import token_hex
from threading import Lock
from typing import Any

from index.engines.opensearch.connection.client import Client, Lost, Missing
from index.engines.opensearch.storage.indexes import Contents
from index.engines.opensearch.storage.routing import routings
from index.engines.opensearch.storage.words import words_of
from index.errors import IndexingError, IndexUnavailable
from index.results import Facet

__all__ = ["Changed", "Snapshot", "release"]

Json = dict[str, Any]

# How long the cluster keeps a point in time after its last use; until then, its files too.
_KEPT = "10m"

# Seconds for an answer to the release of a point in time; readers wait for it.
_RELEASE = 3.0

# Seconds for which a search is repeated after a node is lost.
_PATIENCE = 15.0
_PAUSE = 0.1

# Largest weight of the cached answers. An answer weighs 1, and so does each key or value that it
# lists; one takes about 150 bytes. To empty the cache then costs less than to record what is used.
_REMEMBERED = 500_000
# Largest weight of one answer; a heavier one would push out those of the same request.
_HEAVIEST = _REMEMBERED // 10

# Shards that count terms at the same time.
_AT_ONCE = 8

_EMPTY: Json = {"hits": {"total": {"value": 0}, "hits": []}}


class Changed(IndexUnavailable):
    """A generation can no longer be read, since there is a later one."""


class Snapshot:
    """One generation of an index, or of none; it does not change while it is held.

    `latest`: a function that returns the current contents of the index.
    """

    def __init__(
        self,
        client: Client,
        contents: Contents | None,
        latest: Callable[[], Contents | None],
    ) -> None:
        self._client = client
        self._latest = latest
        self._point = ""
        # The same copy of a shard counts terms and computes scores: copies differ in the deleted
        # reports that they still have.
        self._copy = token_hex(8)
        self._lock = Lock()
        self._known: dict[object, Any] = {}
        self._weight = 0
        self.contents = contents
        # How often the copies that are searched were replaced by others.
        self.replacements = 0

    @property
    def label(self) -> str:
        """The name of the generation."""
        return self.contents.generation if self.contents else "0"

    @property
    def known(self) -> Mapping[object, Any]:
        """The cached answers by question; no answer is ever removed from this mapping."""
        return self._known

    def remember(self, answers: Mapping[Any, object], each: int = 1) -> None:
        """Remember answers together; forget all earlier ones if there would be too many.

        `each`: the weight of an answer without what it lists.
        """
        weight = sum(each + _listed(answer) for answer in answers.values())
        if self._weight + weight > _REMEMBERED:
            # Another dictionary: threads may still read from the one before.
            self._known, self._weight = {}, 0
        self._known.update(answers)
        self._weight += weight

    def search(self, bodies: Sequence[Json]) -> list[Json]:
        """Return the answers to searches over this generation.

        Searches that name an `index` are over that. If a node is lost, other nodes that have the
        same generation are asked. Raise `Changed` if there is a later generation by then.
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
                    asked = [body if "index" in body else {**body, **within} for body in bodies]
                    return self._client.search(asked)
                except Lost as error:
                    self._drop(point)
                    lost.append(point)
                    if time.monotonic() > until:
                        raise IndexUnavailable(str(error)) from error
                time.sleep(pause)
                pause *= 2
        finally:
            # A node keeps at most 300 points; a search that fails each time would use them up.
            for point in lost:
                release(self._client, point)

    @property
    def words(self) -> str:
        """The index that lists the words."""
        return words_of(self.contents.index) if self.contents else ""

    def count_terms(self, terms: Mapping[str, Sequence[str]]) -> list[Json]:
        """Return what Lucene knows of terms, for each shard: its answer by field.

        `terms`: by field. The counts take no time that grows with the index. They include reports
        that were deleted or replaced since Lucene last merged their segment.
        """
        if self.contents is None or not terms:
            return []
        asked = {
            "doc": {field: " ".join(each) for field, each in terms.items()},
            "fields": [*terms],
            "term_statistics": True,
            "positions": False,
            "offsets": False,
            "payloads": False,
        }
        # Not `_mtermvectors`, which ignores the preference (OpenSearch 3.8): another copy has other
        # deleted reports, and scores would be off by a factor of hundreds.
        ask = partial(self._count_terms, asked)
        places = routings(self.contents.shards)
        if len(places) == 1:
            return [ask(places[0])]
        with ThreadPoolExecutor(min(len(places), _AT_ONCE)) as executor:
            return [*executor.map(ask, places)]

    def _count_terms(self, asked: Json, routing: str) -> Json:
        """Return what one shard knows of terms, by field."""
        assert self.contents is not None
        path = f"/{self.contents.index}/_termvectors"
        try:
            answer = self._client.send(
                "POST",
                path,
                asked,
                complete=lambda answer: "term_vectors" in answer,
                routing=routing,
                preference=self._copy,
            )
        except Missing as error:
            raise Changed(str(error)) from error
        found: Json = answer["term_vectors"]
        return found

    def close(self) -> None:
        """Release the point in time."""
        with self._lock:
            point, self._point = self._point, ""
        if point:
            release(self._client, point)

    @property
    def point(self) -> str:
        """The identifier of the point in time; "" if none is open."""
        return self._point

    def _opened(self) -> str:
        """Return the point in time; open it if need be."""
        with self._lock:
            if not self._point:
                self._point = self._open()
            return self._point

    def _open(self) -> str:
        assert self.contents is not None
        path = f"/{self.contents.index}/_search/point_in_time"
        try:
            answer = self._client.send(
                "POST",
                path,
                complete=lambda answer: "pit_id" in answer,
                keep_alive=_KEPT,
                preference=self._copy,
                allow_partial_pit_creation="false",
            )
        except Missing as error:
            raise Changed(str(error)) from error
        point = str(answer["pit_id"])
        if self._latest() != self.contents:
            release(self._client, point)
            raise Changed("the index has a later generation by now")
        return point

    def _drop(self, point: str) -> None:
        """Forget a point in time, so that the next search opens another; keep a newer one.

        The next one is on other copies, since a node with one of these may be frozen. Answers are
        forgotten too: other copies have other deleted reports, which Lucene counts.
        """
        with self._lock:
            if self._point == point:
                self._point = ""
                self._copy = token_hex(8)
                self._known, self._weight = {}, 0
                self.replacements += 1


def _listed(answer: object) -> int:
    """Return the weight of what an answer lists."""
    listed = answer.counts if isinstance(answer, Facet) else answer
    return min(len(listed), _HEAVIEST) if isinstance(listed, Sized) else 0


def release(client: Client, point: str) -> None:
    """Release a point in time; if that fails, the cluster releases it after `_KEPT`."""
    try:
        client.send(
            "DELETE", "/_search/point_in_time", {"pit_id": [point]}, deadline=_RELEASE, patience=0
        )
    except IndexingError:
        return
