"""Records of the last backup and the last verification of an archive, in files in its folder."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

__all__ = ["Run", "Task", "last_run", "record"]

Task = Literal["backup", "verify"]
"""The command that ran."""


@dataclass(frozen=True, slots=True)
class Run:
    """A completed backup or verification.

    `finished`: ISO 8601 in UTC, such as `2026-11-30T02:15:00Z`. `damaged`: number of damaged parts
    that were found and not mended. `place`: the folder of the backup. `part`, `parts`: the part of
    the archive that was verified, from 1, and the number of parts.
    """

    finished: str
    damaged: int
    place: str = ""
    part: int = 1
    parts: int = 1

    @classmethod
    def now(cls, damaged: int, **facts: Any) -> Self:
        """Return a run that has just been completed."""
        return cls(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", damaged, **facts)

    @property
    def timestamp(self) -> float:
        """The end in seconds since 1970."""
        return datetime.fromisoformat(self.finished).timestamp()


def record(archive: Path, task: Task, run: Run) -> bool:
    """Record a run in the folder of an archive; return False if that is impossible.

    A folder may be read-only, or not exist if catalogue and index are on servers.
    """
    if not os.access(archive, os.W_OK):
        return False
    path = _path(archive, task)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(json.dumps(asdict(run)), "utf-8")
        part.rename(path)
    except OSError:
        return False
    return True


def last_run(archive: Path, task: Task) -> Run | None:
    """Return the last recorded run; None if there is none, or its record is unreadable."""
    try:
        fields: Mapping[str, Any] = json.loads(_path(archive, task).read_bytes())
        run = Run(**fields)
        # Raises ValueError unless it is a time.
        _ = run.timestamp
    except (OSError, ValueError, TypeError):
        return None
    return run


def _path(archive: Path, task: Task) -> Path:
    return archive / f"last-{task}.json"
