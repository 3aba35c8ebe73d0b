"""Bulk requests: documents are written in batches over a few connections at once.

All versions of one report go over the same connection in order, so the last one remains. Each is
written with a version number, so a delayed or repeated batch changes nothing.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, NamedTuple
from zlib import crc32

from index.engines.opensearch.connection.client import WRITING, Client, Refused, json_lines
from index.errors import IndexLocked, IndexUnavailable

__all__ = ["Action", "Bulk", "action"]

Json = dict[str, Any]

_log = logging.getLogger(__name__)

# Connections that are used at once.
_LANES = 4
# Characters and documents of a batch: smaller is slower, larger takes memory in the cluster.
_SIZE = 2 << 20
_DOCUMENTS = 500
# Batches that wait for each connection.
_WAITING = 2

# How long the cluster waits for a shard without a primary before it answers.
_PRIMARY = "10s"
# Seconds for which documents that a shard cannot take now are sent again.
_PATIENCE = 60.0
_AGAIN = frozenset({429, 500, 502, 503, 504})
# Done; nothing to delete; a later version exists already.
_FINE = frozenset({200, 201, 404, 409})


class Action(NamedTuple):
    """The lines of JSON that write or delete a document, with the document's identifier."""

    identifier: str
    text: str


class Bulk:
    """Writes into one index, through its writing alias, so that no index is created by mistake."""

    def __init__(self, client: Client, alias: str) -> None:
        self._client = client
        self._alias = alias
        # Documents that a node refused for a while, counted once for each time.
        self.refused = 0
        self._counting = Lock()
        self._lanes = [_Lane(ThreadPoolExecutor(1)) for _ in range(_LANES)]

    def write(self, actions: Iterable[Action]) -> None:
        """Send documents, at once or later. Raise the error of an earlier batch."""
        for action in actions:
            lane = self._lanes[crc32(action.identifier.encode()) % _LANES]
            lane.size += len(action.text) - len(lane.batch.pop(action.identifier, ""))
            lane.batch[action.identifier] = action.text
            if lane.size >= _SIZE or len(lane.batch) >= _DOCUMENTS:
                self._send(lane)

    def finish(self) -> None:
        """Send the rest, and wait until everything is written."""
        for lane in self._lanes:
            self._send(lane)
        for lane in self._lanes:
            lane.wait(0)
        if self.refused:
            _log.warning(
                "OpenSearch refused documents %s times, such as for a full queue, and took them "
                "when they were sent again",
                f"{self.refused:,}",
            )

    def close(self) -> None:
        """Drop batches that were not sent, and end the threads."""
        for lane in self._lanes:
            lane.executor.shutdown(cancel_futures=True)

    def _send(self, lane: "_Lane") -> None:
        if lane.batch:
            lane.wait(_WAITING)
            lane.sent.append(lane.executor.submit(self._write_batch, [*lane.batch.values()]))
            lane.batch, lane.size = {}, 0

    def _write_batch(self, batch: Sequence[str]) -> None:
        """Write a batch; send again what a shard could not take."""
        until, pause = time.monotonic() + _PATIENCE, 0.1
        while batch:
            answer = self._client.send(
                "POST",
                f"/{self._alias}/_bulk",
                "".join(batch).encode(),
                deadline=WRITING,
                patience=_PATIENCE,
                complete=partial(_is_outcome, len(batch)),
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
            with self._counting:
                self.refused += len(batch)
            time.sleep(pause)
            pause = min(2.0, pause * 2)


class _Lane:
    """The batches of one thread, in order."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self.executor = executor
        # By identifier, so that of two versions in one batch only the later is sent.
        self.batch: dict[str, str] = {}
        self.size = 0
        self.sent: list[Future[None]] = []

    def wait(self, number: int) -> None:
        """Wait until at most this many batches have no answer yet."""
        while len(self.sent) > number:
            self.sent.pop(0).result()


def _is_outcome(number: int, answer: Json) -> bool:
    """Return True if an answer has the outcome of each of so many documents."""
    items = answer.get("items")
    if answer.get("errors") is False:
        return True
    return (
        isinstance(items, list)
        and len(items) == number
        and all(isinstance(each, dict) and len(each) == 1 for each in items)
        and all("status" in outcome for each in items for outcome in each.values())
    )


def _failed(batch: Sequence[str], items: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """Yield the documents to send again, each with the reason. Raise for what cannot be written."""
    for text, item in zip(batch, items, strict=True):
        (outcome,) = item.values()
        error = outcome.get("error", {})
        reason = f"{outcome['status']} {error.get('type')}: {error.get('reason')}"
        if outcome["status"] in _AGAIN:
            yield text, reason
        elif error.get("type") == "index_not_found_exception":
            raise IndexLocked("the index that is being written was replaced meanwhile")
        elif outcome["status"] not in _FINE:
            raise Refused(f"{text.partition(chr(10))[0]}: {reason}")


def action(identifier: str, version: int, document: Json | None) -> Action:
    """Return what writes a document, or deletes it if it is None, with a version.

    A document of the same version is overwritten: it is equal, or from a commit that failed.
    """
    about = {"_id": identifier, "version": version, "version_type": "external_gte"}
    if document is None:
        return Action(identifier, json_lines([{"delete": about}]))
    return Action(identifier, json_lines([{"index": about}, document]))
