"""`khobao copy-catalogue`: from one database to another, and back."""

import json
import time
from collections.abc import Sequence

import click

from archive.catalogue.copying import Copied, Copy, copying
from archive.cli.progress import progress
from archive.errors import CatalogueUnsuitable

__all__ = ["copy_catalogue_"]


@click.command("copy-catalogue")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as a JSON object.")
def copy_catalogue_(source: str, target: str, as_json: bool) -> None:
    """Copy a catalogue into an empty database, from SQLite to PostgreSQL or back.

    \b
    Example:
      khobao copy-catalogue sqlite:////srv/archive/catalogue.sqlite \\
        postgresql+psycopg://khobao@db.example.vn/khobao

    Both are given by URL. Everything comes over and is compared row by row at the end. Searching
    goes on meanwhile, imports wait. A copy that was stopped goes on where it was when the same
    command is given again. A password need not stand in the URL: PGPASSWORD or ~/.pgpass will do.
    """
    begun = time.monotonic()
    with copying(source, target) as copy:
        resumed = copy.resumed
        same = _copied(copy)
        if copy.differing(same) and resumed:
            click.echo("the catalogue has changed since; it is copied anew", err=True)
            copy.empty()
            same = _copied(copy)
        if differing := copy.differing(same):
            raise CatalogueUnsuitable(f"the copy is unlike the original in {', '.join(differing)}")
        revision = copy.finish()
    seconds = time.monotonic() - begun
    if as_json:
        tables = {each.table: {"rows": each.rows, "sha256": each.sha256} for each in same}
        outcome = {"tables": tables, "revision": revision, "resumed": resumed}
        click.echo(json.dumps(outcome | {"seconds": round(seconds, 3)}))
    else:
        _tell(same, revision, seconds)


def _copied(copy: Copy) -> list[Copied]:
    """Copy and compare, with a bar for each; the tables that are the same."""
    with progress("Copying  ", copy.rows, "rows") as step:
        copy.fill(lambda rows: step(rows, rows))
    with progress("Comparing", copy.rows, "rows") as step:
        return copy.verify(lambda rows: step(rows, rows))


def _tell(same: Sequence[Copied], revision: int, seconds: float) -> None:
    for each in same:
        click.echo(f"{each.table:<12} {each.rows:>12,} rows, the same: {each.sha256[:12]}")
    click.echo(f"revision {revision:,} in {seconds:.1f} s; KHOBAO_CATALOGUE leads an archive to it")
