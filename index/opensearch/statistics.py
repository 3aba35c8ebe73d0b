"""Statistics of a snapshot: what the planner and the suggestions ask, as searches.

The planner asks one thing at a time, and what it asks next hangs on the answer. So it is let run
over guesses first, to find out what it will ask; that is asked in one request, and it runs again,
until it has been told everything.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Sequence as Seq
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import product
from typing import Any, Protocol, TypeVar

from index.clauses import Has, Leaf, Plan, Sequence, Term
from index.opensearch import values
from index.opensearch.mapping import ALL, LETTERS, SEPARATOR, bounded, folded, letter
from index.opensearch.queries import EVERYTHING, matching, occurrences
from index.opensearch.snapshot import Snapshot
from index.plan import Prepared, prepare
from index.query import Query
from index.spelling import fold

__all__ = ["SnapshotStatistics", "planned", "prepared", "totals"]

Json = dict[str, Any]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

# How often the planner is let run over guesses; three times do as a rule.
_ROUNDS = 12

# Pairs of keys that are counted one by one; of more, the keys of each side are counted first, and
# then the pairs that may occur most often, so many at a time.
_FEW_PAIRS = 16
_PAIRS = 24
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
    """How often a leaf occurs."""

    leaf: Leaf

    @property
    def guess(self) -> int:
        return 1

    def search(self) -> Json:
        return {"size": 0, "track_total_hits": False, **occurrences(self.leaf)}

    def read(self, answer: Json, snapshot: Snapshot) -> int:
        return _sum(answer, "sum")


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
        aggregations = values.listing(self._field, include=self.pattern)
        return {"size": 0, "track_total_hits": False, "query": self._query, "aggs": aggregations}

    def read(self, answer: Json, snapshot: Snapshot) -> Mapping[str, int]:
        found = values.listed(answer)
        if found is None:
            accepts = re.compile(self.pattern).fullmatch
            every = values.whole(snapshot, self._query, self._field)
            found = {value: count for value, count in every.items() if accepts(value)}
        return {_key(value): count for value, count in found.items()}

    @property
    def _field(self) -> str:
        return f"keys.{self.letter}"

    @property
    def _query(self) -> Json:
        return {"term": {ALL: folded(self.fold)}} if self.fold else EVERYTHING


@dataclass(frozen=True)
class Beside:
    """Of two terms, the keys in the reports where these stand side by side."""

    first: Term
    second: Term

    @property
    def guess(self) -> tuple[Seq[str], Seq[str]]:
        return (), ()

    def search(self) -> Json:
        query = matching(Has(Sequence((self.first, self.second))))
        aggregations = {
            f"{side}.{plain}": values.listing(
                f"keys.{letter(plain)}", include=_literal(bounded(plain) + SEPARATOR) + ".*"
            )["values"]
            for side, term in enumerate((self.first, self.second))
            for plain in term.folds
        }
        return {"size": 0, "track_total_hits": False, "query": query, "aggs": aggregations}

    def read(self, answer: Json, snapshot: Snapshot) -> tuple[Seq[str], Seq[str]]:
        first, second = (
            {*term.keys, *_spelt(answer, side, term.folds)}
            for side, term in enumerate((self.first, self.second))
        )
        return sorted(first), sorted(second)


@dataclass(frozen=True)
class Values:
    """The values of a facet field."""

    field: str

    @property
    def guess(self) -> frozenset[str]:
        return frozenset()

    def search(self) -> Json:
        aggregations = values.listing(self.field)
        return {"size": 0, "track_total_hits": False, "aggs": aggregations}

    def read(self, answer: Json, snapshot: Snapshot) -> frozenset[str]:
        found = values.listed(answer)
        return frozenset(values.whole(snapshot, EVERYTHING, self.field) if found is None else found)


class _Statistics:
    """What `index.clauses.Statistics` asks, by questions that are answered somehow."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def _answer(self, question: Question[T]) -> T:
        """The answer to a question."""
        return self._answers([question])[0]

    def _answers(self, questions: Seq[Question[T]]) -> list[T]:
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
        return self._answer(Frequency(leaf))

    def occurrences(self, leaf: Leaf) -> int:
        """How often the leaf occurs in all reports, fields not weighed."""
        return self._answer(Occurrences(leaf))

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Seq[tuple[str, str, int]]:
        """The keys in which two terms stand side by side, with how often they do, most first."""
        befores, afters = self._sides(first, second)
        if len(befores) * len(afters) <= _FEW_PAIRS:
            each = [*product(befores, afters)]
            return _best(zip(each, self._together(each) or (), strict=False), limit)
        rows = self._counts([Sequence((Term(keys=(key,)), second)) for key in befores])
        columns = self._counts([Sequence((first, Term(keys=(key,)))) for key in afters])
        if rows is None or columns is None:
            return []
        rest = _Rest(dict(zip(befores, rows, strict=True)), dict(zip(afters, columns, strict=True)))
        found: dict[tuple[str, str], int] = {}
        while len(found) < _MOST_PAIRS:
            likeliest = rest.likeliest(found, _PAIRS)
            if not likeliest:
                break
            best = _best(found.items(), limit)
            if len(best) == limit and (not best or rest.bound(likeliest[0]) < best[-1][2]):
                break
            counts = self._together(likeliest)
            if counts is None:
                break
            for pair, count in zip(likeliest, counts, strict=True):
                found[pair] = count
                rest.take(pair, count)
        return _best(found.items(), limit)

    def _together(self, pairs: Seq[tuple[str, str]]) -> list[int] | None:
        """How often each pair of keys stands side by side; None where that is not known yet."""
        return self._counts([_adjacent(before, after) for before, after in pairs])

    def _sides(self, first: Term, second: Term) -> tuple[Seq[str], Seq[str]]:
        """The keys of which two terms may consist where they stand side by side."""
        if not first.folds and not second.folds:
            return first.keys, second.keys
        return self._answer(Beside(first, second))

    def _counts(self, leaves: Seq[Leaf]) -> list[int] | None:
        """How often each leaf occurs; None where that is not known yet."""
        return self._answers([Occurrences(leaf) for leaf in leaves])

    def spellings(self, fold: str) -> Seq[tuple[str, int]]:
        """The keys in the index that fold so, with their document frequencies, most first."""
        pattern = _literal(bounded(fold) + SEPARATOR) + ".*"
        return _ranked(self._answer(Listed(letter(fold), pattern, fold)))

    def keys(self, pattern: str, limit: int) -> Seq[str]:
        """The first keys, in code point order, that a pattern with `*` and `?` matches."""
        plain = fold(pattern) == pattern
        wild = _wild(pattern)
        among = f"{wild}{SEPARATOR}.*" if plain else f"[^ ]*{SEPARATOR}{wild}"
        return sorted(self._all(fold(pattern[:1]), among))[: max(0, limit)]

    def words(self, prefix: str, limit: int) -> Seq[tuple[str, int]]:
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

    def near_folds(self, folds: Iterable[str]) -> Seq[str]:
        """Those of the given folds that occur in the index, in the order given."""
        asked = [*folds]
        counts = self._answers([Frequency(Term(folds=(plain,))) for plain in asked])
        return [plain for plain, count in zip(asked, counts, strict=True) if count]


