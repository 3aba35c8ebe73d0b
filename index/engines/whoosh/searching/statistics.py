"""Statistics of a snapshot, for the planner and for suggestions."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fnmatch import translate
from itertools import islice, pairwise

import numpy as np

from index.engines.whoosh.searching.key_pairs import pairs
from index.engines.whoosh.searching.selection import best
from index.engines.whoosh.searching.snapshot import Snapshot, View
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.columns import UNDATED_DAY
from index.language.spelling import fold
from index.planning.clauses import Leaf, Term, TermSequence

__all__ = ["SnapshotStatistics"]

# Folds that are read at a time.
_RUN = 256


class SnapshotStatistics:
    """What `index.planning.clauses.Statistics` asks, told of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._frequencies: dict[Leaf, int] = {}
        self._occurrences: dict[Leaf, int] = {}

    @property
    def reports(self) -> int:
        """The number of reports."""
        return self._snapshot.reports

    @property
    def tokens(self) -> int:
        """The number of tokens of all reports."""
        return self._snapshot.tokens

    @property
    def newest(self) -> str:
        """The latest first day of a report's date; "" where no report has a date."""
        day = self._snapshot.newest
        return "" if day == UNDATED_DAY else date.fromordinal(day).isoformat()

    def document_frequency(self, leaf: Leaf) -> int:
        """The number of reports in which the leaf occurs."""
        known = self._frequencies.get(leaf)
        if known is None:
            known = sum([len(found.documents) for found in self._snapshot.find(leaf)])
            self._frequencies[leaf] = known
        return known

    def occurrences(self, leaf: Leaf) -> int:
        """How often the leaf occurs in all reports, fields not weighed."""
        known = self._occurrences.get(leaf)
        if known is None:
            known = self._occurrences[leaf] = sum(
                view.segment.occurrences_of(leaf)
                if view.live is None and isinstance(leaf, Term) and not leaf.fields
                else self._snapshot.find(leaf)[number].occurrences
                for number, view in enumerate(self._snapshot.views)
            )
        return known

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Sequence[tuple[str, str, int]]:
        """The keys in which two terms stand side by side, with how often they do, most first."""
        counts: Counter[tuple[str, str]] = Counter()
        found = self._snapshot.find(TermSequence((first, second)))
        if not first.folds and not second.folds and len(first.keys) == len(second.keys) == 1:
            together = sum([here.occurrences for here in found])
            return [(*first.keys, *second.keys, together)][:limit] if together else []
        for view, here in zip(self._snapshot.views, found, strict=True):
            for before, after, count in pairs(view.segment, here.numbers):
                counts[before, after] += count
        ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        return [(before, after, count) for (before, after), count in ranked[:limit]]

    def spellings(self, fold: str) -> Sequence[tuple[str, int]]:
        """The keys in the index that fold so, with their document frequencies, most first."""
        counts: Counter[str] = Counter()
        for view in self._snapshot.views:
            _count(counts, view, view.segment.spellings(fold))
        return _ranked(counts)

    def keys(self, pattern: str, limit: int) -> Sequence[str]:
        """The first keys, in code point order, that a pattern with `*` and `?` matches."""
        remembered = self._snapshot.matching
        known = remembered.get((pattern, limit))
        if known is None:
            found = {key for view in self._snapshot.views for key in _matching(view, pattern)}
            known = tuple(islice(filter(self._is_live, sorted(found)), max(0, limit)))
            remembered[pattern, limit] = known
        return known

    def _is_live(self, key: str) -> bool:
        """Whether a live report has a key that some segment has."""
        return any(
            view.live is None or _frequency(view, rank)
            for view in self._snapshot.views
            for rank in (view.segment.key(key),)
            if rank >= 0
        )

    def words(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """The commonest keys whose fold begins with a folded prefix, with document frequency."""
        counts: Counter[str] = Counter()
        if limit <= 0:
            return []
        # With several segments, the commonest of all may be among the first of none.
        alone = len(self._snapshot.views) == 1
        for view in self._snapshot.views:
            for key, count in _beginning(view, prefix, limit if alone else None):
                counts[key] += count
        return _ranked(counts)[:limit]

    def values(self, field: str) -> Collection[str]:
        """The distinct values of a facet field; every section path, parents included."""
        remembered = self._snapshot.facet_values
        if field not in remembered:
            remembered[field] = frozenset(
                value for view in self._snapshot.views for value in _values(view, field)
            )
        return remembered[field]

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Those of the given folds that occur in the index, in the order given."""
        return [plain for plain in folds if self._occurs(plain)]

    def _occurs(self, plain: str) -> bool:
        return any(
            _frequency(view, rank)
            for view in self._snapshot.views
            for rank in view.segment.spellings(plain)
        )


def _frequency(view: View, rank: int) -> int:
    """The number of live documents with a key."""
    low, high = view.segment.bounds("key", rank)
    if view.live is None:
        return high - low
    documents = view.segment.file.part("key.documents", low, high)
    return int(np.count_nonzero(view.live[documents]))


def _count(counts: Counter[str], view: View, ranks: Iterable[int]) -> None:
    for rank in ranks:
        frequency = _frequency(view, rank)
        if frequency:
            counts[view.segment.keys[rank]] += frequency


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _matching(view: View, pattern: str) -> Iterable[str]:
    """The keys of a view that a pattern matches, deletions not heeded."""
    # Brackets mean nothing in our patterns.
    accepts = re.compile(translate(pattern.replace("[", "[[]"))).match
    plain = fold(pattern)
    by_key = plain != pattern
    ranks = [
        rank
        for spelt, several in _folds_from(view, re.split(r"[*?]", plain, maxsplit=1)[0])
        if by_key or accepts(spelt)
        for rank in several
    ]
    keys = view.segment.keys.some(np.array(ranks, np.intp))
    return filter(accepts, keys) if by_key else keys


def _beginning(view: View, prefix: str, limit: int | None) -> Iterable[tuple[str, int]]:
    """The keys of a view whose fold begins so, with document frequency; about `limit` of them."""
    folds, ranks = view.segment.folds, view.segment.file.whole("fold.keys")
    # No token has the last code point there is.
    first, last = ranks[[folds.bisect(prefix), folds.bisect(prefix + "\U0010ffff")]].tolist()
    counts = _frequencies(view, first, last)
    found = np.arange(len(counts)) if limit is None else best(-counts, limit)
    found = found[counts.take(found) > 0]
    return zip(view.segment.keys.some(first + found), counts.take(found).tolist(), strict=True)


def _frequencies(view: View, first: int, last: int) -> Array:
    """The number of live documents with each of some consecutive keys."""
    starts = view.segment.file.part("key.postings", first, last + 1).astype(np.int64)
    if view.live is None or first == last:
        return np.diff(starts)
    documents = view.segment.file.part("key.documents", int(starts[0]), int(starts[-1]))
    counts: Array = np.add.reduceat(view.live[documents].astype(np.int64), starts[:-1] - starts[0])
    return counts


def _folds_from(view: View, prefix: str) -> Iterator[tuple[str, range]]:
    """The folds that begin with a prefix, each with the numbers of its keys."""
    segment = view.segment
    for first in range(segment.folds.bisect(prefix), len(segment.folds), _RUN):
        run = np.arange(first, min(first + _RUN, len(segment.folds)))
        starts = segment.file.part("fold.keys", first, first + len(run) + 1).tolist()
        for plain, bounds in zip(segment.folds.some(run), pairwise(starts), strict=True):
            if not plain.startswith(prefix):
                return
            yield plain, range(*bounds)


def _values(view: View, field: str) -> Iterable[str]:
    """The values that live documents of a view have."""
    segment = view.segment
    if field == "identifier":
        live = range(segment.documents) if view.live is None else np.flatnonzero(view.live)
        return (segment.identifiers[int(at)] for at in live)
    values = segment.values(field)
    if view.live is None:
        return values.strings
    return (
        values.strings[int(at)] for at in np.flatnonzero(values.count(np.flatnonzero(view.live)))
    )
