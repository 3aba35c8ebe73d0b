"""The lineage of a catalogue: a mark for each commit, by which an index knows its catalogue.

Revisions are numbers that every catalogue has. After an older copy was put in place and imports
went on, the same numbers stand for other changes. A mark is a revision with a random token; a
catalogue has it only if the commit that drew it is part of its history. An index records the mark
of the state that it was built from; any catalogue that has this mark descends from that state.
"""

from secrets import token_hex

from sqlalchemy import Connection, insert, select

from archive.catalogue.tables import lineage

__all__ = ["add", "first", "has", "last"]

_FIRST = select(lineage.c.token).order_by(lineage.c.revision).limit(1)
_LAST = select(lineage).order_by(lineage.c.revision.desc()).limit(1)


def add(connection: Connection, revision: int) -> None:
    """Add a mark for a commit that ends with a revision."""
    connection.execute(insert(lineage).values(revision=revision, token=token_hex(8)))


def first(connection: Connection) -> str:
    """Return the token of the first mark, which all copies of a catalogue share."""
    token: str = connection.execute(_FIRST).scalar_one()
    return token


def last(connection: Connection) -> str:
    """Return the mark of the last commit, such as `1200-5f3a90c1d2e4b687`."""
    row = connection.execute(_LAST).one()
    return f"{row.revision}-{row.token}"


def has(connection: Connection, mark: str) -> bool:
    """Return True if the commit with this mark is part of the history of the catalogue."""
    revision, _, token = mark.partition("-")
    if not revision.isdecimal() or len(revision) > 18:
        return False
    known = select(lineage.c.token).where(lineage.c.revision == int(revision))
    return bool(token) and connection.execute(known).scalar() == token
