"""Export of lists: `python -m bench.export [--reports N] [--archive FOLDER] [--json FILE]`.

Two tables, one line a format. Writing: generated reports go through the writer in a process of
its own; counted are its processor time and its memory beyond that of the idle process. Downloads,
with `--archive`: the list of all reports of an archive comes from its server; counted are the time
to the first byte and to the last.
"""

import json
import random
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path

import click

from archive.exporters import FORMATS, About, Format, Row, format_named
from bench.serving import served
from index.report import Report

__all__ = ["Download", "Writing", "downloads", "generated", "main", "writing"]

# Different reports; beyond them only the identifiers differ.
_DIFFERENT = 1000
_SYLLABLES = [
    "ban", "bình", "cán", "chủ", "công", "dân", "đại", "đoàn", "gia", "hội", "huyện", "khéo",
    "kinh", "làm", "lãnh", "miền", "nghị", "người", "nước", "phát", "phong", "quốc", "sông", "tế",
    "thành", "thư", "tỉnh", "trào", "trường", "tuyên", "ủy", "vận", "văn", "việc", "xã", "xây",
]  # fmt: skip
_SITE = "https://kho.example"
_DOWNLOADS = 5
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Writing:
    """The writer of a format: processor seconds, MB of the file, MB of memory beyond idle."""

    format: str
    reports: int
    seconds: float
    rate: float
    size: float
    memory: float


@dataclass(frozen=True)
class Download:
    """A download: milliseconds to the first byte (median), seconds to the last, MB."""

    format: str
    first: float
    seconds: float
    size: float


def generated(number: int) -> Iterator[Row]:
    """Yield rows of generated reports, the same on every run: 500 syllables each, two persons."""
    chance = random.Random(20180110)

    def words(count: int) -> str:
        return " ".join(chance.choices(_SYLLABLES, k=count)).capitalize()

    different = [
        Report(
            "", title=words(12) if chance.random() > 0.4 else "", lead=words(30), body=words(500),
            date=f"{chance.randint(2004, 2025)}-{chance.randint(1, 12):02}-10T07:00:00+07:00",
            section=(words(2), words(3)), authors=(words(3).title(),), source=words(2),
            url=f"{_SITE}/goc/{chance.randrange(10**9)}", tags=(words(2), words(2)),
            persons=("nguyen-van-a", "tran-thi-b"),
        )
        for _ in range(_DIFFERENT)
    ]  # fmt: skip
    names = ("Nguyễn Văn A", "Trần Thị B")
    for count in range(number):
        identifier = f"bench:{count}"
        report = replace(different[count % _DIFFERENT], identifier=identifier)
        yield Row(report, names, f"{_SITE}/bai/{identifier}")


def writing(name: str, number: int) -> Writing:
    """Measure the writer of a format on generated reports, in this process."""
    format_ = format_named(name)
    if format_ is None:
        raise click.BadParameter(f"{name!r} is no format")
    about = About("Kho Báo", "", (), number, datetime.now(UTC), "1", _SITE, _SITE)
    # What every writer needs once is loaded first, and the reports stand in memory.
    for _ in format_.write(generated(_DIFFERENT), about):
        pass
    idle, began = _peak(), time.process_time()
    size = sum(map(len, format_.write(generated(number), about)))
    seconds = time.process_time() - began
    memory = (_peak() - idle) / 1024
    return Writing(name, number, seconds, number / seconds, size / 2**20, memory)


def _peak() -> int:
    """Return the most memory that this process has held so far, in KB."""
    # `ru_maxrss` would count the process that started this one too.
    (line,) = (each for each in _STATUS.read_text().splitlines() if each.startswith("VmHWM:"))
    return int(line.split()[1])


def downloads(connection: HTTPConnection, format_: Format) -> Download:
    """Measure the download of all reports of an archive in a format."""
    firsts, seconds, size = [], 0.0, 0
    for number in range(_DOWNLOADS):
        # Only the last download is read to its end.
        began = time.perf_counter()
        connection.request("GET", f"/tim-kiem.{format_.name}?sort=newest&bench={number}")
        answer = connection.getresponse()
        size = len(answer.read(1))
        firsts.append((time.perf_counter() - began) * 1000)
        if number < _DOWNLOADS - 1:
            connection.close()
            continue
        while piece := answer.read(1 << 16):
            size += len(piece)
        seconds = time.perf_counter() - began
    return Download(format_.name, statistics.median(firsts), seconds, size / 2**20)


@click.command()
@click.option("--reports", default=1_000_000, show_default=True, help="Generated reports to write.")
@click.option(
    "--archive", type=click.Path(path_type=Path, exists=True), help="Download from this one too."
)
@click.option("--format", "names", multiple=True, help="Only this format; may be repeated.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(reports: int, archive: Path | None, names: tuple[str, ...], output: Path | None) -> None:
    """Measure each format and print the tables."""
    chosen = [each for each in FORMATS if not names or each.name in names]
    measured: list[Writing | Download] = []
    click.echo(f"{'writing':<14}{'reports':>10}{'cpu s':>8}{'per s':>9}{'MB':>8}{'+MB memory':>12}")
    for each in chosen:
        # A process of its own for each: memory once taken is not always given back.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            row = alone.submit(writing, each.name, reports).result()
        measured.append(row)
        click.echo(
            f"{row.format:<14}{row.reports:>10,}{row.seconds:>8.1f}{row.rate:>9,.0f}"
            f"{row.size:>8,.0f}{row.memory:>12.1f}"
        )
    if archive:
        click.echo(f"\n{'download':<14}{'first byte ms':>14}{'s':>8}{'MB':>8}")
        with served(archive) as connection:
            # Workers open the archive with their first request.
            downloads(connection, chosen[0])
            for each in chosen:
                download = downloads(connection, each)
                measured.append(download)
                click.echo(
                    f"{download.format:<14}{download.first:>14.0f}{download.seconds:>8.1f}"
                    f"{download.size:>8,.1f}"
                )
    if output:
        output.write_text(
            json.dumps([asdict(each) for each in measured], indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
