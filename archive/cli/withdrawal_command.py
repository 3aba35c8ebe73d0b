"""`khobao withdraw` and `khobao reinstate`: hide reports and show them again."""

from collections.abc import Sequence

import click

from archive.cli.deciding import deciding, require_reason
from archive.decision import Decision
from archive.retrieval import Library
from archive.withdrawal.decisions import Reinstate, Withdraw

__all__ = ["reinstate_", "withdraw_"]


@click.command("withdraw")
@click.argument("identifiers", nargs=-1, required=True)
@click.option("--public", is_flag=True, help="Show the reason to readers.")
@deciding
def withdraw_(
    _library: Library, identifiers: tuple[str, ...], *, public: bool
) -> Sequence[Decision]:
    """Hide reports. Their versions and originals are kept.

    \b
    Example:
      khobao withdraw 2018-01-10-thu-tuong-tham-hue --why 'theo yêu cầu của toà soạn' --public

    The address of a hidden report says when it was withdrawn and, with --public, why. The report
    stays hidden when it is imported again, until «khobao reinstate». «khobao withdrawals» withdraws
    many in a spreadsheet.
    """
    if public:
        require_reason()
    return [Withdraw(each, public) for each in dict.fromkeys(identifiers)]


@click.command("reinstate")
@click.argument("identifiers", nargs=-1, required=True)
@deciding
def reinstate_(_library: Library, identifiers: tuple[str, ...]) -> Sequence[Decision]:
    """Show withdrawn reports again.

    \b
    Example:
      khobao reinstate 2018-01-10-thu-tuong-tham-hue
    """
    return [Reinstate(each) for each in dict.fromkeys(identifiers)]
