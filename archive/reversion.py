"""Reversion: librarians let readers see an earlier version of a report."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.decision import Decision, Logged, standing

__all__ = ["KINDS", "Revert", "reverted"]


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
