"""The log of decisions in a database: only ever added to.

The table is of this room alone, and is made beside those of the catalogue, whose connection and
transaction are used.
"""

from collections.abc import Iterable

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    select,
)

from archive.persons.authority import Decision, Logged, Undo, from_record, to_record

__all__ = ["UnknownDecision", "append", "decisions", "metadata", "read"]

metadata = MetaData()

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    # ISO 8601 in UTC to the second, such as 2026-12-01T07:15:00Z.
    Column("datestamp", String(20), nullable=False),
    Column("by", Text, nullable=False),
    Column("decision", JSON, nullable=False),
)


class UnknownDecision(LookupError):
    """There is no decision with the number that is to be undone."""


def append(
    connection: Connection, made: Iterable[Decision], *, datestamp: str, by: str = ""
) -> list[Logged]:
    """Add decisions at the end of the log, in their order; what was added, with its numbers.

    Raises `UnknownDecision` when one undoes what is not there.
    """
    last = connection.execute(select(func.max(decisions.c.number))).scalar_one() or 0
    added = [Logged(last + n, datestamp, each, by) for n, each in enumerate(made, start=1)]
    for logged in added:
        if isinstance(logged.decision, Undo) and not 0 < logged.decision.number < logged.number:
            raise UnknownDecision(f"there is no decision {logged.decision.number} to undo")
    if added:
        connection.execute(
            insert(decisions),
            [
                {
                    "number": logged.number,
                    "datestamp": logged.datestamp,
                    "by": logged.by,
                    "decision": to_record(logged.decision),
                }
                for logged in added
            ],
        )
    return added


def read(connection: Connection) -> list[Logged]:
    """The whole log, in order."""
    rows = connection.execute(select(decisions).order_by(decisions.c.number))
    return [
        Logged(row.number, row.datestamp, from_record(row.decision), row.by) for row in rows.all()
    ]
