"""Repair: damaged originals and versions are replaced by the same ones of a backup."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, select, update

from archive.catalogue import lineage, schema
from archive.catalogue.database import Database
from archive.catalogue.fixity import is_sound
from archive.catalogue.packing import unpacked
from archive.catalogue.records import Damage
from archive.catalogue.revisions import now, touch
from archive.catalogue.tables import originals, reports, versions
from archive.errors import CatalogueUnsuitable, OriginalDamaged

__all__ = ["repair"]


def repair(database: Database, backup: str, damage: Sequence[Damage]) -> list[Damage]:
    """Replace what is damaged by what a backup has; return what was replaced.

    Reports whose current version is replaced get a new revision, so that they are indexed again.
    Raise `CatalogueUnsuitable` if the backup is no earlier state of the catalogue.
    """
    with closing(Database(backup)) as other:
        schema.check(other)
        with other.reading() as source:
            return database.write(lambda connection: _repair(connection, source, damage, backup))


def _repair(
    connection: Connection, source: Connection, damage: Iterable[Damage], backup: str
) -> list[Damage]:
    if not lineage.has(connection, lineage.last(source)):
        raise CatalogueUnsuitable(f"{backup} is a backup of another archive, or a later one")
    mended = []
    touched = set()
    for each in damage:
        if each.kind == "original" and _repair_original(connection, source, each.key):
            mended.append(each)
        elif each.kind == "version" and (sound := _sound_version(source, int(each.key))):
            which = update(versions).where(versions.c.number == int(each.key))
            connection.execute(which.values(sound))
            mended.append(each)
            touched.add(int(each.key))
    shown = select(reports.c.number).where(reports.c.current.in_(touched))
    touch(connection, connection.execute(shown).scalars().all(), now())
    return mended


def _repair_original(connection: Connection, source: Connection, sha256: str) -> bool:
    """Replace an original; return False if the backup has no sound one."""
    wanted = select(originals).where(originals.c.sha256 == sha256)
    row = source.execute(wanted).first()
    if row is None:
        return False
    try:
        unpacked(row.data, sha256)
    except OriginalDamaged:
        return False
    where = originals.c.sha256 == sha256
    connection.execute(update(originals).where(where).values(row._asdict()))
    return True


def _sound_version(source: Connection, number: int) -> dict[str, Any] | None:
    """Return the columns of a version of the backup; None if it has no sound one."""
    if not is_sound(source, number):
        return None
    return source.execute(select(versions).where(versions.c.number == number)).one()._asdict()
