"""Reversion: librarians let readers see an earlier version of a report."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.decision import Decision, Logged, Undo, standing

__all__ = ["KINDS", "Revert", "reports_in", "reverted"]


@dataclass(frozen=True, slots=True)
class Revert(Decision):
    """Readers see a version of a report, counted from 1, whatever is imported later."""

    report: str
    version: int


KINDS: tuple[type[Decision], ...] = (Revert,)


def reverted(log: Iterable[Logged]) -> dict[str, int]:
    """Return identifier → version for the reports that are reverted; the last decision counts."""
    return {
        logged.decision.report: logged.decision.version
        for logged in standing(log)
        if isinstance(logged.decision, Revert)
    }


def reports_in(made: Iterable[Logged], log: Iterable[Logged]) -> list[str]:
    """Return the identifiers of the reports that decisions revert, or that they undo it for.

    `log`: all decisions.
    """
    decisions = {logged.number: logged.decision for logged in log}
    found: dict[str, None] = {}
    for logged in made:
        decision = logged.decision
        while isinstance(decision, Undo):
            decision = decisions[decision.number]
        if isinstance(decision, Revert):
            found[decision.report] = None
    return list(found)
