"""Speed of imports and of other commands: `python -m bench.ingest --data FOLDER [--json FILE]`.

Every row is the command of its name, run in a process of its own on an archive of its own, timed
from start to exit, with the processor time and the peak memory of the command and its children.
The reports are those of `reports-bench-20k.jsonl.gz`; `--file` names another file of the folder.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import click

from archive.importers import read

__all__ = ["Run", "command", "main", "runs"]

FILE = "reports-bench-20k.jsonl.gz"
_KHOBAO = (sys.executable, "-c", "from archive.cli import main; main()")


@dataclass(frozen=True)
class Run:
    """One command: seconds on the clock and of the processors, peak memory in MB."""

    name: str
    reports: int
    seconds: float
    processor_seconds: float
    peak_memory: float

    @property
    def rate(self) -> float:
        """Reports a second."""
        return self.reports / self.seconds


def command(name: str, reports: int, archive: Path, *arguments: str) -> Run:
    """Run a command and return its cost; raise `ClickException` if it fails."""
    began = time.perf_counter()
    with TemporaryFile() as errors:
        process = subprocess.Popen(
            [*_KHOBAO, "--archive", str(archive), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        if process.returncode:
            errors.seek(0)
            raise click.ClickException(f"{name}: {errors.read().decode()}")
    processor = usage.ru_utime + usage.ru_stime
    return Run(name, reports, seconds, processor, usage.ru_maxrss / 1024)


def _reading(file: Path) -> Run:
    """Return the cost of the importer alone, in this process."""
    began, processor = time.perf_counter(), time.process_time()
    count = sum(1 for _ in read(file))
    seconds = time.perf_counter() - began
    return Run("read only", count, seconds, time.process_time() - processor, 0)


def runs(file: Path) -> Iterator[Run]:
    """Yield the measures one after another."""
    first = _reading(file)
    yield first
    count = first.reports
    with TemporaryDirectory(prefix="khobao-bench-") as folder:
        whole, bare = Path(folder, "whole"), Path(folder, "bare")
        path = str(file)
        yield command("import", count, whole, "import", path)
        yield command("import again, nothing new", count, whole, "import", path)
        yield command("import without persons", count, bare, "import", "--no-persons", path)
        yield command("index --persons", count, bare, "index", "--persons")
        yield command("index --rebuild", count, whole, "index", "--rebuild")
        output = str(Path(folder, "list.csv"))
        yield command("export of everything", count, whole, "export", "-o", output)


@click.command()
@click.option("--data", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--file", default=FILE, show_default=True, help="The reports, within the folder.")
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(data: Path, file: str, output: Path | None) -> None:
    """Measure and print the table."""
    click.echo(f"{'':<28}{'reports':>9}{'seconds':>9}{'a second':>10}{'CPU s':>8}{'MB':>7}")
    rows = []
    for run in runs(data / file):
        rows.append({**asdict(run), "rate": round(run.rate)})
        click.echo(
            f"{run.name:<28}{run.reports:>9,}{run.seconds:>9.1f}{run.rate:>10,.0f}"
            f"{run.processor_seconds:>8.1f}{run.peak_memory:>7.0f}"
        )
    if output:
        output.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
