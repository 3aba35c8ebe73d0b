"""Frozen lists: made from a query, compared with its current hits, read for exporters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from archive.catalogue import FrozenEntry, FrozenList
from archive.errors import ListNotFound
from archive.exporters import About, Row
from archive.messages import messages
from archive.retrieval.export import Stubs, rows_named
from archive.retrieval.hits import find
from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from archive.wording import say_filters, say_text
from index.query import Query

__all__ = [
    "Comparison",
    "compare",
    "describe_frozen",
    "entries",
    "freeze",
    "frozen_rows",
    "identifier_lines",
]

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference between a frozen list and what its query finds now.

    `new`: found now, not in the list. `gone`: in the list, not found now; `withdrawn`: those of
    them that are no longer shown at all, `erased`: those that were deleted for good. `changed`: in
    both, in another version. All are identifiers of reports: `new` in the order of the query, the
    others in the order of the list.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    withdrawn: tuple[str, ...]
    erased: tuple[str, ...]
    changed: tuple[str, ...]


def freeze(
    library: Library,
    query: Query,
    *,
    note: str = "",
    language: str = "vi",
    most_lists: int | None = None,
    most_reports: int | None = None,
) -> FrozenList:
    """Freeze the list of a query as it is now.

    `language`: of the query in words, `vi` or `en`. `most_lists`, `most_reports`: limits. Raises
    `ListRefused` if a limit is passed, nothing is found, or the note holds a character that acts
    on a screen unseen.
    """
    found = find(library, query, limit=0)
    spoken = messages(language)

    def listed() -> tuple[str, Iterator[str]]:
        # The index may have changed while the transaction waited for others to end.
        generation = library.engine.status().generation
        return generation, (hit.identifier for hit in library.engine.scan(found.parsed))

    return library.catalogue.frozen_lists.add(
        listed,
        query=found.query.to_url(),
        words=say_text(found.parsed, found.names, spoken),
        filters=tuple(say_filters(found.parsed, found.names, spoken)),
        note=note,
        most_lists=most_lists,
        most_reports=most_reports,
    )


def entries(library: Library, identifier: str) -> Iterator[FrozenEntry]:
    """Yield the entries of a frozen list in their order.

    Raise `ListNotFound` where there is no such list, also if it is removed meanwhile: its entries
    so far must not pass for the whole list.
    """
    last = 0
    while chunk := library.catalogue.frozen_lists.entries(identifier, last, _CHUNK):
        yield from chunk
        last = chunk[-1].position
    if library.catalogue.frozen_lists.get(identifier) is None:
        raise ListNotFound(f"there is no frozen list {identifier!r}, or it was just removed")


def identifier_lines(library: Library, identifier: str) -> Iterator[bytes]:
    """Yield the file whose SHA-256 a frozen list states: an identifier a line, in UTF-8."""
    for entry in entries(library, identifier):
        yield f"{entry.report}\n".encode()


def compare(library: Library, frozen: FrozenList) -> Comparison:
    """Return the difference between the list and the current hits of its query."""
    query = Query.from_url(frozen.query)
    held = {entry.report: entry for entry in entries(library, frozen.identifier)}
    new: list[str] = []
    found: set[str] = set()
    hits = (hit.identifier for hit in library.engine.scan(resolve(library, query)))
    while chunk := list(islice(hits, _CHUNK)):
        shown = library.catalogue.frozen_lists.current_versions(chunk)
        found.update(shown)
        new += [each for each in chunk if each in shown and each not in held]
    gone = [each for each in held.values() if each.report not in found]
    hidden = [each.report for each in gone if each.current is None]
    erased = library.catalogue.erasures.among(hidden)
    return Comparison(
        tuple(new),
        tuple(each.report for each in gone),
        tuple(each for each in hidden if each not in erased),
        tuple(each for each in hidden if each in erased),
        tuple(
            each.report
            for each in held.values()
            if each.report in found and each.current != each.version
        ),
    )


def frozen_rows(library: Library, identifier: str, site: str, *, stubs: Stubs) -> Iterator[Row]:
    """Yield the reports of a frozen list as exporters take them, in their current version.

    `stubs`: the titles that stand for reports that are no longer shown.
    """
    named = (entry.report for entry in entries(library, identifier))
    return rows_named(library, named, site, stubs=stubs)


def describe_frozen(
    frozen: FrozenList, *, archive: str, site: str = "", url: str = "", language: str = "vi"
) -> About:
    """Return the facts about a frozen list for exporters.

    `archive`: its name. `site`: where the public reaches the pages, and `url` the page of the list;
    "" where unknown.
    """
    return About(
        archive=archive,
        query=frozen.words,
        filters=frozen.filters,
        reports=frozen.reports,
        date=datetime.fromisoformat(frozen.datestamp),
        generation=frozen.generation,
        site=site,
        url=url,
        language=language,
    )
