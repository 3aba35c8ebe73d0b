"""Copying a catalogue into another database, row by row, and proving that all came over.

The tables are filled in the order of their keys, so that a copy that was stopped goes on where
the target ends. Until the last moment the target has no row in `head`, without which nobody
takes it for a catalogue; which copy it is stands in a table of its own.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    literal,
    select,
    tuple_,
    update,
)

from archive.catalogue.database import Database, add, without_password
from archive.catalogue.tables import SCHEMA, head, metadata, persons
from archive.errors import CatalogueUnsuitable

__all__ = ["Copied", "Copy", "copying"]

_TABLES = [table for table in metadata.sorted_tables if table is not head]

# Rows written in one transaction, and bytes of originals after which it ends earlier.
_ROWS = 500
_BYTES = 8 << 20

_marker = Table("copying", MetaData(), Column("source", Text, nullable=False))

Told = Callable[[int], None]
"""Told how many rows are done."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A table that is the same on both sides: its rows, and the SHA-256 of them in order."""

    table: str
    rows: int
    sha256: str


@contextmanager
def copying(source: str, target: str) -> Iterator["Copy"]:
    """A copy from one URL to another; nobody writes to the source until the block ends.

    Raises `CatalogueUnsuitable` for a source of another layout and for a target that holds
    anything but the first part of the same copy, and whatever opening a catalogue raises.
    """
    with closing(Database(source)) as old:
        old.check()
        with closing(Database(target, create=True)) as new, old.writing() as rows:
            yield Copy(rows, _name(old), new)


class Copy:
    """What is done in turn: `fill`, `verify`, and `finish` when both sides are the same.

    `resumed`: the target held a part of it already. `rows`: of all tables.
    """

    def __init__(self, source: Connection, name: str, target: Database) -> None:
        """Make the tables of the target, unless this copy has made them before."""
        self._source = source
        self._target = target
        self.resumed = _begin(target, name)
        counts = (select(func.count()).select_from(table) for table in _TABLES)
        self.rows: int = sum(source.execute(count).scalar_one() for count in counts)

    def fill(self, told: Told) -> None:
        """Copy what is missing in the target."""
        done = 0
        for table in _TABLES:
            last = self._last(table)
            if last is not None:
                with self._target.reading() as connection:
                    there = select(func.count()).select_from(table)
                    done += connection.execute(there).scalar_one()
            for batch in _batches(_rows(self._source, _after(table, last))):
                if table is persons:
                    batch = [row | {"merged": None} for row in batch]
                with self._target.writing() as connection:
                    add(connection, table, batch)
                done += len(batch)
                told(done)
            if table is persons:
                self._merge()

    def verify(self, told: Told) -> list[Copied]:
        """Compare both sides row by row; the tables that are the same."""
        done = 0
        same = []
        for table in _TABLES:
            with self._target.reading() as connection:
                here, there = _digests(table, (self._source, connection), _behind(done, told))
            if here == there:
                same.append(here)
            done += here.rows
        return same

    def finish(self) -> int:
        """Let the target be a catalogue; its revision."""
        revision: int = self._source.execute(select(head.c.revision)).scalar_one()
        with self._target.writing() as connection:
            connection.execute(insert(head).values(id=1, schema=SCHEMA, revision=revision))
            _marker.drop(connection)
            self._target.settle(connection)
        return revision

    def empty(self) -> None:
        """Take everything out of the target again, to begin anew."""
        with self._target.writing() as connection:
            connection.execute(update(persons).values(merged=None))
            for table in reversed(_TABLES):
                connection.execute(delete(table))
        self.resumed = False

    def differing(self, same: Sequence[Copied]) -> list[str]:
        """The tables that are not the same."""
        known = {copied.table for copied in same}
        return [table.name for table in _TABLES if table.name not in known]

    def _last(self, table: Table) -> Sequence[Any] | None:
        """The key at which the target ends; None where it has nothing."""
        key = table.primary_key.columns
        latest = select(*key).order_by(*(column.desc() for column in key)).limit(1)
        with self._target.reading() as connection:
            return connection.execute(latest).first()

    def _merge(self) -> None:
        """Say which persons were merged: one may come before the one that it was merged into."""
        merged = select(persons.c.identifier, persons.c.merged).where(persons.c.merged.is_not(None))
        known = update(persons).where(persons.c.identifier == bindparam("which"))
        for batch in _batches(_rows(self._source, merged)):
            rows = [{"which": row["identifier"], "into": row["merged"]} for row in batch]
            with self._target.writing() as connection:
                connection.execute(known.values(merged=bindparam("into")), rows)


def _behind(done: int, told: Told) -> Told:
    """What is told of one table, as a number of rows of all."""
    return lambda rows: told(done + rows)


def _name(database: Database) -> str:
    """What a source is called; files by their whole paths."""
    url = database.url
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).absolute()))
    return without_password(url)


def _begin(target: Database, source: str) -> bool:
    """Make the tables where there are none; whether this copy was begun before."""
    with target.reading() as connection:
        known = inspect(connection)
        if known.has_table(_marker.name):
            begun = connection.execute(select(_marker.c.source)).scalar()
            if begun != source:
                raise CatalogueUnsuitable(
                    f"{without_password(target.url)} holds the first part of a copy of {begun}"
                )
            return True
        if known.get_table_names():
            raise CatalogueUnsuitable(
                f"{without_password(target.url)} is not empty; a copy needs a database of its own"
            )
    with target.laying_out() as connection:
        _marker.create(connection)
        connection.execute(insert(_marker).values(source=source))
    return False


def _after(table: Table, last: Sequence[Any] | None) -> Select[Any]:
    """The rows of a table behind a key, in the order of keys."""
    key = list(table.primary_key.columns)
    rows = select(table).order_by(*key)
    if last is None:
        return rows
    values = [literal(value, column.type) for value, column in zip(last, key, strict=True)]
    return rows.where(tuple_(*key) > tuple_(*values))


def _rows(connection: Connection, rows: Select[Any]) -> Iterator[dict[str, Any]]:
    """Rows as they come, some at a time, from a cursor of the server's."""
    large = any(isinstance(column.type, LargeBinary) for column in rows.selected_columns)
    options = {"yield_per": 50 if large else _ROWS}
    for row in connection.execute(rows, execution_options=options).mappings():
        yield dict(row)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows in pieces that one transaction takes."""
    batch: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(row.get("data", b""))
        if len(batch) == _ROWS or size > _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _digests(table: Table, sides: Sequence[Connection], told: Told) -> list[Copied]:
    """The number and the SHA-256 of a table's rows on each side, in the order of their keys.

    The sides are read in step: PostgreSQL ends a transaction that says nothing for long.
    """
    sums = [hashlib.sha256() for _ in sides]
    numbers = [0 for _ in sides]
    for place, rows in enumerate(zip_longest(*(_rows(s, _after(table, None)) for s in sides)), 1):
        for side, row in enumerate(rows):
            if row is not None:
                sums[side].update(repr(tuple(row.values())).encode())
                numbers[side] += 1
        if place % _ROWS == 0:
            told(numbers[0])
    told(numbers[0])
    return [
        Copied(table.name, number, sha256.hexdigest())
        for number, sha256 in zip(numbers, sums, strict=True)
    ]
