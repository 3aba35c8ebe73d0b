"""`khobao trends`: terms over time, relative to all reports of each year or month."""

from typing import Any

import click

from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.output_file import written
from archive.cli.query_options import QueryCommand, asked, narrowing
from archive.exporters import csv, format_of_file
from archive.retrieval import Trends, TrendUnit, find_trends, trend_rows
from archive.retrieval.trends import FEW_REPORTS, MOST_TERMS, TREND_COLUMNS

__all__ = ["trends_"]


@click.command("trends", cls=QueryCommand)
@narrowing
@click.option(
    "--by", "unit", type=click.Choice(["year", "month"]), default="year", show_default=True,
    help="Length of a period.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as a JSON object.")
@click.option(
    "-o", "--output", type=click.Path(allow_dash=True, dir_okay=False),
    help="Write the numbers to this CSV file; - is the standard output.",
)  # fmt: skip
@click.pass_context
def trends_(
    ctx: click.Context,
    /,
    text: tuple[str, ...],
    unit: TrendUnit,
    as_json: bool,
    output: str | None,
    **arguments: Any,
) -> None:
    """Count the reports of up to five terms by year or month, per 1,000 reports.

    \b
    Example:
      khobao trends 'dân vận' 'dân chủ' --from 2010
      khobao trends lũ hạn --by month --section 'Xã hội' -o lu-han.csv

    Each TEXT is a query of its own; quote one of several words. The options restrict both the
    reports of a term and those that they are compared with. The exit code is 1 when nothing is
    found.
    """
    terms = list(dict.fromkeys(term for term in text if term.strip()))
    if not 1 <= len(terms) <= MOST_TERMS:
        raise click.UsageError(f"give one to {MOST_TERMS} terms, not {len(terms)}")
    if output and as_json:
        raise click.UsageError("--output writes CSV and --json prints JSON: give one of them")
    if output and format_of_file(output) not in (None, csv.FORMAT):
        raise click.BadParameter(
            f"numbers are written as .csv, not as {output!r}", param_hint="--output"
        )
    with resources.library() as library:
        trends = find_trends(library, terms, asked(library, (), **arguments), unit)
    if output:
        with written(output) as stream:
            stream.writelines(csv.write_table(TREND_COLUMNS, trend_rows(trends)))
    elif as_json:
        print_json(_form(trends))
    else:
        _print(trends)
    ctx.exit(0 if any(trend.total for trend in trends.terms) else 1)


def _form(trends: Trends) -> dict[str, object]:
    """Return the numbers for programs."""
    return {
        "by": trends.unit,
        "total": trends.total,
        "undated": trends.undated,
        "imprecise": trends.imprecise,
        "left_out": trends.left_out,
        "periods": [
            {"period": period, "reports": trends.reports[at], "few_reports": trends.has_few(at)}
            for at, period in enumerate(trends.periods)
        ],
        "terms": [
            {
                "term": trend.term,
                "total": trend.total,
                "undated": trend.undated,
                "matching": trend.counts,
                "per_1000": [trends.rate(trend, at) for at in range(len(trends.periods))],
            }
            for trend in trends.terms
        ],
    }


def _print(trends: Trends) -> None:
    """Print the numbers for people: for each term the reports and their rate."""
    header = ["", "reports", *(trend.term for trend in trends.terms)]
    rows = [
        [
            f"{period}{'*' if trends.has_few(at) else ' '}",
            f"{trends.reports[at]:,}",
            *(
                f"{trend.counts[at]:,}" + ("" if rate is None else f" {rate:7.1f}")
                for trend in trends.terms
                for rate in (trends.rate(trend, at),)
            ),
        ]
        for at, period in enumerate(trends.periods)
    ]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in [header, *rows]:
        click.echo("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
    remarks = []
    if any(map(trends.has_few, range(len(trends.periods)))):
        remarks.append(f"* fewer than {FEW_REPORTS} reports: the rate per 1,000 is unreliable")
    if trends.undated:
        remarks.append(f"not counted: {counted(trends.undated, 'undated report')}")
    if trends.imprecise:
        remarks.append(f"not counted: {counted(trends.imprecise, 'report')} dated by a year only")
    if trends.left_out:
        remarks.append(
            f"only {trends.periods[0]} to {trends.periods[-1]}; {trends.left_out:,} other "
            f"{trends.unit}s with reports are left out, choose them by --from and --to"
        )
    for remark in remarks:
        click.echo(remark, err=True)
