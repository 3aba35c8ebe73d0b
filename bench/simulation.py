"""What readers wait on a cluster that isn't here: `python -m bench.simulation [--reports N]`.

Service times are drawn from those that `bench.cluster` measured (bench/data/cluster.json, or
`--measured FILE`), longer as shards are larger. A row is a number of nodes, a column a number of
pages a second; a cell says the seconds within which half and 95 % of the pages are there, those
that a proxy had included, then the same with one node down since just now. «–» is more than the
cluster can do for long: it would be busy all the time. The seed is fixed, and so is the table.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

import click

from bench.queueing import Cluster, Costs, Draw, Readers, percentile, simulate
from bench.sizing import MEASURED, Measured, Needs, load, needs

__all__ = ["Cell", "cell", "costs", "main"]

# Beyond this share of the processors' time, what is seen depends on how long one looks.
_TOO_BUSY = 0.95
# Parts that a cell's pages may come to, so that no cell takes minutes; no fewer pages than this.
_MOST_PARTS = 200_000
_FEWEST_PAGES = 1_000


@dataclass(frozen=True)
class Cell:
    """Seconds of pages on some nodes at some rate; None for more than they can do for long.

    `load`: the share of the nodes' processor time that it takes. `kept`: of the pages, those that
    a proxy had.
    """

    nodes: int
    down: int
    rate: float
    shards: int
    median: float | None
    p95: float | None
    failed: int
    kept: float
    load: float


def costs(measured: Measured, reports: float) -> Costs:
    """Service times with shards of so many reports."""
    growth = measured.growth(reports)
    return Costs(page=_drawn(measured.page, 1.0), part=_drawn(measured.part, growth))


def _drawn(milliseconds: Sequence[float], times: float) -> Draw:
    """One of some measured times, so many times longer."""
    return lambda chance: chance.choice(milliseconds) * times / 1000


def cell(
    cluster: Cluster, readers: Readers, measured: Measured, reports: int, *, pages: int, down: int
) -> Cell:
    """The simulation of one row and column."""
    missed = readers.missed()
    growth = measured.growth(reports / cluster.shards)
    parts = readers.rate * missed * cluster.shards * mean(measured.part) * growth / 1000
    load = parts / ((cluster.nodes - down) * cluster.processors)
    making = readers.rate * missed * mean(measured.page) / 1000 / cluster.web
    median = p95 = None
    failed = 0
    if max(load, making) < _TOO_BUSY:
        pages = max(_FEWEST_PAGES, min(pages, _MOST_PARTS // cluster.shards))
        found = simulate(
            cluster, readers, costs(measured, reports / cluster.shards), pages=pages, down=down
        )
        failed = found.failed
        if found.seconds:
            median, p95 = (percentile(found.seconds, share) for share in (0.5, 0.95))
    return Cell(
        cluster.nodes, down, readers.rate, cluster.shards, median, p95, failed, 1 - missed, load
    )


def cells(
    measured: Measured,
    reports: int,
    nodes: Sequence[int],
    rates: Sequence[float],
    *,
    processors: int,
    web: int,
    lifetime: float,
    pages: int,
) -> Iterator[Cell]:
    """Every cell of a table, first with all nodes, then with one of them down."""
    for number in nodes:
        need = needs(reports, measured, nodes=number)
        cluster = Cluster(number, processors, web, need.shards, need.replicas)
        for down in (0, 1):
            for rate in rates:
                yield cell(
                    cluster,
                    Readers(rate, lifetime=lifetime),
                    measured,
                    reports,
                    pages=pages,
                    down=down,
                )


def _sizes(measured: Measured, sizes: Sequence[int], nodes: int) -> Iterator[str]:
    """The lines of the table of what archives of some sizes need."""
    yield "| reports | shards | copies of each | index, GB | disk, GB | heap, GB | catalogue, GB |"
    yield "|---" * 7 + "|"
    for size in sizes:
        yield _size(needs(size, measured, nodes=nodes))


def _size(need: Needs) -> str:
    sums = [need.index, need.disk, need.heap, need.catalogue]
    cells = [f"{need.reports:,}", str(need.shards), str(1 + need.replicas)]
    return f"| {' | '.join(cells + [f'{bytes_ / 1e9:,.3g}' for bytes_ in sums])} |"


def _waits(found: Sequence[Cell]) -> Iterator[str]:
    """The lines of the table of waits."""
    rates = sorted({each.rate for each in found})
    yield f"| nodes, shards | {' | '.join(f'{rate:g}/s' for rate in rates)} |"
    yield "|---" * (len(rates) + 1) + "|"
    rows: dict[tuple[int, int, int], list[Cell]] = {}
    for each in found:
        rows.setdefault((each.nodes, each.shards, each.down), []).append(each)
    for (nodes, shards, down), row in rows.items():
        name = f"{nodes}, {shards}" + (f", {down} down" if down else "")
        yield f"| {name} | {' | '.join(map(_wait, row))} |"


def _wait(found: Cell) -> str:
    if found.failed:
        return "fails"
    if found.median is None or found.p95 is None:
        return "–"
    return f"{found.median:.2f} / {found.p95:.2f}"


def _numbers(context: click.Context, option: click.Parameter, text: str) -> list[float]:
    try:
        return [float(each) for each in text.split(",")]
    except ValueError as error:
        raise click.BadParameter("must be numbers with commas between them") from error


@click.command(help=__doc__)
@click.option("--measured", "file", type=click.Path(path_type=Path, exists=True), default=MEASURED)
@click.option("--reports", default="1e6,1e7,1e8", callback=_numbers, show_default=True)
@click.option("--nodes", default="3,6,12", callback=_numbers, show_default=True)
@click.option("--rates", default="10,50,100,200,400", callback=_numbers, show_default=True)
@click.option("--processors", default=8, show_default=True, help="Of each node.")
@click.option("--web", default=32, show_default=True, help="Processors that make pages.")
@click.option("--lifetime", default=60.0, show_default=True, help="Seconds a proxy keeps a page.")
@click.option("--pages", default=5_000, show_default=True, help="Pages counted for each cell.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Also write the rows here.")
def main(
    file: Path,
    reports: list[float],
    nodes: list[float],
    rates: list[float],
    processors: int,
    web: int,
    lifetime: float,
    pages: int,
    target: Path | None,
) -> None:
    """Print what archives of some sizes need, and what their readers wait."""
    measured = load(file)
    sizes = [int(size) for size in reports]
    counts = [int(number) for number in nodes]
    click.echo(f"On {counts[0]} nodes:\n")
    click.echo("\n".join(_sizes(measured, sizes, counts[0])))
    rows = []
    for size in sizes:
        found = list(
            cells(
                measured,
                size,
                counts,
                rates,
                processors=processors,
                web=web,
                lifetime=lifetime,
                pages=pages,
            )
        )
        click.echo(f"\n{size:,} reports; seconds within which 50 / 95 % of the pages are there:\n")
        click.echo("\n".join(_waits(found)))
        rows += [{"reports": size} | asdict(each) for each in found]
    if target:
        target.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
