"""Reading statements that pages execute again and again, prepared once.

SQLAlchemy takes twice as long as SQLite to execute a statement, most of it for what is the same
each time. On SQLite the text of a statement is made once for each number of its values and goes to
the driver at once. On PostgreSQL, where the way to the server takes longer, SQLAlchemy executes it.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import JSON, CompoundSelect, Connection, Dialect, Select

from archive.catalogue import sqlite
from index.bounded_dict import BoundedDict

__all__ = ["Prepared"]

# Texts of a statement that are kept: one for each number of values.
_TEXTS = 64
# Numbers of values that lists are filled up to: those up to `_FEW`, multiples of `_STEP` up to
# `_MANY`, powers of two. A page of a list has twenty.
_FEW, _STEP, _MANY = 2, 4, 32


class _Place(NamedTuple):
    """The place of a value: the name of its parameter, and its number in a list, else None."""

    name: str
    number: int | None


class _Text(NamedTuple):
    """A statement in SQL. `values`: in their order, each a constant or the place of a value."""

    sql: str
    values: tuple[Any, ...]


class Prepared:
    """A selection whose parameters are texts, numbers, or lists of them (`expanding`)."""

    def __init__(self, selection: Select[Any] | CompoundSelect[Any]) -> None:
        self._selection = selection
        self._texts: BoundedDict[tuple[int | None, ...], _Text] = BoundedDict(_TEXTS)
        columns = selection.selected_columns
        row: Any = namedtuple("Row", [each.key for each in columns])  # type: ignore[misc]
        self._make: Callable[[Iterable[Any]], Any] = row._make
        self._types = [each.type for each in columns]
        self._readers: list[tuple[int, Callable[[Any], Any]]] | None = None

    def all(self, connection: Connection, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Return all rows, with their columns as attributes."""
        given = parameters or {}
        if connection.dialect.name != "sqlite":
            return list(connection.execute(self._selection, dict(given)).all())
        given = {name: _padded(value) for name, value in given.items()}
        sizes = tuple([len(each) if isinstance(each, list) else None for each in given.values()])
        text = self._texts.get(sizes)
        if text is None:
            text = self._texts[sizes] = self._text(connection.dialect, given)
        values = [_filled(each, given) for each in text.values]
        return self._read(connection.dialect, sqlite.rows(connection, text.sql, values))

    def _text(self, dialect: Dialect, given: Mapping[str, Any]) -> _Text:
        compiled: Any = self._selection.compile(dialect=dialect)
        places = {
            name: [_Place(name, number) for number in range(len(value))]
            if isinstance(value, list)
            else _Place(name, None)
            for name, value in given.items()
        }
        state = compiled.construct_expanded_state(places)
        return _Text(state.statement, tuple(state.positional_parameters))

    def _read(self, dialect: Dialect, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        if self._readers is None:
            found = [(at, _reader(kind, dialect)) for at, kind in enumerate(self._types)]
            self._readers = [(at, reader) for at, reader in found if reader]
        if not self._readers:
            return list(map(self._make, rows))
        read = []
        for row in rows:
            values = list(row)
            for at, reader in self._readers:
                values[at] = reader(values[at])
            read.append(self._make(values))
        return read


def _padded(value: Any) -> Any:
    """Return a list with its last value repeated, so that there are few numbers of values."""
    if not isinstance(value, list) or len(value) <= _FEW:
        return value
    size = -(-len(value) // _STEP) * _STEP
    if size > _MANY:
        size = 1 << (len(value) - 1).bit_length()
    return [*value, *value[-1:] * (size - len(value))]


def _filled(value: Any, given: Mapping[str, Any]) -> Any:
    if not isinstance(value, _Place):
        return value
    found = given[value.name]
    return found if value.number is None else found[value.number]


def _reader(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes a value of a column's type of what the driver returns, None for nothing."""
    if isinstance(kind, JSON):
        return _from_json
    reader: Callable[[Any], Any] | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return reader


def _from_json(text: str | None) -> Any:
    # Most lists are empty.
    return None if text is None else [] if text == "[]" else json.loads(text)
