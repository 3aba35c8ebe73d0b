"""`khobao withdrawals`: the withdrawn reports, undoing decisions, and a spreadsheet of reports."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import click

from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import deciding, log_command, require_reason, undo_command
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.lists_command import find_list
from archive.cli.output_file import print_written, written_text
from archive.cli.query_options import QueryCommand, asked, narrowing
from archive.cli.sheet_file import decisions_in
from archive.decision import Decision
from archive.retrieval import Library, identifiers
from archive.retrieval.frozen import entries
from archive.withdrawal import spreadsheet
from archive.withdrawal.decisions import KINDS, Visibility, Withdraw
from index.query import Query

__all__ = ["withdrawals_"]

# Reports read from the catalogue at once; each time, the log of decisions is read too.
_PAGE = 5000


@click.group("withdrawals", cls=CommandGroup)
def withdrawals_() -> None:
    """List withdrawn reports, undo decisions, or withdraw many in a spreadsheet.

    \b
    Example:
      khobao withdrawals list
      khobao withdrawals undo 7
      khobao withdrawals export 'vụ án X' -o reports.csv
      khobao withdrawals import reports.csv --dry-run

    «khobao withdraw» and «khobao reinstate» decide about single reports. All are decisions with
    numbers in one log. Erasing is no decision of a spreadsheet, since nothing undoes it.
    """


@withdrawals_.command("list", short_help="List the reports that are withdrawn.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _list(as_json: bool) -> None:
    """List the reports that are withdrawn, those of the latest decision first.

    \b
    Example:
      khobao withdrawals list
    """
    with resources.catalogue() as catalogue:
        found = catalogue.withdrawals.all()
    if as_json:
        print_json(list(map(_record, found)))
        return
    for each in found:
        _print(each)
    be = "is" if len(found) == 1 else "are"
    click.echo(f"{counted(len(found), 'report')} {be} withdrawn", err=True)


def _print(each: Visibility) -> None:
    made = each.decision
    number, datestamp = (made.number, made.datestamp) if made else ("", "")
    public = "reason public" if each.is_public else ""
    notes = "  ".join(filter(None, (public, made.by, made.why) if made else ()))
    click.echo(f"{number:>4}  {datestamp:<20}  {each.report.identifier}  {notes}".rstrip())
    click.echo(f"      {each.report.title or '(no title)'}")


def _record(each: Visibility) -> dict[str, object]:
    """Return a withdrawn report as a JSON object."""
    made = each.decision
    return {
        "id": each.report.identifier,
        "title": each.report.title,
        "date": each.report.date,
        "newspaper": each.report.source,
        "public": each.is_public,
        "decision": made.number if made else None,
        "datestamp": made.datestamp if made else "",
        "by": made.by if made else "",
        "why": made.why if made else "",
    }


withdrawals_.add_command(undo_command("withdrawals"))


withdrawals_.add_command(log_command("withdrawals", "decisions to hide reports", KINDS))


@withdrawals_.command(
    "export", cls=QueryCommand, short_help="Write reports to a CSV file for a spreadsheet."
)
@narrowing
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="File to write, or - for standard output.",
)  # fmt: skip
@click.option("--list", "list_", metavar="LIST", help="The reports of a frozen list instead.")
@click.pass_context
def _export(ctx: click.Context, /, output: str, list_: str | None, **arguments: Any) -> None:
    """Write the reports of a query or a frozen list to a CSV file that a spreadsheet can edit.

    \b
    Example:
      khobao withdrawals export 'vụ án X' --newspaper 'Báo Huế' -o reports.csv
      khobao withdrawals export --list 2026-12-01-9f3c21ab -o reports.csv
      khobao withdrawals export -o withdrawn.csv

    Without a query, the withdrawn reports are written, which no search finds. Put an x into the
    column withdrawn, and into public if readers may see the reason, or remove it; then use
    «khobao withdrawals import». The exit code is 1 when nothing is found.
    """
    with resources.library() as library:
        found = _listed(library, asked(library, **arguments), list_)
        with written_text(output) as text:
            count = spreadsheet.write(found, text)
    print_written(count, "report", output)
    ctx.exit(0 if count else 1)


def _listed(library: Library, query: Query, frozen: str | None) -> Iterator[Visibility]:
    """Return the reports of a frozen list or a query; those withdrawn if there is neither."""
    if frozen is not None:
        if _chooses(query):
            raise click.UsageError("a frozen list takes no query: leave one of them out")
        find_list(library.catalogue, frozen)
        return _visibility(library, (each.report for each in entries(library, frozen)))
    if not _chooses(query):
        return iter(library.catalogue.withdrawals.all())
    return _visibility(library, identifiers(library, query))


def _chooses(query: Query) -> bool:
    """Return True for a query that does not find all reports."""
    return bool(query.text.strip() or query.since or query.until or query.filters)


def _visibility(library: Library, found: Iterable[str]) -> Iterator[Visibility]:
    """Yield the reports with some identifiers, in their order, without erased ones."""
    asked_for = iter(found)
    while chunk := list(islice(asked_for, _PAGE)):
        held = library.catalogue.withdrawals.of(chunk)
        yield from (held[each] for each in chunk if each in held and not held[each].is_erased)


@withdrawals_.command("import", short_help="Withdraw what was crossed in an edited CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the decisions and make none.")
@deciding
def _import(library: Library, file: Path, *, dry_run: bool) -> Sequence[Decision]:
    """Withdraw the reports with an x in a CSV file; where it was removed, show them again.

    \b
    Example:
      khobao withdrawals import reports.csv --dry-run
      khobao withdrawals import reports.csv --by Thu --why 'theo yêu cầu của toà soạn'

    If any line is invalid, nothing is changed. Lines that were not edited have no effect. An edited
    line is invalid if another decision about its report was made since the export. A file of your
    own needs the columns id and withdrawn; its empty cells say nothing.
    """
    look_up = library.catalogue.withdrawals.of

    def read(text: TextIO) -> Sequence[Decision]:
        made = spreadsheet.read(text, look_up)
        if any(isinstance(each, Withdraw) and each.public for each in made):
            require_reason()
        return made

    return decisions_in(library.catalogue, file, read, dry_run=dry_run)
