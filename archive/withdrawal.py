"""Withdrawal: librarians hide reports from readers, show them again, or erase them for good."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.decision import Decision, Logged, standing

__all__ = ["KINDS", "Erase", "Reinstate", "Withdraw", "hidden", "reports_in"]


@dataclass(frozen=True, slots=True)
class Withdraw(Decision):
    """Readers no longer see a report; all of it is kept. `public`: they see the reason."""

    report: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class Reinstate(Decision):
    """Readers see a report again that was withdrawn."""

    report: str


@dataclass(frozen=True, slots=True)
class Erase(Decision):
    """A report was deleted from the archive for good. `public`: readers see the reason."""

    report: str
    public: bool = False


KINDS: tuple[type[Decision], ...] = (Withdraw, Reinstate, Erase)


def hidden(log: Iterable[Logged]) -> dict[str, Logged | None]:
    """Return identifier → decision that hides the report, None if it is shown.

    Reports that no decision has ever concerned are left out. Without a standing decision a report
    is shown, unless its first decision was to reinstate it: it was withdrawn when the log did not
    hold withdrawals yet, and that decision itself stands for the lost one.
    """
    ordered = sorted(log, key=lambda logged: logged.number)
    found: dict[str, Logged | None] = {}
    for logged in ordered:
        if (
            isinstance(logged.decision, Withdraw | Reinstate | Erase)
            and logged.decision.report not in found
        ):
            found[logged.decision.report] = (
                logged if isinstance(logged.decision, Reinstate) else None
            )
    for logged in standing(ordered):
        if isinstance(logged.decision, Withdraw | Erase):
            found[logged.decision.report] = logged
        elif isinstance(logged.decision, Reinstate):
            found[logged.decision.report] = None
    return found


def reports_in(made: Iterable[Decision]) -> list[str]:
    """Return the identifiers of the reports that decisions hide or show, each once."""
    return list(
        {each.report: None for each in made if isinstance(each, Withdraw | Reinstate | Erase)}
    )
