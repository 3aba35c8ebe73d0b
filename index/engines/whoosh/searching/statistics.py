"""The statistics of a snapshot, for the planner and for suggestions."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fnmatch import translate
from itertools import chain, islice, pairwise

import numpy as np

from index.engines.whoosh.searching.following_keys import count_following
from index.engines.whoosh.searching.selection import smallest
from index.engines.whoosh.searching.snapshot import Snapshot, View
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.columns import UNDATED_DAY
from index.language.spelling import fold
from index.planning.clauses import Leaf, Statistics, Term, TermSequence

__all__ = ["SnapshotStatistics"]

# Folds that are decoded at a time.
_RUN = 256
# The commonest words are chosen among so many times as many of each segment.
_MARGIN = 8


class SnapshotStatistics:
    """The statistics (`index.planning.clauses.Statistics`) of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def sample(self) -> Statistics:
        """Return the statistics of the largest segments, else these themselves."""
        part = self._snapshot.sample()
        return self if part is self._snapshot else SnapshotStatistics(part)

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
        """The first day of the latest date of a report, in ISO 8601; "" if no report has a date."""
        day = self._snapshot.newest
        return "" if day == UNDATED_DAY else date.fromordinal(day).isoformat()

    def document_frequency(self, leaf: Leaf) -> int:
        """Return the number of reports in which the leaf occurs."""
        known = self._snapshot.frequencies.get(leaf)
        if known is None:
            known = self._document_frequency(leaf)
            self._snapshot.frequencies[leaf] = known
        return known

    def _document_frequency(self, leaf: Leaf) -> int:
        if isinstance(leaf, Term):
            # Many terms are tried that no report has, such as two syllables written as one word.
            if not any(view.segment.lexicon.ranges(leaf) for view in self._snapshot.views):
                return 0
        elif (phrase := self._snapshot.count_phrase(leaf)) is not None:
            return phrase[1]
        return sum([len(each.documents) for each in self._snapshot.find(leaf)])

    def occurrences(self, leaf: Leaf) -> int:
        """Return the number of occurrences of the leaf in all reports, without field weights."""
        known = self._snapshot.occurrences.get(leaf)
        if known is None:
            phrase = self._snapshot.count_phrase(leaf)
            known = phrase[0] if phrase is not None else self._occurrences(leaf)
            self._snapshot.occurrences[leaf] = known
        return known

    def _occurrences(self, leaf: Leaf) -> int:
        return sum(
            _term_occurrences(view, leaf)
            if view.live is None and isinstance(leaf, Term) and not leaf.fields
            else self._snapshot.find(leaf)[number].occurrences
            for number, view in enumerate(self._snapshot.views)
        )

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of adjacent keys of two terms with their occurrences, most first."""
        if not first.folds and not second.folds and len(first.keys) == len(second.keys) == 1:
            together = self.occurrences(TermSequence((first, second)))
            return [(*first.keys, *second.keys, together)][:limit] if together else []
        return list(self._snapshot.adjacent(first, second)[:limit])

    def following(self, first: Term, prefix: str, limit: int) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of a key of a term and a key directly after it, most frequent first."""
        counts: Counter[tuple[str, str]] = Counter()
        for view in self._snapshot.views:
            lexicon = view.segment.lexicon
            second = lexicon.beginning(prefix)
            keys = chain.from_iterable(lexicon.ranges(first))
            for before, after, count in count_following(view, keys, second):
                counts[lexicon.keys[before], lexicon.keys[after]] += count
        return _commonest(counts, limit)

    def spellings(self, fold: str) -> Sequence[tuple[str, int]]:
        """Return the keys with a fold and their document frequencies, most frequent first."""
        known = self._snapshot.spellings.get(fold)
        if known is None:
            counts: Counter[str] = Counter()
            for view in self._snapshot.views:
                _count(counts, view, view.segment.lexicon.spellings(fold))
            known = self._snapshot.spellings[fold] = tuple(_most_common(counts))
        return known

    def keys(self, pattern: str, limit: int) -> Sequence[str]:
        """Return the first keys, in code point order, that match a pattern with `*` and `?`."""
        remembered = self._snapshot.matching
        known = remembered.get((pattern, limit))
        if known is None:
            found = {key for view in self._snapshot.views for key in _matching(view, pattern)}
            known = tuple(islice(filter(self._is_live, sorted(found)), max(0, limit)))
            remembered[pattern, limit] = known
        return known

    def _is_live(self, key: str) -> bool:
        """Return True if a live report contains a key of some segment."""
        return any(
            view.live is None or _frequency(view, number)
            for view in self._snapshot.views
            for number in (view.segment.lexicon.find(key),)
            if number >= 0
        )

    def words(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the commonest keys whose fold begins with a prefix, and document frequencies."""
        counts: Counter[str] = Counter()
        if limit <= 0:
            return []
        # The commonest keys of all are among the commonest of a segment, in nearly all segments.
        alone = len(self._snapshot.views) == 1
        for view in self._snapshot.views:
            for key, count in _beginning(view, prefix, limit if alone else _MARGIN * limit):
                counts[key] += count
        return _most_common(counts)[:limit]

    def values(self, field: str) -> Collection[str]:
        """Return the distinct values of a facet field; of sections the parents too."""
        remembered = self._snapshot.facet_values
        if field not in remembered:
            remembered[field] = frozenset(
                value for view in self._snapshot.views for value in _values(view, field)
            )
        return remembered[field]

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Return those of the given folds that occur in the index, in the order given."""
        return [plain for plain in folds if self._occurs(plain)]

    def _occurs(self, plain: str) -> bool:
        return any(
            _frequency(view, number)
            for view in self._snapshot.views
            for number in view.segment.lexicon.spellings(plain)
        )


def _term_occurrences(view: View, term: Term) -> int:
    """Return the occurrences of a term in all documents of a view, deleted ones included."""
    return sum(map(view.segment.count_occurrences, view.segment.lexicon.ranges(term)))


def _frequency(view: View, key: int) -> int:
    """Return the number of live documents with a key, given by number."""
    postings = view.segment.key_postings
    low, high = postings.bounds(key)
    if view.live is None:
        return high - low
    return int(np.count_nonzero(view.live[postings.documents(low, high)]))


def _count(counts: Counter[str], view: View, keys: Iterable[int]) -> None:
    """Add the document frequencies of keys, given by number."""
    for number in keys:
        frequency = _frequency(view, number)
        if frequency:
            counts[view.segment.lexicon.keys[number]] += frequency


def _commonest(counts: Counter[tuple[str, str]], limit: int | None) -> list[tuple[str, str, int]]:
    """Return the most frequent pairs with their counts."""
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [(before, after, count) for (before, after), count in ranked[:limit]]


def _most_common(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _matching(view: View, pattern: str) -> Iterable[str]:
    """Return the keys of a view, deleted reports included, that match a pattern."""
    # Brackets have no special meaning in our patterns.
    accepts = re.compile(translate(pattern.replace("[", "[[]"))).match
    plain = fold(pattern)
    by_key = plain != pattern
    numbers = [
        number
        for spelt, keys in _folds_from(view, re.split(r"[*?]", plain, maxsplit=1)[0])
        if by_key or accepts(spelt)
        for number in keys
    ]
    found = view.segment.lexicon.keys.take(np.array(numbers, np.intp))
    return filter(accepts, found) if by_key else found


def _beginning(view: View, prefix: str, limit: int) -> Iterable[tuple[str, int]]:
    """Return the keys of a view whose fold begins with a prefix, and document frequencies.

    `limit`: only the most frequent, about this many.
    """
    lexicon = view.segment.lexicon
    keys = lexicon.beginning(prefix)
    first = keys.start
    counts = _frequencies(view, first, keys.stop)
    found = smallest(-counts, limit)
    found = found[counts.take(found) > 0]
    return zip(lexicon.keys.take(first + found), counts.take(found).tolist(), strict=True)


def _frequencies(view: View, first: int, last: int) -> Array:
    """Return the number of live documents with each of the keys from `first` up to `last`."""
    starts = view.segment.file.part("key.postings", first, last + 1).astype(np.int64)
    if view.live is None or first == last:
        return np.diff(starts)
    documents = view.segment.key_postings.documents(int(starts[0]), int(starts[-1]))
    counts: Array = np.add.reduceat(view.live[documents].astype(np.int64), starts[:-1] - starts[0])
    return counts


def _folds_from(view: View, prefix: str) -> Iterator[tuple[str, range]]:
    """Yield the folds that begin with a prefix, each with its keys by number."""
    file, folds = view.segment.file, view.segment.lexicon.folds
    for first in range(folds.bisect(prefix), len(folds), _RUN):
        run = np.arange(first, min(first + _RUN, len(folds)))
        starts = file.part("fold.keys", first, first + len(run) + 1).tolist()
        for plain, bounds in zip(folds.take(run), pairwise(starts), strict=True):
            if not plain.startswith(prefix):
                return
            yield plain, range(*bounds)


def _values(view: View, field: str) -> Iterable[str]:
    """Return the values of a facet, or the identifiers, of the live documents of a view."""
    segment = view.segment
    if field == "identifier":
        return segment.identifiers.take(view.documents)
    column = segment.facet(field)
    if view.live is None:
        return column.strings
    return column.strings.take(np.flatnonzero(column.count(view.documents)))
