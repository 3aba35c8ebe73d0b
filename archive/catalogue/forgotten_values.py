"""Newspapers and sections that only erased reports name: they leave the lists of spellings."""

import json
from collections.abc import Collection

from sqlalchemy import Connection, Text, cast, delete, select

from archive.catalogue.tables import (
    as_json,
    corrected,
    newspaper_spellings,
    section_names,
    section_spellings,
    versions,
)
from index.report import Report

__all__ = ["forget_values"]


def forget_values(connection: Connection, held: Collection[Report]) -> None:
    """Delete the newspapers and sections of erased reports that no version of another one has.

    `held`: the contents of the erased reports, which the tables no longer hold.
    """
    sources = {report.source for report in held} - {""}
    for table in (versions, corrected):
        wanted = select(table.c.source).where(table.c.source.in_(sources)).distinct()
        sources -= set(connection.execute(wanted).scalars())
    gone = newspaper_spellings.c.spelling.in_(sources)
    connection.execute(delete(newspaper_spellings).where(gone))
    sections = {as_json(report.section) for report in held if report.section}
    for table in (versions, corrected):
        path = cast(table.c.section, Text)
        wanted = select(path).where(path.in_(sections)).distinct()
        sections -= set(connection.execute(wanted).scalars())
    connection.execute(delete(section_spellings).where(section_spellings.c.spelling.in_(sections)))
    _forget_names(connection, {name for path in sections for name in json.loads(path)})


def _forget_names(connection: Connection, names: Collection[str]) -> None:
    """Delete the names of sections that are in no path any more."""
    if names:
        paths = connection.execute(select(section_spellings.c.spelling)).scalars()
        left = {name for path in paths for name in json.loads(path)}
        gone = section_names.c.name.in_(set(names) - left)
        connection.execute(delete(section_names).where(gone))
