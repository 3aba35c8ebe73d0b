"""Tables of spellings: the meanings of the names of newspapers and sections in reports.

A report keeps the names it was published with. The tables `newspaper_spellings` and
`section_spellings` have a row for each of them with its meaning, computed from the rules and from
all decisions; reports are read with the meanings.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    cast,
    literal,
    select,
    union_all,
    update,
)

from archive.catalogue import log
from archive.catalogue.chunks import chunks
from archive.catalogue.database import add
from archive.catalogue.hidden_spellings import decides_names, hidden_names, hidden_sources
from archive.catalogue.prepared import Prepared
from archive.catalogue.recollection import Recollection
from archive.catalogue.tables import (
    as_json,
    corrected,
    newspaper_spellings,
    reports,
    section_names,
    section_spellings,
    storable,
    versions,
)
from archive.decision import Logged
from archive.newspapers import decisions as newspapers
from archive.newspapers.authority import Newspapers
from archive.newspapers.keys import group_key
from archive.newspapers.newspaper import DatedName, name_on
from archive.sections import authority as sections
from archive.sections.authority import Sections
from archive.sections.names import section_key
from index.report import Report

__all__ = [
    "as_printed",
    "follow_withdrawals",
    "learn",
    "learn_all",
    "refresh_sections",
    "refresh_sources",
    "understood",
]

Path = tuple[str, ...]

# A name of a newspaper in a report, or the path of a section in JSON: ("source", "Tuổi Trẻ").
_Spelling = tuple[str, str]

_SOURCES: BindParameter[Sequence[str]] = bindparam("sources", expanding=True)
_SECTIONS: BindParameter[Sequence[str]] = bindparam("sections", expanding=True)
# One statement, because every list and every page of a report asks.
_MEANINGS = Prepared(
    union_all(
        select(
            literal("source").label("of"),
            newspaper_spellings.c.spelling,
            newspaper_spellings.c.names.label("meaning"),
        ).where(newspaper_spellings.c.spelling.in_(_SOURCES)),
        select(literal("section"), section_spellings.c.spelling, section_spellings.c.shown).where(
            section_spellings.c.spelling.in_(_SECTIONS)
        ),
    )
)


def understood(
    connection: Connection, known: Iterable[Report], recollection: Recollection | None = None
) -> list[Report]:
    """Return reports as readers see them: with the name of the day and the section it stands for.

    A spelling that no table has stays as it is. `recollection`: what remembers the meanings.
    """
    found = list(known)
    sources = {each.source for each in found if each.source}
    paths = {each.section: as_json(each.section) for each in found if each.section}
    spellings = [*(("source", each) for each in sources)]
    spellings += [("section", each) for each in paths.values()]
    if recollection:
        meanings = recollection.values(connection, _meanings, spellings)
    else:
        meanings = _meanings(connection, spellings)
    shown = {path: meanings.get(("section", written), path) for path, written in paths.items()}
    return [_understood(each, meanings.get(("source", each.source)), shown) for each in found]


def _meanings(
    connection: Connection, spellings: Collection[_Spelling]
) -> dict[_Spelling, tuple[Any, ...]]:
    """Return the meanings of spellings: `DatedName`s of a newspaper, or the path of a section.

    Spellings that no table has are left out.
    """
    found: dict[_Spelling, tuple[Any, ...]] = {}
    known = sorted(filter(lambda each: storable(each[1]), spellings))
    sources = [spelling for of, spelling in known if of == "source"]
    paths = [spelling for of, spelling in known if of == "section"]
    for some, others in zip_longest(chunks(sources), chunks(paths), fillvalue=()):
        rows = _MEANINGS.all(connection, {"sources": list(some), "sections": list(others)})
        for of, spelling, meaning in rows:
            if of == "source":
                parts = range(0, len(meaning), 3)
                found[of, spelling] = tuple(DatedName(*meaning[at : at + 3]) for at in parts)
            else:
                found[of, spelling] = tuple(meaning)
    return found


def _understood(
    report: Report, names: Sequence[DatedName] | None, paths: Mapping[Path, Path]
) -> Report:
    """Return a report as readers see it. `names`: of its newspaper, None where it is not known."""
    source = name_on(names, report.date, report.source) if names else report.source
    section = paths.get(report.section, report.section)
    if source == report.source and section == report.section:
        return report
    return replace(report, source=source, section=section)


def as_printed(connection: Connection, record: Report, printed: Report) -> Report:
    """Return a record with the newspaper and the section of `printed` where readers see no other.

    Exported lists have what readers see; imported again, they bring nothing new.
    """
    if (record.source, record.section) == (printed.source, printed.section):
        return record
    candidate = replace(record, source=printed.source, section=printed.section)
    (shown,) = understood(connection, [candidate])
    source = printed.source if shown.source == record.source else record.source
    section = printed.section if shown.section == record.section else record.section
    if (source, section) == (record.source, record.section):
        return record
    return replace(record, source=source, section=section)


def learn(
    connection: Connection, sources: Iterable[str], paths: Iterable[Sequence[str]]
) -> set[int]:
    """Add the meanings of names of newspapers and of sections that reports have.

    Return the numbers of the reports that readers now see differently: a new spelling may be a
    better one for those that mean the same.
    """
    new = _new(connection, newspaper_spellings, {each for each in sources if each})
    new_paths = _new(connection, section_spellings, {as_json(each) for each in paths if each})
    changed: set[int] = set()
    if new:
        changed |= _learn_sources(connection, new)
    if new_paths:
        changed |= _learn_sections(connection, new_paths)
    return changed


def learn_all(connection: Connection) -> set[int]:
    """Learn all names in the catalogue, and compute all meanings again.

    That is needed once for a catalogue of an older layout, and after the list that ships changed.
    Return the numbers of the reports that readers now see differently.
    """
    sources = set(connection.execute(select(versions.c.source).distinct()).scalars())
    paths = set(connection.execute(select(cast(versions.c.section, Text)).distinct()).scalars())
    for row in connection.execute(select(corrected.c.source, corrected.c.section)):
        sources.add(row.source or "")
        paths.add(as_json(row.section or ()))
    new = _new(connection, newspaper_spellings, sources - {""})
    new_paths = _new(connection, section_spellings, paths - {as_json(())})
    learn(connection, new, map(json.loads, new_paths))
    logged = log.read(connection)
    changed = refresh_sources(connection, logged) | refresh_sections(connection, logged)
    spellings = [*(("source", each) for each in new), *(("section", each) for each in new_paths)]
    meant = _meanings(connection, spellings)
    others = [each for each in new if meant["source", each] != (DatedName(each),)]
    moved = [each for each in new_paths if meant["section", each] != tuple(json.loads(each))]
    changed |= _reports_of(connection, "source", others)
    return changed | _reports_of(connection, "section", moved)


def refresh_sources(connection: Connection, logged: Sequence[Logged]) -> set[int]:
    """Compute again which newspapers all names mean, from a log of decisions.

    Return the numbers of the reports that readers now see differently.
    """
    rows = connection.execute(select(newspaper_spellings)).all()
    met = [row.spelling for row in rows]
    return _update_sources(connection, rows, Newspapers(logged, met, hidden_sources(connection)))


def refresh_sections(connection: Connection, logged: Sequence[Logged]) -> set[int]:
    """Compute again which sections all paths mean, from a log of decisions.

    Return the numbers of the reports that readers now see differently.
    """
    rows = connection.execute(select(section_spellings)).all()
    hidden = hidden_names(connection)
    names = connection.execute(select(section_names))
    shown = _spelled(row for row in names if row.name not in hidden)
    return _update_sections(connection, rows, Sections(logged, shown))


def follow_withdrawals(connection: Connection) -> set[int]:
    """Compute the meanings again if they depend on which reports are withdrawn.

    Return the numbers of the reports that readers now see differently.
    """
    if not decides_names(connection):
        return set()
    logged = log.read(connection)
    return refresh_sources(connection, logged) | refresh_sections(connection, logged)


def _new(connection: Connection, table: Any, spellings: Collection[str]) -> list[str]:
    """Return the spellings that a table does not have, in code point order."""
    asked = sorted(filter(storable, spellings))
    found: set[str] = set()
    for chunk in chunks(asked):
        wanted = select(table.c.spelling).where(table.c.spelling.in_(chunk))
        found.update(connection.execute(wanted).scalars())
    return [each for each in asked if each not in found]


def _learn_sources(connection: Connection, new: Sequence[str]) -> set[int]:
    """Add names of newspapers; return the numbers of the reports that changed."""
    logged = log.read(connection, newspapers.KINDS)
    keys = {group_key(spelling) for spelling in new}
    # Groups that decisions lead to are shown by their best spelling too.
    keys |= {each for made in logged for each in newspapers.newspapers_in(made.decision)}
    rows: list[Any] = []
    for chunk in chunks(sorted(keys)):
        wanted = select(newspaper_spellings).where(newspaper_spellings.c.key.in_(chunk))
        rows += connection.execute(wanted)
    authority = Newspapers(logged, [*new, *(row.spelling for row in rows)])
    added = [
        {"spelling": each, "key": group_key(each), **_meaning(authority, each)} for each in new
    ]
    add(connection, newspaper_spellings, added)
    return _update_sources(connection, rows, authority)


def _meaning(authority: Newspapers, spelling: str) -> dict[str, Any]:
    """Return the columns of `newspaper_spellings` that are computed."""
    names = authority.names(spelling)
    flat = [text for each in names for text in (each.name, each.since, each.until)]
    return {"newspaper": authority.newspaper(spelling), "names": flat}


def _update_sources(connection: Connection, rows: Sequence[Any], authority: Newspapers) -> set[int]:
    """Update rows of `newspaper_spellings`; return the numbers of the reports that changed."""
    differing, renamed = [], []
    for row in rows:
        meaning = _meaning(authority, row.spelling)
        if meaning != {"newspaper": row.newspaper, "names": row.names}:
            differing.append(
                {
                    "which": row.spelling,
                    "newspaper_": meaning["newspaper"],
                    "names_": meaning["names"],
                }
            )
        if meaning["names"] != row.names:
            renamed.append(row.spelling)
    if differing:
        which = newspaper_spellings.c.spelling == bindparam("which")
        values: dict[str, Any] = {
            "newspaper": bindparam("newspaper_"),
            "names": bindparam("names_"),
        }
        connection.execute(update(newspaper_spellings).where(which).values(values), differing)
    return _reports_of(connection, "source", renamed)


def _learn_sections(connection: Connection, new: Sequence[str]) -> set[int]:
    """Add paths of sections, given in JSON; return the numbers of the reports that changed."""
    paths = [tuple(json.loads(each)) for each in new]
    names = {(section_key(name), name) for path in paths for name in path}
    logged = log.read(connection, sections.KINDS)
    decided = Sections(logged).names_in()
    keys = {key for key, _name in names} | set(map(section_key, decided))
    known: set[tuple[str, str]] = set()
    for chunk in chunks(sorted(keys)):
        rows = connection.execute(select(section_names).where(section_names.c.key.in_(chunk)))
        known.update((row.key, row.name) for row in rows)
    added = [{"key": key, "name": name} for key, name in sorted(names - known)]
    add(connection, section_names, added)
    before, after = Sections(logged, _spelled(known)), Sections(logged, _spelled(known | names))
    shown = [
        {"spelling": each, "shown": after.shown(path)}
        for each, path in zip(new, paths, strict=True)
    ]
    changed: set[int] = set()
    seen = decided | {name for _key, name in known}
    if any(before.shown((name,)) != after.shown((name,)) for name in seen):
        every_row = connection.execute(select(section_spellings)).all()
        every = _spelled(connection.execute(select(section_names)))
        changed = _update_sections(connection, every_row, Sections(logged, every))
    add(connection, section_spellings, shown)
    return changed


def _spelled(rows: Iterable[Any]) -> dict[str, list[str]]:
    """Return key → spellings of rows of `section_names`."""
    found: dict[str, list[str]] = {}
    for key, name in rows:
        found.setdefault(key, []).append(name)
    return found


def _update_sections(connection: Connection, rows: Sequence[Any], authority: Sections) -> set[int]:
    """Update rows of `section_spellings`; return the numbers of the reports that changed."""
    differing = []
    for row in rows:
        shown = authority.shown(tuple(json.loads(row.spelling)))
        if shown != tuple(row.shown):
            differing.append({"which": row.spelling, "shown_": shown})
    if differing:
        which = section_spellings.c.spelling == bindparam("which")
        values: dict[str, Any] = {"shown": bindparam("shown_")}
        connection.execute(update(section_spellings).where(which).values(values), differing)
    return _reports_of(connection, "section", [each["which"] for each in differing])


def _reports_of(connection: Connection, field: str, spellings: Sequence[str]) -> set[int]:
    """Return the numbers of the reports whose newspaper or section readers see by a spelling."""
    found: set[int] = set()
    for table in (versions, corrected):
        column: ColumnElement[Any] = table.c[field]
        # JSON has no equality on PostgreSQL.
        column = cast(column, Text) if field == "section" else column
        for chunk in chunks(spellings):
            wanted = select(table.c.report).where(column.in_(chunk))
            if table is versions:
                wanted = wanted.join(reports, reports.c.current == versions.c.number)
            found.update(connection.execute(wanted).scalars())
    return found
