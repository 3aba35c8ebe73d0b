"""The whole list of a query as exporters take it: its rows and the facts about it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from archive.addresses import report_address
from archive.exporters import About, Row
from archive.retrieval.hits import find
from archive.retrieval.library import Library
from archive.retrieval.listing import reports_with_persons
from index.facets import FACETS
from index.query import Query
from index.syntax.description import explain
from index.syntax.notes import Language

__all__ = ["describe_list", "list_rows", "report_row"]


def list_rows(library: Library, query: Query, site: str) -> Iterator[Row]:
    """Yield every report that a query finds, in its order.

    `site`: where the public reaches the pages, "" where unknown.
    """
    for report, persons in reports_with_persons(library, query):
        yield Row(report, persons, report_address(site, report.identifier))


def report_row(library: Library, identifier: str, site: str) -> Row | None:
    """Return one report as exporters take it; None where it is unknown or withdrawn."""
    report = library.catalogue.reports.get(identifier)
    if report is None:
        return None
    names = library.catalogue.persons.names(report.persons)
    persons = tuple(names.get(person, person) for person in report.persons)
    return Row(report, persons, report_address(site, identifier))


def describe_list(
    library: Library,
    query: Query,
    *,
    archive: str,
    site: str = "",
    url: str = "",
    language: str = "vi",
) -> About:
    """Return the facts about the list of a query.

    `archive`: its name. `site`: where the public reaches the pages, and `url` the page of the list;
    "" where unknown. `language`: of the facts, `vi` or `en`.
    """
    found = find(library, query, limit=0)
    query = found.query
    spoken: Language = "en" if language == "en" else "vi"

    def name(person: str) -> str:
        return found.names.get(person, person)

    return About(
        archive=archive,
        query=explain(Query(query.text, query.match, query.exact), spoken, name),
        filters=tuple(_filters(query, spoken, name)),
        reports=found.results.total,
        date=datetime.now(UTC).astimezone(),
        generation=found.results.generation,
        site=site,
        url=url,
        language=spoken,
    )


def _filters(query: Query, language: Language, name: Callable[[str], str]) -> Iterator[str]:
    """Yield each filter of a query in words."""
    if query.since or query.until:
        yield explain(Query(since=query.since, until=query.until), language, name)
    for facet in FACETS:
        chosen = tuple(each for each in query.filters if each.facet == facet)
        if chosen:
            yield explain(Query(filters=chosen), language, name)
