"""Copying a catalogue into another database, row by row, and comparing both.

Tables are filled in the order of their keys, so that an interrupted copy continues behind the
last key of the target. The target gets its row in `head` last; without it no command opens the
target as a catalogue. Until then a table of its own holds the URL of the source.
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

from archive.catalogue import schema
from archive.catalogue.database import Database, add, without_password
from archive.catalogue.tables import SCHEMA, head, metadata, persons
from archive.errors import CatalogueUnsuitable

__all__ = ["Copied", "Copy", "copying"]

_TABLES = [table for table in metadata.sorted_tables if table is not head]

# Rows written in one transaction, and bytes of originals after which it ends earlier.
_ROWS = 500
_BYTES = 8 << 20

_marker = Table("copying", MetaData(), Column("source", Text, nullable=False))

OnProgress = Callable[[int], None]
"""Called with the number of rows done so far."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A table with equal contents on both sides: the number and SHA-256 of its rows in order."""

    table: str
    rows: int
    sha256: str


@contextmanager
def copying(source: str, target: str) -> Iterator["Copy"]:
    """Open a copy from one URL to another; it locks out writers to the source until it ends.

    Raise `CatalogueUnsuitable` for a source of another layout and for a target that holds
    anything but an unfinished copy of the same source, and the errors of `open_catalogue`.
    """
    with closing(Database(source)) as old:
        schema.check(old)
        with closing(Database(target, create=True)) as new, old.writing() as rows:
            yield Copy(rows, _name(old), new)


class Copy:
    """A copy under way: call `fill`, then `verify`, and `finish` if all tables are equal.

    `resumed`: the target held an unfinished copy. `rows`: number of rows in all tables.
    """

    def __init__(self, source: Connection, name: str, target: Database) -> None:
        """Make the tables of the target unless they are there from an earlier attempt."""
        self._source = source
        self._target = target
        self.resumed = _begin(target, name)
        counts = (select(func.count()).select_from(table) for table in _TABLES)
        self.rows: int = sum(source.execute(count).scalar_one() for count in counts)

    def fill(self, on_progress: OnProgress) -> None:
        """Copy the rows that the target lacks."""
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
                on_progress(done)
            if table is persons:
                self._merge()

    def verify(self, on_progress: OnProgress) -> list[Copied]:
        """Compare both sides row by row; return the tables that are equal."""
        done = 0
        same = []
        for table in _TABLES:
            with self._target.reading() as connection:
                sides = (self._source, connection)
                here, there = _digests(table, sides, _behind(done, on_progress))
            if here == there:
                same.append(here)
            done += here.rows
        return same

    def finish(self) -> int:
        """Complete the target, so that it can be opened; return its revision."""
        revision: int = self._source.execute(select(head.c.revision)).scalar_one()
        with self._target.writing() as connection:
            connection.execute(insert(head).values(id=1, schema=SCHEMA, revision=revision))
            _marker.drop(connection)
            self._target.settle(connection)
        return revision

    def empty(self) -> None:
        """Delete all rows of the target, to start again."""
        with self._target.writing() as connection:
            connection.execute(update(persons).values(merged=None))
            for table in reversed(_TABLES):
                connection.execute(delete(table))
        self.resumed = False

    def differing(self, same: Sequence[Copied]) -> list[str]:
        """Return the names of the tables that are not among the equal ones."""
        known = {copied.table for copied in same}
        return [table.name for table in _TABLES if table.name not in known]

    def _last(self, table: Table) -> Sequence[Any] | None:
        """Return the last key of a table in the target; None if it is empty."""
        key = table.primary_key.columns
        latest = select(*key).order_by(*(column.desc() for column in key)).limit(1)
        with self._target.reading() as connection:
            return connection.execute(latest).first()

    def _merge(self) -> None:
        """Copy `persons.merged`, which may refer to a person with a later key."""
        merged = select(persons.c.identifier, persons.c.merged).where(persons.c.merged.is_not(None))
        known = update(persons).where(persons.c.identifier == bindparam("which"))
        for batch in _batches(_rows(self._source, merged)):
            rows = [{"which": row["identifier"], "into": row["merged"]} for row in batch]
            with self._target.writing() as connection:
                connection.execute(known.values(merged=bindparam("into")), rows)


def _behind(done: int, on_progress: OnProgress) -> OnProgress:
    """Return a callback for one table that adds the rows of the tables before it."""
    return lambda rows: on_progress(done + rows)


def _name(database: Database) -> str:
    """Return the URL of a source without its password, files by absolute path."""
    url = database.url
    if url.get_backend_name() == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).absolute()))
    return without_password(url)


def _begin(target: Database, source: str) -> bool:
    """Make the tables; return True if they are there from an earlier attempt."""
    with target.reading() as connection:
        known = inspect(connection)
        if known.has_table(_marker.name):
            begun = connection.execute(select(_marker.c.source)).scalar()
            if begun != source:
                raise CatalogueUnsuitable(
                    f"{without_password(target.url)} holds an unfinished copy of {begun}"
                )
            return True
        if known.get_table_names():
            raise CatalogueUnsuitable(
                f"{without_password(target.url)} is not empty; a copy needs a database of its own"
            )
    target.prepare()
    with target.writing() as connection:
        schema.make_tables(connection)
        _marker.create(connection)
        connection.execute(insert(_marker).values(source=source))
    return False


def _after(table: Table, last: Sequence[Any] | None) -> Select[Any]:
    """Select the rows of a table behind a key, in the order of keys."""
    key = list(table.primary_key.columns)
    rows = select(table).order_by(*key)
    if last is None:
        return rows
    values = [literal(value, column.type) for value, column in zip(last, key, strict=True)]
    return rows.where(tuple_(*key) > tuple_(*values))


def _rows(connection: Connection, rows: Select[Any]) -> Iterator[dict[str, Any]]:
    """Yield rows, fetched in portions."""
    large = any(isinstance(column.type, LargeBinary) for column in rows.selected_columns)
    options = {"yield_per": 50 if large else _ROWS}
    for row in connection.execute(rows, execution_options=options).mappings():
        yield dict(row)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield rows in lists for one transaction each."""
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


def _digests(table: Table, sides: Sequence[Connection], on_progress: OnProgress) -> list[Copied]:
    """Return number and SHA-256 of a table's rows on each side, in the order of their keys.

    Both sides are read in step, since PostgreSQL ends a transaction that is idle for long.
    """
    sums = [hashlib.sha256() for _ in sides]
    numbers = [0 for _ in sides]
    for place, rows in enumerate(zip_longest(*(_rows(s, _after(table, None)) for s in sides)), 1):
        for side, row in enumerate(rows):
            if row is not None:
                sums[side].update(repr(tuple(row.values())).encode())
                numbers[side] += 1
        if place % _ROWS == 0:
            on_progress(numbers[0])
    on_progress(numbers[0])
    return [
        Copied(table.name, number, sha256.hexdigest())
        for number, sha256 in zip(numbers, sums, strict=True)
    ]
