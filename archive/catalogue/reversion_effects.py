"""Decisions to show an earlier version of a report: their checks, and their effects on the tables.

A report is reverted if its current version is not its newest. Imports then add versions, and
readers go on seeing the one that was chosen, until the decision is undone.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, func, select, update

from archive.catalogue.corrected import renumber
from archive.catalogue.stories import find_stories
from archive.catalogue.story_texts import current
from archive.catalogue.subject import Subject
from archive.catalogue.tables import appearances, reports, storable, versions
from archive.decision import Decision, Logged
from archive.errors import DecisionInvalid, ReportNotFound
from archive.reversion import KINDS, Revert, reverted

__all__ = ["SUBJECT"]


def _complete(_connection: Connection, decision: Decision, _log: Sequence[Logged]) -> Decision:
    """Return a decision as it is."""
    return decision


def _check(connection: Connection, added: Sequence[Logged], _log: Sequence[Logged]) -> None:
    """Raise `ReportNotFound` or `DecisionInvalid` if a report lacks the version."""
    for logged in added:
        if isinstance(logged.decision, Revert):
            _check_version(connection, logged.decision)


def _check_version(connection: Connection, decision: Revert) -> None:
    known = (
        connection.execute(
            select(func.max(versions.c.version))
            .join(reports, reports.c.number == versions.c.report)
            .where(reports.c.identifier == decision.report)
        ).scalar()
        if storable(decision.report)
        else None
    )
    if known is None:
        raise ReportNotFound(f"no report has the identifier {decision.report!r}")
    if not 1 <= decision.version <= known:
        raise DecisionInvalid(
            f"{decision.report!r} has no version {decision.version}; the newest is {known}"
        )


def _follow(
    connection: Connection,
    concerned: Sequence[Decision],
    _before: Sequence[Logged],
    after: Sequence[Logged],
) -> set[int]:
    """Show the chosen version of each report, or the newest one where no decision stands.

    Return the numbers of the reports that readers now see differently.
    """
    chosen = reverted(after)
    named = {each.report for each in concerned if isinstance(each, Revert)}
    changed = {
        number
        for identifier in sorted(named)
        if (number := _show(connection, identifier, chosen.get(identifier)))
    }
    connection.execute(delete(appearances).where(appearances.c.report.in_(changed)))
    return changed | _regrouped(connection, changed)


def _show(connection: Connection, identifier: str, version: int | None) -> int | None:
    """Make a version of a report the current one, None for its newest.

    Return the number of the report; None if that version is the current one already.
    """
    wanted = (
        select(reports.c.current, versions.c.report, versions.c.number, versions.c.url)
        .add_columns(versions.c.version)
        .join(reports, reports.c.number == versions.c.report)
        .where(reports.c.identifier == identifier)
        .order_by(versions.c.number.desc())
    )
    if version is not None:
        wanted = wanted.where(versions.c.version == version)
    row = connection.execute(wanted.limit(1)).one()
    if row.number == row.current:
        return None
    shown = {"current": row.number, "version": row.version, "extraction": "", "url": row.url}
    connection.execute(update(reports).where(reports.c.number == row.report).values(shown))
    renumber(connection, row.report)
    number: int = row.report
    return number


def _regrouped(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Compare the texts that are shown now with others; return the reports whose story changed."""
    return find_stories(connection, current(connection, numbers)) if numbers else set()


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions to show an earlier version of a report."""
