"""The log of decisions about persons; nothing is taken out of it."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select

from archive.catalogue.tables import STREAMED, decisions
from archive.persons.authority import Logged, from_record, to_record

__all__ = ["append", "last", "read"]


def last(connection: Connection) -> int:
    """The number of the last decision, 0 before the first."""
    return connection.execute(select(func.max(decisions.c.number))).scalar() or 0


def read(connection: Connection) -> list[Logged]:
    """All decisions, the first first, those undone among them."""
    rows = connection.execute(
        select(decisions).order_by(decisions.c.number), execution_options=STREAMED
    )
    return [
        Logged(row.number, row.datestamp, from_record(json.loads(row.decision)), row.by)
        for row in rows
    ]


def append(connection: Connection, added: Iterable[Logged]) -> None:
    """Take decisions into the log."""
    rows = [
        {
            "number": logged.number,
            "datestamp": logged.datestamp,
            "by": logged.by,
            "decision": json.dumps(to_record(logged.decision), ensure_ascii=False),
        }
        for logged in added
    ]
    if rows:
        connection.execute(insert(decisions), rows)
