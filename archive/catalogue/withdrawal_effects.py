"""Decisions to hide reports and to show them again: their checks, and their effects."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select, update

from archive.catalogue import log as decisions_log
from archive.catalogue.chunks import chunks
from archive.catalogue.erased_digests import stub_of
from archive.catalogue.spellings import refresh_sections, refresh_sources
from archive.catalogue.story_groups import regroup
from archive.catalogue.subject import Subject
from archive.catalogue.tables import reports, storable
from archive.decision import Decision, Logged
from archive.errors import ReportNotFound, ReportWithdrawn
from archive.withdrawal.decisions import KINDS, Erase, Reinstate, Withdraw, hidden, reports_in

__all__ = ["SUBJECT", "stub"]


def _complete(_connection: Connection, decision: Decision, _log: Sequence[Logged]) -> Decision:
    """Return a decision as it is."""
    return decision


def _check(connection: Connection, added: Sequence[Logged], log: Sequence[Logged]) -> None:
    """Raise `ReportNotFound` unless the reports are shown, or withdrawn, as the decision needs.

    A withdrawn report may be withdrawn again to publish the reason, or to keep it from readers.
    """
    made = [logged.decision for logged in added]
    known = _rows(connection, reports_in(made))
    before = hidden(log[: -len(added)])
    for decision in made:
        if isinstance(decision, Withdraw | Reinstate):
            is_hidden = known.get(decision.report, (0, None))[1]
            wanted = isinstance(decision, Reinstate)
            if is_hidden is not wanted and not _changes_reason(decision, before):
                raise ReportNotFound(_refusal(decision.report, is_hidden, before))


def _refusal(identifier: str, is_hidden: bool | None, before: Mapping[str, Logged | None]) -> str:
    """Return why a report cannot be withdrawn or reinstated. `is_hidden`: None if unknown."""
    if is_hidden is None:
        return f"no report has the identifier {identifier!r}"
    if not is_hidden:
        return f"{identifier!r} is not withdrawn"
    logged = before.get(identifier)
    erased = logged is not None and isinstance(logged.decision, Erase)
    return f"{identifier!r} is {'erased' if erased else 'withdrawn already'}"


def _changes_reason(decision: Decision, before: Mapping[str, Logged | None]) -> bool:
    """Return True if a report is withdrawn whose reason was public and is not, or the reverse."""
    if not isinstance(decision, Withdraw):
        return False
    logged = before.get(decision.report)
    held = logged.decision if logged else None
    return isinstance(held, Withdraw) and held.public is not decision.public


def _follow(
    connection: Connection,
    concerned: Sequence[Decision],
    _before: Sequence[Logged],
    after: Sequence[Logged],
) -> set[int]:
    """Hide and show the reports; return the numbers of those that readers now see differently."""
    state = hidden(after)
    changed = set()
    for identifier, (number, is_hidden) in _rows(connection, reports_in(concerned)).items():
        wanted = state[identifier] is not None
        if wanted is not is_hidden:
            which = update(reports).where(reports.c.number == number)
            connection.execute(which.values(withdrawn=wanted))
            changed.add(number)
    if not changed:
        return set()
    # A newspaper or section may be known by a spelling of these reports alone.
    names = refresh_sources(connection, after) | refresh_sections(connection, after)
    return changed | names | regroup(connection, changed)


def stub(connection: Connection, identifier: str) -> ReportWithdrawn | None:
    """Return when and why a report was hidden; None if it is shown or unknown.

    The reason of a decision is left out unless readers may know it.
    """
    known = select(reports.c.identifier, reports.c.datestamp).where(
        reports.c.identifier.in_((identifier, stub_of(identifier))), reports.c.withdrawn.is_(True)
    )
    row = connection.execute(known).first()
    if row is None:
        return None
    identifier, datestamp = row
    match hidden(decisions_log.read(connection, KINDS)).get(identifier):
        case Logged(datestamp=made, decision=Withdraw() | Erase() as decision, why=why):
            reason = why if decision.public else ""
            erased = isinstance(decision, Erase)
            return ReportWithdrawn(identifier, made[:10], reason, erased=erased)
    return ReportWithdrawn(identifier, datestamp[:10], "", erased=False)


def _rows(connection: Connection, identifiers: Collection[str]) -> dict[str, tuple[int, bool]]:
    """Return identifier → number, and True if the report is hidden."""
    wanted = select(reports.c.identifier, reports.c.number, reports.c.withdrawn)
    return {
        row.identifier: (row.number, row.withdrawn)
        for chunk in chunks(sorted(filter(storable, identifiers)))
        for row in connection.execute(wanted.where(reports.c.identifier.in_(chunk)))
    }


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions to hide reports and to show them again."""
