"""The command line on an archive of its own, in this process and in others."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from archive.cli import main

__all__ = ["RECORDS", "Khobao", "started"]

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


def started(
    folder: Path, *arguments: str, before: Callable[[], None] | None = None
) -> "subprocess.Popen[bytes]":
    """The command line in a process of its own, in which `before` is called first."""
    command = [sys.executable, "-c", "from archive.cli import main; main()"]
    return subprocess.Popen(
        [*command, "--archive", str(folder / "archive"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
