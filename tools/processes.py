"""Processes of the operating system (Linux)."""

import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["family"]


def family(process: int) -> Iterator[int]:
    """Yield the identifiers of a process and its descendants, the process first."""
    yield process
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            children = Path(f"/proc/{process}/task/{thread}/children").read_text()
            for child in children.split():
                yield from family(int(child))
    except OSError:
        return
