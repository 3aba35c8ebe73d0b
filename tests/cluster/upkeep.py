"""What keeps a cluster well: dumps of its catalogue, and what they bring back."""

import subprocess
from pathlib import Path

from tests.cluster import postgres

__all__ = ["dump", "load"]


def dump(url: str, file: Path) -> None:
    """Write a database to a file, as of one moment; others may write meanwhile."""
    _run(postgres.program("pg_dump"), "--format=custom", f"--file={file}", _plain(url))


def load(file: Path, url: str) -> None:
    """Fill an empty database from such a file."""
    _run(
        postgres.program("pg_restore"),
        "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={_plain(url)}",
        str(file),
    )  # fmt: skip


def _plain(url: str) -> str:
    """A URL as PostgreSQL's own programs take it."""
    return url.replace("+psycopg", "", 1)


def _run(program: Path, *arguments: str) -> None:
    told = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    if told.returncode:
        raise RuntimeError(f"{program.name}: {told.stderr}")
