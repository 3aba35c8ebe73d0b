"""`khobao decisions`: the log of all decisions, whatever they are about."""

import click

from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import print_log, undo_command
from archive.cli.person_output import describe
from archive.decision import standing

__all__ = ["decisions_"]


@click.group("decisions", cls=CommandGroup)
def decisions_() -> None:
    """List all decisions of librarians, and undo any of them.

    \b
    Example:
      khobao decisions log
      khobao decisions undo 7

    Corrections, withdrawals, dismissals and decisions about persons, newspapers, sections, stories
    and coverage have numbers in one log.
    """


@decisions_.command("log", short_help="List all decisions.")
@click.option("--about", default="", metavar="TEXT", help="Only those with this text.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _log(about: str, as_json: bool) -> None:
    """List all decisions; those that were undone are in parentheses.

    \b
    Example:
      khobao decisions log
      khobao decisions log --about tg:2013:0512
    """
    with resources.catalogue() as catalogue:
        decisions = catalogue.decisions.log()
    named = [each for each in decisions if about.casefold() in describe(each.decision).casefold()]
    print_log(named, standing(decisions), as_json=as_json)


decisions_.add_command(undo_command("decisions"))
