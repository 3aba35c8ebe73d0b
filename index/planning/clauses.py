"""The language of plans, which engines execute, and the statistics from which plans are made.

A leaf (`Term`, `TermSequence`) occurs a number of times in a report; a clause matches a report or
does not. Scores are those of BM25F in the simple form of Robertson, Zaragoza and Taylor (2004): the
occurrences of a leaf are summed over the fields, multiplied by the weight of each field
(`analysis.FIELDS`), and so is the length of a report; the sum is then saturated once:

    f / (f + K1 * (1 - B + B * length / average length)) * (K1 + 1) * weight
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

__all__ = [
    "K1",
    "All",
    "Any",
    "B",
    "Clause",
    "Dated",
    "Decay",
    "Every",
    "Has",
    "Leaf",
    "Measure",
    "Most",
    "Not",
    "Order",
    "Plan",
    "RemoteStatistics",
    "Score",
    "Statistics",
    "Term",
    "TermSequence",
    "Valued",
    "all_of",
    "any_of",
    "within",
]

T = TypeVar("T")

# B is the usual value since TREC-3: Robertson and Zaragoza (2009), The Probabilistic Relevance
# Framework, §3.4. K1 is lower than their 1.2: docs/relevance.md has the measurements.
K1 = 0.9
B = 0.75

Order = Literal["relevance", "newest", "oldest"]

# The measure of a leaf in a report: its BM25F value, or 1 if it occurs at all.
Measure = Literal["bm25f", "presence"]


# Tuples, not dataclasses: a plan looks each leaf up about ten times, and tuples are made and hashed
# in a third of the time.
class Term(NamedTuple):
    """Any of several spellings, counted as one term.

    `keys`: spellings as `spelling.key` returns them. `folds`: each for all spellings with that
    fold. Both are sorted. `fields`: the fields searched; empty for all.
    """

    keys: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class TermSequence(NamedTuple):
    """Terms near one another, all in one paragraph of one field.

    `ordered`: each term is at a later position than the one before it, with at most `slop` other
    positions between the first and the last; if not ordered, the terms are at distinct positions
    in any order, with at most `slop` others among them. Each position in the text at which such
    a sequence begins is an occurrence. `fields`: as in `Term`; those of the terms are empty.
    """

    terms: tuple[Term, ...]
    slop: int = 0
    ordered: bool = True
    fields: tuple[str, ...] = ()


Leaf = Term | TermSequence


def within(leaf: Leaf, fields: tuple[str, ...]) -> Leaf:
    """Return the leaf limited to these fields, or as it is if none are given."""
    if not fields:
        return leaf
    # Several times as fast as `_replace`, and a plan has many.
    if isinstance(leaf, Term):
        return Term(leaf.keys, leaf.folds, fields)
    return TermSequence(leaf.terms, leaf.slop, leaf.ordered, fields)


@dataclass(frozen=True, slots=True)
class Every:
    """All reports."""


@dataclass(frozen=True, slots=True)
class Has:
    """Reports in which the leaf occurs."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class All:
    """Reports that every clause matches; all reports if there is no clause."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Reports that at least one clause matches; none if there is no clause."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Reports that the clause does not match."""

    clause: "Clause"


@dataclass(frozen=True, slots=True)
class Most:
    """Reports for which the weights of the matching clauses add up to at least `threshold`.

    Weights are multiples of 2**-10, so that every engine adds them without rounding, in any order.
    """

    clauses: tuple["Clause", ...]
    weights: tuple[float, ...]
    threshold: float


@dataclass(frozen=True, slots=True)
class Valued:
    """Reports with at least one of these values; a section includes the sections below it.

    `field`: the name of a facet other than `date`, or `identifier`.
    """

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """Reports whose date lies between the days `since` and `until`, both included.

    Days are complete ISO 8601 dates ("2018-01-31"), "" for an open end. A partial date must lie
    between them as a whole: "2018" matches the year 2018 but not January 2018. With both ends open
    only undated reports match.
    """

    since: str = ""
    until: str = ""


