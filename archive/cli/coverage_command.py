"""`khobao coverage`: the reports of newspapers by month, and statements about those missing."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from archive.cli import resources
from archive.cli.command_group import CommandGroup
from archive.cli.deciding import deciding, log_command, undo_command
from archive.cli.json_output import print_json
from archive.cli.query_options import day
from archive.coverage import KINDS, Gap
from archive.decision import Decision
from archive.retrieval import (
    Library,
    NewspaperCoverage,
    coverage_of,
    newspaper_called,
    newspapers,
)
from index.planning.facet_lookup import matching

__all__ = ["coverage_"]

# The most newspapers of `khobao coverage show`.
_MOST = 1000
_MARKS = {"unpublished": "x", "uncollected": "?", "unknown": "-"}


@click.group("coverage", cls=CommandGroup)
def coverage_() -> None:
    """Show which months of newspapers the archive has, and state why others are missing.

    \b
    Example:
      khobao coverage show 'Báo Thuận Giang'
      khobao coverage unpublished 'Báo Thuận Giang' --from 8/1945 --to 1946 --why 'suspended'
      khobao coverage undo 1

    Without a statement the reason for a month without reports is unknown. A statement is a
    decision with a number in the log, and can be undone. NEWSPAPER is a name; diacritics are
    optional.
    """


def _period(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the newspaper and the period of a statement to a command."""
    for option in (
        click.option("--absent", is_flag=True, help="The archive has no report of this newspaper."),
        click.option("--to", "until", callback=day, help="The last month, or a day or a year."),
        click.option("--from", "since", callback=day, help="The first month, or a day or a year."),
        click.argument("newspaper"),
    ):
        command = option(command)
    return command


@coverage_.command("unpublished", short_help="State that a newspaper did not appear.")
@_period
@deciding
def _unpublished(
    library: Library, newspaper: str, since: str, until: str, absent: bool
) -> Sequence[Decision]:
    """State that NEWSPAPER did not appear in a period.

    \b
    Example:
      khobao coverage unpublished 'Báo Thuận Giang' --from 8/1945 --to 1946 --why 'suspended'

    An end that is not given is open: a newspaper that was founded in May 2004 did not appear
    --to 4/2004.
    """
    return [_gap(library, newspaper, since, until, absent=absent, published=False)]


@coverage_.command("uncollected", short_help="State that a newspaper was not collected.")
@_period
@deciding
def _uncollected(
    library: Library, newspaper: str, since: str, until: str, absent: bool
) -> Sequence[Decision]:
    """State that NEWSPAPER appeared in a period, but the archive did not collect its reports.

    \b
    Example:
      khobao coverage uncollected 'Báo Thuận Giang' --from 2009-07 --to 2009-09
    """
    return [_gap(library, newspaper, since, until, absent=absent, published=True)]


coverage_.add_command(undo_command("coverage"))


coverage_.add_command(log_command("coverage", "statements", KINDS))


@coverage_.command("show", short_help="Show the reports of newspapers by month.")
@click.argument("newspaper", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def _show(newspaper: str | None, as_json: bool) -> None:
    """Show the number of reports of NEWSPAPER in each month, or of all newspapers by name.

    \b
    Example:
      khobao coverage show
      khobao coverage show 'Báo Thuận Giang'

    A month without reports is x if the newspaper did not appear, ? if it was not collected, and
    - if the reason is unknown.
    """
    with resources.library() as library:
        if newspaper:
            held = [newspaper_called(library, _known(library, newspaper))]
        else:
            held, _total = newspapers(library, _MOST)
        found = [coverage_of(library, each) for each in held]
    if as_json:
        print_json([record for each in found for record in _records(each)])
    elif newspaper:
        _print_months(found[0])
    else:
        for each in found:
            _print_line(each)


def _gap(
    library: Library, newspaper: str, since: str, until: str, *, absent: bool, published: bool
) -> Gap:
    if not since and not until:
        raise click.UsageError("say which period: --from, --to or both")
    return Gap(newspaper if absent else _known(library, newspaper), since, until, published)


def _known(library: Library, name: str) -> str:
    """Return the one newspaper of the archive that a typed name means, or raise a usage error."""
    stated = {
        gap.source
        for each in library.catalogue.decisions.standing(KINDS)
        if isinstance(gap := each.decision, Gap)
    }
    if name in stated:
        return name
    called = newspaper_called(library, name)
    if called.titles:
        return called.record.name
    found = matching("source", name, library.engine.statistics())
    if not found:
        raise click.UsageError(
            f"the archive has no report of {name!r}; «khobao coverage show» lists its newspapers, "
            "and --absent allows a statement about another one"
        )
    if len(found) > 1:
        raise click.UsageError(f"{name!r} may be {', '.join(found[:10])}: give the whole name")
    return found[0]


def _cells(coverage: NewspaperCoverage, year: str) -> Iterator[tuple[str, int, str]]:
    """Yield the months of a year with their number of reports and the cause of their absence."""
    for number in range(1, 13):
        month = f"{year}-{number:02}"
        yield month, coverage.count(month), coverage.cause(month)


def _print_line(coverage: NewspaperCoverage) -> None:
    years = coverage.dated_years
    span = f"{years[0]}..{years[-1]}" if years else ""
    counts = f"{coverage.total:>9,} reports  {coverage.undated:>9,} undated"
    click.echo(f"{counts}  {span:<10}  {coverage.source}")


def _print_months(coverage: NewspaperCoverage) -> None:
    click.echo("year " + "".join(f"{month:>7}" for month in range(1, 13)))
    for year in coverage.years:
        cells = (f"{n:,}" if n else _MARKS[cause] for _, n, cause in _cells(coverage, year))
        click.echo(f"{year} " + "".join(f"{cell:>7}" for cell in cells))
    click.echo(f"{coverage.undated:,} undated", err=True)


def _records(coverage: NewspaperCoverage) -> Iterator[dict[str, object]]:
    """Yield each month of a newspaper as a JSON object."""
    for year in coverage.years:
        for month, count, cause in _cells(coverage, year):
            state = "held" if count else cause
            yield {"source": coverage.source, "month": month, "reports": count, "state": state}
