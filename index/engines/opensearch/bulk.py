"""Bulk requests: documents written in batches over a few connections at once.

All versions of one report go the same way, one after the other, so that the last one stays. The
version that each is written with keeps a late or a repeated batch from changing anything.
"""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple
from zlib import crc32

from index.engines.opensearch.client import Client, Refused, lines
from index.errors import IndexLocked, IndexUnavailable

__all__ = ["Action", "Bulk", "action"]

Json = dict[str, Any]

# Connections that are written over at once.
_WAYS = 4
# Bytes, and documents, of a batch: less is slower, more holds much memory in the cluster.
_SIZE = 2 << 20
_DOCUMENTS = 500
# Batches that wait on each way.
_WAITING = 2

# How long a shard without a primary is waited for before it says so.
_PRIMARY = "10s"
# Seconds for which documents are sent again that a shard cannot take now.
_PATIENCE = 60.0
_AGAIN = frozenset({429, 500, 502, 503, 504})
# Done; not there to be deleted; a later version stands there already.
_FINE = frozenset({200, 201, 404, 409})


class Action(NamedTuple):
    """A document, named by its identifier, as the lines of JSON that write or delete it."""

    identifier: str
    text: str


class Bulk:
    """Writes into one index through its own alias, so that none comes to be by mistake."""

    def __init__(self, client: Client, alias: str) -> None:
        self._client = client
        self._alias = alias
        self._ways = [_Way(ThreadPoolExecutor(1)) for _ in range(_WAYS)]

    def write(self, actions: Iterable[Action]) -> None:
        """Write documents, sooner or later; raises what went wrong with earlier ones."""
        for action in actions:
            way = self._ways[crc32(action.identifier.encode()) % _WAYS]
            way.size += len(action.text) - len(way.batch.pop(action.identifier, ""))
            way.batch[action.identifier] = action.text
            if way.size >= _SIZE or len(way.batch) >= _DOCUMENTS:
                self._send(way)

    def finish(self) -> None:
        """Wait until everything is written."""
        for way in self._ways:
            self._send(way)
        for way in self._ways:
            way.wait(0)

    def close(self) -> None:
        """Write nothing more."""
        for way in self._ways:
            way.executor.shutdown(cancel_futures=True)

    def _send(self, way: "_Way") -> None:
        if way.batch:
            way.wait(_WAITING)
            way.sent.append(way.executor.submit(self._batch, [*way.batch.values()]))
            way.batch, way.size = {}, 0

    def _batch(self, batch: Sequence[str]) -> None:
        """Write a batch, and again what could not be written."""
        until, pause = time.monotonic() + _PATIENCE, 0.1
        while batch:
            answer = self._client.send(
                "POST",
                f"/{self._alias}/_bulk",
                "".join(batch).encode(),
                patience=_PATIENCE,
                require_alias="true",
                timeout=_PRIMARY,
                filter_path="errors,items.*.status,items.*.error.type,items.*.error.reason",
            )
            if not answer.get("errors"):
                return
            failed = list(_failed(batch, answer["items"]))
            if failed and time.monotonic() > until:
                raise IndexUnavailable(f"OpenSearch takes no documents: {failed[0][1]}")
            batch = [text for text, _ in failed]
            time.sleep(pause)
            pause = min(2.0, pause * 2)


class _Way:
    """One thread's batches, in their order."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self.executor = executor
        # By identifier, so that of two versions in one batch only the later is sent.
        self.batch: dict[str, str] = {}
        self.size = 0
        self.sent: list[Future[None]] = []

    def wait(self, number: int) -> None:
        """Wait until at most that many batches are under way."""
        while len(self.sent) > number:
            self.sent.pop(0).result()


def _failed(batch: Sequence[str], items: Sequence[Json]) -> Iterable[tuple[str, str]]:
    """The documents that should be sent again, each with the reason."""
    for text, item in zip(batch, items, strict=True):
        (told,) = item.values()
        error = told.get("error", {})
        reason = f"{told['status']} {error.get('type')}: {error.get('reason')}"
        if told["status"] in _AGAIN:
            yield text, reason
        elif error.get("type") == "index_not_found_exception":
            raise IndexLocked("the index that was written into has been replaced meanwhile")
        elif told["status"] not in _FINE:
            raise Refused(f"{text.partition(chr(10))[0]}: {reason}")


def action(identifier: str, version: int, document: Json | None) -> Action:
    """What writes a document, or deletes it where there is none, as of a version.

    An equal version is written again: it holds the same, unless nothing was committed before.
    """
    about = {"_id": identifier, "version": version, "version_type": "external_gte"}
    if document is None:
        return Action(identifier, lines([{"delete": about}]))
    return Action(identifier, lines([{"index": about}, document]))
