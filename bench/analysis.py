"""Speed of the analysis of reports: `python -m bench.analysis FILE… [--json FILE]`.

Each FILE holds a report a line (JSON, gzip or not) with `title`, `lead` and `body`. Two rounds are
timed on one core: the first as in a new process, which has yet to meet every word, the second with
the words remembered. A byte is one of the text in UTF-8; reading and parsing the file don't count.
"""

import gzip
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from index.language.analysis import analyse, tokens
from index.report import Report

__all__ = ["main", "measure"]


def read(path: Path) -> Iterator[Report]:
    """Yield the reports of a file of JSON lines."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield Report(
                identifier=str(record.get("id")),
                title=record.get("title") or "",
                lead=record.get("lead") or "",
                body=record.get("body") or "",
            )


def measure(reports: list[Report]) -> list[dict[str, Any]]:
    """Return a row for each way of analysis: name, seconds, MB/s, tokens/s and reports/s."""
    size = sum(len(f"{r.title}{r.lead}{r.body}".encode()) for r in reports)
    rows = []
    for name, run in (
        ("analyse, words unknown", _analyse),
        ("analyse, words remembered", _analyse),
        ("tokens with offsets", _tokens),
    ):
        began = time.perf_counter()
        count = run(reports)
        seconds = time.perf_counter() - began
        rows.append(
            {
                "name": name,
                "seconds": round(seconds, 3),
                "megabytes_per_second": round(size / seconds / 1e6, 1),
                "tokens_per_second": round(count / seconds),
                "reports_per_second": round(len(reports) / seconds),
            }
        )
    return rows


def _analyse(reports: list[Report]) -> int:
    return sum(len(paragraph.keys) for each in reports for paragraph in analyse(each))


def _tokens(reports: list[Report]) -> int:
    return sum(len(tokens(f"{each.title}\n{each.lead}\n{each.body}")) for each in reports)


@click.command(help=__doc__)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write the rows here.")
def main(files: tuple[Path, ...], target: Path | None) -> None:
    """Print the table."""
    reports = [report for path in files for report in read(path)]
    rows = measure(reports)
    click.echo(f"{len(reports):,} reports, Python {sys.version.split()[0]}, one core")
    click.echo(f"{'':28}{'MB/s':>8}{'tokens/s':>14}{'reports/s':>12}")
    for row in rows:
        click.echo(
            f"{row['name']:28}{row['megabytes_per_second']:8.1f}"
            f"{row['tokens_per_second']:14,}{row['reports_per_second']:12,}"
        )
    if target:
        target.write_text(json.dumps({"reports": len(reports), "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
