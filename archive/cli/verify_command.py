"""`khobao verify`: compare everything that is stored with its checksums."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive import upkeep
from archive.backup import find
from archive.catalogue import Catalogue, Damage, Slice
from archive.cli import resources
from archive.cli.json_output import print_json
from archive.cli.layout import counted
from archive.cli.progress import progress
from archive.verification import slice_of_today, verify
from index.engine import Engine

__all__ = ["verify_"]


def _percent(_context: click.Context, _parameter: click.Parameter, value: str | None) -> float:
    """Return the number of a percentage; raise `BadParameter` for anything but 0 to 100."""
    if value is None:
        return 100
    try:
        number = float(value.removesuffix("%"))
    except ValueError:
        number = 0
    if not 0 < number <= 100:
        raise click.BadParameter(f"{value!r} is not a percentage, such as 5%")
    return number


@click.command("verify")
@click.option(
    "--sample",
    metavar="N%",
    callback=_percent,
    help="Check N percent of the reports and originals, others each day.",
)
@click.option(
    "--repair",
    "backup",
    metavar="BACKUP",
    type=click.Path(file_okay=False, path_type=Path),
    help="Replace damaged originals and versions by those of a backup.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def verify_(context: click.Context, sample: float, backup: Path | None, as_json: bool) -> None:
    """Compare everything that is stored with its checksums, and the index with the catalogue.

    \b
    Example:
      khobao verify
      khobao verify --sample 5%
      khobao verify --repair /backup/khobao

    Each damaged part is named with what mends it. The exit code is 1 if anything is damaged.
    """
    begun = time.monotonic()
    part = slice_of_today(sample)
    mended: list[Damage] = []
    with resources.catalogue() as catalogue, resources.engine() as engine:
        damage = _found(catalogue, engine, part)
        if backup is not None and damage:
            url = f"sqlite:///{(backup / find(backup).catalogue).absolute()}"
            mended = catalogue.repair(url, damage)
            damage = [each for each in damage if each not in mended]
        counts = catalogue.counts()
    run = upkeep.Run.now(len(damage), part=part.number + 1, parts=part.of)
    upkeep.record(resources.settings().archive, "verify", run)
    checked = {"originals": counts.originals, "versions": counts.versions}
    seconds = time.monotonic() - begun
    if as_json:
        print_json(_form(part, checked, damage, mended, seconds))
    else:
        _print(part, checked, damage, mended, seconds)
    if damage:
        context.exit(1)


def _found(catalogue: Catalogue, engine: Engine, part: Slice) -> list[Damage]:
    """Return all damage, with a progress bar."""
    with progress("Verifying", None, "rows") as step:
        return list(verify(catalogue, engine, part, lambda _check, done: step(done, done)))


def _form(
    part: Slice,
    checked: dict[str, int],
    damage: Sequence[Damage],
    mended: Sequence[Damage],
    seconds: float,
) -> dict[str, Any]:
    return {
        "sound": not damage,
        "part": part.number + 1,
        "parts": part.of,
        **checked,
        "damage": [asdict(each) for each in damage],
        "mended": [asdict(each) for each in mended],
        "seconds": round(seconds, 3),
    }


def _print(
    part: Slice,
    checked: dict[str, int],
    damage: Sequence[Damage],
    mended: Sequence[Damage],
    seconds: float,
) -> None:
    for each in mended:
        click.echo(f"mended: {each.kind} {each.name}")
    for each in damage:
        click.echo(f"damaged: {each.kind} {each.name}: {each.problem}; {each.remedy}")
    if any(each.kind == "version" for each in mended):
        click.echo("«khobao index» indexes the mended reports")
    if not damage:
        share = "" if part.of == 1 else f"part {part.number + 1} of {part.of} of "
        numbers = " and ".join(
            counted(checked[f"{each}s"], each) for each in ("original", "version")
        )
        click.echo(f"{share}{numbers} verified in {seconds:.1f} s: nothing is damaged")
