"""Measure an archive of many persons: `python -m bench.authority [--persons N] [--json FILE]`.

The archive is invented: N persons in reports of one sentence each. Every person is named at least
once, the first ones in thousands of reports. The pages that list, find or show persons are
requested without a network; the commands of librarians run in processes of their own. Times are
processor times, which other work on the machine affects little: the median of nine requests after
the first for a page, from start to exit for a command, with its peak memory. The last row about
pages is the memory that the process holds more than before the first page.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import accumulate, product
from multiprocessing import Process
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from archive.catalogue import Appearance, Entry, open_catalogue
from archive.config import load
from archive.indexing import catch_up
from archive.web import create_app
from bench.ingest import command
from index.engine import open_engine
from index.report import Report

__all__ = ["REQUESTS", "Row", "build", "main", "pages"]

_FAMILY = (
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Mai "
    "Lương"
)
_MIDDLE = (
    "Văn Thị Hữu Đức Công Minh Quang Xuân Thanh Ngọc Đình Duy Gia Bảo Quốc Hoàng Kim Hồng Thu "
    "Phương Anh Mạnh Trọng Tuấn Hải Khánh Thùy Bích Mỹ Diệu Như Nhật Thế Chí Bá Đăng Hoài Trung "
    "Việt Vĩnh"
)
_GIVEN = (
    "An Anh Ánh Ân Bách Bảo Bình Châu Chi Chiến Cường Danh Diễm Diệp Dung Dũng Duyên Dương "
    "Đạt Đông Đức Giang Hà Hải Hạnh Hằng Hân Hậu Hiền Hiếu Hoa Hòa Hoàng Hồng Huệ Hùng Huy "
    "Huyền Hưng Hương Khang Khánh Khoa Khôi Kiên Kiệt Lan Lâm Lệ Liên Linh Loan Long Lộc Lợi "
    "Luân Ly Mai Mạnh Minh My Nam Nga Ngân Nghĩa Ngọc Nguyên Nguyệt Nhã Nhàn Nhân Nhi Nhung "
    "Oanh Phong Phú Phúc Phương Phượng Quân Quang Quế Quốc Quý Quyên Quyết Quỳnh Sang Sáng "
    "Sơn Sương Tài Tâm Tân Thái Thanh Thảo Thắm Thắng Thi Thiện Thịnh Thoa Thọ Thơ Thu Thuận "
    "Thủy Thúy Thư Thương Tiên Tiến Tín Toàn Trà Trang Trâm Trân Trí Trinh Trọng Trúc Trung "
    "Trường Tú Tuấn Tuệ Tùng Tuyền Tuyết Tường Uyên Vân Vi Việt Vinh Vũ Vy Xuân Ý Yến"
)
_OFFICES = (
    "Chủ tịch UBND tỉnh",
    "Giám đốc Sở Y tế",
    "Bí thư Huyện ủy",
    "bác sĩ",
    "giáo viên",
    "huấn luyện viên",
    "nhà văn",
    "Trưởng phòng Giáo dục và Đào tạo",
)
_NAMED = 6  # in a report
_BATCH = 1000
REQUESTS = 9

_PAGES = (
    "/",
    "/tim-kiem",
    "/tim-kiem?q=phát+biểu",
    "/tim-kiem/loc/person",
    "/tim-kiem/loc/person?by=name",
    "/tim-kiem/loc/person?find=nguyen",
    "/tim-kiem/loc/person?find=thi+hoa",
    "/tim-kiem/loc/person?find=Nguyễn+Văn+An&q=phát+biểu",
    "/tim-kiem?q=person:%22le+van+an%22",
    "/goi-y.json?q=nguyen+v",
)


@dataclass(frozen=True)
class Row:
    """A measurement: milliseconds and peak MB; 0 if not measured."""

    name: str
    milliseconds: float
    memory: float = 0


def names(count: int) -> list[str]:
    """Return `count` different names, the same in every run."""
    parts = _FAMILY.split(), _MIDDLE.split(), _GIVEN.split()
    every = [" ".join(name) for name in product(*parts) if len(set(name)) == 3]
    if count > len(every):
        raise click.UsageError(f"there are {len(every):,} names")
    return random.Random(1).sample(every, count)


def build(folder: Path, persons: int) -> None:
    """Make an archive with that many persons in a folder."""
    config = load(folder, {})
    catalogue = open_catalogue(config.catalogue, create=True)
    batch: list[Entry] = []
    for entry in _entries(names(persons)):
        batch.append(entry)
        if len(batch) == _BATCH:
            catalogue.reports.put(batch)
            batch = []
    catalogue.reports.put(batch)
    engine = open_engine(config.index)
    catch_up(catalogue, engine)
    engine.close()
    catalogue.close()


def _entries(people: list[str]) -> Iterator[Entry]:
    """Yield reports that name everyone once, and the first in the list many times."""
    dice = random.Random(2)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(people))))
    for number, once in enumerate(people):
        company = {once, *dice.choices(people, cum_weights=weights, k=_NAMED - 1)}
        text = f"Hôm nay {', '.join(sorted(company))} phát biểu về việc số {number}."
        date = f"{2000 + number % 26}-{1 + number % 12:02}-{1 + number % 28:02}"
        report = Report(f"x:{number}", f"Việc số {number}", body=text, date=date, source="Báo Một")
        appearances = tuple(
            Appearance(name, (dice.choice(_OFFICES),), text, "body") for name in sorted(company)
        )
        yield Entry(report, appearances, "1")


def pages(folder: Path, persons: int) -> Iterator[Row]:
    """Request the pages in this process; yield a row for each."""
    config = load(folder, {})
    with closing(open_catalogue(config.catalogue)) as catalogue:
        first, last = (catalogue.persons.matching(names(persons)[at], 1)[0] for at in (0, -1))
    client = create_app(config).test_client()
    client.get("/livez")
    before = _memory()
    for address in (*_PAGES, f"/nguoi/{first.identifier}", f"/nguoi/{last.identifier}"):
        times = []
        for _ in range(REQUESTS + 1):
            began = time.process_time()
            answer = client.get(address)
            times.append(1000 * (time.process_time() - began))
            if answer.status_code != 200:
                raise click.ClickException(f"{address}: {answer.status}")
        yield Row(address, statistics.median(times[1:]))
    yield Row("memory of a worker, more", 0, _memory() - before)


def _memory() -> float:
    """Return the private memory of this process in MB; 0 if the system does not report it."""
    rollup = Path("/proc/self/smaps_rollup")
    lines = rollup.read_text().splitlines() if rollup.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:")) / 1024


def _commands(folder: Path, persons: int) -> Iterator[Row]:
    """Run the commands of librarians; yield a row for each."""
    sheet = str(folder / "persons.csv")
    one, two, three = names(persons)[:3]
    for arguments in (
        ("find", one),
        ("suggest",),
        ("export", "-o", sheet),
        ("import", sheet),
        ("hide", names(persons)[-1]),
        ("merge", two, one),
        ("split", three, "--office", "nhà văn"),
    ):
        run = command(" ".join(arguments[:1]), 1, folder, "persons", *arguments)
        yield Row(f"khobao persons {arguments[0]}", 1000 * run.processor_seconds, run.peak_memory)


@click.command(help=__doc__)
@click.option("--persons", default=100_000, show_default=True, help="Persons in the archive.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Also write the rows here.")
def main(persons: int, output: Path | None) -> None:
    """Build the archive, measure, and print the table."""
    rows = []
    with TemporaryDirectory(prefix="khobao-bench-") as folder:
        # In a process of its own, so that its memory is not counted as that of a worker.
        builder = Process(target=build, args=(Path(folder), persons))
        builder.start()
        builder.join()
        if builder.exitcode:
            raise click.ClickException("the archive could not be built")
        click.echo(f"{persons:,} persons, Python {sys.version.split()[0]}")
        click.echo(f"{'':<56}{'ms':>9}{'MB':>7}")
        for measure in (pages, _commands):
            for row in measure(Path(folder), persons):
                rows.append(asdict(row))
                click.echo(f"{row.name:<56}{row.milliseconds:>9.0f}{row.memory:>7.0f}")
    if output:
        output.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
