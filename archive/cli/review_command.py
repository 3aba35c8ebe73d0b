"""`khobao review`: list what needs a decision, and dismiss what is right as it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import click

from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import deciding, log_command, require_reason, undo_command
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.output_file import print_written, written_text
from archive.cli.review_matters import matters_of
from archive.cli.sheet_file import decisions_in
from archive.corrections.correction import Correct
from archive.decision import Decision
from archive.dismissal import KINDS as DISMISSALS
from archive.dismissal import dismissals
from archive.errors import MatterNotFound
from archive.retrieval import Library
from archive.review import spreadsheet
from archive.review.matter import KINDS, Matter
from archive.review.spreadsheet import typed

__all__ = ["review_"]

_KIND = click.option(
    "--kind", "kinds", type=click.Choice(list(KINDS)), multiple=True, help="Only this. Repeatable."
)


@click.group("review", cls=CommandGroup, invoke_without_command=True)
@_KIND
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Matters.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def review_(ctx: click.Context, kinds: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """List what needs a decision, and the command that settles it.

    \b
    Example:
      khobao review
      khobao review --kind persons --limit 50
      khobao review dismiss dates tg:2013:0512 --why 'ngày này đúng'

    What concerns most reports comes first. Nothing is changed: read the report before you copy a
    command. What a decision has settled is not listed again.
    """
    if ctx.invoked_subcommand:
        return
    with resources.catalogue() as catalogue:
        matters = matters_of(catalogue, kinds)
    counts = Counter(each.kind for each in matters)
    shown = matters[:limit]
    if as_json:
        asked = [kind for kind in KINDS if kind in kinds or not kinds]
        records = [asdict(each) for each in shown]
        for record in records:
            del record["dismissal"]
        print_json({"counts": {kind: counts[kind] for kind in asked}, "matters": records})
    else:
        for line in _lines(shown, counts, len(matters)):
            click.echo(line)


@review_.command("dismiss", short_help="Say that all stays as it is.")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("subject")
@click.argument("detail", required=False)
@deciding
def _dismiss(library: Library, kind: str, subject: str, detail: str | None) -> Sequence[Decision]:
    """Say that SUBJECT of this KIND is right as it is, so that it is not listed again.

    \b
    Example:
      khobao review dismiss dates tg:2013:0512 --why 'ngày này đúng'
      khobao review dismiss newspapers vietbao --why 'để tên như trong bài'

    SUBJECT is what the list shows; DETAIL chooses one of several matters about it. The matter is
    listed again when its facts change, such as the date of the report.
    """
    named = [
        each
        for each in matters_of(library.catalogue, (kind,))
        if each.subject == subject and detail in (None, each.detail)
    ]
    if not named:
        raise MatterNotFound(
            f"no matter of the kind {kind} is {' '.join(filter(None, (subject, detail)))!r}, or a "
            f"decision has settled it; «khobao review --kind {kind}» lists them"
        )
    if kind == "erasures":
        raise click.UsageError(
            f"an erasure cannot be dismissed; finish it: {typed(named[0].command)}"
        )
    made = [each.dismissal for each in named if each.dismissal]
    if any(isinstance(each, Correct) for each in made):
        require_reason()
    return made


review_.add_command(undo_command("review"))


review_.add_command(log_command("review", "dismissals", DISMISSALS))


@review_.command("export", short_help="Write all matters to a CSV file for a spreadsheet.")
@_KIND
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="File to write, or - for standard output.",
)  # fmt: skip
def _export(kinds: tuple[str, ...], output: str) -> None:
    """Write all matters to a CSV file, dismissed ones with an x in the column dismiss.

    \b
    Example:
      khobao review export --kind undated -o undated.csv

    Put an x into the column dismiss where all stays as it is, then use «khobao review import».
    """
    with resources.catalogue() as catalogue, written_text(output) as text:
        dismissed = dismissals(catalogue.decisions.standing(DISMISSALS))
        count = spreadsheet.write(matters_of(catalogue, kinds, every=True), dismissed, text)
    print_written(count, "matter", output)


@review_.command("import", short_help="Dismiss what was crossed in an exported CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Print the decisions and make none.")
@deciding
def _import(library: Library, file: Path, *, dry_run: bool) -> Sequence[Decision]:
    """Dismiss the matters with an x in a CSV file that «khobao review export» wrote.

    \b
    Example:
      khobao review import undated.csv --dry-run
      khobao review import undated.csv --why 'không phải ngày đăng bài'

    Where the x was removed, the dismissal is undone. Matters that are settled or have changed since
    the export are left out. If any line is invalid, nothing is changed.
    """
    dismissed = dismissals(library.catalogue.decisions.standing(DISMISSALS))
    matters = matters_of(library.catalogue, (), every=True)
    left_out = 0

    def read(text: TextIO) -> Sequence[Decision]:
        nonlocal left_out
        made, left_out = spreadsheet.read(text, matters, dismissed)
        return made

    made = decisions_in(library.catalogue, file, read, dry_run=dry_run)
    if left_out:
        click.echo(
            f"{counted(left_out, 'line')} left out: settled or changed since the export", err=True
        )
    if any(isinstance(each, Correct) for each in made):
        require_reason()
    return made


def _lines(shown: Sequence[Matter], counts: Counter[str], total: int) -> Iterator[str]:
    for kind, count in ((kind, counts[kind]) for kind in KINDS if counts[kind]):
        yield f"{count:>7,}  {kind:<12} {KINDS[kind]}"
    if not total:
        yield "nothing needs a decision"
    for each in shown:
        yield ""
        yield f"{each.reports:>7,}  {each.subject}: {each.problem}"
        yield f"         {typed(each.command)}"
        for other in filter(None, (each.otherwise, each.dismiss)):
            yield f"         or {typed(other)}"
    if total > len(shown):
        yield ""
        yield f"{len(shown):,} of {total:,}; --limit and --kind show more"
