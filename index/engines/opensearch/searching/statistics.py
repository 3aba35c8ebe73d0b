"""The statistics of a snapshot, for the planner and for suggestions, as questions to the cluster.

The planner asks one question at a time, and each answer decides the next. To save a request for
each question, the planner is run speculatively: unknown answers are guessed and their questions
recorded, then sent in one request. This is repeated until a run used no guess, mostly three times.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import TypeVar

from index.engines.opensearch.searching.questions import (
    AdjacentKeys,
    Counts,
    Frequency,
    KeysMatching,
    Occurrences,
    Question,
    Sums,
    Totals,
    Values,
    literal,
    wildcard,
)
from index.engines.opensearch.searching.snapshot import Snapshot
from index.engines.opensearch.storage.mapping import LETTERS, SEPARATOR, bounded, letter
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

# Up to this many pairs of keys, each is counted, whether it occurs or not.
_FEW_PAIRS = 16
# The commonest keys with a prefix that are counted after other keys.
_FOLLOWING = 200
# Candidates that are counted in the first request if a few pairs are wanted; then twice as many.
_PAIRS = 24
# Largest number of candidates that are counted in one request, and in all.
_PAIRS_AT_ONCE = 256
_ALL_PAIRS = 2000


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
        """Return the number of reports in which the leaf occurs."""
        return self._answer(Frequency(leaf))

    def occurrences(self, leaf: Leaf) -> int:
        """Return the number of occurrences of the leaf in all reports, without field weights."""
        return self._counts(leaf).occurrences

    def _counts(self, leaf: Leaf) -> Counts:
        match leaf:
            case TermSequence((first, second), 0, True, ()) if _are_many(first, second):
                return self._answer(AdjacentKeys(first, second)).counts
        return self._answer(Occurrences(leaf))

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of adjacent keys of two terms with their occurrences, most first."""
        if not _are_many(first, second):
            each = [*product(first.keys, second.keys)]
            counts = self._count_pairs(each)
            return _commonest(dict(zip(each, counts or [1] * len(each), strict=True)), limit)
        adjacent = self._answer(AdjacentKeys(first, second))
        candidates, rest = [*adjacent.candidates], adjacent.counts.occurrences
        found: dict[tuple[str, str], int] = {}
        at_once = _PAIRS if limit else _PAIRS_AT_ONCE
        while candidates and len(found) < _ALL_PAIRS:
            some, candidates = candidates[:at_once], candidates[at_once:]
            at_once = min(2 * at_once, _PAIRS_AT_ONCE)
            counts = self._count_pairs(some)
            if counts is None:
                # Only guesses are known; a few more pairs than wanted most likely include the best.
                return _commonest(adjacent.candidates, limit and limit + _PAIRS // 4)
            found.update(zip(some, counts, strict=True))
            rest -= sum(counts)
            best = _commonest(found, limit)
            # The candidates not counted yet have at most `rest` occurrences together.
            if not rest or (len(best) == limit and (not best or rest < best[-1][2])):
                break
        return _commonest(found, limit)

    def following(self, first: Term, prefix: str, limit: int) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of a key of a term and a key directly after it, most frequent first."""
        second = Term(keys=tuple(sorted(key for key, _ in self.words(prefix, _FOLLOWING))))
        return self.pairs(first, second, limit) if second.keys else []

    def _count_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[int] | None:
        """Return how often each pair of keys is adjacent; None if that would be a guess."""
        asked = [
            TermSequence((Term(keys=(before,)), Term(keys=(after,)))) for before, after in pairs
        ]
        answers = self._answer_all([Occurrences(leaf) for leaf in asked])
        return [counts.occurrences for counts in answers]

    def spellings(self, fold: str) -> Sequence[tuple[str, int]]:
        """Return the keys with a fold and their document frequencies, most frequent first."""
        pattern = literal(bounded(fold) + SEPARATOR) + ".*"
        return _most_frequent(self._answer(KeysMatching(letter(fold), pattern, fold)))

    def keys(self, pattern: str, limit: int) -> Sequence[str]:
        """Return the first keys, in code point order, that match a pattern with `*` and `?`."""
        plain = fold(pattern) == pattern
        expression = wildcard(pattern)
        listed = f"{expression}{SEPARATOR}.*" if plain else f"[^ ]*{SEPARATOR}{expression}"
        return sorted(self._matching(fold(pattern[:1]), listed))[: max(0, limit)]

    def words(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the commonest keys whose fold begins with a prefix, and document frequencies."""
        found = self._matching(prefix[:1], literal(prefix) + ".*")
        return _most_frequent(found)[: max(0, limit)]

    def _matching(self, first: str, pattern: str) -> Mapping[str, int]:
        """Return the keys that a pattern matches; `first`: with which their folds begin."""
        letters = LETTERS if first in ("", "*", "?") else letter(first)
        found: dict[str, int] = {}
        for listed in self._answer_all([KeysMatching(each, pattern) for each in letters]):
            found.update(listed)
        return found

    def values(self, field: str) -> Collection[str]:
        """Return the distinct values of a facet field; of sections the parents too."""
        return self._answer(Values(field))

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Return those of the given folds that occur in the index, in the order given."""
        asked = [*folds]
        counts = self._answer_all([Frequency(Term(folds=(plain,))) for plain in asked])
        return [plain for plain, count in zip(asked, counts, strict=True) if count]


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

    # After a guess, the planner may divide by numbers that are known to be 0.

    @property
    def tokens(self) -> int:
        """The number of tokens of all reports; at least 1 after a guess."""
        return max(1, super().tokens) if self.open else super().tokens

    def occurrences(self, leaf: Leaf) -> int:
        """Return the number of occurrences of the leaf; at least 1 after a guess."""
        return max(1, super().occurrences(leaf)) if self.open else super().occurrences(leaf)

    def _count_pairs(self, pairs: Sequence[tuple[str, str]]) -> list[int] | None:
        before = len(self.open)
        counts = super()._count_pairs(pairs)
        return counts if len(self.open) == before else None

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


def frequencies(snapshot: Snapshot, leaves: Sequence[Leaf]) -> dict[Leaf, int]:
    """Return the number of reports in which each leaf occurs."""
    answers = SnapshotStatistics(snapshot)._answer_all([Frequency(leaf) for leaf in leaves])
    return dict(zip(leaves, answers, strict=True))


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


def _learn(snapshot: Snapshot, questions: Sequence[Question[T]]) -> dict[Question[T], T]:
    """Send questions in one request, and remember the answers."""
    answers = snapshot.search([question.search() for question in questions])
    learnt = {
        question: question.read(answer, snapshot)
        for question, answer in zip(questions, answers, strict=True)
    }
    snapshot.remember(learnt)
    return learnt


def _commonest(
    counts: Mapping[tuple[str, str], int], limit: int | None
) -> list[tuple[str, str, int]]:
    """Return the pairs that occur with their occurrences, most first, at most `limit`."""
    found = [(*pair, count) for pair, count in counts.items() if count]
    return sorted(found, key=lambda each: (-each[2], each[:2]))[:limit]


def _are_many(first: Term, second: Term) -> bool:
    """Return True if two terms have too many pairs of keys to count each."""
    return bool(first.folds or second.folds) or len(first.keys) * len(second.keys) > _FEW_PAIRS


def _most_frequent(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
