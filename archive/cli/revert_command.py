"""`khobao revert`: let readers see an earlier version of a report."""

from collections.abc import Sequence

import click

from archive.cli.deciding import deciding
from archive.decision import Decision
from archive.retrieval import Library
from archive.reversion import Revert

__all__ = ["revert_"]


@click.command("revert")
@click.argument("report")
@click.option(
    "--to",
    "version",
    type=click.IntRange(1),
    required=True,
    help="The version to show: 1, 2 …, as «khobao show REPORT --versions» lists them.",
)
@deciding
def revert_(library: Library, report: str, version: int) -> Sequence[Decision]:
    """Show readers an earlier version of REPORT, given by its identifier.

    \b
    Example:
      khobao revert tg:2013:0512 --to 1 --why 'dấu bị mất ở bản 2'

    All versions are kept. Later imports add versions, and readers go on seeing the chosen one,
    until «khobao decisions undo NUMBER» undoes the decision.
    """
    return [Revert(report, version)]
