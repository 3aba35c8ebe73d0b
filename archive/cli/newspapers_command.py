"""`khobao newspapers`: the authority records of newspapers, and the decisions about them."""

from collections.abc import Iterator

import click

from archive.catalogue import Catalogue
from archive.cli import newspaper_decisions, resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import log_command
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.output_file import print_written, written_text
from archive.errors import NewspaperNotFound
from archive.newspapers import spreadsheet
from archive.newspapers.decisions import KINDS
from archive.newspapers.newspaper import Newspaper
from archive.retrieval import Library
from index.query import Query
from index.results import FacetRequest

__all__ = ["newspapers_"]


class _Newspapers(CommandGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of the help."""
        return list(self.commands)


@click.group("newspapers", cls=_Newspapers)
def newspapers_() -> None:
    """List newspapers and decide which names are one, and what they were called when.

    \b
    Example:
      khobao newspapers list
      khobao newspapers merge docbao bao-moi --why 'one newsroom'
      khobao newspapers undo 3

    NEWSPAPER is an identifier or any form of a name. A decision has a number in the log, applies to
    later imports too and can be undone.
    """


@newspapers_.command("list", short_help="List newspapers with their numbers of reports.")
@click.option("--unknown", is_flag=True, help="Only those of which nothing but names is known.")
@click.option("--all", "every", is_flag=True, help="Also those without reports.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _list(unknown: bool, every: bool, as_json: bool) -> None:
    """List the newspapers of the archive, those with most reports first.

    \b
    Example:
      khobao newspapers list
      khobao newspapers list --unknown

    A line has the identifier, the number of reports, a ? for a newspaper of which nothing but its
    names is known, and its names.
    """
    with resources.library() as library:
        found = [
            (record, count)
            for record, count in _counted(library)
            if (every or count) and not (unknown and record.is_known)
        ]
    found.sort(key=lambda each: (-each[1], each[0].identifier))
    if as_json:
        print_json([_record(record, count) for record, count in found])
        return
    for record, count in found:
        names = " = ".join((*record.titles[::-1], *record.aliases))
        mark = " " if record.is_known else "?"
        click.echo(f"{record.identifier:<28} {count:>7,} {mark} {names}")
    click.echo(counted(len(found), "newspaper"), err=True)


@newspapers_.command("show", short_help="Show all that is known of a newspaper.")
@click.argument("newspaper")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def _show(newspaper: str, as_json: bool) -> None:
    """Show the names of NEWSPAPER over time, its place, ISSN and addresses, and its relations.

    \b
    Example:
      khobao newspapers show vnexpress.net

    The exit code is 1 if there is no such newspaper.
    """
    with resources.library() as library:
        papers = library.catalogue.names.newspapers()
        record = papers.get(newspaper) or papers.called(newspaper)
        if record is None:
            raise NewspaperNotFound(
                f"there is no newspaper {newspaper!r}; «khobao newspapers list» lists them"
            )
        counts = _title_counts(library)
    count = sum(counts.get(title, 0) for title in record.titles)
    if as_json:
        print_json(_record(record, count))
        return
    click.echo(f"{record.identifier}  {counted(count, 'report')}")
    for label, values in _lines(record):
        for value in values:
            click.echo(f"  {label:<12} {value}")


newspapers_.add_command(log_command("newspapers", "decisions about newspapers", KINDS))


@newspapers_.command("export", short_help="Write all newspapers to a CSV file for a spreadsheet.")
@click.option(
    "-o", "--output", required=True, type=click.Path(allow_dash=True, dir_okay=False),
    help="File to write, or - for standard output.",
)  # fmt: skip
@click.option("--unknown", is_flag=True, help="Only those of which nothing but names is known.")
def _export(output: str, unknown: bool) -> None:
    """Write all newspapers to a CSV file that a spreadsheet can edit.

    \b
    Example:
      khobao newspapers export -o newspapers.csv

    Edit the columns from names to merge_into, then use «khobao newspapers import».
    """
    with resources.library() as library, written_text(output) as text:
        rows = (each for each in _counted(library) if not (unknown and each[0].is_known))
        count = spreadsheet.write(rows, text)
    print_written(count, "newspaper", output)


def _counted(library: Library) -> Iterator[tuple[Newspaper, int]]:
    """Yield all newspapers with their numbers of reports, by identifier."""
    counts = _title_counts(library)
    for record in _all(library.catalogue):
        yield record, sum(counts.get(title, 0) for title in record.titles)


def _all(catalogue: Catalogue) -> Iterator[Newspaper]:
    yield from catalogue.names.newspapers().all()


def _title_counts(library: Library) -> dict[str, int]:
    """Return name of the day → number of reports."""
    wanted = [FacetRequest("source", limit=None)]
    found = library.engine.search(Query(), limit=0, facets=wanted).facet("source")
    return {count.value: count.count for count in found.counts}


def _lines(record: Newspaper) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is known of a newspaper, with labels."""
    yield "name", tuple(map(str, record.names))
    yield "place", (record.place,) if record.place else ()
    yield "ISSN", record.issns
    yield "URL", record.urls
    yield "predecessor", record.predecessors
    yield "successor", record.successors
    yield "alias", record.aliases
    yield "source", (record.source or "nothing but its names is known",)


def _record(record: Newspaper, reports: int) -> dict[str, object]:
    """Return a newspaper as a JSON object."""
    return {
        "id": record.identifier,
        "name": record.name,
        "names": [
            {"name": each.name, "since": each.since, "until": each.until} for each in record.names
        ],
        "aliases": record.aliases,
        "place": record.place,
        "issns": record.issns,
        "urls": record.urls,
        "predecessors": record.predecessors,
        "successors": record.successors,
        "source": record.source,
        "known": record.is_known,
        "reports": reports,
    }


for _command in newspaper_decisions.COMMANDS:
    newspapers_.add_command(_command)
