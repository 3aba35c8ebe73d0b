"""Questions about a snapshot: each is one search, and reads its answer from the result."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Protocol, TypeVar

from index.engines.opensearch.searching.aggregations import (
    buckets,
    counts_of,
    counts_of_all,
    read_counts,
    result,
    values_of,
)
from index.engines.opensearch.searching.dsl import EVERYTHING
from index.engines.opensearch.searching.leaf_queries import counted
from index.engines.opensearch.searching.queries import matching
from index.engines.opensearch.searching.snapshot import Snapshot
from index.engines.opensearch.storage.mapping import ALL, SEPARATOR, bounded, folded, letter
from index.language.analysis import FIELDS
from index.language.spelling import fold
from index.planning.clauses import Has, Leaf, Term, TermSequence

__all__ = [
    "AdjacentKeys",
    "Counts",
    "Frequency",
    "KeyPairs",
    "KeysMatching",
    "Occurrences",
    "Question",
    "Sums",
    "Totals",
    "Values",
    "literal",
    "wildcard",
]

Json = dict[str, Any]
T_co = TypeVar("T_co", covariant=True)


class Question(Protocol[T_co]):
    """A question about a snapshot; equal questions have equal answers."""

    @property
    def guess(self) -> T_co:
        """An answer to continue with until the search is sent."""
        ...

    def search(self) -> Json:
        """Return the search."""
        ...

    def read(self, answer: Json, snapshot: Snapshot) -> T_co:
        """Read the answer; search the snapshot further if it is incomplete."""
        ...


@dataclass(frozen=True)
class Sums:
    """Reports, tokens, length in weighted tokens, and the first day of the latest date.

    `filled`: the reports that have tokens. `newest`: ISO 8601, "" if no report has a date.
    """

    reports: int
    filled: int
    tokens: int
    length: int
    newest: str


@dataclass(frozen=True)
class Totals:
    """The question for the totals of the index."""

    @property
    def guess(self) -> Sums:
        return Sums(1, 1, 1, 1, "2000-01-01")

    def search(self) -> Json:
        sums: Json = {name: {"sum": {"field": name}} for name in ("tokens", "length")}
        sums["first"] = {"max": {"field": "first"}}
        sums["filled"] = {"filter": {"exists": {"field": ALL}}}
        return {"size": 0, "track_total_hits": True, "aggs": sums}

    def read(self, answer: Json, snapshot: Snapshot) -> Sums:
        newest = _sum(answer, "first")
        return Sums(
            _total(answer),
            result(answer, "filled").get("doc_count", 0),
            _sum(answer, "tokens"),
            _sum(answer, "length"),
            date.fromordinal(newest).isoformat() if newest else "",
        )


@dataclass(frozen=True)
class Counts:
    """The number of reports in which a leaf occurs, and of its occurrences."""

    reports: int
    occurrences: int


@dataclass(frozen=True)
class Frequency:
    """The question for the number of reports in which a leaf occurs."""

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
    """The question for the occurrences of a leaf, and the number of reports with any.

    The number of reports is exact only for leaves in all fields.
    """

    leaf: Leaf

    @property
    def guess(self) -> Counts:
        return Counts(1, 1)

    def search(self) -> Json:
        script = {"source": "Math.floor(_score.doubleValue())"}
        return {
            "size": 0,
            "track_total_hits": True,
            "query": counted(self.leaf, dict.fromkeys(FIELDS, 1)),
            "aggs": {"sum": {"sum": {"script": script}}},
        }

    def read(self, answer: Json, snapshot: Snapshot) -> Counts:
        return Counts(_total(answer), _sum(answer, "sum"))


@dataclass(frozen=True)
class KeysMatching:
    """The question for the keys that a pattern matches, with the number of reports of each.

    `letter`: under which the keys are listed. `pattern`: a regular expression for a fold, a
    separator and a key. `fold`: of all the keys, if they have only one.
    """

    letter: str
    pattern: str
    fold: str = ""

    @property
    def guess(self) -> Mapping[str, int]:
        return {}

    def search(self) -> Json:
        aggregations = values_of(self._field, include=self.pattern)
        return {"size": 0, "track_total_hits": False, "query": self._query, "aggs": aggregations}

    def read(self, answer: Json, snapshot: Snapshot) -> Mapping[str, int]:
        found = read_counts(answer)
        if found is None:
            accepts = re.compile(self.pattern).fullmatch
            every = counts_of_all(snapshot, self._query, self._field)
            found = {value: count for value, count in every.items() if accepts(value)}
        return {_key(value): count for value, count in found.items()}

    @property
    def _field(self) -> str:
        return f"keys.{self.letter}"

    @property
    def _query(self) -> Json:
        return {"term": {ALL: folded(self.fold)}} if self.fold else EVERYTHING


@dataclass(frozen=True)
class KeyPairs:
    """The adjacent occurrences of two terms.

    `candidates`: pairs of keys that include all adjacent ones, each with the number of reports that
    contain both keys and an adjacent pair of the terms, commonest first.
    """

    counts: Counts
    candidates: Mapping[tuple[str, str], int]

    def __len__(self) -> int:
        return len(self.candidates)


@dataclass(frozen=True)
class AdjacentKeys:
    """The question for the adjacent occurrences of two terms with many keys."""

    first: Term
    second: Term

    @property
    def guess(self) -> KeyPairs:
        return KeyPairs(Counts(1, 1), {})

    def search(self) -> Json:
        asked = Occurrences(TermSequence((self.first, self.second))).search()
        for (a, before), (b, after) in self._sides():
            within = values_of(f"keys.{b}", include=after)
            whole = values_of(f"keys.{a}", include=before)["values"]
            asked["aggs"][a + b] = {**whole, "aggs": within}
        return asked

    def read(self, answer: Json, snapshot: Snapshot) -> KeyPairs:
        candidates = {
            (_key(bucket["key"]), _key(value)): count
            for (a, _), (b, _) in self._sides()
            for bucket in buckets(answer, a + b)
            for value, count in counts_of(bucket["values"]).items()
        }
        ranked = sorted(candidates.items(), key=lambda each: (-each[1], each[0]))
        return KeyPairs(Counts(_total(answer), _sum(answer, "sum")), dict(ranked))

    def _sides(self) -> Iterable[tuple[tuple[str, str], tuple[str, str]]]:
        """Return letter and pattern of the keys of both terms, in all combinations."""
        return product(_patterns(self.first).items(), _patterns(self.second).items())


@dataclass(frozen=True)
class Values:
    """The question for the distinct values of a facet field."""

    field: str

    @property
    def guess(self) -> frozenset[str]:
        return frozenset()

    def search(self) -> Json:
        return {"size": 0, "track_total_hits": False, "aggs": values_of(self.field)}

    def read(self, answer: Json, snapshot: Snapshot) -> frozenset[str]:
        found = read_counts(answer)
        return frozenset(
            counts_of_all(snapshot, EVERYTHING, self.field) if found is None else found
        )


def _patterns(term: Term) -> dict[str, str]:
    """Return, by letter, a pattern for the listed keys that a term accepts."""
    found: dict[str, list[str]] = {}
    for plain in term.folds:
        found.setdefault(letter(plain), []).append(literal(bounded(plain) + SEPARATOR) + ".*")
    for key in term.keys:
        plain = fold(key)
        value = bounded(plain) + SEPARATOR + bounded(key)
        found.setdefault(letter(plain), []).append(literal(value))
    return {each: "|".join(patterns) for each, patterns in found.items()}


def _key(value: str) -> str:
    """Return the key in a value of the field `keys`."""
    return value.partition(SEPARATOR)[2]


def _total(answer: Json) -> int:
    return int(answer["hits"]["total"]["value"])


def _sum(answer: Json, name: str) -> int:
    return round(answer.get("aggregations", {}).get(name, {}).get("value") or 0)


# Characters with a meaning in a regular expression of Lucene or of Python.
_SPECIAL = re.compile(r"[^\w ]|_")


def literal(text: str) -> str:
    """Return a regular expression, for Lucene and Python, that matches a text only."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def wildcard(pattern: str) -> str:
    """Return a regular expression for a pattern with `*` and `?` that matches one word.

    >>> wildcard("d?n*")
    'd[^ ]n[^ ]*'
    """
    parts = re.split(r"([*?])", pattern)
    return "".join({"*": "[^ ]*", "?": "[^ ]"}.get(part) or literal(part) for part in parts)
