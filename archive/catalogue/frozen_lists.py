"""Frozen lists: the identifiers of a list in their order, kept for citation."""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from archive.catalogue.chunks import chunks
from archive.catalogue.corrected import STATE
from archive.catalogue.database import Database, add
from archive.catalogue.records import FrozenEntry, FrozenList
from archive.catalogue.revisions import now
from archive.catalogue.tables import corrected, frozen_entries, frozen_lists, reports, storable
from archive.errors import ListRefused
from archive.typed_text import TextInvalid, replace_unseen, require_visible

__all__ = ["FrozenLists"]

# Entries that are written or looked up at once.
_CHUNK = 500
# Characters that no text column holds: see `storable`.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class FrozenLists:
    """The frozen lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        found: Callable[[], tuple[str, Iterable[str]]],
        *,
        query: str,
        words: str,
        filters: tuple[str, ...],
        note: str = "",
        most_lists: int | None = None,
        most_reports: int | None = None,
    ) -> FrozenList:
        """Freeze the reports that were found, in their order; skip those not shown.

        `found`: returns the generation of the index and the identifiers in it; called in the
        transaction, again if that is retried. `query` … `note`: see `FrozenList`; characters that
        the catalogue cannot store are replaced, in words and filters also those that act unseen.
        `most_lists`: of all frozen lists, `most_reports`: of this one; None for no limit. Raise
        `ListRefused` if a limit is passed, nothing is left, or the note holds a character that
        `require_visible` refuses.
        """
        note = _stored(note)
        try:
            require_visible(note, "the note")
        except TextInvalid as error:
            raise ListRefused(str(error)) from error
        datestamp = now()
        facts = {
            # Unguessable, so that a removed list is not mistaken for a later one.
            "identifier": f"{datestamp[:10]}-{secrets.token_hex(4)}",
            "datestamp": datestamp,
            "query": query,
            "words": replace_unseen(_stored(words)),
            "filters": tuple(replace_unseen(_stored(each)) for each in filters),
            "note": note,
        }

        def work(connection: Connection) -> FrozenList:
            if most_lists is not None and _count(connection) >= most_lists:
                raise ListRefused(f"there are {most_lists:,} frozen lists already")
            generation, identifiers = found()
            return _add(connection, facts | {"generation": generation}, identifiers, most_reports)

        return self._database.write(work)

    def get(self, identifier: str) -> FrozenList | None:
        """Return the list with this identifier; None if there is none."""
        if not storable(identifier):
            return None
        found = self._database.read(lambda connection: _found(connection, identifier))
        return next(iter(found), None)

    def all(self) -> list[FrozenList]:
        """Return all lists, oldest first."""
        return self._database.read(_found)

    def entries(self, identifier: str, after: int = 0, limit: int = _CHUNK) -> list[FrozenEntry]:
        """Return the entries of a list after a position, in their order."""
        wanted = (
            select(
                frozen_entries.c.position,
                frozen_entries.c.report,
                frozen_entries.c.version,
                STATE,
            )
            .outerjoin(
                reports,
                and_(
                    reports.c.identifier == frozen_entries.c.report, reports.c.withdrawn.is_(False)
                ),
            )
            .outerjoin(corrected, corrected.c.report == reports.c.number)
            .where(frozen_entries.c.list == identifier, frozen_entries.c.position > after)
            .order_by(frozen_entries.c.position)
            .limit(limit)
        )
        return self._database.read(
            lambda connection: [FrozenEntry(*row) for row in connection.execute(wanted)]
        )

    def current_versions(self, identifiers: Collection[str]) -> dict[str, int]:
        """Return the number of what readers see of each report that is shown."""
        return self._database.read(lambda connection: _current(connection, identifiers))

    def remove(self, identifier: str) -> bool:
        """Remove a list for good; return False if there is none."""
        if not storable(identifier):
            return False

        def work(connection: Connection) -> bool:
            connection.execute(delete(frozen_entries).where(frozen_entries.c.list == identifier))
            gone = connection.execute(
                delete(frozen_lists).where(frozen_lists.c.identifier == identifier)
            )
            return bool(gone.rowcount)

        return self._database.write(work)


def _stored(text: str) -> str:
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _add(
    connection: Connection, facts: Mapping[str, object], ids: Iterable[str], most: int | None
) -> FrozenList:
    """Add a list with its entries; return it. `facts`: column → value."""
    identifier = str(facts["identifier"])
    connection.execute(insert(frozen_lists).values(reports=0, sha256="", **facts))
    number, sha256 = _add_entries(connection, identifier, ids, most)
    whole = update(frozen_lists).where(frozen_lists.c.identifier == identifier)
    connection.execute(whole.values(reports=number, sha256=sha256))
    return _found(connection, identifier)[0]


def _add_entries(
    connection: Connection, identifier: str, ids: Iterable[str], most: int | None
) -> tuple[int, str]:
    """Write the entries; return their number and the SHA-256 of their identifiers."""
    digest = hashlib.sha256()
    number = 0
    for chunk in chunks(ids, _CHUNK):
        versions = _current(connection, chunk)
        rows = []
        for report in chunk:
            if report in versions:
                number += 1
                rows.append(
                    {
                        "list": identifier,
                        "position": number,
                        "report": report,
                        "version": versions[report],
                    }
                )
                digest.update(f"{report}\n".encode())
        if most is not None and number > most:
            raise ListRefused(f"the list has more than {most:,} reports, the most to freeze")
        add(connection, frozen_entries, rows)
    if not number:
        raise ListRefused("the list is empty")
    return number, digest.hexdigest()


def _current(connection: Connection, identifiers: Collection[str]) -> dict[str, int]:
    rows = connection.execute(
        select(reports.c.identifier, STATE.label("state"))
        .outerjoin(corrected, corrected.c.report == reports.c.number)
        .where(
            reports.c.identifier.in_([each for each in identifiers if storable(each)]),
            reports.c.withdrawn.is_(False),
        )
    )
    return {row.identifier: row.state for row in rows}


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(frozen_lists)).scalar_one()


def _found(connection: Connection, identifier: str | None = None) -> list[FrozenList]:
    """Return one list, or all of them in the order in which they were frozen."""
    wanted = select(frozen_lists).order_by(frozen_lists.c.datestamp, frozen_lists.c.identifier)
    if identifier is not None:
        wanted = wanted.where(frozen_lists.c.identifier == identifier)
    return [_read(row) for row in connection.execute(wanted)]


def _read(row: Row[tuple[object, ...]]) -> FrozenList:
    values = dict(row._mapping)
    return FrozenList(**{**values, "filters": tuple(values["filters"])})
