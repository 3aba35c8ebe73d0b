"""Questions about a snapshot: what the planner asks, and how the cluster answers it.

Most are a search, and read their answer from its result. How often terms occur is read from
Lucene's dictionary of terms (`count_indexed`), and which words there are from the list of words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from index.engines.opensearch.searching.aggregations import (
    counts_of_all,
    read_counts,
    result,
    values_of,
)
from index.engines.opensearch.searching.dsl import EVERYTHING
from index.engines.opensearch.searching.leaf_queries import counted, pair_filters
from index.engines.opensearch.searching.queries import matching
from index.engines.opensearch.searching.snapshot import Snapshot
from index.engines.opensearch.storage.documents import REPEATED
from index.engines.opensearch.storage.mapping import ALL, PAIRS, bounded
from index.engines.opensearch.storage.words import MOST
from index.language.analysis import FIELDS
from index.planning.clauses import Has, Leaf

__all__ = [
    "Counts",
    "Filled",
    "Frequency",
    "Indexed",
    "Keys",
    "KeysOfFolds",
    "Listed",
    "Occurrences",
    "Question",
    "Searched",
    "Sums",
    "Totals",
    "Values",
    "count_indexed",
    "wildcard",
]

Json = dict[str, Any]
T_co = TypeVar("T_co", covariant=True)


class Question(Protocol[T_co]):
    """A question about a snapshot; equal questions have equal answers."""

    @property
    def guess(self) -> T_co:
        """An answer to continue with until the question is sent."""
        ...


class Searched(Question[T_co], Protocol[T_co]):
    """A question that one search answers."""

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
            "query": {
                "bool": {
                    "must": [counted(self.leaf, dict.fromkeys(FIELDS, 1))],
                    "filter": pair_filters(self.leaf),
                }
            },
            "aggs": {"sum": {"sum": {"script": script}}},
        }

    def read(self, answer: Json, snapshot: Snapshot) -> Counts:
        return Counts(_total(answer), _sum(answer, "sum"))


@dataclass(frozen=True)
class Listed:
    """The question for the listed words that fulfil a condition, with the first in some order.

    `field`: `key` or `fold`. `condition`: the name of a query of OpenSearch for one field, and
    `value`, its value. `commonest`: in the order of their frequency when they were listed, else in
    code point order. `size`: the largest number of words to return. Words that no report has any
    more are among them.
    """

    field: str
    condition: str
    value: str
    size: int
    commonest: bool = False

    @property
    def guess(self) -> tuple[str, ...]:
        return ()

    def search(self) -> Json:
        by_key = {"key": "asc"}
        return {
            "query": {self.condition: {self.field: {"value": self.value}}},
            "size": self.size,
            "track_total_hits": False,
            "sort": [{"count": "desc"}, by_key] if self.commonest else [by_key],
            "_source": False,
            "stored_fields": "_none_",
        }

    def read(self, answer: Json, snapshot: Snapshot) -> tuple[str, ...]:
        return tuple(hit["sort"][-1] for hit in answer["hits"]["hits"])


@dataclass(frozen=True)
class Keys:
    """The question for the listed keys with a fold, in code point order.

    Keys that no report has any more are among them. One search answers several (`KeysOfFolds`).
    """

    fold: str

    @property
    def guess(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True)
class KeysOfFolds:
    """The search for the listed keys with each of some folds; read as the answers to `Keys`."""

    folds: tuple[str, ...]

    @property
    def guess(self) -> Mapping[Keys, tuple[str, ...]]:
        return {}

    def search(self) -> Json:
        return {
            "query": {"terms": {"fold": [*map(bounded, self.folds)]}},
            "size": MOST,
            "track_total_hits": False,
            "sort": [{"fold": "asc"}, {"key": "asc"}],
            "_source": False,
            "stored_fields": "_none_",
        }

    def read(self, answer: Json, snapshot: Snapshot) -> Mapping[Keys, tuple[str, ...]]:
        hits = answer["hits"]["hits"]
        if len(hits) == MOST and len(self.folds) > 1:
            # There may be more, so each half is asked for by itself.
            half = len(self.folds) // 2
            halves = [KeysOfFolds(self.folds[:half]), KeysOfFolds(self.folds[half:])]
            searches = [{**each.search(), "index": snapshot.words} for each in halves]
            answers = [*zip(halves, snapshot.search(searches), strict=True)]
            first, second = (each.read(found, snapshot) for each, found in answers)
            return {**first, **second}
        listed: dict[str, list[str]] = {}
        for plain, key in (hit["sort"] for hit in hits):
            listed.setdefault(plain, []).append(key)
        return {Keys(each): tuple(listed.get(bounded(each), ())) for each in self.folds}


@dataclass(frozen=True)
class Indexed:
    """The question for the number of reports with a term of a field, and of its occurrences.

    Occurrences are counted without field weights. Both numbers are those of Lucene, which include
    reports that were deleted or replaced since it last merged their segment.
    """

    field: str
    term: str

    @property
    def guess(self) -> Counts:
        return Counts(1, 1)


@dataclass(frozen=True)
class Filled:
    """The question for the number of reports that have tokens, counted by Lucene as `Indexed`."""

    @property
    def guess(self) -> int:
        return 1


def count_indexed(
    snapshot: Snapshot, questions: Sequence[Indexed]
) -> dict[Question[Any], Counts | int]:
    """Return the answers to questions about terms, and the number of reports that have tokens."""
    fields: dict[str, list[str]] = {ALL: ["_"]} | {field: [] for field in REPEATED}
    for field, terms in fields.items():
        fields[field] = terms + [
            each.term for each in questions if field in (each.field, *REPEATED)
        ]
    fields[PAIRS] = [each.term for each in questions if each.field == PAIRS]
    shards = snapshot.count_terms({field: terms for field, terms in fields.items() if terms})
    found: dict[Question[Any], Counts | int] = {
        each: _counts_of_term(each, shards) for each in questions
    }
    found[Filled()] = sum(
        each.get(ALL, {}).get("field_statistics", {}).get("doc_count", 0) for each in shards
    )
    return found


def _counts_of_term(question: Indexed, shards: Sequence[Json]) -> Counts:
    def total(field: str, name: str) -> int:
        terms = [each.get(field, {}).get("terms", {}).get(question.term, {}) for each in shards]
        return sum(each.get(name, 0) for each in terms)

    repeated = sum((FIELDS[field] - 1) * total(field, "ttf") for field in REPEATED)
    return Counts(
        total(question.field, "doc_freq"), max(0, total(question.field, "ttf") - repeated)
    )


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
