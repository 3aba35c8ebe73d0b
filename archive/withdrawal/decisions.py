"""Decisions of librarians to hide reports, to show them again, or to erase them for good."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.decision import Decision, Logged, standing
from index.report import Report

__all__ = [
    "KINDS",
    "Erase",
    "Reinstate",
    "Visibility",
    "Withdraw",
    "hidden",
    "latest",
    "reports_in",
]


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


@dataclass(frozen=True, slots=True)
class Visibility:
    """A report, and whether readers see it.

    `report`: with its corrections, without persons. `decision`: the last one that hid the report or
    showed it again and stands.
    """

    report: Report
    is_withdrawn: bool
    decision: Logged | None = None

    @property
    def is_public(self) -> bool:
        """True if readers see the reason why the report was withdrawn."""
        made = self.decision.decision if self.is_withdrawn and self.decision else None
        return isinstance(made, Withdraw | Erase) and made.public

    @property
    def is_erased(self) -> bool:
        """True if nothing of the report is left."""
        return self.decision is not None and isinstance(self.decision.decision, Erase)


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


def latest(log: Iterable[Logged]) -> dict[str, Logged]:
    """Return identifier → last decision that stands and hid or showed the report.

    >>> latest([Logged(1, "", Withdraw("a")), Logged(2, "", Reinstate("a"))])["a"].number
    2
    """
    return {
        logged.decision.report: logged
        for logged in standing(log)
        if isinstance(logged.decision, Withdraw | Reinstate | Erase)
    }


def reports_in(made: Iterable[Decision]) -> list[str]:
    """Return the identifiers of the reports that decisions hide or show, each once."""
    return list(
        {each.report: None for each in made if isinstance(each, Withdraw | Reinstate | Erase)}
    )
