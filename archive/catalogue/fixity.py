"""Fixity: stored data compared with the checksums that were computed when they came in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, select, text
from sqlalchemy.exc import DatabaseError

from archive.catalogue.database import Database
from archive.catalogue.identity import digest
from archive.catalogue.packing import unpacked
from archive.catalogue.records import Damage, Slice
from archive.catalogue.shown import PUBLISHED, published
from archive.catalogue.tables import originals, origins, reports, versions
from archive.catalogue.unread import by_version
from archive.errors import OriginalDamaged
from index.report import Original

__all__ = ["REPAIR", "Fixity", "check_database", "check_originals", "is_sound"]

REPAIR = "«khobao verify --repair BACKUP» takes it from a backup"
"""The remedy for a damaged original or version."""

OnProgress = Callable[[int], None]
"""Called with the number of rows checked so far."""

# Rows that are read at once: originals are large, versions some kilobytes.
_ORIGINALS = 100
_VERSIONS = 500

_VERSION = (
    versions.c.number,
    versions.c.version,
    versions.c.digest,
    reports.c.identifier,
    *PUBLISHED,
)


class Fixity:
    """Checks of what the catalogue stores; each is one reading transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def database(self) -> list[Damage]:
        """Return what SQLite's own checks find in pages, indexes and references between rows."""
        return self._database.read(lambda connection: list(check_database(connection)))

    def originals(self, part: Slice, on_progress: OnProgress) -> list[Damage]:
        """Return the originals of a slice whose bytes do not have their SHA-256."""
        return self._database.read(
            lambda connection: list(check_originals(connection, part, on_progress))
        )

    def versions(self, part: Slice, on_progress: OnProgress) -> list[Damage]:
        """Return the versions of a slice whose content does not have its digest."""
        return self._database.read(
            lambda connection: list(check_versions(connection, part, on_progress))
        )


def check_database(connection: Connection) -> Iterator[Damage]:
    """Yield what SQLite's own checks find; nothing on PostgreSQL, which checks pages as it reads.

    Pages, indexes and constraints are checked, then the references between rows.
    """
    if connection.dialect.name != "sqlite":
        return
    remedy = "«khobao restore BACKUP» into another folder"
    for (problem,) in connection.execute(text("PRAGMA integrity_check")).all():
        if problem != "ok":
            yield Damage("database", "catalogue", " ".join(str(problem).split()), remedy)
    for row in connection.execute(text("PRAGMA foreign_key_check")).all():
        problem = f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is missing"
        yield Damage("database", "catalogue", problem, remedy)


def check_originals(
    connection: Connection, part: Slice, on_progress: OnProgress
) -> Iterator[Damage]:
    """Yield the originals of a slice whose bytes do not have their SHA-256."""
    first, last = part.hexadecimal()
    wanted = (
        select(originals.c.sha256, originals.c.data, originals.c.size)
        .where(originals.c.sha256 >= first, originals.c.sha256 < last)
        .order_by(originals.c.sha256)
    )
    rows = connection.execute(wanted, execution_options={"yield_per": _ORIGINALS})
    for done, row in enumerate(rows, 1):
        try:
            size = len(unpacked(row.data, row.sha256))
            if size != row.size:
                raise OriginalDamaged(row.sha256, f"it has {size:,} bytes, not {row.size:,}")
        except OriginalDamaged as error:
            name = _named(connection, row.sha256)
            yield Damage("original", name, error.problem, REPAIR, row.sha256)
        on_progress(done)


def check_versions(
    connection: Connection, part: Slice, on_progress: OnProgress
) -> Iterator[Damage]:
    """Yield the versions of the reports of a slice whose content does not have their digest."""
    wanted = (
        select(*_VERSION)
        .join(reports, reports.c.number == versions.c.report)
        .where(versions.c.report % part.of == part.number)
    )
    numbers = select(versions.c.number).where(versions.c.report % part.of == part.number)
    last = done = 0
    while (
        page := connection.execute(
            numbers.where(versions.c.number > last).order_by(versions.c.number).limit(_VERSIONS)
        )
        .scalars()
        .all()
    ):
        yield from _damaged_versions(connection, wanted, page)
        last = page[-1]
        done += len(page)
        on_progress(done)


def is_sound(connection: Connection, number: int) -> bool:
    """Return True if there is a version with this number and its content has its digest."""
    wanted = select(*_VERSION).join(reports, reports.c.number == versions.c.report)
    known = select(versions.c.number).where(versions.c.number == number)
    return bool(connection.execute(known).all()) and not list(
        _damaged_versions(connection, wanted, [number])
    )


def _damaged_versions(
    connection: Connection, wanted: Select[Any], numbers: Sequence[int]
) -> Iterator[Damage]:
    """Yield the damaged ones of the versions with these numbers."""
    try:
        rows = connection.execute(wanted.where(versions.c.number.in_(numbers))).all()
    except (DatabaseError, ValueError, TypeError) as error:
        # A text that is not UTF-8, or a list that is not JSON: which version has it?
        if len(numbers) > 1:
            for number in numbers:
                yield from _damaged_versions(connection, wanted, [number])
        else:
            yield _damaged_version(
                f"number {numbers[0]}", numbers[0], f"it cannot be read ({_reason(error)})"
            )
        return
    unread = by_version(connection, numbers)
    for row in rows:
        values = tuple((each.field, each.written) for each in unread.get(row.number, ()))
        report = published(row.identifier, row)
        if values:
            report = replace(report, original=Original(b"", "", "", unread=values))
        if digest(report) != row.digest:
            problem = f"its content does not have the digest {row.digest[:12]}…"
            name = f"{row.version} of {row.identifier!r}"
            yield _damaged_version(name, row.number, problem)


def _damaged_version(name: str, number: int, problem: str) -> Damage:
    return Damage("version", name, problem, REPAIR, str(number))


def _reason(error: Exception) -> str:
    """Return the reason of an error of the database in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _named(connection: Connection, sha256: str) -> str:
    """Return the SHA-256 of an original with a report and a place that it belongs to."""
    row = connection.execute(
        select(reports.c.identifier, origins.c.place)
        .join(reports, reports.c.number == origins.c.report)
        .where(origins.c.sha256 == sha256)
        .limit(1)
    ).first()
    return f"{sha256} of {row.identifier!r}, read from {row.place}" if row else sha256
