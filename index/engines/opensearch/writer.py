"""Writers: what is added and deleted between two commits.

Into an index that readers see nothing is written before the commit, for it could not be taken
back: until then it waits in a file. An index that is built anew is seen by nobody; it is written
at once, and dropped when it is not to be.

The version of a document is the revision that its commit brings the index to. Whoever commits has
taken every change up to there, in order; so of two indexers the one with the lower revision knows
nothing later of any report, and what it writes last gives way.
"""

import json
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

from index.engines.opensearch.bulk import Action, Bulk, action
from index.engines.opensearch.client import Client
from index.engines.opensearch.cluster import Indexes, writing
from index.engines.opensearch.mapping import document, document_id
from index.engines.opensearch.snapshot import Contents
from index.errors import IndexLocked
from index.language.analysis import VERSION
from index.report import Report

__all__ = ["Build", "Update", "Writer"]

Json = dict[str, Any]

# Bytes that are kept in memory before a file is made.
_IN_MEMORY = 8 << 20


class Writer(Protocol):
    """Takes changes until they are committed or forgotten."""

    def add(self, reports: Iterable[Report]) -> None:
        """Take reports."""
        ...

    def delete(self, identifiers: Iterable[str]) -> None:
        """Take deletions."""
        ...

    def commit(self, revision: int) -> None:
        """Show readers all that was taken."""
        ...

    def rollback(self) -> None:
        """Forget all that was taken."""
        ...


class Update:
    """Changes to the index that readers see."""

    def __init__(self, client: Client, indexes: Indexes, contents: Contents) -> None:
        self._client = client
        self._indexes = indexes
        self._index = contents.index
        self._waiting = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115

    def add(self, reports: Iterable[Report]) -> None:
        """Keep reports for the commit."""
        for report in reports:
            self._keep(report.identifier, document(report))

    def delete(self, identifiers: Iterable[str]) -> None:
        """Keep deletions for the commit."""
        for identifier in identifiers:
            self._keep(identifier, None)

    def commit(self, revision: int) -> None:
        """Write and show what was kept; nothing where the index is ahead of it already."""
        current = self._current()
        if current.revision <= revision:
            bulk = Bulk(self._client, writing(self._index))
            try:
                bulk.write(self._kept(revision))
                bulk.finish()
            finally:
                bulk.close()
            self._indexes.refresh(self._index)
            self._indexes.tell(self._index, max(revision, self._current().revision))
            # Another may have told a lower one at the same moment. That is safe to go on from, for
            # to write a change twice does no harm, but takes time.
            if self._current().revision < revision:
                self._indexes.tell(self._index, revision)
        self._waiting.close()
        self._indexes.sweep()

    def rollback(self) -> None:
        """Forget what was kept."""
        self._waiting.close()

    def _current(self) -> Contents:
        """What the index holds; raises `IndexLocked` where readers see another by now."""
        current = self._indexes.current()
        if current is None or current.index != self._index:
            raise IndexLocked(f"{self._index} has been replaced by an index built anew")
        return current

    def _keep(self, identifier: str, content: Json | None) -> None:
        kept = [document_id(identifier), content]
        self._waiting.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n")

    def _kept(self, revision: int) -> Iterator[Action]:
        self._waiting.seek(0)
        for line in self._waiting:
            identifier, content = json.loads(line)
            yield action(identifier, revision, content)


class Build:
    """An index built anew beside the one that readers see, if there is one."""

    def __init__(self, client: Client, indexes: Indexes) -> None:
        self._indexes = indexes
        self._replaced = indexes.current()
        self._index = indexes.create()
        self._bulk = Bulk(client, writing(self._index))

    def add(self, reports: Iterable[Report]) -> None:
        """Write reports."""
        # Version 0: any commit's revision comes after it.
        self._write((each.identifier, document(each)) for each in reports)

    def delete(self, identifiers: Iterable[str]) -> None:
        """Write deletions, of reports that were added before."""
        self._write((identifier, None) for identifier in identifiers)

    def commit(self, revision: int) -> None:
        """Let readers see this index, unless another that is as good has come in its place."""
        self._bulk.finish()
        self._bulk.close()
        self._indexes.refresh(self._index)
        self._indexes.tell(self._index, revision)
        if self._as_good(revision):
            self._indexes.remove(self._index)
        else:
            self._indexes.show(self._index)
        self._indexes.sweep()

    def rollback(self) -> None:
        """Remove this index."""
        self._bulk.close()
        self._indexes.remove(self._index)

    def _as_good(self, revision: int) -> bool:
        """Whether readers see another index by now that was built meanwhile and holds as much."""
        current = self._indexes.current()
        if current is None or (self._replaced and current.index == self._replaced.index):
            return False
        return current.analysis == VERSION and current.revision >= revision

    def _write(self, changes: Iterable[tuple[str, Json | None]]) -> None:
        self._bulk.write(
            action(document_id(identifier), 0, content) for identifier, content in changes
        )
