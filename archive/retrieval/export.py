"""The whole list of a query as exporters take it: its rows and the facts about it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from archive.addresses import report_address
from archive.exporters import About, Row
from archive.messages import messages
from archive.persons.authority_files import AUTHORITY_FILES
from archive.retrieval.hits import find
from archive.retrieval.library import Library
from archive.retrieval.listing import reports_with_persons
from archive.wording import say_filters, say_note, say_text
from index.query import Query
from index.report import Report

__all__ = ["Stubs", "describe_list", "list_rows", "report_row", "rows_named", "same_as"]

# Reports that are fetched from the catalogue at once.
_CHUNK = 500


class Stubs(NamedTuple):
    """The titles that stand for reports that are not shown.

    `withdrawn`: of a report that the archive keeps, `erased`: of one of which nothing is left.
    """

    withdrawn: str
    erased: str

    @classmethod
    def spoken(cls, gettext: Callable[[str], str]) -> "Stubs":
        """Return the titles in the language of a catalogue of messages."""
        return cls(gettext("[Bài đã được rút khỏi kho]"), gettext("[Bài đã được xóa khỏi kho]"))


def list_rows(library: Library, query: Query, site: str) -> Iterator[Row]:
    """Yield every report that a query finds, in its order.

    `site`: where the public reaches the pages, "" where unknown.
    """
    linked = same_as(library)
    for report, persons in reports_with_persons(library, query):
        address = report_address(site, report.identifier)
        yield Row(report, persons, address, _within(linked, report))


def report_row(library: Library, identifier: str, site: str) -> Row | None:
    """Return one report as exporters take it; None where it is unknown or withdrawn."""
    return next(rows_named(library, [identifier], site), None)


def rows_named(
    library: Library, identifiers: Iterable[str], site: str, *, stubs: Stubs | None = None
) -> Iterator[Row]:
    """Yield the reports with these identifiers as exporters take them, in their order.

    `site`: where the public reaches the pages, "" where unknown. `stubs`: the titles that
    stand for reports that are not shown; such reports are left out where it is None.
    """
    left = iter(identifiers)
    linked = same_as(library)
    while chunk := list(islice(left, _CHUNK)):
        reports = {each.identifier: each for each in library.catalogue.reports.many(chunk)}
        persons = {person for each in reports.values() for person in each.persons}
        names = library.catalogue.persons.names(persons)
        if stubs:
            hidden = [each for each in chunk if each not in reports]
            reports.update(_stubs_of(library, hidden, stubs))
        for identifier in chunk:
            report = reports.get(identifier)
            if report is not None:
                called = tuple(names.get(person, person) for person in report.persons)
                address = report_address(site, identifier)
                yield Row(report, called, address, _within(linked, report))


def _stubs_of(
    library: Library, identifiers: Collection[str], stubs: Stubs
) -> Iterator[tuple[str, Report]]:
    """Yield the identifiers of reports that are not shown, each with the stub of its report."""
    erased = library.catalogue.erasures.among(identifiers)
    for each in identifiers:
        yield each, Report(each, stubs.erased if each in erased else stubs.withdrawn)


def same_as(library: Library) -> dict[str, tuple[str, ...]]:
    """Return person → URIs in authority files, for the persons that librarians linked."""
    return {
        person: tuple(AUTHORITY_FILES[file].uri(identifier) for file, identifier in files.items())
        for person, files in library.catalogue.persons.links().items()
    }


def _within(linked: Mapping[str, tuple[str, ...]], report: Report) -> dict[str, tuple[str, ...]]:
    """Return the links of the persons in a report."""
    return {person: linked[person] for person in report.persons if person in linked}


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
    notes = (say_note(note, spoken) for note in found.notes)
    return About(
        archive=archive,
        query=say_text(found.parsed, found.names, spoken),
        filters=(*say_filters(found.parsed, found.names, spoken), *notes),
        reports=found.results.total,
        date=datetime.now(UTC).astimezone(),
        generation=found.results.generation,
        site=site,
        url=url,
        language=spoken.language,
    )
