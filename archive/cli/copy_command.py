"""`khobao copy-catalogue`: copy a catalogue from one database to another."""

import time
from collections.abc import Sequence

import click

from archive.catalogue.copying import Copied, Copy, copying
from archive.cli.json_output import print_json
from archive.cli.progress import progress
from archive.errors import CatalogueUnsuitable

__all__ = ["copy_catalogue_"]


@click.command("copy-catalogue")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def copy_catalogue_(source: str, target: str, as_json: bool) -> None:
    """Copy a catalogue into an empty database, from SQLite to PostgreSQL or back.

    \b
    Example:
      khobao copy-catalogue sqlite:////srv/archive/catalogue.sqlite \\
        postgresql+psycopg://khobao@db.example.vn/khobao

    FROM and TO are URLs. Everything is copied, then compared row by row. Searching continues
    meanwhile, imports wait. Run the same command again to continue a copy that was stopped. Put
    passwords into PGPASSWORD or ~/.pgpass rather than into the URL.
    """
    begun = time.monotonic()
    with copying(source, target) as copy:
        resumed = copy.resumed
        same = _copied(copy)
        if copy.differing(same) and resumed:
            click.echo("the catalogue has changed since then; the copy starts again", err=True)
            copy.empty()
            same = _copied(copy)
        if differing := copy.differing(same):
            raise CatalogueUnsuitable(
                f"the copy differs from the original in {', '.join(differing)}"
            )
        revision = copy.finish()
    seconds = time.monotonic() - begun
    if as_json:
        tables = {each.table: {"rows": each.rows, "sha256": each.sha256} for each in same}
        outcome = {"tables": tables, "revision": revision, "resumed": resumed}
        print_json(outcome | {"seconds": round(seconds, 3)})
    else:
        _print(same, revision, seconds)


def _copied(copy: Copy) -> list[Copied]:
    """Copy and compare, each with a progress bar; return the tables that are equal."""
    with progress("Copying  ", copy.rows, "rows") as step:
        copy.fill(lambda rows: step(rows, rows))
    with progress("Comparing", copy.rows, "rows") as step:
        return copy.verify(lambda rows: step(rows, rows))


def _print(same: Sequence[Copied], revision: int, seconds: float) -> None:
    for each in same:
        click.echo(f"{each.table:<12} {each.rows:>12,} rows, equal: {each.sha256[:12]}")
    click.echo(f"revision {revision:,} in {seconds:.1f} s; set KHOBAO_CATALOGUE to use it")
