"""`khobao backup` and `khobao restore`: copy an archive into a folder, and back from there."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from archive import upkeep
from archive.backup import Backup, OnProgress, find, make, restore
from archive.backup_series import make_next
from archive.catalogue import SCHEMA
from archive.catalogue.records import Damage
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.places import begin_archive, require_catalogue
from archive.cli.progress import progress
from archive.indexing import PROBLEMS, relation
from index.errors import KhobaoError

__all__ = ["backup_", "restore_"]

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(1),
    help="Make a new folder in DIR for each backup, and remove all but the newest N.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def backup_(context: click.Context, folder: Path, keep: int | None, as_json: bool) -> None:
    """Back up the archive into the folder DIR and check the copy.

    \b
    Example:
      khobao backup /backup/khobao
      khobao backup /backup/khobao --keep 14

    Imports and pages go on meanwhile. Without --keep, DIR is new, empty, or holds an earlier
    backup, which is replaced once the new one is complete. The exit code is 1 if the archive is
    damaged.
    """
    config = resources.settings()
    require_catalogue(config)
    begun = time.monotonic()
    with _steps() as step:
        if keep:
            folder, backup, damage = make_next(config, folder, keep, step)
        else:
            backup, damage = make(config, folder, step)
    upkeep.record(
        config.archive, "backup", upkeep.Run.now(len(damage), place=str(folder.absolute()))
    )
    seconds = time.monotonic() - begun
    if as_json:
        print_json(asdict(backup) | {"folder": str(folder), "seconds": round(seconds, 3)})
    else:
        _print(folder, backup, damage, seconds)
    if damage:
        context.exit(1)


@click.command("restore")
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def restore_(context: click.Context, folder: Path, as_json: bool) -> None:
    """Restore the backup in the folder DIR as a new archive.

    \b
    Example:
      khobao restore /backup/khobao
      khobao --archive /srv/new restore /backup/khobao

    Nothing is overwritten: the folder of the archive must not hold a catalogue. An index that is
    already there can be used: «khobao index» corrects it.
    """
    config = resources.settings()
    begun = time.monotonic()
    # Without a backup, no archive begins.
    find(folder)
    begin_archive(config, named=context.find_root().obj is not None)
    with _steps() as step:
        backup = restore(folder, config, step)
    seconds = time.monotonic() - begun
    if as_json:
        print_json(asdict(backup) | {"seconds": round(seconds, 3)})
        return
    reports = backup.rows.get("reports", 0)
    click.echo(
        f"{counted(reports, 'report')} at revision {backup.revision:,}, "
        f"backed up at {backup.made}, restored in {str(config.archive)!r} in {seconds:.1f} s"
    )
    for each in backup.damaged:
        click.echo(f"damaged before the backup already: {each}", err=True)
    click.echo(_next_step(backup))


def _next_step(backup: Backup) -> str:
    """Return what the restored archive needs before it can be searched."""
    if backup.layout < SCHEMA:
        return "«khobao upgrade» brings the catalogue to the layout of this version"
    try:
        with resources.catalogue() as catalogue, resources.engine() as engine:
            found = relation(catalogue, engine)
    except KhobaoError as error:
        return f"{error}; «khobao index» brings the index up to date"
    if found == "behind":
        return "«khobao index» brings the index up to date"
    return str(PROBLEMS.get(found, "the index is up to date"))


@contextmanager
def _steps() -> Iterator[OnProgress]:
    """Show a progress bar for the current step."""
    with progress("Backup   ", 100, "%") as bar:
        yield lambda _step, done, whole: bar(100 * done // max(whole, 1), done)


def _print(folder: Path, backup: Backup, damage: Sequence[Damage], seconds: float) -> None:
    reports, originals = (backup.rows.get(name, 0) for name in ("reports", "originals"))
    click.echo(
        f"{counted(reports, 'report')} and {counted(originals, 'original')} "
        f"at revision {backup.revision:,}: "
        f"{backup.size / 1e6:,.1f} MB, copied to {str(folder)!r} and checked in {seconds:.1f} s"
    )
    for each in damage:
        click.echo(f"damaged: {each.kind} {each.name}: {each.problem}", err=True)
