"""`khobao persons`: the commands that look persons up, and the group of all commands on them."""

import json
from collections.abc import Iterable
from io import StringIO
from typing import BinaryIO

import click

from archive.cli import decision_commands, resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import log_command
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.output_file import print_written, written
from archive.cli.person_output import (
    all_persons,
    print_row,
    row_record,
    rows,
)
from archive.cli.person_suggestions import suggestion_record, suggestions
from archive.cli.why_command import why
from archive.persons import spreadsheet
from archive.persons.authority import KINDS

__all__ = ["persons_"]


class _Persons(CommandGroup):
    """The commands on persons, in the help divided into those that read and those that decide."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a list of the commands that read and one of those that decide."""
        decide = {command.name for command in decision_commands.COMMANDS}
        for heading, deciding in (("Look up", False), ("Decide", True)):
            with formatter.section(heading):
                formatter.write_dl(
                    [
                        (name, command.get_short_help_str(62))
                        for name, command in self.commands.items()
                        if (name in decide) == deciding
                    ]
                )


@click.group("persons", cls=_Persons)
def persons_() -> None:
    """Look up persons and decide who is who.

    \b
    Example:
      khobao persons find 'nguyen tat thanh'
      khobao persons merge phan-vinh-thoai-2 phan-vinh-thoai
      khobao persons undo 1

    A record holds what the archive knows of one person. Each name in the reports first gets a
    record of its own; librarians decide which records are one person. A decision has a number in
    the log, applies to later imports too and can be undone. PERSON is an identifier or a name.
    """


@persons_.command("find", short_help="List persons whose name contains these words.")
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@click.pass_context
def _find(ctx: click.Context, name: str, limit: int, as_json: bool) -> None:
    """List persons whose name contains the words of NAME; diacritics are optional.

    \b
    Example:
      khobao persons find 'xuan phuc'

    The exit code is 1 if there is none.
    """
    with resources.catalogue() as catalogue:
        found = list(rows(catalogue, catalogue.persons.matching(name, limit)))
    if as_json:
        print_json([row_record(row) for row in found])
    else:
        for row in found:
            print_row(row)
    ctx.exit(0 if found else 1)


persons_.add_command(why)


@persons_.command("suggest", short_help="List pairs of records that may be one person.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _suggest(limit: int, as_json: bool) -> None:
    """List pairs of records that may be one person; none is merged automatically.

    \b
    Example:
      khobao persons suggest --limit 20

    «khobao persons distinct» takes a pair off the list.
    """
    with resources.catalogue() as catalogue:
        pairs = suggestions(catalogue)
    shown = pairs[:limit]
    if as_json:
        print_json([suggestion_record(pair) for pair in shown])
        return
    for pair in shown:
        first, second = (f"{each.identifier} ({each.reports:,})" for each in pair.persons)
        click.echo(f"{pair.reason:<10} {first}  {second}")
    click.echo(f"{len(shown):,} of {counted(len(pairs), 'pair')}", err=True)


persons_.add_command(log_command("persons", "decisions about persons", KINDS))


@persons_.command("export", short_help="Write all persons to a CSV file for a spreadsheet.")
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="File to write, or - for standard output.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Write a JSON object a line instead.")
def _export(output: str, as_json: bool) -> None:
    """Write all persons to a CSV file that a spreadsheet can edit.

    \b
    Example:
      khobao persons export -o persons.csv

    Edit the columns name, aliases, hidden and merge_into, then use `khobao persons import`.
    """
    with resources.catalogue() as catalogue, written(output) as stream:
        people = list(all_persons(catalogue))
        (_write_json if as_json else _write_sheet)(rows(catalogue, people), stream)
    print_written(len(people), "person", output)


def _write_sheet(people: Iterable[spreadsheet.Row], stream: BinaryIO) -> None:
    """Write rows as a spreadsheet."""
    # A `TextIOWrapper` around the stream would close it after an error.
    text = StringIO(newline="")
    spreadsheet.write(people, text)
    stream.write(text.getvalue().encode())


def _write_json(people: Iterable[spreadsheet.Row], stream: BinaryIO) -> None:
    """Write rows as JSON lines."""
    for row in people:
        stream.write(json.dumps(row_record(row), ensure_ascii=False).encode() + b"\n")


for _command in decision_commands.COMMANDS:
    persons_.add_command(_command)
