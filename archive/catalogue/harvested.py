"""The addresses that harvests met: which are still to be fetched, and the validators of the rest.

A list of addresses is stored in the transaction that stores its validators, so that a list which
has not changed needs to be read only once, however often a harvest is interrupted.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from archive.catalogue.chunks import chunks
from archive.catalogue.database import Database
from archive.catalogue.erased_digests import digest_of_url
from archive.catalogue.erased_digests import known as known_digests
from archive.catalogue.records import Harvested
from archive.catalogue.revisions import now
from archive.catalogue.tables import harvested

__all__ = ["HarvestedAddresses", "is_due", "merged"]

# Addresses looked up, stored or returned at once.
_CHUNK = 500
# Runs after which an address that fails is tried again only on demand: pages that are gone stay in
# sitemaps for years.
_MOST_FAILURES = 5

_COLUMNS = tuple(column for column in harvested.c if column.name != "datestamp")
_ORDER = (harvested.c.position, harvested.c.address)


class HarvestedAddresses:
    """The addresses that harvests met."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, addresses: Collection[str]) -> dict[str, Harvested]:
        """Return what is known of the addresses; those that no harvest met are left out."""
        return self._database.read(
            lambda connection: {
                address: known
                for chunk in chunks(addresses, _CHUNK)
                for address, known in _known(connection, chunk).items()
            }
        )

    def lists(self, root: str) -> list[Harvested]:
        """Return the feed or sitemap `root` and those that it names, in their order."""
        wanted = (
            select(*_COLUMNS)
            .where(harvested.c.list == root, harvested.c.state == "list")
            .order_by(*_ORDER)
        )
        return self._database.read(lambda connection: list(map(_read, connection.execute(wanted))))

    def store_list(self, read: Harvested, named: Iterable[Harvested]) -> None:
        """Store a list that was read, with the addresses that it names.

        A known page whose list gives another time of change is to be fetched again. Addresses of
        erased reports are left out.
        """
        rows = list(named)

        def work(connection: Connection) -> None:
            _save(connection, [read], _known(connection, [read.address]))
            for chunk in chunks(_without_erased(connection, rows), _CHUNK):
                known = _known(connection, [each.address for each in chunk])
                after = [merged(each, known.get(each.address)) for each in chunk]
                changed = [each for each in after if each != known.get(each.address)]
                _save(connection, changed, known)

        self._database.write(work)

    def due(self, root: str, *, again: bool = False) -> Iterator[Harvested]:
        """Yield the pages that are to be fetched, in the order in which they were named.

        `again`: pages that were fetched are due, too. A page may be stored before the next is
        asked for; it is not yielded twice.
        """
        last = (-1, "")
        while chunk := self._after(root, last, again=again):
            yield from chunk
            last = (chunk[-1].position, chunk[-1].address)

    def count_due(self, root: str, *, again: bool = False) -> int:
        """Return the number of pages that `due` would yield."""
        wanted = select(func.count()).where(_due(root, again=again))
        number: int = self._database.read(lambda each: each.execute(wanted).scalar_one())
        return number

    def store(self, page: Harvested) -> None:
        """Store the outcome for an address."""
        self._database.write(
            lambda connection: _save(connection, [page], _known(connection, [page.address]))
        )

    def _after(self, root: str, last: tuple[int, str], *, again: bool) -> list[Harvested]:
        wanted = (
            select(*_COLUMNS)
            .where(_due(root, again=again), tuple_(*_ORDER) > last)
            .order_by(*_ORDER)
            .limit(_CHUNK)
        )
        return self._database.read(lambda connection: list(map(_read, connection.execute(wanted))))


def _without_erased(connection: Connection, rows: Sequence[Harvested]) -> list[Harvested]:
    """Return the addresses that are not those of erased reports."""
    digests = {each.address: digest_of_url(each.address) for each in rows}
    erased = known_digests(connection, digests.values())
    return [each for each in rows if digests[each.address] not in erased]


def _known(connection: Connection, addresses: Collection[str]) -> dict[str, Harvested]:
    """Return address → what is known of it."""
    rows = connection.execute(select(*_COLUMNS).where(harvested.c.address.in_(addresses)))
    return {row.address: _read(row) for row in rows}


def merged(named: Harvested, known: Harvested | None) -> Harvested:
    """Return what becomes of an address when a list names it; `known`: what it was before.

    A list of its own counts as unread until it is stored itself.
    """
    if named.state == "list":
        is_same = known is not None and known.state == "list" and named.modified == known.modified
        return known if known and is_same else replace(known or named, state="list", modified="")
    if known is None:
        return named
    if known.state == "list":
        return known
    if known.state != "list page" and named.modified not in ("", known.modified):
        return replace(known, list=named.list, state="waiting", modified=named.modified, failures=0)
    return replace(known, list=named.list) if known.state in ("waiting", "failed") else known


def is_due(page: Harvested, *, again: bool = False) -> bool:
    """Return True if a page is to be fetched; `again`: pages that were fetched are, too."""
    if page.state == "failed" and not again:
        return page.failures < _MOST_FAILURES
    return page.state == "waiting" or (again and page.state != "list")


def _due(root: str, *, again: bool) -> ColumnElement[bool]:
    """Return the same as a condition, for the pages of a list."""
    states: ColumnElement[bool] = or_(
        harvested.c.state == "waiting",
        (harvested.c.state == "failed") & (harvested.c.failures < _MOST_FAILURES),
    )
    return (harvested.c.list == root) & (harvested.c.state != "list" if again else states)


def _save(connection: Connection, rows: Sequence[Harvested], known: Collection[str]) -> None:
    """Insert or update rows; `known`: the addresses that have one."""
    datestamp = now()
    values: list[dict[str, Any]] = [asdict(row) | {"datestamp": datestamp} for row in rows]
    new = [each for each in values if each["address"] not in known]
    changed = [each | {"which": each["address"]} for each in values if each["address"] in known]
    if new:
        connection.execute(insert(harvested), new)
    if changed:
        which = update(harvested).where(harvested.c.address == bindparam("which"))
        connection.execute(which, changed)


def _read(row: Row[Any]) -> Harvested:
    return Harvested(**row._mapping)
