"""Types of columns on both databases, and values that they hold.

SQLite and PostgreSQL differ in two points. PostgreSQL sorts texts by its locale, unless a column
has the collation "C" (by code points, as in SQLite). Its B-trees hold no value above 2,704 bytes,
so columns with longer texts have hash indexes there.
"""

import re
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import TypeVar

from sqlalchemy import JSON, Constraint, Index, MetaData, String, Text

__all__ = [
    "DATESTAMP",
    "NAME_REST",
    "OPTIONAL_JSON",
    "PERSON",
    "SHA256",
    "STREAMED",
    "TEXT",
    "as_json",
    "metadata",
    "only",
    "ordered",
    "storable",
]

NAME_REST = 60
"""Letters of a name that can be looked up; longer ones are compared in full once they are found."""

STREAMED = {"yield_per": 1000}
"""Execution options of a statement that returns many rows: they are fetched in portions."""

_Item = TypeVar("_Item", Index, Constraint)

_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> bool:
    """Return True if a text column can hold this text: no NUL and no lone surrogate."""
    return "\0" not in text and (text.isascii() or not _SURROGATE.search(text))


def as_json(value: Sequence[str]) -> str:
    """Return a list of texts in JSON, with Vietnamese letters as they are.

    The JSON columns hold nothing else, and the encoder of the `json` module takes five times as
    long.
    """
    return f"[{', '.join(map(encode_basestring, value))}]"


def ordered(kind: String) -> String:
    """Return a text type that sorts by code points on both databases."""
    return kind.with_variant(type(kind)(kind.length, collation="C"), "postgresql")


def only(dialect: str, item: _Item) -> _Item:
    """Return an index or constraint for one dialect; comparisons of schemas read `info`."""
    item.info["only"] = dialect
    return item.ddl_if(dialect=dialect)


TEXT = ordered(Text())
"""Texts of any length."""

SHA256 = ordered(String(64))
"""SHA-256 in hexadecimal."""

DATESTAMP = ordered(String(20))
"""ISO 8601 in UTC to the second, such as 2026-12-01T07:15:00Z."""

OPTIONAL_JSON = JSON(none_as_null=True)
"""JSON, or NULL where there is no value."""

PERSON = ordered(String(120))
"""Identifiers of persons: a slug with a number."""

metadata = MetaData()
"""All tables; each module of this folder adds its own."""
