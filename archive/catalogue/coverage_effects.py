"""Decisions about the coverage of newspapers: their checks. They change no table."""

from collections.abc import Sequence

from sqlalchemy import Connection

from archive.catalogue.subject import Subject
from archive.catalogue.tables import storable
from archive.coverage import KINDS, Gap, normalised
from archive.decision import Decision, Logged
from archive.errors import DecisionInvalid
from index.language.dates import bounds

__all__ = ["SUBJECT"]


def _complete(_connection: Connection, decision: Decision, _log: Sequence[Logged]) -> Decision:
    """Return a decision with the name of the newspaper normalised."""
    return normalised(decision) if isinstance(decision, Gap) else decision


def _check(_connection: Connection, added: Sequence[Logged], _log: Sequence[Logged]) -> None:
    """Raise `DecisionInvalid` if a newspaper has no name or a period is none."""
    for logged in added:
        if isinstance(logged.decision, Gap):
            _check_gap(logged.decision)


def _check_gap(gap: Gap) -> None:
    if not gap.source or not storable(gap.source):
        raise DecisionInvalid(f"{gap.source!r} is not the name of a newspaper")
    for date in (gap.since, gap.until):
        if date and not bounds(date):
            raise DecisionInvalid(f"{date!r} is not a date")
    first, last = gap.days
    if first > last:
        raise DecisionInvalid(f"the period ends before it begins: {gap.since} to {gap.until}")


def _follow(
    _connection: Connection,
    _concerned: Sequence[Decision],
    _before: Sequence[Logged],
    _after: Sequence[Logged],
) -> set[int]:
    """Return no report: readers see the statements on the page of coverage only."""
    return set()


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions about the coverage of newspapers."""
