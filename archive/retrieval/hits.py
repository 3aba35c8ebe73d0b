"""One page of the list that a query finds, with highlights and passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.retrieval.library import Library
from archive.retrieval.longer_values import notes_on_fields
from archive.retrieval.names import resolve
from archive.retrieval.unknown_values import unknown_values
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
    hits = [hit for hit in results.hits if hit.identifier in reports]
    shown = [reports[hit.identifier] for hit in hits]
    parts = _parts(shown, Highlighter(prepared.leaves, prepared.words, prepared.neighbours), length)
    rows = tuple(
        Row(report, hit.score, title, passage)
        for hit, report, (title, passage) in zip(hits, shown, parts, strict=True)
    )
    notes = (*notes_on_fields(library, prepared.notes), *unknown_values(library, resolved))
    return Found(resolved, results, rows, _names(library, resolved, results), notes)


def count_hits(library: Library, query: Query | ParsedQuery) -> int:
    """Return the number of reports that a query finds."""
    return library.engine.count(resolve(library, query))


def highlighter(library: Library, query: Query | ParsedQuery) -> Highlighter:
    """Return what highlights the words of a query in a text."""
    prepared = library.engine.prepare(resolve(library, query))
    return Highlighter(prepared.leaves, prepared.words, prepared.neighbours)


def _names(library: Library, parsed: ParsedQuery, results: Results) -> Mapping[str, str]:
    """Return the names of the persons in a query and in the facets of its results."""
    persons = {count.value for count in results.facet("person").counts}
    persons.update(parsed.query.values("person"))
    for value in parsed.values("person"):
        persons.update(value.values or (value.text,))
    return library.catalogue.persons.names(persons) if persons else {}


_Highlights = tuple[tuple[int, int], ...]


def _parts(
    reports: Sequence[Report], highlighter: Highlighter, length: int
) -> list[tuple[_Highlights, Snippet]]:
    """Return for each report the highlights of its title, and its passage.

    All texts are searched at once, and all passages are chosen at once.
    """
    titles = [(report.title, "title") for report in reports]
    texts = [_texts(report) for report in reports]
    highlighter.search([*titles, *chain.from_iterable(texts)])
    passages = highlighter.best_snippets([_tried(each, highlighter) for each in texts], length)
    return [
        (tuple(highlighter.highlight(*title)), passage)
        for title, passage in zip(titles, passages, strict=True)
    ]


def _texts(report: Report) -> list[tuple[str, str]]:
    """Return the texts of a report that passages are cut from, each with its field."""
    texts = [("lead", report.lead), ("body", report.body)]
    texts += [("captions", caption) for caption in report.captions]
    return [(text, field) for field, text in texts if text.strip()]


def _tried(texts: Sequence[tuple[str, str]], highlighter: Highlighter) -> Sequence[tuple[str, str]]:
    """Return the texts that the passage of a report may come from.

    Of those in which nothing occurs only the first may be shown, by its beginning.
    """
    return [each for number, each in enumerate(texts) if not number or highlighter.occurs(*each)]