Clause = Every | Has | All | Any | Not | Most | Valued | Dated


def all_of(clauses: Sequence[Clause]) -> Clause:
    """Return one clause for the reports that every clause matches."""
    return clauses[0] if len(clauses) == 1 else All(tuple(clauses)) if clauses else Every()


def any_of(clauses: Iterable[Clause]) -> Clause:
    """Return one clause for the reports that at least one of the clauses matches."""
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else Any(distinct)


class Score(NamedTuple):
    """A leaf that adds to the score of a hit: its measure in the report, times `weight`."""

    leaf: Leaf
    weight: float
    measure: Measure = "bm25f"


@dataclass(frozen=True, slots=True)
class Decay:
    """A factor for the score of a hit that falls with the age of the report:

        1 - share + share * 2 ** (-age / half_life)

    Age and half-life are in days. Age counts from the first day of the report's date to `origin`
    (a complete ISO 8601 date); it is 0 for later reports and infinite for undated ones.
    """

    origin: str
    half_life: float
    share: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A query in the form that engines execute.

    A hit fulfils `match` and all filters. `filters`: the name of a facet with the clause of its
    values that were chosen with `or`; the facet itself may be counted without it
    (`FacetRequest.drops_own_filter`). `decay`: applied to the sum of the scores.
    """

    match: Clause
    scores: tuple[Score, ...] = ()
    filters: tuple[tuple[str, Clause], ...] = ()
    order: Order = "relevance"
    decay: Decay | None = None


class Statistics(Protocol):
    """The statistics of an index that planner and suggestions use.

    They come from one snapshot of the index and do not count deleted reports.
    """

    def sample(self) -> "Statistics":
        """Return the statistics of a part of a large index, else these themselves.

        The part is large enough to know the usual words, and small enough that what is asked of
        it while a query is being typed takes no longer as the index grows.
        """
        ...

    @property
    def reports(self) -> int:
        """The number of reports."""
        ...

    @property
    def tokens(self) -> int:
        """The number of tokens of all reports."""
        ...

    @property
    def newest(self) -> str:
        """The first day of the latest date of a report, in ISO 8601; "" if no report has a date."""
        ...

    def document_frequency(self, leaf: Leaf) -> int:
        """Return the number of reports in which the leaf occurs."""
        ...

    def occurrences(self, leaf: Leaf) -> int:
        """Return the number of occurrences of the leaf in all reports, without field weights."""
        ...

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of adjacent keys of two terms with their occurrences, most first.

        `limit`: the largest number of pairs to return; None for all.
        """
        ...

    def following(self, first: Term, prefix: str, limit: int) -> Sequence[tuple[str, str, int]]:
        """Return the pairs of a key of a term and a key directly after it, most frequent first.

        `prefix`: of the fold of the second key. The third element of a pair is its number of
        occurrences; an engine may estimate those of very common keys, and leave out pairs whose
        second key is rare among those with the prefix.
        """
        ...

    def spellings(self, fold: str) -> Sequence[tuple[str, int]]:
        """Return the keys with a fold and their document frequencies, most frequent first."""
        ...

    def keys(self, pattern: str, limit: int) -> Sequence[str]:
        """Return the first keys, in code point order, that match a pattern with `*` and `?`.

        A pattern without diacritics is compared with folds, any other with keys.
        """
        ...

    def words(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the commonest keys whose fold begins with a prefix, and document frequencies.

        An engine may leave out reports where a key is rare among those with the prefix.
        """
        ...

    def values(self, field: str) -> Collection[str]:
        """Return the distinct values of a facet field; of sections the parents too."""
        ...

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        """Return those of the given folds that occur in the index, in the order given."""
        ...


@runtime_checkable
class RemoteStatistics(Protocol):
    """Statistics of which each needs a request to a server."""

    def answer(self, question: Callable[[Statistics], T]) -> T:
        """Call `question(statistics)` and return its result, with few requests.

        The question may be called several times and must have no side effects.
        """
        ...
