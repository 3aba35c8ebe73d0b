"""Statistics of a snapshot: what the planner and the suggestions ask, as searches.

Who asks them asks one thing at a time, and what comes next hangs on the answer. So they are let
run over guesses first, to find out what they will ask; that is asked in one request, and they run
again, until they have been told everything.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product
from typing import Any, Protocol, TypeVar

from index.engines.opensearch import facets
from index.engines.opensearch.mapping import ALL, LETTERS, SEPARATOR, bounded, folded, letter
from index.engines.opensearch.queries import EVERYTHING, matching, occurrences
from index.engines.opensearch.snapshot import Snapshot
from index.language.spelling import fold
from index.planning.clauses import Has, Leaf, Plan, Statistics, Term, TermSequence
from index.planning.plan import Prepared, prepare
from index.query import Query
from index.syntax.parsed_query import ParsedQuery

__all__ = ["SnapshotStatistics", "planned", "prepared", "totals"]

Json = dict[str, Any]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# How often what asks is let run over guesses; three times do as a rule.
_ROUNDS = 12

# Pairs of keys that are counted one by one, whether they occur or not.
_FEW_PAIRS = 16
# Pairs that are counted at first, the likeliest, where a few are wanted; and then twice as many.
_PAIRS = 24
# Pairs that are counted at a time, at most.
_MORE_PAIRS = 256
# Pairs that are counted at most, when a wildcard stands for hundreds of keys.
_MOST_PAIRS = 2000


class Question(Protocol[T_co]):
    """Something to be found out about a snapshot; equal questions have equal answers."""

    @property
    def guess(self) -> T_co:
        """What to go on with before it is answered."""
        ...

    def search(self) -> Json:
        """The search that tells."""
        ...

    def read(self, answer: Json, snapshot: Snapshot) -> T_co:
        """What the answer to the search tells; asks the snapshot again where it is not all."""
        ...


@dataclass(frozen=True)
class Sums:
    """The number of reports, of their tokens, and their length in weighted tokens.

    `newest`: the latest first day of a date, "" where there is none.
    """

    reports: int
    tokens: int
    length: int
    newest: str


@dataclass(frozen=True)
class Totals:
    """How much the index holds."""

    @property
    def guess(self) -> Sums:
        return Sums(1, 1, 1, "2000-01-01")

    def search(self) -> Json:
        sums = {name: {"sum": {"field": name}} for name in ("tokens", "length")}
        sums["first"] = {"max": {"field": "first"}}
        return {"size": 0, "track_total_hits": True, "aggs": sums}

    def read(self, answer: Json, snapshot: Snapshot) -> Sums:
        newest = _sum(answer, "first")
        return Sums(
            _total(answer),
            _sum(answer, "tokens"),
            _sum(answer, "length"),
            date.fromordinal(newest).isoformat() if newest else "",
        )


@dataclass(frozen=True)
class Counts:
    """The number of reports in which something occurs, and how often it does."""

    reports: int
    occurrences: int


@dataclass(frozen=True)
class Frequency:
    """The number of reports in which a leaf occurs."""

    leaf: Leaf

    @property
    def guess(self) -> int:
        return 1

    def search(self) -> Json:
        return {"size": 0, "track_total_hits": True, "query": matching(Has(self.leaf))}

    def read(self, answer: Json, snapshot: Snapshot) -> int:
        return _total(answer)


@dataclass(frozen=True)
class Occurrences:
    """How often a leaf occurs; in how many reports too, if its terms stand side by side."""

    leaf: Leaf

    @property
    def guess(self) -> Counts:
        return Counts(1, 1)

    def search(self) -> Json:
        return {"size": 0, "track_total_hits": True, **occurrences(self.leaf)}

    def read(self, answer: Json, snapshot: Snapshot) -> Counts:
        return Counts(_total(answer), _sum(answer, "sum"))


@dataclass(frozen=True)
class Listed:
    """The keys that a pattern over `fold key` matches, each with the number of its reports.

    `letter`: which field of them is looked at. `fold`: the one fold that they have, if it is one.
    """

    letter: str
    pattern: str
    fold: str = ""

    @property
    def guess(self) -> Mapping[str, int]:
        return {}

    def search(self) -> Json:
        aggregations = facets.listing(self._field, include=self.pattern)
        return {"size": 0, "track_total_hits": False, "query": self._query, "aggs": aggregations}

    def read(self, answer: Json, snapshot: Snapshot) -> Mapping[str, int]:
        found = facets.listed(answer)
        if found is None:
            accepts = re.compile(self.pattern).fullmatch
            every = facets.whole(snapshot, self._query, self._field)
            found = {value: count for value, count in every.items() if accepts(value)}
        return {_key(value): count for value, count in found.items()}

    @property
    def _field(self) -> str:
        return f"keys.{self.letter}"

    @property
    def _query(self) -> Json:
        return {"term": {ALL: folded(self.fold)}} if self.fold else EVERYTHING


@dataclass(frozen=True)
class Pairs:
    """Where two terms stand side by side: in how many reports, how often, in which keys.

    `likely`: pairs of keys, those that stand so among them, with the number of such reports that
    hold both keys, wherever: a guess at how often they themselves stand so.
    """

    counts: Counts
    likely: Mapping[tuple[str, str], int]

    def __len__(self) -> int:
        return len(self.likely)


@dataclass(frozen=True)
class Beside:
    """Where two terms of many spellings stand side by side."""

    first: Term
    second: Term

    @property
    def guess(self) -> Pairs:
        return Pairs(Counts(1, 1), {})

    def search(self) -> Json:
        asked = Occurrences(TermSequence((self.first, self.second))).search()
        for (a, before), (b, after) in self._sides():
            within = facets.listing(f"keys.{b}", include=after)
            whole = facets.listing(f"keys.{a}", include=before)["values"]
            asked["aggs"][a + b] = {**whole, "aggs": within}
        return asked

    def read(self, answer: Json, snapshot: Snapshot) -> Pairs:
        likely = {
            (_key(bucket["key"]), _key(value)): count
            for (a, _), (b, _) in self._sides()
            for bucket in facets.buckets(answer, a + b)
            for value, count in facets.counted(bucket["values"]).items()
        }
        # Commonest first.
        ranked = sorted(likely.items(), key=lambda each: (-each[1], each[0]))
        return Pairs(Counts(_total(answer), _sum(answer, "sum")), dict(ranked))

    def _sides(self) -> Iterable[tuple[tuple[str, str], tuple[str, str]]]:
        """The letters of both, each with the pattern of what is looked for there."""
        return product(_patterns(self.first).items(), _patterns(self.second).items())


@dataclass(frozen=True)
class Values:
    """The values of a facet field."""

    field: str

    @property
    def guess(self) -> frozenset[str]:
        return frozenset()

    def search(self) -> Json:
        aggregations = facets.listing(self.field)
        return {"size": 0, "track_total_hits": False, "aggs": aggregations}

    def read(self, answer: Json, snapshot: Snapshot) -> frozenset[str]:
        found = facets.listed(answer)
        return frozenset(facets.whole(snapshot, EVERYTHING, self.field) if found is None else found)


class _Statistics:
    """What `index.planning.clauses.Statistics` asks, by questions that are answered somehow."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def _answer(self, question: Question[T]) -> T:
        """The answer to a question."""
        known: T | None = self._snapshot.known.get(question)
        return self._answers([question])[0] if known is None else known

    def _answers(self, questions: Sequence[Question[T]]) -> list[T]:
        """The answers to several questions."""
        raise NotImplementedError

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
        """The latest first day of a report's date; "" where no report has a date."""
        return self._answer(Totals()).newest

    def document_frequency(self, leaf: Leaf) -> int:
        """The number of reports in which the leaf occurs."""
        match leaf:
            case TermSequence(_, 0, True, ()):
                # The work is to find where terms stand together; who asks mostly wants both.
                return self._counts(leaf).reports
        return self._answer(Frequency(leaf))

    def occurrences(self, leaf: Leaf) -> int:
        """How often the leaf occurs in all reports, fields not weighed."""
        return self._counts(leaf).occurrences

    def _counts(self, leaf: Leaf) -> Counts:
        """In how many reports, and how often, a leaf occurs."""
        match leaf:
            case TermSequence((first, second), 0, True, ()) if _many(first, second):
                return self._answer(Beside(first, second)).counts
        return self._answer(Occurrences(leaf))

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Sequence[tuple[str, str, int]]:
        """The keys in which two terms stand side by side, with how often they do, most first."""
        if not _many(first, second):
            each = [*product(first.keys, second.keys)]
            counts = self._together(each)
            return _best(dict(zip(each, counts or [1] * len(each), strict=True)), limit)
        beside = self._answer(Beside(first, second))
        likely, rest = [*beside.likely], beside.counts.occurrences
        found: dict[tuple[str, str], int] = {}
        at_once = _PAIRS if limit else _MORE_PAIRS
        while likely and len(found) < _MOST_PAIRS:
            some, likely = likely[:at_once], likely[at_once:]
            at_once = min(2 * at_once, _MORE_PAIRS)
            counts = self._together(some)
            if counts is None:
                # A guess, and so a few more than are wanted.
                return _best(beside.likely, limit and limit + _PAIRS // 4)
            found.update(zip(some, counts, strict=True))
            rest -= sum(counts)
            best = _best(found, limit)
            # None that is not counted yet occurs more often than all of them.
            if not rest or (len(best) == limit and (not best or rest < best[-1][2])):
                break
        return _best(found, limit)

    def _together(self, pairs: Sequence[tuple[str, str]]) -> list[int] | None:
        """How often each pair of keys stands side by side; None where that is not known yet."""
        asked = [_pair(Term(keys=(before,)), Term(keys=(after,))) for before, after in pairs]
        answers = self._answers([Occurrences(leaf) for leaf in asked])
        return [counts.occurrences for counts in answers]

    def spellings(self, fold: str) -> Sequence[tuple[str, int]]:
        """The keys in the index that fold so, with their document frequencies, most first."""
        pattern = _literal(bounded(fold) + SEPARATOR) + ".*"
        return _ranked(self._answer(Listed(letter(fold), pattern, fold)))

    def keys(self, pattern: str, limit: int) -> Sequence[str]:
        """The first keys, in code point order, that a pattern with `*` and `?` matches."""
        plain = fold(pattern) == pattern
        wild = _wild(pattern)
        among = f"{wild}{SEPARATOR}.*" if plain else f"[^ ]*{SEPARATOR}{wild}"
        return sorted(self._all(fold(pattern[:1]), among))[: max(0, limit)]

    def words(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """The commonest keys whose fold begins with a folded prefix, with document frequency."""
        return _ranked(self._all(prefix[:1], _literal(prefix) + ".*"))[: max(0, limit)]

    def _all(self, first: str, pattern: str) -> Mapping[str, int]:
        """The keys that a pattern over `fold key` matches; `first`: what it begins with."""
        letters = LETTERS if first in ("", "*", "?") else letter(first)
        found: dict[str, int] = {}
        for listed in self._answers([Listed(each, pattern) for each in letters]):
            found.update(listed)
        return found

    def values(self, field: str) -> Collection[str]:
        """The distinct values of a facet field; every section path, parents included."""
        return self._answer(Values(field))

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Those of the given folds that occur in the index, in the order given."""
        asked = [*folds]
        counts = self._answers([Frequency(Term(folds=(plain,))) for plain in asked])
        return [plain for plain, count in zip(asked, counts, strict=True) if count]


class SnapshotStatistics(_Statistics):
    """The statistics of a snapshot, each asked when it is wanted and remembered."""

    def answer(self, question: Callable[[Statistics], T]) -> T:
        """What a question comes to; what it asks is asked in a few requests."""
        return answered(question, self._snapshot)

    def _answers(self, questions: Sequence[Question[T]]) -> list[T]:
        known = self._snapshot.known
        unknown = [each for each in dict.fromkeys(questions) if each not in known]
        learnt = learn(self._snapshot, unknown)
        return [learnt[each] if each in learnt else known[each] for each in questions]


class _Guessed(_Statistics):
    """What is known of a snapshot, guesses for the rest, and what these were asked by."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.open: dict[Question[object], None] = {}

    def _answers(self, questions: Sequence[Question[T]]) -> list[T]:
        known: list[T | None] = [*map(self._snapshot.known.get, questions)]
        for question, answer in zip(questions, known, strict=True):
            if answer is None:
                self.open[question] = None
        return [
            question.guess if answer is None else answer
            for question, answer in zip(questions, known, strict=True)
        ]

    # A guessed pair may be of keys that are known not to occur, in reports known to be empty.

    @property
    def tokens(self) -> int:
        """The number of tokens of all reports, one at least."""
        return max(1, super().tokens) if self.open else super().tokens

    def occurrences(self, leaf: Leaf) -> int:
        """How often the leaf occurs, once at least."""
        return max(1, super().occurrences(leaf)) if self.open else super().occurrences(leaf)

    def _together(self, pairs: Sequence[tuple[str, str]]) -> list[int] | None:
        before = len(self.open)
        counts = super()._together(pairs)
        return counts if len(self.open) == before else None

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Those of the folds that occur; none while it may be by a guess that they are asked for.

        They are hundreds.
        """
        return [] if self.open else super().near_folds(folds)


def planned(query: Query | ParsedQuery, snapshot: Snapshot) -> Plan:
    """The plan of a query over a snapshot, in a few requests."""
    return prepared(query, snapshot).plan


def prepared(query: Query | ParsedQuery, snapshot: Snapshot) -> Prepared:
    """The plan of a query over a snapshot with the notes of its reading, in a few requests."""
    return answered(partial(prepare, ParsedQuery.of(query)), snapshot)


def answered(question: Callable[[Statistics], T], snapshot: Snapshot) -> T:
    """What a question comes to over the statistics of a snapshot, in a few requests."""
    for _ in range(_ROUNDS):
        statistics = _Guessed(snapshot)
        answer = question(statistics)
        if not statistics.open:
            return answer
        learn(snapshot, [*statistics.open])
    return question(SnapshotStatistics(snapshot))


def totals(snapshot: Snapshot) -> Sums:
    """How much a snapshot holds."""
    return SnapshotStatistics(snapshot)._answer(Totals())


def learn(snapshot: Snapshot, questions: Sequence[Question[T]]) -> dict[Question[T], T]:
    """Ask questions in one request, and remember the answers."""
    answers = snapshot.search([question.search() for question in questions])
    learnt = {
        question: question.read(answer, snapshot)
        for question, answer in zip(questions, answers, strict=True)
    }
    snapshot.remember(learnt)
    return learnt


def _best(counts: Mapping[tuple[str, str], int], limit: int | None) -> list[tuple[str, str, int]]:
    """The commonest pairs that occur, each with how often."""
    found = [(*pair, count) for pair, count in counts.items() if count]
    return sorted(found, key=lambda each: (-each[2], each[:2]))[:limit]


def _patterns(term: Term) -> dict[str, str]:
    """What to look for in the keys of each letter, to find those that a term stands for."""
    found: dict[str, list[str]] = {}
    for plain in term.folds:
        found.setdefault(letter(plain), []).append(_literal(bounded(plain) + SEPARATOR) + ".*")
    for key in term.keys:
        plain = fold(key)
        value = bounded(plain) + SEPARATOR + bounded(key)
        found.setdefault(letter(plain), []).append(_literal(value))
    return {each: "|".join(patterns) for each, patterns in found.items()}


def _key(value: str) -> str:
    """The key in a value of the field `keys`."""
    return value.partition(SEPARATOR)[2]


def _pair(*terms: Term) -> Leaf:
    """Terms side by side."""
    return TermSequence(terms)


def _many(first: Term, second: Term) -> bool:
    """Whether two terms stand for more pairs of keys than are counted one by one."""
    return bool(first.folds or second.folds) or len(first.keys) * len(second.keys) > _FEW_PAIRS


def _total(answer: Json) -> int:
    return int(answer["hits"]["total"]["value"])


def _sum(answer: Json, name: str) -> int:
    return round(answer.get("aggregations", {}).get(name, {}).get("value") or 0)


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


# What means something in a regular expression of Lucene or of Python, or in an expression of both.
_SIGNS = re.compile(r"[^\w ]|_")


def _literal(text: str) -> str:
    """A regular expression for a text itself."""
    return _SIGNS.sub(lambda sign: "\\" + sign[0], text)


def _wild(pattern: str) -> str:
    """A regular expression for a pattern with `*` and `?`, over one word."""
    parts = re.split(r"([*?])", pattern)
    return "".join({"*": "[^ ]*", "?": "[^ ]"}.get(part) or _literal(part) for part in parts)
