"""What an engine executes: clauses over terms, and the statistics they are planned from.

A leaf (`Term`, `Sequence`) occurs in a report some number of times; a clause matches a report or
not. Scores are those of BM25F in the simple form of Robertson, Zaragoza and Taylor (2004): the
occurrences of a leaf are summed over the fields by the weight of each (`analysis.FIELDS`), the
length of a report likewise, and one saturation follows:

    f / (f + K1 * (1 - B + B * length / average length)) * (K1 + 1) * weight
"""

from collections.abc import Callable, Collection, Iterable
from collections.abc import Sequence as Seq
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
    "Distant",
    "Every",
    "Has",
    "Leaf",
    "Most",
    "Not",
    "Order",
    "Plan",
    "Score",
    "Sequence",
    "Statistics",
    "Term",
    "Valued",
    "all_of",
    "any_of",
    "within",
]

T = TypeVar("T")

# B is the usual value, from TREC-3 on: Robertson and Zaragoza (2009), The Probabilistic Relevance
# Framework, §3.4. Their K1 of 1.2 was lowered: docs/relevance.md has what was measured.
K1 = 0.9
B = 0.75

Order = Literal["relevance", "newest", "oldest"]


# A plan looks its leaves up some ten times each: tuples are made and hashed in a third of the time.
class Term(NamedTuple):
    """Any of these spellings, counted as one term.

    `keys`: spellings as `spelling.key` gives them. `folds`: each stands for all spellings that
    fold to it. Both sorted. `fields`: only there; empty for everywhere.
    """

    keys: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class Sequence(NamedTuple):
    """Terms near one another, never across the end of a paragraph or a field.

    Ordered: each at a later position than the one before, with at most `slop` foreign positions
    between the first and the last. Not ordered: in any order, at positions of their own, within
    as many positions. An occurrence is a position of the first (in the text) that begins one.
    `fields`: as in `Term`; those of the terms are empty.
    """

    terms: tuple[Term, ...]
    slop: int = 0
    ordered: bool = True
    fields: tuple[str, ...] = ()


Leaf = Term | Sequence


def within(leaf: Leaf, fields: tuple[str, ...]) -> Leaf:
    """The leaf in these fields only; as it is where there are none."""
    return leaf._replace(fields=fields) if fields else leaf


@dataclass(frozen=True, slots=True)
class Every:
    """All reports."""


@dataclass(frozen=True, slots=True)
class Has:
    """Reports in which the leaf occurs."""

    leaf: Leaf


@dataclass(frozen=True, slots=True)
class All:
    """Reports that every clause matches; all reports where there is none."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Reports that one clause at least matches; none where there is none."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Reports that the clause does not match."""

    clause: "Clause"


@dataclass(frozen=True, slots=True)
class Most:
    """Reports in which the weights of the clauses that match come to `threshold` at least.

    Weights are sums of binary fractions (multiples of 2**-10), so that every engine adds them
    without rounding, in whatever order.
    """

    clauses: tuple["Clause", ...]
    weights: tuple[float, ...]
    threshold: float


@dataclass(frozen=True, slots=True)
class Valued:
    """Reports with one of these values in a facet field; a section includes what is below it.

    `field`: `section`, `person`, `author`, `source` or `identifier`.
    """

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """Reports whose date lies within the days `since` and `until`, both included.

    Days are ISO 8601 in full ("2018-01-31"), "" for an open end. A partial date is the whole of
    its period, so "2018" lies within 2018 but not within 2018-01. With both ends open: undated
    reports only.
    """

    since: str = ""
    until: str = ""


Clause = Every | Has | All | Any | Not | Most | Valued | Dated


def all_of(clauses: Seq[Clause]) -> Clause:
    """Reports that every clause matches, in one clause."""
    return clauses[0] if len(clauses) == 1 else All(tuple(clauses)) if clauses else Every()


def any_of(clauses: Iterable[Clause]) -> Clause:
    """Reports that one of the clauses matches, in one clause."""
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else Any(distinct)


class Score(NamedTuple):
    """Adds the BM25F of a leaf times `weight` to the score of every hit in which it occurs."""

    leaf: Leaf
    weight: float


@dataclass(frozen=True, slots=True)
class Decay:
    """Multiplies the score of a hit by a factor that falls with the age of the report.

        1 - share + share * 2 ** (-age / half_life)

    Age is in days, from the first day of the report's date to `origin` (ISO 8601, in full); a
    report from after it has the age 0, an undated one is infinitely old.
    """

    origin: str
    half_life: float
    share: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A query made ready for any engine.

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
    """What the planner and the suggestions ask of an index; one stable view, deletions heeded."""

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
        """The latest first day of a report's date, as ISO 8601; "" where no report has a date."""
        ...

    def document_frequency(self, leaf: Leaf) -> int:
        """The number of reports in which the leaf occurs."""
        ...

    def occurrences(self, leaf: Leaf) -> int:
        """How often the leaf occurs in all reports, fields not weighed."""
        ...

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Seq[tuple[str, str, int]]:
        """The keys in which two terms stand side by side, with how often they do, most first.

        `limit`: the most that are wanted; None for all.
        """
        ...

    def spellings(self, fold: str) -> Seq[tuple[str, int]]:
        """The keys in the index that fold so, with their document frequencies, most first."""
        ...

    def keys(self, pattern: str, limit: int) -> Seq[str]:
        """The first keys, in code point order, that a pattern with `*` and `?` matches.

        Asks of the folded form where the pattern has no mark, of the key otherwise.
        """
        ...

    def words(self, prefix: str, limit: int) -> Seq[tuple[str, int]]:
        """The commonest keys whose fold begins with a folded prefix, with document frequency."""
        ...

    def values(self, field: str) -> Collection[str]:
        """The distinct values of a facet field; every section path, parents included."""
        ...

    def near_folds(self, folds: Iterable[str]) -> Seq[str]:
        """Those of the given folds that occur in the index, in the order given."""
        ...


@runtime_checkable
class Distant(Protocol):
    """Statistics that each have to be sent for."""

    def answer(self, question: Callable[[Statistics], T]) -> T:
        """What a question comes to, which may be put several times, in a few rounds."""
        ...
