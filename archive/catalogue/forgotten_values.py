"""Newspapers and sections that only erased reports name: they leave the lists of spellings."""

import json
from collections.abc import Collection

from sqlalchemy import Connection, Text, cast, delete, select

from archive.catalogue import log
from archive.catalogue.spellings import refresh_sections, refresh_sources
from archive.catalogue.tables import (
    as_json,
    corrected,
    newspaper_spellings,
    section_names,
    section_spellings,
    versions,
)
from index.report import SECTION_SEPARATOR, Report

__all__ = ["forget_values"]


def forget_values(connection: Connection, held: Collection[Report]) -> tuple[set[int], set[str]]:
    """Delete the newspapers and sections of erased reports that no version of another one has.

    `held`: the contents of the erased reports, which the tables no longer hold. Return the numbers
    of the reports that readers now see differently, since their spelling may be the best one left,
    and the names of newspapers and sections that are gone.
    """
    logged = log.read(connection)
    changed: set[int] = set()
    sources = _forget_sources(connection, {report.source for report in held} - {""})
    if sources:
        changed |= refresh_sources(connection, logged)
    paths = {as_json(report.section) for report in held if report.section}
    sections = _forget_sections(connection, paths)
    if sections:
        changed |= refresh_sections(connection, logged)
    return changed, sources | sections


def _forget_sources(connection: Connection, sources: set[str]) -> set[str]:
    """Delete the names of newspapers that no version has; return them."""
    for table in (versions, corrected):
        wanted = select(table.c.source).where(table.c.source.in_(sources)).distinct()
        sources -= set(connection.execute(wanted).scalars())
    gone = newspaper_spellings.c.spelling.in_(sources)
    connection.execute(delete(newspaper_spellings).where(gone))
    return sources


def _forget_sections(connection: Connection, sections: set[str]) -> set[str]:
    """Delete the paths of sections, given in JSON, that no version has.

    Return them as texts, as reports have them and as they were shown.
    """
    for table in (versions, corrected):
        path = cast(table.c.section, Text)
        wanted = select(path).where(path.in_(sections)).distinct()
        sections -= set(connection.execute(wanted).scalars())
    which = section_spellings.c.spelling.in_(sections)
    shown = connection.execute(select(section_spellings.c.shown).where(which)).scalars()
    gone = {SECTION_SEPARATOR.join(path) for path in (*shown, *map(json.loads, sections))}
    connection.execute(delete(section_spellings).where(which))
    _forget_names(connection, {name for path in sections for name in json.loads(path)})
    return gone


def _forget_names(connection: Connection, names: Collection[str]) -> None:
    """Delete the names of sections that are in no path any more."""
    if names:
        paths = connection.execute(select(section_spellings.c.spelling)).scalars()
        left = {name for path in paths for name in json.loads(path)}
        gone = section_names.c.name.in_(set(names) - left)
        connection.execute(delete(section_names).where(gone))
