"""The newspapers that typed names mean, and the names under which the index has their reports."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from archive.newspapers.authority import Newspapers
from archive.newspapers.keys import spelling_key
from archive.newspapers.newspaper import DatedName, Newspaper
from archive.retrieval.library import Library
from archive.slug import folded
from index.syntax.notes import Note

__all__ = [
    "EARLIER",
    "HeldNewspaper",
    "UnheldName",
    "earlier_titles",
    "held_newspaper",
    "held_newspapers",
    "newspaper_called",
    "note_on",
    "titles_called",
    "unheld_name",
]

EARLIER = "+"
"""The sign behind a name that adds the earlier names of the newspaper and its predecessors."""


@dataclass(frozen=True, slots=True)
class HeldNewspaper:
    """A newspaper with the names, of those it ever had, under which the archive has reports."""

    record: Newspaper
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnheldName:
    """A name of a newspaper that the archive knows, under which it has no report.

    `typed`: as a reader wrote it. `newspaper`: with the other names under which the archive has
    reports, if there are any.
    """

    typed: str
    name: DatedName
    newspaper: HeldNewspaper


def titles_called(library: Library, name: str) -> list[str]:
    """Return the names of the day that a typed name means, those of which there are reports.

    A name that a newspaper had for a time means the reports under that name; any other form, such
    as a domain, means those under all its names. `EARLIER` behind it adds the earlier names of the
    newspaper, and the names of its predecessors; if no report is under the name, all names of the
    newspaper stand for it.
    """
    held = library.engine.statistics().values("source")
    if name in held:
        return [name]
    papers = library.catalogue.names.newspapers()
    bare = name.removesuffix(EARLIER)
    record = papers.called(bare)
    if record is None:
        return []
    called = _titles(record, bare)
    if name != bare:
        if not any(title in held for title in called):
            called = list(record.titles)
        called += [title for each in called for title in _earlier(papers, record, each)]
    return [title for title in dict.fromkeys(called) if title in held]


def unheld_name(library: Library, name: str) -> UnheldName | None:
    """Return what a typed name means that a newspaper had and no report is under.

    None if there are such reports, or if no newspaper is known by this name.
    """
    bare = name.removesuffix(EARLIER)
    if titles_called(library, bare):
        return None
    record = library.catalogue.names.newspapers().called(bare)
    if record is None:
        return None
    called = _titles(record, bare)
    same = [each for each in record.names if each.name in called]
    dated = same[0] if len(called) < len(record.titles) else DatedName(bare)
    return UnheldName(name, dated, _held(record, library.engine.statistics().values("source")))


def note_on(unheld: UnheldName) -> Note:
    """Return the note on a name under which there are no reports."""
    name, held = unheld.name, unheld.newspaper
    if not held.titles:
        return Note("no_reports", (unheld.typed, held.record.name))
    return Note("former_title", (name.name, name.since, name.until, held.record.name, *held.titles))


def earlier_titles(library: Library, titles: Iterable[str]) -> list[str]:
    """Return the names of which there are reports, and that some newspapers had before these."""
    papers = library.catalogue.names.newspapers()
    chosen = list(titles)
    found: dict[str, None] = {}
    for title in chosen:
        record = papers.get(papers.newspaper(title))
        if record is not None and title in record.titles:
            found |= dict.fromkeys(_earlier(papers, record, title))
    held = library.engine.statistics().values("source") if found else ()
    return [title for title in found if title in held and title not in chosen]


def held_newspaper(library: Library, identifier: str) -> HeldNewspaper | None:
    """Return the newspaper with an identifier, after mergers; None if there is no such record."""
    record = library.catalogue.names.newspapers().get(identifier)
    return _held(record, library.engine.statistics().values("source")) if record else None


def newspaper_called(library: Library, name: str) -> HeldNewspaper:
    """Return the newspaper that an identifier or any name means.

    One that nothing is known of has a record with this name.
    """
    papers = library.catalogue.names.newspapers()
    record = papers.get(name) or papers.called(name)
    record = record or Newspaper(papers.newspaper(name), (DatedName(name),))
    return _held(record, library.engine.statistics().values("source"))


def held_newspapers(library: Library, titles: Collection[str]) -> list[HeldNewspaper]:
    """Return the newspapers of some names of the day, each once, in the order of the names."""
    papers = library.catalogue.names.newspapers()
    held = library.engine.statistics().values("source")
    found: dict[str, HeldNewspaper] = {}
    for title in titles:
        record = papers.get(papers.newspaper(title))
        if record is not None and record.identifier not in found:
            found[record.identifier] = _held(record, held)
    return list(found.values())


def _held(record: Newspaper, held: Collection[str]) -> HeldNewspaper:
    return HeldNewspaper(record, tuple(title for title in record.titles if title in held))


def _titles(record: Newspaper, name: str) -> list[str]:
    """Return the name that a typed one is, spelled in any way, else all names of a newspaper."""
    for key in (spelling_key, folded):
        same = [title for title in record.titles if key(title) == key(name)]
        if same:
            return same
    return list(record.titles)


def _earlier(papers: Newspapers, record: Newspaper, title: str) -> Iterator[str]:
    """Yield the names before one of a newspaper: its own, then those of its predecessors."""
    yield from record.earlier(title)
    for each in papers.lineage(record.identifier)[1:]:
        yield from each.titles[::-1]
