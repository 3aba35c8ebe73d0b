"""`khobao corrections`: the corrections that stand, undoing them, and a spreadsheet of reports."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click

from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.correction_output import conflict, correction_record, shown_report, written
from archive.cli.deciding import deciding, log_command, require_reason, undo_command
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.output_file import print_written, written_text
from archive.cli.query_options import QueryCommand, asked, narrowing
from archive.cli.sheet_file import print_planned, read_sheet
from archive.corrections import spreadsheet
from archive.corrections.correction import KINDS, LISTS, NAMES, Correct, Correction, Value, value_of
from archive.decision import Decision
from archive.importers.typed_values import read_list, read_text
from archive.retrieval import Library, identifiers
from index.query import Query
from index.report import Report

__all__ = ["corrections_"]

# Reports read from the catalogue at once.
_PAGE = 500


@click.group("corrections", cls=CommandGroup)
def corrections_() -> None:
    """List and undo corrections of reports, or make many in a spreadsheet.

    \b
    Example:
      khobao corrections list
      khobao corrections undo 7
      khobao corrections export --date undated -o undated.csv
      khobao corrections import undated.csv --dry-run

    «khobao correct» makes one. All are decisions with numbers in one log.
    """


@corrections_.command("list", short_help="List the corrections that stand.")
@click.argument("report", required=False)
@click.option(
    "--conflicts",
    is_flag=True,
    help="Only those whose published value has changed since.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _list(report: str | None, *, conflicts: bool, as_json: bool) -> None:
    """List the corrections that stand, the latest first, of all reports or of REPORT.

    \b
    Example:
      khobao corrections list --conflicts

    A correction is in conflict if a newer version of its report has another value than the one that
    was corrected. The correction holds until a librarian decides.
    """
    with resources.catalogue() as catalogue:
        if report:
            shown_report(catalogue, report)
        made = catalogue.corrections.of(report) if report else catalogue.corrections.all()
    shown = [each for each in made if each.in_conflict or not conflicts]
    if as_json:
        print_json([correction_record(each) for each in shown])
        return
    for each in shown:
        _print(each)
    in_conflict = sum(each.in_conflict for each in shown)
    click.echo(f"{counted(len(shown), 'correction')}, {in_conflict:,} in conflict", err=True)


def _print(made: Correction) -> None:
    notes = "  ".join(note for note in (made.by, made.why) if note)
    click.echo(f"{made.number:>4}  {made.datestamp}  {made.report} {NAMES[made.field]}  {notes}")
    click.echo(f"      corrected  {written(made.field, made.value)}")
    click.echo(f"      published  {written(made.field, made.published)}")
    if made.in_conflict:
        click.echo(f"      conflict: {conflict(made)}")


corrections_.add_command(undo_command("corrections"))


corrections_.add_command(log_command("corrections", "corrections", KINDS))


@corrections_.command(
    "export", cls=QueryCommand, short_help="Write reports to a CSV file for a spreadsheet."
)
@narrowing
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="File to write, or - for standard output.",
)  # fmt: skip
@click.option(
    "--field", "columns", multiple=True, type=click.Choice(list(spreadsheet.COLUMNS)),
    default=spreadsheet.EDITED, show_default=True, help="A column of the file. Repeatable.",
)  # fmt: skip
@click.pass_context
def _export(ctx: click.Context, /, output: str, columns: tuple[str, ...], **arguments: Any) -> None:
    """Write the reports that a query finds, or all, to a CSV file that a spreadsheet can edit.

    \b
    Example:
      khobao corrections export --date undated -o undated.csv
      khobao corrections export 'dân vận' --field date --field captions -o captions.csv

    Edit the values, then use «khobao corrections import». Leave the columns id and exported as they
    are. The exit code is 1 when nothing is found.
    """
    left_out: list[str] = []
    with resources.library() as library, written_text(output) as text:
        found = _reports(library, asked(library, **arguments))
        count = spreadsheet.write(_writable(found, columns, left_out), columns, text)
    print_written(count, "report", output)
    if left_out:
        click.echo(
            f"{len(left_out):,} left out, since no cell holds their long values; "
            f"«khobao correct» corrects {', '.join(left_out[:3])}{' …' * (len(left_out) > 3)}",
            err=True,
        )
    ctx.exit(0 if count else 1)


def _reports(library: Library, query: Query) -> Iterator[Report]:
    """Yield the reports that a query finds, with their corrections, in its order."""
    found = identifiers(library, query)
    while chunk := list(islice(found, _PAGE)):
        reports = library.catalogue.corrections.applied(chunk)
        yield from (reports[each] for each in chunk if each in reports)


def _writable(
    found: Iterable[Report], columns: Sequence[str], left_out: list[str]
) -> Iterator[Report]:
    """Yield the reports that a spreadsheet keeps whole; add the identifiers of others to a list."""
    for each in found:
        if spreadsheet.is_writable(each, columns):
            yield each
        else:
            left_out.append(each.identifier)


@corrections_.command("import", short_help="Make the corrections of an edited CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the changes and make none.")
@deciding
def _import(library: Library, file: Path, *, dry_run: bool) -> Sequence[Decision]:
    """Make the corrections of a CSV file that «khobao corrections export» wrote.

    \b
    Example:
      khobao corrections import undated.csv --dry-run
      khobao corrections import undated.csv --why 'ngày trên báo in'

    If any line is invalid, nothing is changed. Cells that were not edited have no effect. An edited
    cell is invalid if another decision or import has changed its value since the export. A file of
    your own needs a column id and some of title, lead, body, captions, dateline, date, section,
    authors, newspaper, url and tags; its empty cells say nothing.
    """
    if not dry_run:
        require_reason()
    catalogue = library.catalogue
    look_up = catalogue.corrections.applied
    made = read_sheet(file, lambda text: spreadsheet.read(text, look_up, _value))
    if not dry_run:
        if not made:
            click.echo("no value differs; nothing was changed", err=True)
        return made
    catalogue.decisions.check(made)
    before = look_up({each.report for each in made})
    print_planned(made, (_change(before[each.report], each) for each in made))
    changes = f"{counted(len(made), 'change')} in {counted(len(before), 'report')}"
    click.echo(f"{changes}; nothing was changed", err=True)
    return []


def _change(report: Report, made: Correct) -> str:
    """Return a line with the value that a correction replaces, and the new one."""
    old = written(made.field, value_of(report, made.field))
    return f"{made.report} {NAMES[made.field]}: {old} → {written(made.field, made.value)}"


def _value(field: str, typed: Sequence[str]) -> Value:
    """Return the value that a cell states, given as one text or as several."""
    return read_list(field, typed) if field in LISTS else read_text(field, typed[0])
