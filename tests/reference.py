"""The reference engine: it holds reports in memory and matches them one by one.

It defines the right answers, so everything is done in the obvious way, however slow.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache, cached_property
from itertools import pairwise, product

from index.fingerprint import fingerprint
from index.language import analysis, dates, spelling
from index.planning import scoring
from index.planning.clauses import (
    All,
    Any,
    Clause,
    Dated,
    Decay,
    Every,
    Has,
    Leaf,
    Most,
    Not,
    Plan,
    Statistics,
    Term,
    Valued,
)
from index.planning.plan import Prepared, plan, prepare
from index.query import Query
from index.report import SECTION_SEPARATOR, Report
from index.results import UNDATED, Facet, FacetCount, FacetRequest, Hit, Results, Status

__all__ = ["ReferenceEngine"]


@dataclass(frozen=True)
class _Paragraph:
    """The field of a paragraph, and its keys by position."""

    field: str
    keys: tuple[str, ...]


class _Analysed:
    """A report with its paragraphs analysed."""

    def __init__(self, report: Report) -> None:
        self.report = report

    @cached_property
    def paragraphs(self) -> list[_Paragraph]:
        """Every paragraph with its field; a caption is a paragraph of its own."""
        texts = [("title", self.report.title), ("lead", self.report.lead)]
        texts += [("body", line) for line in self.report.body.split("\n")]
        texts += [("captions", caption) for caption in self.report.captions]
        return [
            _Paragraph(field, tuple(token.key for token in analysis.tokens(line)))
            for field, text in texts
            for line in text.split("\n")
        ]

    @property
    def days(self) -> tuple[str, str] | None:
        """The first and the last day of its date."""
        return dates.bounds(self.report.date)

    def on_day(self, since: str, until: str) -> set[str]:
        """The day of its date, if it has one and the day lies within a period."""
        first, last = self.days or ("", "")
        return {first} if first == last and since <= first <= until else set()

    @cached_property
    def length(self) -> int:
        """The number of tokens, each as often as its field weighs."""
        return sum(analysis.FIELDS[p.field] * len(p.keys) for p in self.paragraphs)

    def starts(self, leaf: Leaf) -> list[str]:
        """The field of each occurrence of a leaf."""
        return [
            paragraph.field
            for paragraph in self.paragraphs
            if not leaf.fields or paragraph.field in leaf.fields
            for position in range(len(paragraph.keys))
            if _begins(leaf, paragraph.keys, position)
        ]

    def frequency(self, leaf: Leaf) -> int:
        """The occurrences of a leaf, each as often as its field weighs."""
        return sum(analysis.FIELDS[field] for field in self.starts(leaf))

    def values(self, field: str) -> set[str]:
        """The values of a facet field; every section path from the top down, years and months."""
        report = self.report
        if field == "date":
            if not dates.bounds(report.date):
                return {UNDATED}
            moment = dates.moment(report.date)
            day = moment.date().isoformat() if moment else ""
            return {day[:4], day[:7]} if len(report.date) > 4 else {day[:4]}
        if field == "section":
            parts = range(1, len(report.section) + 1)
            return {SECTION_SEPARATOR.join(report.section[:n]) for n in parts}
        if field == "person":
            return set(report.persons)
        if field == "author":
            return set(report.authors)
        if field == "identifier":
            return {report.identifier}
        assert field == "source"
        return {report.source} - {""}


@cache
def _fold(key: str) -> str:
    return spelling.fold(key)


def _is(term: Term, key: str) -> bool:
    """Return whether a key is one of a term's spellings."""
    return key in term.keys or _fold(key) in term.folds


def _begins(leaf: Leaf, keys: Sequence[str], position: int) -> bool:
    """Return whether an occurrence of the leaf begins at a position of a paragraph."""
    if isinstance(leaf, Term):
        return _is(leaf, keys[position])
    window = range(position, min(len(keys), position + len(leaf.terms) + leaf.slop))
    places = [[at for at in window if _is(term, keys[at])] for term in leaf.terms]
    if leaf.ordered:
        reached = position - 1
        for number, found in enumerate(places):
            later = [at for at in found if at > reached]
            if not later or (number == 0 and later[0] != position):
                return False
            reached = later[0]
        return bool(places)
    return any(
        len(set(chosen)) == len(chosen) and min(chosen) == position
        for chosen in product(*places)
        if chosen
    )


