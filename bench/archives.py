"""Larger archives: copies of the reports of an archive under other identifiers.

A copy has the text, the values and the persons of its report. It tells no story with other copies,
so that no list folds them.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.catalogue import open_catalogue
from archive.catalogue.tables import appearances, reports, versions
from archive.config import load
from archive.indexing import catch_up
from index.engine import open_engine

__all__ = ["enlarged"]

# Changes of a copy in each table, as SQL: `:n` is the number of the copy, the first being 1.
_CHANGED = {
    reports: {
        "number": "number + :n * :reports",
        "identifier": "identifier || '-' || :n",
        "revision": "revision + :n * :revisions",
        "current": "current + :n * :versions",
    },
    versions: {"number": "number + :n * :versions", "report": "report + :n * :reports"},
    appearances: {"report": "report + :n * :reports"},
}
# KiB of the file that are kept in memory while copies are added.
_CACHE = 512 << 10
_KEYS = {reports: "number", versions: "report", appearances: "report"}


def enlarged(source: Path, folder: Path, size: int) -> Path:
    """Return an archive of `size` reports, made in a new folder of one with an SQLite catalogue.

    Return `source` itself if it has as many, and the folder as it is if it exists. The archive is
    made in a draft of the folder; after an interruption, what is done of it is kept.
    """
    settings = load(source)
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        known = catalogue.counts().reports
    if known >= size or folder.exists():
        return source if known >= size else folder
    draft = folder.with_suffix(".draft")
    draft.mkdir(parents=True, exist_ok=True)
    file = draft / "catalogue.sqlite"
    if not file.exists():
        partial = draft / "catalogue.partial"
        partial.unlink(missing_ok=True)
        _copy(source / file.name, partial, size)
        partial.rename(file)
    settings = load(draft)
    with (
        closing(open_catalogue(settings.catalogue)) as catalogue,
        closing(open_engine(settings.index)) as engine,
    ):
        catch_up(catalogue, engine)
    return draft.rename(folder)


def _copy(source: Path, target: Path, size: int) -> None:
    """Make a catalogue of `size` reports. If it is interrupted, the file is of no use."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE}"):
            new.execute(f"PRAGMA {setting}")
        with new:
            _add_copies(new, size)
        new.execute("PRAGMA journal_mode = WAL")


def _add_copies(new: sqlite3.Connection, size: int) -> None:
    [(known, last)] = new.execute("SELECT count(*), max(number) FROM reports")
    [(revision,)] = new.execute("SELECT max(revision) FROM reports")
    [(version,)] = new.execute("SELECT max(number) FROM versions")
    offsets = {"reports": last, "versions": version, "revisions": revision}
    copies = -(-size // known) - 1
    for number in range(1, copies + 1):
        wanted = min(known, size - number * known)
        [(until,)] = new.execute(
            "SELECT number FROM reports WHERE number <= ? ORDER BY number LIMIT 1 OFFSET ?",
            (last, wanted - 1),
        )
        for table, changed in _CHANGED.items():
            names = [f'"{column.name}"' for column in table.columns]
            values = [changed.get(column.name, f'"{column.name}"') for column in table.columns]
            new.execute(
                f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)}"
                f" FROM {table.name} WHERE {_KEYS[table]} <= :until",
                {**offsets, "n": number, "until": until},
            )
    latest = (copies + 1) * revision
    new.execute("UPDATE head SET revision = ?", (latest,))
    new.execute("INSERT INTO lineage VALUES (?, ?)", (latest, "enlarged"))
