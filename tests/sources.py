"""Sources of the importers: bytes without a file, and the files of folders."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from archive.importers import files
from archive.importers.source import Format, Options, Record, Source

__all__ = ["paths", "read"]


def read(format: Format, data: bytes, origin: str = "file", **options: Any) -> list[Record]:
    """Return what a format yields for the bytes."""
    stream = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]
    return list(format.read(Source(stream, origin), Options(**options)))


def paths(of: Iterable[str | Path]) -> list[str]:
    """Return the files that would be read at some paths, without what is skipped."""
    return [each for each in files(of) if isinstance(each, str)]