class SnapshotStatistics(_Statistics):
    """The statistics of a snapshot, each asked when it is wanted and remembered."""

    def _answers(self, questions: Seq[Question[T]]) -> list[T]:
        known = self._snapshot.known
        unknown = [each for each in dict.fromkeys(questions) if each not in known]
        learnt = learn(self._snapshot, unknown)
        return [learnt[each] if each in learnt else known[each] for each in questions]


class _Guessed(_Statistics):
    """What is known of a snapshot, guesses for the rest, and what these were asked by."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self.open: dict[Question[object], None] = {}

    def _answers(self, questions: Seq[Question[T]]) -> list[T]:
        known = self._snapshot.known
        self.open.update((each, None) for each in questions if each not in known)
        return [known.get(each, each.guess) for each in questions]

    # A guessed pair may be of keys that are known not to occur, in reports known to be empty.

    @property
    def tokens(self) -> int:
        """The number of tokens of all reports, one at least."""
        return max(1, super().tokens) if self.open else super().tokens

    def occurrences(self, leaf: Leaf) -> int:
        """How often the leaf occurs, once at least."""
        return max(1, super().occurrences(leaf)) if self.open else super().occurrences(leaf)

    def _sides(self, first: Term, second: Term) -> tuple[Seq[str], Seq[str]]:
        # Asked next, if they stand side by side at all.
        self.document_frequency(Sequence((first, second)))
        return super()._sides(first, second)

    def _counts(self, leaves: Seq[Leaf]) -> list[int] | None:
        known = self._snapshot.known
        counts = super()._counts(leaves)
        # The keys of one pair are asked about along with it; of many pairs most are none.
        return counts if len(leaves) == 1 or all(Occurrences(x) in known for x in leaves) else None


@dataclass(frozen=True)
class _Rest:
    """How often keys stand first and second in pairs, as far as that is not found out by pair."""

    rows: dict[str, int]
    columns: dict[str, int]

    def bound(self, pair: tuple[str, str]) -> int:
        """How often a pair occurs at most."""
        return min(self.rows[pair[0]], self.columns[pair[1]])

    def take(self, pair: tuple[str, str], count: int) -> None:
        """Take the occurrences of a pair off."""
        self.rows[pair[0]] -= count
        self.columns[pair[1]] -= count

    def likeliest(self, found: Collection[tuple[str, str]], number: int) -> list[tuple[str, str]]:
        """The pairs that may yet occur most often."""
        rows = [key for key, count in self.rows.items() if count > 0]
        columns = [key for key, count in self.columns.items() if count > 0]
        open_ = (pair for pair in product(rows, columns) if pair not in found)
        return nsmallest(number, open_, key=lambda pair: (-self.bound(pair), pair))


def planned(query: Query, snapshot: Snapshot) -> Plan:
    """The plan of a query over a snapshot, in a few requests."""
    return prepared(query, snapshot).plan


def prepared(query: Query, snapshot: Snapshot) -> Prepared:
    """The plan of a query over a snapshot with the notes of its reading, in a few requests."""
    for _ in range(_ROUNDS):
        statistics = _Guessed(snapshot)
        made = prepare(query, statistics)
        if not statistics.open:
            return made
        learn(snapshot, [*statistics.open])
    return prepare(query, SnapshotStatistics(snapshot))


def totals(snapshot: Snapshot) -> Sums:
    """How much a snapshot holds."""
    return SnapshotStatistics(snapshot)._answer(Totals())


def learn(snapshot: Snapshot, questions: Seq[Question[T]]) -> dict[Question[T], T]:
    """Ask questions in one request, and remember the answers."""
    answers = snapshot.search([question.search() for question in questions])
    learnt = {
        question: question.read(answer, snapshot)
        for question, answer in zip(questions, answers, strict=True)
    }
    snapshot.remember(learnt)
    return learnt


def _best(
    counts: Iterable[tuple[tuple[str, str], int]], limit: int | None
) -> list[tuple[str, str, int]]:
    """The commonest pairs that occur, each with how often."""
    found = [(*pair, count) for pair, count in counts if count]
    return sorted(found, key=lambda each: (-each[2], each[:2]))[:limit]


def _spelt(answer: Json, side: int, folds: Iterable[str]) -> Iterator[str]:
    """The keys with some folds that a search of `Beside` lists."""
    for plain in folds:
        yield from map(_key, values.listed(answer, f"{side}.{plain}") or ())


def _key(value: str) -> str:
    """The key in a value of the field `keys`."""
    return value.partition(SEPARATOR)[2]


def _adjacent(before: str, after: str) -> Leaf:
    """Two keys side by side."""
    return Sequence((Term(keys=(before,)), Term(keys=(after,))))


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
