"""Making an older version of a report the newest again, as a copy with a number of its own."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, delete, select, update

from archive.catalogue.database import add
from archive.catalogue.revisions import Revisions, touch
from archive.catalogue.stories import find_stories
from archive.catalogue.story_texts import current
from archive.catalogue.tables import appearances, reports, unread, versions

__all__ = ["renew"]


def renew(connection: Connection, numbers: Collection[int], datestamp: str) -> list[str]:
    """Copy older versions as the newest ones; return the identifiers of their reports."""
    revisions = Revisions(connection)
    rows = connection.execute(
        select(versions, reports.c.identifier, reports.c.version.label("newest"))
        .join(reports, reports.c.number == versions.c.report)
        .where(versions.c.number.in_(numbers), reports.c.withdrawn.is_(False))
        .order_by(versions.c.number)
    ).all()
    copies: dict[int, dict[str, Any]] = {}
    for row in rows:
        copy = {column.name: row._mapping[column] for column in versions.c}
        number = revisions.next()
        copy |= {"number": number, "version": row.newest + 1, "datestamp": datestamp}
        copies[row.number] = copy
    add(connection, versions, list(copies.values()))
    values = connection.execute(select(unread).where(unread.c.version.in_(copies))).all()
    add(
        connection,
        unread,
        [value._asdict() | {"version": copies[value.version]["number"]} for value in values],
    )
    for copy in copies.values():
        connection.execute(
            update(reports)
            .where(reports.c.number == copy["report"])
            .values(
                current=copy["number"],
                version=copy["version"],
                extraction="",
                url=copy["url"],
            )
        )
    changed = {copy["report"]: copy["number"] for copy in copies.values()}
    connection.execute(delete(appearances).where(appearances.c.report.in_(changed)))
    revisions.touch(changed, datestamp)
    others = find_stories(connection, current(connection, changed)) - changed.keys()
    touch(connection, others, datestamp)
    return [row.identifier for row in rows]
