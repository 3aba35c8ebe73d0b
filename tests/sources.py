"""Bytes read by one importer, without a file."""

import io
from typing import Any

from archive.importers.source import Format, Options, Record, Source

__all__ = ["read"]


def read(format: Format, data: bytes, origin: str = "file", **options: Any) -> list[Record]:
    """Return what a format yields for the bytes."""
    stream = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]
    return list(format.read(Source(stream, origin), Options(**options)))
