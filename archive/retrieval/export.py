"""The whole list of a query as exporters take it: its rows and the facts about it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from archive.addresses import report_address
from archive.exporters import About, Row
from archive.messages import messages
from archive.retrieval.hits import find
from archive.retrieval.library import Library
from archive.retrieval.listing import reports_with_persons
from archive.wording import say_filters, say_text
from index.query import Query

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
    spoken = messages(language)
    return About(
        archive=archive,
        query=say_text(found.parsed, found.names, spoken),
        filters=tuple(say_filters(found.parsed, found.names, spoken)),
        reports=found.results.total,
        date=datetime.now(UTC).astimezone(),
        generation=found.results.generation,
        site=site,
        url=url,
        language=spoken.language,
    )
