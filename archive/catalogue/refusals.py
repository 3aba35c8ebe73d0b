"""Refusals: input that could not become a report, kept with its bytes and the reason."""

import zlib
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select

from archive.catalogue.database import Database
from archive.catalogue.records import Refused
from archive.catalogue.tables import refusals
from archive.errors import CatalogueUnavailable

__all__ = ["Refusals", "add", "delete_from"]


class Refusals:
    """Refusals in the catalogue; `Reports.put` adds them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, limit: int = 1000, *, list_pages: bool = False) -> list[Refused]:
        """Return the latest refusals, newest first, at most `limit`.

        `list_pages`: web pages that list reports, instead of all others.
        """
        wanted = (
            select(refusals)
            .where(refusals.c.is_list_page.is_(list_pages))
            .order_by(refusals.c.id.desc())
            .limit(limit)
        )
        return self._database.read(lambda connection: _chosen(connection, wanted))

    def origins(self, *, list_pages: bool = False) -> list[str]:
        """Return the origins of all refusals, oldest first, each once.

        `list_pages`: those of list pages, instead of all others.
        """
        wanted = (
            select(refusals.c.origin)
            .where(refusals.c.is_list_page.is_(list_pages))
            .group_by(refusals.c.origin)
            .order_by(func.min(refusals.c.id))
        )
        return self._database.read(lambda connection: [*connection.execute(wanted).scalars()])

    def get(self, number: int) -> Refused | None:
        """Return the refusal with this number, None if there is none."""
        wanted = select(refusals).where(refusals.c.id == number)
        return next(iter(self._database.read(lambda each: _chosen(each, wanted))), None)


def add(connection: Connection, refused: Sequence[Refused], datestamp: str) -> None:
    """Insert refusals, with the time of the import as their datestamp."""
    if refused:
        rows = [
            {
                "origin": each.origin,
                "line": each.line,
                "reason": each.reason,
                "data": zlib.compress(each.data),
                "datestamp": datestamp,
                "is_list_page": each.is_list_page,
            }
            for each in refused
        ]
        connection.execute(insert(refusals), rows)


def delete_from(connection: Connection, origins: Collection[str]) -> None:
    """Delete the refusals of these origins and of the members within them."""
    if origins:
        # A member is called `origin/…`. "0" follows "/" in the order of code points, so that an
        # index finds all members between these two bounds. A web page has none: what its address
        # begins is another page.
        within = [
            (refusals.c.origin > f"{origin}/") & (refusals.c.origin < f"{origin}0")
            for origin in origins
            if "://" not in origin
        ]
        where = or_(refusals.c.origin.in_(origins), *within)
        connection.execute(delete(refusals).where(where))


def _chosen(connection: Connection, wanted: Select[Any]) -> list[Refused]:
    """Return the refusals that a statement selects."""
    return [
        Refused(
            row.reason,
            row.origin,
            row.line,
            _unpacked(row),
            row.datestamp,
            row.id,
            row.is_list_page,
        )
        for row in connection.execute(wanted)
    ]


def _unpacked(row: Any) -> bytes:
    """Return the bytes of a refusal; raise `CatalogueUnavailable` if they are damaged."""
    try:
        return zlib.decompress(row.data)
    except zlib.error as error:
        raise CatalogueUnavailable(f"the bytes of refusal {row.id} are damaged: {error}") from error
