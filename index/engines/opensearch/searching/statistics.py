"""The statistics of a snapshot, for the planner and for suggestions, as questions to the cluster.

The planner asks one question at a time, and each answer decides the next. To save a request for
each question, the planner is run speculatively: unknown answers are guessed and their questions
recorded, then sent in one request. This is repeated until a run used no guess, mostly three times.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, TypeVar, cast

from index.engines.opensearch.searching.leaf_queries import indexed_term, single_terms
from index.engines.opensearch.searching.questions import (
    Counts,
    Filled,
    Frequency,
    Indexed,
    Keys,
    KeysOfFolds,
    Listed,
    Occurrences,
    Question,
    Searched,
    Sums,
    Totals,
    Values,
    count_indexed,
    wildcard,
)
from index.engines.opensearch.searching.snapshot import Snapshot
from index.engines.opensearch.searching.spelling_out import spelled_out
from index.engines.opensearch.storage.mapping import ALL, folded
from index.engines.opensearch.storage.words import MOST
from index.errors import QueryTooLarge
from index.language.spelling import fold
from index.planning.clauses import Leaf, Plan, Statistics, Term, TermSequence
from index.planning.plan import Prepared, prepare
from index.query import Query
from index.syntax.parsed_query import ParsedQuery

__all__ = ["SnapshotStatistics", "frequencies", "plan_over", "prepare_over", "totals"]

T = TypeVar("T")

# Largest number of speculative runs.
_RUNS = 12

# The commonest keys with a prefix that are counted after other keys.
_FOLLOWING = 200
# Up to this many reports, the occurrences of a term are counted by reading them.
_FEW = 5000
# Pairs that are counted at once, those that occur most first.
_PAIRS_AT_ONCE = 12
# Largest number of pairs of keys that are counted, those of the commonest keys first.
_ALL_PAIRS = 2000
# How many more of the commonest words are looked at than are wanted, since the list of words does
# not know exactly how common they are.
_MARGIN = 100


class _Answers(ABC):
    """The statistics (`index.planning.clauses.Statistics`), given the answers to questions."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def _answer(self, question: Question[T]) -> T:
        known: T | None = self._snapshot.known.get(question)
        return self._answer_all([question])[0] if known is None else known

    @abstractmethod
    def _answer_all(self, questions: Sequence[Question[T]]) -> list[T]:
        """Return the answers to questions, in their order."""

    def sample(self) -> Statistics:
        """Return these statistics themselves: the cluster bounds the time of a request."""
        return self

    @property
    def reports(self) -> int:
        """The number of reports."""
        return self._answer(Totals()).reports

    @property
    def tokens(self) -> int:
        """The number of tokens of all reports."""
        return self._answer(Totals()).tokens

    @property
    def newest(self) -> str:
        """The first day of the latest date of a report, in ISO 8601; "" if no report has a date."""
        return self._answer(Totals()).newest

    def document_frequency(self, leaf: Leaf) -> int:
        """Return the number of reports in which the leaf occurs.

        That of one term is in Lucene's dictionary, unless deleted reports are counted there too.
        """
        spelled = spelled_out(leaf, self.listed)
        parts = single_terms(spelled)
        if parts is not None and len(parts) <= 1:
            indexed = self._answer_all([Indexed(*indexed_term(part)) for part in parts])
            found = sum(each.reports for each in indexed)
            if not found or not self._lags():
                return found
        return self._answer(Frequency(spelled))

    def occurrences(self, leaf: Leaf) -> int:
        """Return the number of occurrences of the leaf in all reports, without field weights."""
        parts = single_terms(spelled_out(leaf, self.listed))
        if parts is None:
            return self._answer(Occurrences(leaf)).occurrences
        return sum(self._counts(parts))

    def _counts(self, leaves: Sequence[Leaf]) -> list[int]:
        """Return the occurrences of leaves that are one term of the index each.

        Lucene counts deleted reports too until it merges their segment. If there are any, terms
        in few reports are counted by reading these. For others, Lucene's number of occurrences is
        reduced in the ratio of the reports.
        """
        known = self._answer_all([Indexed(*indexed_term(leaf)) for leaf in leaves])
        lagging = [at for at, each in enumerate(known) if each.reports] if self._lags() else []
        questions: list[Question[Any]] = [
            Occurrences(leaves[at]) if known[at].reports <= _FEW else Frequency(leaves[at])
            for at in lagging
        ]
        found = [each.occurrences for each in known]
        for at, answer in zip(lagging, self._answer_all(questions), strict=True):
            if isinstance(answer, Counts):
                found[at] = answer.occurrences
            else:
                found[at] = round(found[at] * answer / known[at].reports)
        return found

    def _lags(self) -> bool:
        """Return whether Lucene still counts reports that were deleted or replaced."""
        return self._answer(Filled()) != self._answer(Totals()).filled

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of adjacent keys of two terms with their occurrences, most first."""
        both = [self._known_keys(term) for term in (first, second)]
        each = [(before, after) for before, after in product(*both)]
        if len(each) > _ALL_PAIRS:
            least = {pair: min(both[0][pair[0]], both[1][pair[1]]) for pair in each}
            each = sorted(each, key=lambda pair: (-least[pair], pair))[:_ALL_PAIRS]
        leaves = {pair: TermSequence(tuple(Term(keys=(key,)) for key in pair)) for pair in each}
        most = self._answer_all([Indexed(*indexed_term(leaf)) for leaf in leaves.values()])
        bounds = _commonest(
            {pair: counts.occurrences for pair, counts in zip(each, most, strict=True)}, None
        )
        found: dict[tuple[str, str], int] = {}
        for start in range(0, len(bounds), _PAIRS_AT_ONCE):
            some = [(before, after) for before, after, _ in bounds[start : start + _PAIRS_AT_ONCE]]
            counts = self._counts([leaves[pair] for pair in some])
            found.update(zip(some, counts, strict=True))
            best = _commonest(found, limit)
            following = bounds[start + _PAIRS_AT_ONCE :][:1]
            # Without deleted reports, the others occur at most as often as with them.
            if len(best) == limit and following and best[-1][2] > following[0][2]:
                break
        return _commonest(found, limit)

    def _known_keys(self, term: Term) -> dict[str, int]:
        """Return the keys of a term that occur, with their document frequencies."""
        spelt = [key for plain in term.folds for key in self.listed(plain)]
        return self._frequencies([*dict.fromkeys([*term.keys, *spelt])])

    def following(self, first: Term, prefix: str, limit: int) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of a key of a term and a key directly after it, most frequent first."""
        second = Term(keys=tuple(sorted(key for key, _ in self.words(prefix, _FOLLOWING))))
        return self.pairs(first, second, limit) if second.keys else []

    def spellings(self, fold: str) -> Sequence[tuple[str, int]]:
        """Return the keys with a fold and their document frequencies, most frequent first."""
        return _most_frequent(self._frequencies(self.listed(fold)))

    def listed(self, fold: str) -> tuple[str, ...]:
        """Return the listed keys with a fold; reports that have them may be gone."""
        return self._answer(Keys(fold))

    def _frequencies(self, keys: Sequence[str]) -> dict[str, int]:
        """Return those of some keys that occur, with their document frequencies."""
        counts = self._answer_all([Indexed(ALL, key) for key in keys])
        found = zip(keys, counts, strict=True)
        return {key: each.reports for key, each in found if each.reports}

    def keys(self, pattern: str, limit: int) -> Sequence[str]:
        """Return the first keys, in code point order, that match a pattern with `*` and `?`."""
        field = "fold" if fold(pattern) == pattern else "key"
        size = max(0, limit)
        while True:
            listed = self._answer(Listed(field, "regexp", wildcard(pattern), size))
            found = [*self._frequencies(listed)]
            if len(found) >= limit or len(listed) < size or size >= MOST:
                return sorted(found)[: max(0, limit)]
            # Some of those listed are words that no report has any more.
            size = min(MOST, 2 * size)

    def words(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the commonest keys whose fold begins with a prefix, and document frequencies."""
        size = min(MOST, 2 * max(0, limit) + _MARGIN)
        listed = self._answer(Listed("fold", "prefix", prefix, size, commonest=True))
        return _most_frequent(self._frequencies(listed))[: max(0, limit)]

    def values(self, field: str) -> Collection[str]:
        """Return the distinct values of a facet field; of sections the parents too."""
        return self._answer(Values(field))

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Return those of the given folds that occur in the index, in the order given."""
        asked = [*folds]
        counts = self._answer_all([Indexed(ALL, folded(plain)) for plain in asked])
        return [plain for plain, each in zip(asked, counts, strict=True) if each.reports]


class SnapshotStatistics(_Answers):
    """The statistics of a snapshot; each question is sent when it is asked, and remembered."""

    def answer(self, question: Callable[[Statistics], T]) -> T:
        """Call `question(statistics)` and return its result, with few requests."""
        return _speculate(question, self._snapshot)

    def _answer_all(self, questions: Sequence[Question[T]]) -> list[T]:
        known = self._snapshot.known
        unknown = [each for each in dict.fromkeys(questions) if each not in known]
        learnt = _learn(self._snapshot, unknown)
        return [learnt[each] if each in learnt else known[each] for each in questions]


class _Guesses(_Answers):
    """The statistics that are known, and guesses for the rest; `open`: what was guessed."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.open: dict[Question[object], None] = {}

    def _answer_all(self, questions: Sequence[Question[T]]) -> list[T]:
        known: list[T | None] = [*map(self._snapshot.known.get, questions)]
        for question, answer in zip(questions, known, strict=True):
            if answer is None:
                self.open[question] = None
        return [
            question.guess if answer is None else answer
            for question, answer in zip(questions, known, strict=True)
        ]

    def _lags(self) -> bool:
        """Return whether Lucene counts deleted reports; False until both numbers are known.

        A guess beside a known number would have all occurrences counted in the reports.
        """
        return super()._lags() and not {Filled(), Totals()} & self.open.keys()

    # After a guess, the planner may divide by numbers that are known to be 0.

    @property
    def tokens(self) -> int:
        """The number of tokens of all reports; at least 1 after a guess."""
        return max(1, super().tokens) if self.open else super().tokens

    def occurrences(self, leaf: Leaf) -> int:
        """Return the number of occurrences of the leaf; at least 1 after a guess."""
        return max(1, super().occurrences(leaf)) if self.open else super().occurrences(leaf)

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Return those of the folds that occur; none after a guess.

        There are hundreds of folds, and a wrong guess may have led to the question.
        """
        return [] if self.open else super().near_folds(folds)


def plan_over(snapshot: Snapshot, query: Query | ParsedQuery) -> Plan:
    """Return the plan of a query over a snapshot, with few requests."""
    return prepare_over(snapshot, query).plan


def prepare_over(snapshot: Snapshot, query: Query | ParsedQuery) -> Prepared:
    """Return the plan of a query over a snapshot, with notes and leaves, with few requests."""
    return _speculate(partial(prepare, ParsedQuery.of(query)), snapshot)


def totals(snapshot: Snapshot) -> Sums:
    """Return how much a snapshot contains."""
    return SnapshotStatistics(snapshot)._answer(Totals())


def frequencies(snapshot: Snapshot, terms: Sequence[tuple[str, str]]) -> tuple[int, list[int]]:
    """Return the number of reports that have tokens, and of those with each term, as Lucene counts.

    `terms`: field and term.
    """
    statistics = SnapshotStatistics(snapshot)
    counts = statistics._answer_all([Indexed(*each) for each in terms])
    return statistics._answer(Filled()), [each.reports for each in counts]


def _speculate(question: Callable[[Statistics], T], snapshot: Snapshot) -> T:
    """Return `question(statistics)`, called with guesses until it needs none."""
    for _ in range(_RUNS):
        statistics = _Guesses(snapshot)
        try:
            answer = question(statistics)
        except QueryTooLarge:
            # It may be too large for the guesses only.
            if not statistics.open:
                raise
        else:
            if not statistics.open:
                return answer
        _learn(snapshot, [*statistics.open])
    return question(SnapshotStatistics(snapshot))


def _learn(snapshot: Snapshot, questions: Sequence[Question[Any]]) -> dict[Question[Any], Any]:
    """Send questions, and remember the answers; searches in one request, terms in another.

    Words that are listed are counted at once, since their frequencies are always wanted.
    """
    before = snapshot.replacements
    terms = {each: None for each in questions if isinstance(each, Indexed)}
    folds = tuple(each.fold for each in questions if isinstance(each, Keys))
    # All other questions are searches.
    others = [each for each in questions if not isinstance(each, Indexed | Filled | Keys)]
    searched = [cast(Searched[Any], each) for each in others]
    searched += [KeysOfFolds(folds)] if folds else []
    bodies = [_within(snapshot, each) for each in searched]
    learnt: dict[Question[Any], Any] = {}
    for question, answer in zip(searched, snapshot.search(bodies), strict=True):
        found = question.read(answer, snapshot)
        learnt |= found if isinstance(question, KeysOfFolds) else {question: found}
    for each, listed in learnt.items():
        if isinstance(each, Keys | Listed):
            terms |= {Indexed(ALL, key): None for key in listed}
    if terms or Filled() in questions:
        learnt |= count_indexed(snapshot, [*terms])
    if snapshot.replacements == before:
        # Otherwise some answers are of copies that are no longer searched.
        snapshot.remember(learnt)
    return learnt


def _within(snapshot: Snapshot, question: Searched[Any]) -> dict[str, Any]:
    """Return the search of a question, with the index that it is for."""
    search = question.search()
    of_words = isinstance(question, KeysOfFolds | Listed)
    return {**search, "index": snapshot.words} if of_words else search


def _commonest(
    counts: Mapping[tuple[str, str], int], limit: int | None
) -> list[tuple[str, str, int]]:
    """Return the pairs that occur with their occurrences, most first, at most `limit`."""
    found = [(*pair, count) for pair, count in counts.items() if count]
    return sorted(found, key=lambda each: (-each[2], each[:2]))[:limit]


def _most_frequent(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