def _matches(clause: Clause, report: _Analysed) -> bool:
    """Return whether a report matches a clause."""
    match clause:
        case Every():
            return True
        case Has(leaf):
            return bool(report.starts(leaf))
        case All(clauses):
            return all(_matches(each, report) for each in clauses)
        case Any(clauses):
            return any(_matches(each, report) for each in clauses)
        case Not(inner):
            return not _matches(inner, report)
        case Most(clauses, weights, threshold):
            pairs = zip(clauses, weights, strict=True)
            return sum(weight for each, weight in pairs if _matches(each, report)) >= threshold
        case Valued(field, values):
            return not report.values(field).isdisjoint(values)
        case Dated(since, until):
            days = dates.bounds(report.report.date)
            if not since and not until:
                return days is None
            return days is not None and since <= days[0] and days[1] <= (until or "9999-12-31")


class _Snapshot:
    """The reports of one commit, with their statistics."""

    def __init__(self, reports: dict[str, _Analysed], revision: int, number: int) -> None:
        self.by_identifier = dict(reports)
        self.revision = revision
        self.generation = str(number)

    @property
    def _all(self) -> list[_Analysed]:
        return list(self.by_identifier.values())

    @cached_property
    def _document_frequencies(self) -> Counter[str]:
        return Counter(
            key for each in self._all for key in {k for p in each.paragraphs for k in p.keys}
        )

    # Statistics

    def sample(self) -> "_Snapshot":
        return self

    @property
    def reports(self) -> int:
        return len(self.by_identifier)

    @cached_property
    def tokens(self) -> int:
        return sum(len(p.keys) for each in self._all for p in each.paragraphs)

    @cached_property
    def newest(self) -> str:
        return max((days[0] for each in self._all if (days := each.days)), default="")

    def document_frequency(self, leaf: Leaf) -> int:
        return sum(1 for each in self._all if each.starts(leaf))

    def occurrences(self, leaf: Leaf) -> int:
        return sum(len(each.starts(leaf)) for each in self._all)

    def pairs(
        self, first: Term, second: Term, limit: int | None = None
    ) -> Sequence[tuple[str, str, int]]:
        found = Counter(
            (before, after)
            for each in self._all
            for paragraph in each.paragraphs
            for before, after in pairwise(paragraph.keys)
            if _is(first, before) and _is(second, after)
        )
        ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        return [(before, after, count) for (before, after), count in ranked[:limit]]

    def following(self, first: Term, prefix: str, limit: int) -> Sequence[tuple[str, str, int]]:
        second = Term(keys=tuple(key for key, _ in self.words(prefix, len(self._all) * 1000)))
        return self.pairs(first, second, limit)

    def spellings(self, fold: str) -> Sequence[tuple[str, int]]:
        found = [(k, n) for k, n in self._document_frequencies.items() if _fold(k) == fold]
        return sorted(found, key=lambda each: (-each[1], each[0]))

    def keys(self, pattern: str, limit: int) -> Sequence[str]:
        marked = _fold(pattern) != pattern
        literal = pattern.replace("[", "[[]")
        return sorted(
            key
            for key in self._document_frequencies
            if fnmatchcase(key if marked else _fold(key), literal)
        )[:limit]

    def words(self, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        found = [
            (k, n) for k, n in self._document_frequencies.items() if _fold(k).startswith(prefix)
        ]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:limit]

    def values(self, field: str) -> Collection[str]:
        return {value for each in self._all for value in each.values(field)}

    def near_folds(self, folds: Iterable[str]) -> Sequence[str]:
        known = {_fold(key) for key in self._document_frequencies}
        return [fold for fold in folds if fold in known]

    # Execution

    @cached_property
    def _average(self) -> float:
        return sum(each.length for each in self._all) / len(self._all)

    def _score(self, chosen: Plan, report: _Analysed) -> float:
        length = scoring.rounded_length(report.length)
        total = sum(
            scoring.contribution(score, frequency, length, self._average)
            for score in chosen.scores
            if (frequency := report.frequency(score.leaf))
        )
        return (
            total * scoring.faded(chosen.decay, _age(chosen.decay, report))
            if chosen.decay
            else total
        )

    def hits(self, chosen: Plan) -> list[Hit]:
        """All hits in order."""
        clauses = [chosen.match, *(clause for _, clause in chosen.filters)]
        found = [each for each in self._all if all(_matches(c, each) for c in clauses)]
        if chosen.order == "relevance":
            hits = [Hit(each.report.identifier, self._score(chosen, each)) for each in found]
            return sorted(hits, key=lambda hit: (-hit.score, hit.identifier))
        return [Hit(each.report.identifier) for each in sorted(found, key=_by_date(chosen.order))]

    def facet(self, chosen: Plan, request: FacetRequest) -> Facet:
        """The counts of a facet, without its own filter where the request drops that."""
        dropped = request.name if request.drops_own_filter else ""
        clauses = [chosen.match, *(c for name, c in chosen.filters if name != dropped)]
        counts = Counter(
            value
            for each in self._all
            if all(_matches(clause, each) for clause in clauses)
            for value in (each.on_day(*request.days) if request.days else each.values(request.name))
            if request.among is None or value in request.among
        )
        best = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        shown = tuple(FacetCount(value, count) for value, count in best[: request.limit])
        return Facet(request.name, shown, request.bounded(len(counts)))


