"""The words of persons' names in alphabetical order, so that names are found by any of their words.

For each word of a name the table `name_words` has the rest of the name from this word on, without
diacritics: «truong thi mai», «thi mai», «mai». Names that contain some words in a row are those
with a rest that begins with them, which an index on the column finds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, Connection, delete, select

from archive.catalogue.database import add as add_rows
from archive.catalogue.tables import NAME_REST, STREAMED, aliases, name_words

__all__ = ["add", "fill", "keys_holding", "remove"]


def add(connection: Connection, names: Iterable[Mapping[str, object]]) -> None:
    """Add the words of rows of `aliases`."""
    add_rows(connection, name_words, [row for name in names for row in _words(name)])


def remove(connection: Connection, keys: Collection[str]) -> None:
    """Remove the words of names, given by key."""
    connection.execute(delete(name_words).where(name_words.c.key.in_(keys)))


def fill(connection: Connection) -> None:
    """Add the words of all names to the empty table."""
    rows = connection.execute(select(aliases.c.key, aliases.c.fold), execution_options=STREAMED)
    for some in rows.partitions():
        add(connection, [{"key": key, "fold": fold} for key, fold in some])


def keys_holding(text: str, limit: int | None) -> ColumnElement[bool]:
    """Return the condition that a name of `aliases` contains the words of a text in a row.

    `text`: as in `aliases.fold`; the last word may be cut short. Of a text longer than the column,
    the beginning is compared. `limit`: the largest number of places in names; those that are equal
    to the text come first, others in alphabetical order.
    """
    begins = text[:NAME_REST]
    found = select(name_words.c.key).where(
        name_words.c.rest >= begins, name_words.c.rest < f"{begins}\U0010ffff"
    )
    if limit is not None:
        found = found.order_by(name_words.c.rest).limit(limit)
    return aliases.c.key.in_(found)


def _words(name: Mapping[str, object]) -> Iterator[dict[str, object]]:
    words = str(name["fold"]).split(" ")
    rests = {" ".join(words[start:])[:NAME_REST] for start in range(len(words))}
    yield from ({"rest": rest, "key": name["key"]} for rest in sorted(rests))
