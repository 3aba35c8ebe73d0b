"""Decisions read from an edited spreadsheet in a file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

import click

from archive.cli.person_output import describe
from archive.decision import Decision
from archive.sheet import SheetError

__all__ = ["decisions_in"]


def decisions_in(
    file: Path, read: Callable[[TextIO], Sequence[Decision]], *, dry_run: bool
) -> Sequence[Decision]:
    """Return the decisions that a file makes, none after printing them if it is a dry run.

    Raise `click.ClickException` if it cannot be read.
    """
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            decisions = read(stream)
    except SheetError as error:
        raise click.ClickException(f"{file}: nothing was changed\n{error}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{file} is not in UTF-8; save it as «CSV UTF-8», "
            "in LibreOffice with the character set «Unicode (UTF-8)»"
        ) from error
    if not dry_run:
        return decisions
    for each in decisions:
        click.echo(describe(each))
    click.echo(f"{len(decisions):,} decisions would be made", err=True)
    return []
