"""The state of a catalogue: what every change of it changes."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from archive.catalogue.prepared import Prepared
from archive.catalogue.tables import decisions, lineage

__all__ = ["State", "state"]

# One statement, because every page asks.
_STATE = Prepared(
    select(lineage, select(func.max(decisions.c.number)).scalar_subquery().label("decision"))
    .order_by(lineage.c.revision.desc())
    .limit(1)
)


class State(NamedTuple):
    """The mark of the last commit (`archive.catalogue.lineage`), the number of the last decision.

    Decisions on names, for example, change no report.
    """

    mark: str
    decision: int


def state(connection: Connection) -> State:
    """Return the state that a transaction sees."""
    [row] = _STATE.all(connection)
    return State(f"{row.revision}-{row.token}", row.decision or 0)
