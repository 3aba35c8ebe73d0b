"""Writers take changes until a commit shows them, or a rollback discards them.

Nothing is written before the commit into an index that readers see, since it could not be taken
back; the changes wait in a file. An index that is being built is seen by no reader. It is written
at once, and removed if the build is discarded.

The version of a document is the revision that its commit brings the index to, plus an offset. An
indexer has read every change up to the revision that it commits. Of two indexers, the one with the
lower revision therefore knows nothing newer about any report, and versions make its documents give
way. If the catalogue went back to an earlier state, the index is corrected and its revision becomes
smaller; the offset then grows, so that versions do not, and indexers with the old offset stop.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any, Protocol

from index.engines.opensearch.connection.client import Client
from index.engines.opensearch.storage import words
from index.engines.opensearch.storage.documents import document_id, indexed
from index.engines.opensearch.storage.indexes import Contents, Indexes, writing_alias
from index.engines.opensearch.storage.words import WordCounts, words_of
from index.engines.opensearch.writing.bulk import Action, Bulk, action
from index.errors import IndexingError, IndexLocked
from index.language.analysis import VERSION
from index.report import Report

__all__ = ["Build", "Update", "Writer"]

Json = dict[str, Any]

_log = logging.getLogger(__name__)

# Bytes of changes that are kept in memory before a file is used.
_IN_MEMORY = 8 << 20
# The number of reports from which on a new index is merged as a whole.
_MANY = 10_000


class Writer(Protocol):
    """Takes changes until they are committed or discarded."""

    def add(self, reports: Iterable[Report]) -> None:
        """Take reports."""
        ...

    def delete(self, identifiers: Iterable[str]) -> None:
        """Take deletions."""
        ...

    def commit(self, revision: int, mark: str, *, corrected: bool) -> None:
        """Make all changes visible as of a revision; `corrected` as in `index.engine.Engine`."""
        ...

    def rollback(self) -> None:
        """Discard all changes."""
        ...


class Update:
    """Changes to the index that readers see."""

    def __init__(self, client: Client, indexes: Indexes, contents: Contents) -> None:
        self._client = client
        self._indexes = indexes
        self._index = contents.index
        self._begun = contents
        self._words = WordCounts()
        self._waiting = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115

    def add(self, reports: Iterable[Report]) -> None:
        """Keep reports for the commit."""
        for report in reports:
            content, keys = indexed(report)
            self._keep(report.identifier, content)
            self._words.add(keys)
            if self._words.full:
                self._list_words()

    def delete(self, identifiers: Iterable[str]) -> None:
        """Keep deletions for the commit."""
        for identifier in identifiers:
            self._keep(identifier, None)

    def commit(self, revision: int, mark: str, *, corrected: bool) -> None:
        """Write and show the changes; do nothing if the index has a later revision already."""
        current = self._current()
        if corrected:
            self._correct(current, revision, mark)
        elif current.revision <= revision:
            self._write(revision + current.offset)
            self._record(revision, mark)
            # Another indexer may have recorded a lower revision at the same moment. That would be
            # safe, since writing a change twice does no harm, but costs time.
            if self._current().revision < revision:
                self._record(revision, mark)
        self._waiting.close()
        self._indexes.sweep()

    def _list_words(self) -> None:
        """Write the words that are not listed yet. Those of changes that are discarded may stay."""
        counts = self._words.take()
        new = [*words.unlisted(self._client, self._index, [*counts])]
        _list_words(self._client, self._indexes, self._index, {key: counts[key] for key in new})

    def _write(self, version: int) -> None:
        """Write the changes into the index."""
        self._list_words()
        bulk = Bulk(self._client, writing_alias(self._index))
        try:
            bulk.write(self._kept(version))
            bulk.finish()
        finally:
            bulk.close()
        self._indexes.refresh(self._index)

    def _record(self, revision: int, mark: str) -> None:
        """Record a revision with its mark, unless a later one is recorded."""
        current = self._current()
        if current.revision > revision:
            revision, mark = current.revision, current.mark
        self._indexes.record(self._index, revision, mark, current.offset, current.shards)

    def _correct(self, current: Contents, revision: int, mark: str) -> None:
        """Write changes that were computed from what the index held when the writer was made.

        Raise `IndexLocked` if there was another commit since.
        """
        if current != self._begun:
            raise IndexLocked(f"{self._index} was changed while it was being compared")
        offset = current.offset + max(0, current.revision - revision) + 1
        # Recorded first: indexers that read the other history stop before they write.
        shards = current.shards
        self._indexes.record(self._index, current.revision, current.mark, offset, shards)
        self._write(revision + offset)
        self._indexes.record(self._index, revision, mark, offset, shards)

    def rollback(self) -> None:
        """Discard the changes."""
        self._waiting.close()

    def _current(self) -> Contents:
        """Return the contents of the index. Raise `IndexLocked` if it was replaced or corrected."""
        current = self._indexes.current()
        if current is None or current.index != self._index:
            raise IndexLocked(f"{self._index} was replaced by a new index")
        if current.offset != self._begun.offset:
            raise IndexLocked(f"{self._index} was corrected meanwhile")
        return current

    def _keep(self, identifier: str, content: Json | None) -> None:
        kept = [document_id(identifier), content]
        self._waiting.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n")

    def _kept(self, version: int) -> Iterator[Action]:
        self._waiting.seek(0)
        for line in self._waiting:
            identifier, content = json.loads(line)
            yield action(identifier, version, content)


class Build:
    """A new index that is built next to the one that readers see, if there is one."""

    def __init__(self, client: Client, indexes: Indexes) -> None:
        self._indexes = indexes
        self._replaced = indexes.current()
        self._index = indexes.create()
        self._client = client
        self._bulk = Bulk(client, writing_alias(self._index))
        self._words = WordCounts()
        self._added = 0
        self._shown = False

    def add(self, reports: Iterable[Report]) -> None:
        """Write reports."""
        # Version 0 is lower than the revision of any commit.
        for each in reports:
            content, keys = indexed(each)
            self._write([(document_id(each.identifier), content)])
            self._added += 1
            self._words.add(keys)
            if self._words.full:
                self._list_words()

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports that were added before."""
        self._write((document_id(identifier), None) for identifier in identifiers)

    def commit(self, revision: int, mark: str, *, corrected: bool) -> None:
        """Show the index to readers, unless they already see another new one that is as good."""
        self._list_words()
        self._bulk.finish()
        self._bulk.close()
        self._indexes.refresh(self._index)
        self._indexes.record(self._index, revision, mark)
        if self._is_superfluous(revision):
            self._indexes.remove(self._index)
        else:
            self._indexes.show(self._index)
            self._shown = True
            if self._added >= _MANY:
                self._begin_merge()
        self._indexes.sweep()

    def rollback(self) -> None:
        """Remove the index, unless readers see it already."""
        self._bulk.close()
        if not self._shown:
            self._indexes.remove(self._index)

    def _begin_merge(self) -> None:
        """Let the cluster merge the index; report a failure, which only makes searches slower."""
        try:
            self._indexes.merge(self._index)
        except IndexingError as error:
            _log.warning("index %s is not merged: %s", self._index, error)

    def _list_words(self) -> None:
        _list_words(self._client, self._indexes, self._index, self._words.take())

    def _is_superfluous(self, revision: int) -> bool:
        """Return True if readers see an index built meanwhile that contains as much."""
        current = self._indexes.current()
        if current is None or (self._replaced and current.index == self._replaced.index):
            return False
        return current.analysis == VERSION and current.revision >= revision

    def _write(self, changes: Iterable[tuple[str, Json | None]]) -> None:
        self._bulk.write(action(identifier, 0, content) for identifier, content in changes)


def _list_words(client: Client, indexes: Indexes, index: str, counts: Mapping[str, int]) -> None:
    """Write words with the number of reports that have each into the list of an index."""
    documents = [words.document(key, count) for key, count in counts.items()]
    bulk = Bulk(client, writing_alias(words_of(index)))
    try:
        # Version 0: the last write wins; every document of a word names the same word.
        bulk.write(action(name, 0, content) for name, content in documents)
        bulk.finish()
    finally:
        bulk.close()
    indexes.refresh(words_of(index))
