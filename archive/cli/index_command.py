"""`khobao index`: the index brought up to the catalogue, built anew or verified."""

import time

import click

from archive.cli import resources
from archive.cli.progress import progress
from archive.indexing import catch_up, rebuild
from archive.ingest import find_persons_again

__all__ = ["index_"]

_PATIENCE = 60  # seconds


@click.command("index")
@click.option(
    "--rebuild", "anew", is_flag=True, help="Build it anew; the old one serves meanwhile."
)
@click.option("--verify", is_flag=True, help="Read every byte of the index and check it.")
@click.option("--persons", is_flag=True, help="First look for persons again where older rules did.")
def index_(anew: bool, verify: bool, persons: bool) -> None:
    """Bring the index up to the catalogue.

    \b
    Example:
      khobao index
      khobao index --rebuild

    The index can be deleted at any time: this command makes it again from the catalogue.
    """
    with resources.catalogue(patient=True) as catalogue, resources.engine() as engine:
        if verify:
            engine.verify()
            click.echo("the index is as it was written")
            return
        if persons:
            with progress("Persons  ", catalogue.counts().reports, "reports") as step:
                looked = find_persons_again(catalogue, told=lambda done: step(done, done))
            click.echo(f"persons looked for in {looked:,} reports")
        begun = time.monotonic()
        known = 0 if anew else engine.status().revision
        with progress("Indexing ", catalogue.changes.pending(known), "reports") as step:
            taken = (rebuild if anew else catch_up)(
                catalogue, engine, caught=lambda done: step(done, done), patience=_PATIENCE
            )
        seconds = time.monotonic() - begun
        if taken:
            click.echo(f"{taken:,} changes in {seconds:.1f} s ({taken / seconds:,.0f} a second)")
        else:
            click.echo("the index holds everything already")
