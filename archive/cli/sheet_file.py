"""Decisions read from an edited spreadsheet in a file."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO, TypeVar

import click

from archive.catalogue import Catalogue
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.person_output import decision_record, describe
from archive.decision import Decision
from archive.sheet import SheetError

__all__ = ["decisions_in", "print_planned", "read_sheet"]

_Read = TypeVar("_Read")


def decisions_in(
    catalogue: Catalogue,
    file: Path,
    read: Callable[[TextIO], Sequence[Decision]],
    *,
    dry_run: bool,
) -> Sequence[Decision]:
    """Return the decisions that a file makes, none after printing them if it is a dry run.

    Raise `click.ClickException` if the file cannot be read, and in a dry run the error of a
    decision that cannot be carried out.
    """
    decisions = read_sheet(file, read)
    if not dry_run:
        if not decisions:
            click.echo("nothing differs; nothing was changed", err=True)
        return decisions
    catalogue.decisions.check(decisions)
    print_planned(decisions, map(describe, decisions))
    click.echo(
        f"{counted(len(decisions), 'decision')} would be made; nothing was changed", err=True
    )
    return []


def print_planned(decisions: Sequence[Decision], lines: Iterable[str]) -> None:
    """Print the decisions of a dry run: as JSON if the option asks for it, else as these lines."""
    if click.get_current_context().params["as_json"]:
        print_json([decision_record(each) for each in decisions])
        return
    for line in lines:
        click.echo(line)


def read_sheet(file: Path, read: Callable[[TextIO], _Read]) -> _Read:
    """Return what a function reads from a spreadsheet; raise `click.ClickException` if it fails."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return read(stream)
    except SheetError as error:
        raise click.ClickException(f"{file}: nothing was changed\n{error}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{file} is not in UTF-8; save it as «CSV UTF-8», "
            "in LibreOffice with the character set «Unicode (UTF-8)»"
        ) from error
