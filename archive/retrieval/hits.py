"""One page of the list that a query finds, with highlights and passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from index.display.snippets import Highlighter, Snippet
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Results
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery

__all__ = ["Found", "Row", "count_hits", "find", "highlighter"]


@dataclass(frozen=True, slots=True)
class Row:
    """A hit with what a list shows of it.

    `title`: the ranges of the title to highlight. `snippet`: the passage of lead, body or captions
    that holds most of the words looked for.
    """

    report: Report
    score: float
    title: tuple[tuple[int, int], ...]
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list.

    `parsed`: the query with its persons looked up. `names`: preferred name by identifier, for the
    persons in the query and in the facets. `notes`: the parts of the query that could not be
    taken as typed.
    """

    parsed: ParsedQuery
    results: Results
    rows: tuple[Row, ...]
    names: Mapping[str, str]
    notes: tuple[Note, ...] = ()

    @property
    def query(self) -> Query:
        """The query as typed, with current identifiers of the persons chosen from the facet."""
        return self.parsed.query


def find(
    library: Library,
    query: Query | ParsedQuery,
    *,
    offset: int = 0,
    limit: int = 20,
    facets: Sequence[FacetRequest] = (),
    length: int = 240,
    persons: bool = True,
) -> Found:
    """Return one page of the reports that a query finds.

    `offset`, `limit`: in reports. `length`: the most characters of a passage. `persons`: whether
    the reports have the persons named in them, which takes longer.
    """
    resolved = resolve(library, query)
    # Planned once for the hits, their highlights and the notes: a plan costs as much as its hits.
    prepared = library.engine.prepare(resolved)
    results = library.engine.execute(prepared.plan, offset=offset, limit=limit, facets=facets)
    known = library.catalogue.reports
    read = known.many if persons else known.without_persons
    reports = {each.identifier: each for each in read([hit.identifier for hit in results.hits])}
    highlighter = Highlighter(prepared.leaves, prepared.words)
    rows = tuple(
        _row(reports[hit.identifier], hit.score, highlighter, length)
        for hit in results.hits
        if hit.identifier in reports
    )
    return Found(resolved, results, rows, _names(library, resolved, results), prepared.notes)


def count_hits(library: Library, query: Query | ParsedQuery) -> int:
    """Return the number of reports that a query finds."""
    return library.engine.count(resolve(library, query))


def highlighter(library: Library, query: Query | ParsedQuery) -> Highlighter:
    """Return what highlights the words of a query in a text."""
    prepared = library.engine.prepare(resolve(library, query))
    return Highlighter(prepared.leaves, prepared.words)


def _names(library: Library, parsed: ParsedQuery, results: Results) -> Mapping[str, str]:
    """Return the names of the persons in a query and in the facets of its results."""
    persons = {count.value for count in results.facet("person").counts}
    persons.update(parsed.query.values("person"))
    for value in parsed.values("person"):
        persons.update(value.values or (value.text,))
    return library.catalogue.persons.names(persons) if persons else {}


def _row(report: Report, score: float, highlighter: Highlighter, length: int) -> Row:
    title = highlighter.highlight(report.title, "title")
    return Row(report, score, tuple(title), _passage(report, highlighter, length))


def _passage(report: Report, highlighter: Highlighter, length: int) -> Snippet:
    """Return the passage with most highlights; among equals lead, body, captions in this order.

    Where a word of several syllables stands as a whole, its syllables are not highlighted
    elsewhere in the passage: beside «tai nạn», «tài» and «tại» are noise.
    """
    texts = [("lead", report.lead), ("body", report.body)]
    texts += [("captions", caption) for caption in report.captions]
    passages: list[tuple[Snippet, str]] = []
    for name, text in texts:
        # Of the texts in which nothing occurs only the first may be shown, by its beginning.
        if text.strip() and (not passages or highlighter.occurs(text, name)):
            passages.append((highlighter.snippet(text, length, name), name))
    if not passages:
        return Snippet("")
    best, name = max(passages, key=lambda passage: len(passage[0].marks))
    return replace(best, marks=tuple(highlighter.highlight(best.text, name)))
