"""Log of decisions: a table whose rows are added but never changed."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from archive.catalogue.chunks import chunks
from archive.catalogue.prepared import Prepared
from archive.catalogue.tables import STREAMED, decisions, storable
from archive.decision import Decision, Logged, Undo, from_record, kind_of, to_record
from archive.errors import DecisionInvalid
from archive.typed_text import TextInvalid, require_visible

__all__ = ["append", "last", "numbered", "read", "require_stated"]

_LAST = Prepared(select(func.max(decisions.c.number).label("last")))


def last(connection: Connection) -> int:
    """Return the number of the last decision, 0 before the first."""
    [row] = _LAST.all(connection)
    return row.last or 0


def read(connection: Connection, kinds: Collection[type[Decision]] = ()) -> list[Logged]:
    """Return decisions in their order, including undone ones.

    `kinds`: the kinds to return in addition to `Undo`; if empty, all are returned.
    """
    wanted = select(decisions).order_by(decisions.c.number)
    if kinds:
        wanted = wanted.where(decisions.c.kind.in_([kind_of(kind) for kind in (*kinds, Undo)]))
    return [_logged(row) for row in connection.execute(wanted, execution_options=STREAMED)]


def numbered(connection: Connection, numbers: Sequence[int]) -> list[Logged]:
    """Return the decisions with these numbers, in any order."""
    found: list[Logged] = []
    for chunk in chunks(numbers):
        wanted = decisions.c.number.in_(chunk)
        found += map(_logged, connection.execute(select(decisions).where(wanted)))
    return found


def _logged(row: Any) -> Logged:
    """Return the decision in a row of the table."""
    decision = from_record({"kind": row.kind, **json.loads(row.decision)})
    return Logged(row.number, row.datestamp, decision, row.by, row.why)


def require_stated(by: str, why: str) -> None:
    """Raise `DecisionInvalid` if the librarian's name or the reason cannot be stored or shown."""
    if not (storable(by) and storable(why)):
        raise DecisionInvalid("the name or the reason is not in UTF-8")
    try:
        require_visible(by, "the name of the librarian")
        require_visible(why, "the reason")
    except TextInvalid as error:
        raise DecisionInvalid(str(error)) from error


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