def _age(decay: Decay, report: _Analysed) -> float:
    """The days from a report to a decay's origin; infinity where it has no date."""
    if not report.days:
        return math.inf
    return (date.fromisoformat(decay.origin) - date.fromisoformat(report.days[0])).days


def _by_date(order: str):
    """A sort key: the dated first, newest or oldest, then by identifier."""

    def key(each: _Analysed) -> tuple[bool, float, str]:
        moment = dates.moment(each.report.date)
        since = (moment - _EPOCH).total_seconds() if moment else math.inf
        sign = -1 if order == "newest" else 1
        return moment is None, sign * since if moment else 0.0, each.report.identifier

    return key


_EPOCH = dates.moment("2000")


class ReferenceEngine:
    """An engine in memory, without an index."""

    def __init__(self) -> None:
        self._number = 0
        self._mark = ""
        self._snapshot = _Snapshot({}, 0, 0)
        self._changed: dict[str, _Analysed] = {}

    def add(self, reports: Iterable[Report]) -> None:
        for report in reports:
            self._changed.pop(report.identifier, None)
            self._changed[report.identifier] = _Analysed(report)

    def delete(self, identifiers: Iterable[str]) -> None:
        for identifier in identifiers:
            self._changed.pop(identifier, None)

    def commit(self, revision: int, mark: str = "", *, corrected: bool = False) -> None:
        self._number += 1
        self._mark = mark
        self._snapshot = _Snapshot(self._changed, revision, self._number)

    def rollback(self) -> None:
        self._changed = dict(self._snapshot.by_identifier)

    def clear(self) -> None:
        self._changed = {}

    def purge(self) -> None:
        """There are no files."""

    def search(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        chosen = plan(query, self._snapshot)
        return self.execute(chosen, offset=offset, limit=limit, facets=facets)

    def prepare(self, query: Query) -> Prepared:
        return prepare(query, self._snapshot)

    def execute(
        self,
        plan: Plan,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        snapshot = self._snapshot
        hits = snapshot.hits(plan)
        return Results(
            total=len(hits),
            hits=tuple(hits[offset : offset + limit]),
            facets=tuple(snapshot.facet(plan, request) for request in facets),
            generation=snapshot.generation,
        )

    def count(self, query: Query) -> int:
        return self.search(query, limit=0).total

    def scan(self, query: Query | Plan) -> Iterator[Hit]:
        snapshot = self._snapshot
        yield from snapshot.hits(query if isinstance(query, Plan) else plan(query, snapshot))

    def fingerprints(self, identifiers: Sequence[str]) -> dict[str, int]:
        held = self._snapshot.by_identifier
        return {each: fingerprint(held[each].report) for each in identifiers if each in held}

    def statistics(self) -> Statistics:
        return self._snapshot

    def status(self, *, measured: bool = False) -> Status:
        snapshot = self._snapshot
        return Status(
            reports=snapshot.reports,
            revision=snapshot.revision,
            generation=snapshot.generation,
            segments=1,
            size=0,
            analysis=analysis.VERSION,
            mark=self._mark,
        )

    def verify(self) -> None:
        """There is nothing to read."""

    def close(self) -> None:
        """There is nothing to close."""
