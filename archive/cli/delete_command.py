"""`khobao delete` and `khobao restore`: hide reports and show them again."""

from collections.abc import Callable, Sequence

import click

from archive.catalogue import Reports
from archive.cli import resources
from archive.errors import ReportNotFound
from archive.indexing import catch_up

__all__ = ["delete_", "restore_"]

# Seconds to wait while another process writes the index.
_PATIENCE = 60


@click.command("delete")
@click.argument("identifiers", nargs=-1, required=True)
def delete_(identifiers: tuple[str, ...]) -> None:
    """Hide reports. Their versions and originals are kept.

    \b
    Example:
      khobao delete 2018-01-10-thu-tuong-tham-hue

    A hidden report stays hidden when it is imported again, until «khobao restore».
    """
    _change(identifiers, Reports.delete, "no visible report has the identifier")


@click.command("restore")
@click.argument("identifiers", nargs=-1, required=True)
def restore_(identifiers: tuple[str, ...]) -> None:
    """Show deleted reports again, in their newest version.

    \b
    Example:
      khobao restore 2018-01-10-thu-tuong-tham-hue
    """
    _change(identifiers, Reports.restore, "no deleted report has the identifier")


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
