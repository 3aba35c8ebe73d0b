"""`khobao withdraw` and `khobao reinstate`: hide reports and show them again."""

from collections.abc import Callable, Sequence

import click

from archive.catalogue import Reports
from archive.cli import resources
from archive.errors import ReportNotFound
from archive.indexing import catch_up

__all__ = ["reinstate_", "withdraw_"]

# Seconds to wait while another process writes the index.
_PATIENCE = 60


@click.command("withdraw")
@click.argument("identifiers", nargs=-1, required=True)
def withdraw_(identifiers: tuple[str, ...]) -> None:
    """Hide reports. Their versions and originals are kept.

    \b
    Example:
      khobao withdraw 2018-01-10-thu-tuong-tham-hue

    A hidden report stays hidden when it is imported again, until «khobao reinstate».
    """
    _change(identifiers, Reports.withdraw, "no visible report has the identifier")


@click.command("reinstate")
@click.argument("identifiers", nargs=-1, required=True)
def reinstate_(identifiers: tuple[str, ...]) -> None:
    """Show withdrawn reports again.

    \b
    Example:
      khobao reinstate 2018-01-10-thu-tuong-tham-hue
    """
    _change(identifiers, Reports.reinstate, "no withdrawn report has the identifier")


def _change(
    identifiers: Sequence[str], change: Callable[[Reports, str], bool], missing: str
) -> None:
    """Change reports and update the index.

    Raise `ReportNotFound` for unknown identifiers, after the others have been changed.
    """
    with resources.catalogue() as catalogue:
        unknown = [each for each in identifiers if not change(catalogue.reports, each)]
        with resources.engine() as engine:
            catch_up(catalogue, engine, patience=_PATIENCE)
    if unknown:
        raise ReportNotFound(f"{missing} {', '.join(map(repr, unknown))}")
