"""Names of persons that only erased reports have: they leave the authority file.

A name stays if another report has it, or if a librarian gave it to a person who stays. A person
stays who appears in another report, also in a withdrawn one.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, bindparam, delete, or_, select, update

from archive.catalogue import name_words
from archive.catalogue.tables import STREAMED, aliases, appearances, persons
from archive.decision import Logged, standing
from archive.persons.aliases import name_key
from archive.persons.authority import Alias, Prefer

__all__ = ["Forgotten", "Mentions", "forget"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of persons in erased reports.

    `persons`: records and persons of their mentions. `names`: the names there. `text`: all words
    of all their versions, as `name_key` has them, since older versions named others.
    """

    persons: frozenset[str]
    names: frozenset[str]
    text: str

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str, str]], texts: Iterable[str]) -> "Mentions":
        """Return the mentions in rows of name, record and person, and in the texts."""
        words = _WORD.findall(" ".join(texts).replace("-", " "))
        return cls(
            frozenset(person for _name, *persons in rows for person in persons),
            frozenset(name_key(name) for name, *_ in rows),
            f" {' '.join(map(name_key, words))} ",
        )

    def have(self, key: str) -> bool:
        """Return True if a name, given by key, occurs."""
        return key in self.names or f" {key} " in self.text


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The names, by key and as written, and the persons that left the authority file."""

    keys: frozenset[str]
    names: frozenset[str]
    persons: frozenset[str]


def forget(connection: Connection, mentions: Mentions, log: Sequence[Logged]) -> Forgotten:
    """Delete the names and persons that only erased reports have; return them.

    The mentions in these reports must be deleted already. `log`: all decisions.
    """
    met = [
        row
        for row in connection.execute(select(aliases), execution_options=STREAMED)
        if mentions.have(row.key)
    ]
    used = _used(connection, {row.record for row in met if row.record})
    unused = [row for row in met if row.key not in used]
    candidates = set(mentions.persons).union(*({row.record, row.person} for row in unused))
    gone = _absent(connection, candidates - {None})
    rows = {row.key: row for row in unused}
    rows |= {row.key: row for row in _of_persons(connection, gone)}
    given = _given(log, gone)
    left = {key for key in rows if key in used or (key in given and rows[key].person not in gone)}
    _keep(connection, [rows[key] for key in left], gone)
    deleted = [row for key, row in rows.items() if key not in left]
    keys = frozenset(row.key for row in deleted)
    connection.execute(delete(aliases).where(aliases.c.key.in_(keys)))
    name_words.remove(connection, keys)
    names = {row.name for row in deleted} | _delete_persons(connection, gone)
    _rename(connection, {row.record for row in deleted} - gone - {None}, keys)
    return Forgotten(keys, frozenset(names), frozenset(gone))


def _used(connection: Connection, records: Collection[str]) -> set[str]:
    """Return the keys of the names that some report has, among those of some records."""
    wanted = select(appearances.c.name).where(appearances.c.record.in_(records)).distinct()
    return {name_key(name) for name in connection.execute(wanted).scalars()}


def _absent(connection: Connection, candidates: Collection[str]) -> set[str]:
    """Return the persons that no report names."""
    found: set[str] = set()
    for column in (appearances.c.record, appearances.c.person):
        found.update(
            connection.execute(select(column).where(column.in_(candidates)).distinct()).scalars()
        )
    return set(candidates) - found


def _of_persons(connection: Connection, gone: Collection[str]) -> Sequence[Row[tuple[str, ...]]]:
    wanted = or_(aliases.c.record.in_(gone), aliases.c.person.in_(gone))
    return connection.execute(select(aliases).where(wanted)).all()


def _given(log: Sequence[Logged], gone: Collection[str]) -> set[str]:
    """Return the keys of the names that librarians gave to persons who stay."""
    return {
        name_key(logged.decision.name)
        for logged in standing(log)
        if isinstance(logged.decision, Alias | Prefer) and logged.decision.person not in gone
    }


def _keep(connection: Connection, rows: Sequence[Row[tuple[str, ...]]], gone: set[str]) -> None:
    """Take records and persons that are gone from names that stay."""
    for row in rows:
        record = None if row.record in gone else row.record
        person = record if row.person in gone and record else row.person
        which = update(aliases).where(aliases.c.key == row.key)
        connection.execute(which.values(record=record, person=person))


def _delete_persons(connection: Connection, gone: Collection[str]) -> set[str]:
    """Delete the records of persons; return their names."""
    rows = connection.execute(
        select(persons.c.own, persons.c.name).where(persons.c.identifier.in_(gone))
    ).all()
    merged = update(persons).where(or_(persons.c.merged.in_(gone), persons.c.identifier.in_(gone)))
    connection.execute(merged.values(merged=None))
    connection.execute(delete(persons).where(persons.c.identifier.in_(gone)))
    return {name for row in rows for name in row} - {""}


def _rename(connection: Connection, records: Collection[str], keys: Collection[str]) -> None:
    """Give records that were made for a forgotten name another one of theirs."""
    rows = connection.execute(select(persons).where(persons.c.identifier.in_(records))).all()
    named = {row.identifier: row for row in rows if name_key(row.own) in keys}
    others = connection.execute(
        select(aliases.c.record, aliases.c.name)
        .where(aliases.c.record.in_(named))
        .order_by(aliases.c.ordinal.desc(), aliases.c.key)
    ).all()
    for record, other in dict(others).items():
        row = named[record]
        shown = other if row.name == row.own else row.name
        which = update(persons).where(persons.c.identifier == bindparam("which"))
        connection.execute(which.values(own=other, name=shown), {"which": record})
