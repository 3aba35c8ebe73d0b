"""Log of decisions: a table whose rows are added but never changed."""

import json
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, func, insert, select

from archive.catalogue.tables import STREAMED, decisions
from archive.decision import Decision, Logged, Undo, from_record, kind_of, to_record

__all__ = ["append", "last", "read"]


def last(connection: Connection) -> int:
    """Return the number of the last decision, 0 before the first."""
    return connection.execute(select(func.max(decisions.c.number))).scalar() or 0


def read(connection: Connection, kinds: Collection[type[Decision]] = ()) -> list[Logged]:
    """Return decisions in their order, including undone ones.

    `kinds`: the kinds to return besides `Undo`; if empty, all are returned.
    """
    wanted = select(decisions).order_by(decisions.c.number)
    if kinds:
        wanted = wanted.where(decisions.c.kind.in_([kind_of(kind) for kind in (*kinds, Undo)]))
    return [
        Logged(
            row.number,
            row.datestamp,
            from_record({"kind": row.kind, **json.loads(row.decision)}),
            row.by,
            row.why,
        )
        for row in connection.execute(wanted, execution_options=STREAMED)
    ]


def append(connection: Connection, added: Iterable[Logged]) -> None:
    """Add decisions to the log."""
    rows = []
    for logged in added:
        record = to_record(logged.decision)
        rows.append(
            {
                "number": logged.number,
                "datestamp": logged.datestamp,
                "by": logged.by,
                "why": logged.why,
                "kind": record.pop("kind"),
                "decision": json.dumps(record, ensure_ascii=False),
            }
        )
    if rows:
        connection.execute(insert(decisions), rows)
