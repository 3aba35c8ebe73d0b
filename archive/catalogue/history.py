"""The versions of a report as published, and the bytes that they were read from."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, bindparam, func, select

from archive.catalogue.packing import unpacked
from archive.catalogue.prepared import Prepared
from archive.catalogue.records import Origin, Version
from archive.catalogue.shown import PUBLISHED, published
from archive.catalogue.tables import originals, origins, reports, storable, versions
from archive.catalogue.unread import by_version
from index.report import Original

__all__ = ["history", "original", "withheld"]


# Made once: each page of a report asks for its versions.
_VERSIONS = Prepared(
    select(
        reports.c.current,
        versions.c.number,
        versions.c.report,
        versions.c.version,
        versions.c.digest,
        versions.c.datestamp,
        *PUBLISHED,
    )
    .join(reports, reports.c.number == versions.c.report)
    .where(reports.c.identifier == bindparam("identifier"))
    .order_by(versions.c.version)
)
_ORIGINS = Prepared(
    select(
        origins.c.version,
        origins.c.place,
        origins.c.sha256,
        originals.c.media_type,
        originals.c.size,
        origins.c.retrieved,
        origins.c.notes,
    )
    .join(originals, originals.c.sha256 == origins.c.sha256)
    .where(origins.c.report.in_(bindparam("numbers", expanding=True)))
    .order_by(origins.c.place)
)
_WITHHELD = Prepared(
    select(origins.c.sha256)
    .join(reports, reports.c.number == origins.c.report)
    .where(
        origins.c.sha256.in_(bindparam("sha256s", expanding=True)), reports.c.withdrawn.is_(True)
    )
    .distinct()
)


def history(connection: Connection, identifier: str) -> list[Version]:
    """Return all versions of a report, oldest first; none if it is unknown."""
    if not storable(identifier):
        return []
    rows = _VERSIONS.all(connection, {"identifier": identifier})
    came = _origins(connection, {row.report for row in rows})
    unread = by_version(connection, [row.number for row in rows])
    # A copy of an earlier version came from where the first one with its content did.
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.digest, row.number)
    return [
        Version(
            row.version,
            row.datestamp,
            published(identifier, row),
            tuple(came.get(row.number) or came.get(first[row.digest]) or ()),
            tuple(unread.get(row.number, ())),
            row.number == row.current,
        )
        for row in rows
    ]


def original(connection: Connection, sha256: str) -> Original | None:
    """Return the bytes with this SHA-256 and one of the places they came from.

    Raise `OriginalDamaged` if the bytes have changed since they were stored.
    """
    if not storable(sha256):
        return None
    row = connection.execute(
        select(originals.c.data, originals.c.media_type, func.min(origins.c.place).label("place"))
        .join(origins, origins.c.sha256 == originals.c.sha256)
        .where(originals.c.sha256 == sha256)
        .group_by(originals.c.sha256)
    ).first()
    if row is None:
        return None
    return Original(unpacked(row.data, sha256), row.media_type, row.place)


def withheld(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Return those of some originals, given by SHA-256, that a withdrawn report came from too."""
    rows = _WITHHELD.all(connection, {"sha256s": list(sha256s)})
    return {row.sha256 for row in rows}


def _origins(connection: Connection, numbers: set[int]) -> dict[int, list[Origin]]:
    """Return version number → origins for the reports with these numbers."""
    rows = _ORIGINS.all(connection, {"numbers": list(numbers)})
    found: dict[int, list[Origin]] = defaultdict(list)
    for version, *origin in rows:
        came = Origin(*origin)
        found[version].append(replace(came, notes=tuple(came.notes)))
    return found
