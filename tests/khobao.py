"""The command line on an archive of its own, in this process and in others."""

import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import Engine, event

from archive import extraction, ingest
from archive.cli import main
from tests.processes import Forked

__all__ = ["RECORDS", "Khobao", "die_at_statement", "padded", "started"]

RECORDS = [
    {
        "id": "bao:1",
        "title": "Huế làm tốt công tác dân vận",
        "date": "2018-01-10T12:31:00+07:00",
        "section": "Chính trị › Thời sự",
        "author": "Anh Phong",
        "source": "Báo Huế",
        "body": "Thủ tướng Nguyễn Xuân Phúc nói về dân vận khéo.\nMưa lớn.",
    },
    {
        "id": "bao:2",
        "title": "Lũ về",
        "date": "2019-10",
        "section": "Xã hội",
        "body": "Nước lên nhanh ở miền núi.",
    },
]


@dataclass
class Khobao:
    """The command line on an archive of its own."""

    folder: Path

    def __call__(self, *arguments: str, stdin: str | None = None) -> Result:
        runner = CliRunner()
        options = ["--archive", str(self.folder / "archive")]
        return runner.invoke(main, [*options, *arguments], input=stdin, catch_exceptions=False)

    def write(self, *records: object, name: str = "reports.jsonl") -> str:
        path = self.folder / name
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        path.write_text("".join(lines), encoding="utf-8")
        return str(path)


def padded(path: str) -> bytes:
    """Return the lines of a file padded with spaces, so that no buffer holds back many of them."""
    lines = Path(path).read_bytes().splitlines()
    return b"".join(line.ljust(40_000) + b"\n" for line in lines)


def started(
    folder: Path,
    *arguments: str,
    before: Callable[[], None] | None = None,
    batch: int | None = None,
) -> Forked:
    """Start the command line in a process of its own, in which `before` is called first.

    `batch`: reports that an import writes at once, instead of 500, so that a small import has many
    batches.
    """

    def prepare() -> None:
        if batch is not None:
            assert ingest._BATCH == extraction._FEW
            ingest._BATCH = extraction._FEW = batch
        if before is not None:
            before()

    command = ["--archive", str(folder / "archive"), *arguments]
    return Forked(lambda: main(command, prog_name="khobao"), prepare)


def die_at_statement(number: int, beginning: str = "") -> None:
    """Kill this process before its `number`th SQL statement with some beginning."""
    executed = 0

    @event.listens_for(Engine, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal executed
        executed += statement.startswith(beginning)
        if executed == number:
            os.kill(os.getpid(), signal.SIGKILL)
