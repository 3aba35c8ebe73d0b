"""Spellings of newspapers and sections that only withdrawn reports have.

They keep their meaning, since the reports may be shown again, but readers see none of them: a
newspaper or section is shown under the best of the other spellings.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    exists,
    not_,
    or_,
    select,
    union,
)

from archive.catalogue.tables import (
    corrected,
    newspaper_spellings,
    reports,
    section_names,
    section_spellings,
    versions,
)
from archive.newspapers.known import known_newspapers
from archive.sections.names import is_shared, section_key

__all__ = ["decides_names", "hidden_names", "hidden_sources"]

_IS_WITHDRAWN = exists().where(
    reports.c.number == corrected.c.report, reports.c.withdrawn.is_(True)
)
_IS_SHOWN = exists().where(reports.c.number == corrected.c.report, reports.c.withdrawn.is_(False))


def hidden_sources(connection: Connection) -> set[str]:
    """Return the names of newspapers that withdrawn reports have, and none that is shown."""
    name = newspaper_spellings.c.spelling
    # Conditions of their own, since PostgreSQL joins by those and not by parts of an «or».
    wanted = select(name).where(
        _of_withdrawn(name, "source"),
        name.not_in(_stated_in_shown("source")),
        not_(_printed_in_shown(name, "source")),
    )
    return set(connection.execute(wanted).scalars())


def hidden_names(connection: Connection) -> set[str]:
    """Return the names in paths of sections that only withdrawn reports have.

    Only names that also have another spelling are looked at: the others change nothing.
    """
    names = _with_other_spellings(connection, _names_of_withdrawn(connection))
    if not names:
        return set()
    path = section_spellings.c.spelling
    every = connection.execute(select(path)).scalars()
    having = {each: names.intersection(json.loads(each)) for each in every}
    paths = [each for each, some in having.items() if some]
    having_name = select(path).where(path.in_(paths))
    wanted = union(
        having_name.where(path.in_(_stated_in_shown("section"))),
        having_name.where(_printed_in_shown(path, "section")),
    )
    shown = connection.execute(wanted).scalars()
    return names - {name for each in shown for name in having[each]}


def decides_names(connection: Connection) -> bool:
    """Return True if names of newspapers or sections depend on which reports are withdrawn.

    That is so if a withdrawn report has one of several spellings without a stated name.
    """
    name, others = newspaper_spellings.c, newspaper_spellings.alias("others")
    another = exists().where(others.c.key == name.key, others.c.spelling != name.spelling)
    rows = select(name.newspaper).where(_of_withdrawn(name.spelling, "source"), another)
    met = set(connection.execute(rows).scalars())
    if met - known_newspapers().keys():
        return True
    return bool(_with_other_spellings(connection, _names_of_withdrawn(connection)))


def _names_of_withdrawn(connection: Connection) -> set[str]:
    path = section_spellings.c.spelling
    paths = connection.execute(select(path).where(_of_withdrawn(path, "section"))).scalars()
    return {name for each in paths for name in json.loads(each)}


def _with_other_spellings(connection: Connection, names: Collection[str]) -> set[str]:
    """Return those of some names of sections that are shown in one of several spellings."""
    keys = {section_key(name) for name in names if not is_shared(name)}
    rows = connection.execute(select(section_names).where(section_names.c.key.in_(keys)))
    spelled: dict[str, set[str]] = {}
    for row in rows:
        spelled.setdefault(row.key, set()).add(row.name)
    return {name for name in names if len(spelled.get(section_key(name), ())) > 1}


def _of_withdrawn(value: ColumnElement[str], field: str) -> ColumnElement[bool]:
    """Return the condition that a version or correction of a withdrawn report has a value."""
    printed = (
        select(_text(versions.c[field]))
        .join(reports, reports.c.number == versions.c.report)
        .where(reports.c.withdrawn.is_(True))
    )
    stated = select(_text(corrected.c[field])).where(corrected.c[field].is_not(None), _IS_WITHDRAWN)
    return or_(value.in_(printed), value.in_(stated))


def _stated_in_shown(field: str) -> Select[Any]:
    """Return a statement that selects the corrected values of reports that are shown."""
    is_stated = corrected.c[field].is_not(None)
    return select(_text(corrected.c[field])).where(is_stated, _IS_SHOWN)


def _printed_in_shown(value: ColumnElement[str], field: str) -> ColumnElement[bool]:
    """Return the condition that a version of a report that is shown has a value."""
    return exists().where(
        _text(versions.c[field]) == value,
        reports.c.number == versions.c.report,
        reports.c.withdrawn.is_(False),
    )


def _text(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return a column as text: PostgreSQL compares no JSON."""
    return column if isinstance(column.type, Text) else cast(column, Text)
