"""The authority records of newspapers and sections, computed from all decisions."""

import json

from sqlalchemy import Connection, select

from archive.catalogue import log, spellings
from archive.catalogue.database import Database
from archive.catalogue.hidden_spellings import hidden_names, hidden_sources
from archive.catalogue.revisions import now, touch
from archive.catalogue.state import State, state
from archive.catalogue.tables import newspaper_spellings, section_names, section_spellings
from archive.newspapers.authority import Newspapers
from archive.newspapers.decisions import KINDS as NEWSPAPERS
from archive.sections.authority import KINDS as SECTIONS
from archive.sections.authority import Sections

__all__ = ["NameRecords"]


class NameRecords:
    """The newspapers and sections of a catalogue.

    Both are kept until the catalogue has changed: many queries ask for them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: tuple[State, Newspapers] | None = None
        self._kept_sections: tuple[State, Sections] | None = None

    def newspapers(self) -> Newspapers:
        """Return the authority file of newspapers."""
        kept = self._kept
        if kept is None or kept[0] != self._state():
            kept = self._kept = self._database.read(_newspapers)
        return kept[1]

    def sections(self) -> Sections:
        """Return the authority file of sections."""
        kept = self._kept_sections
        if kept is None or kept[0] != self._state():
            kept = self._kept_sections = self._database.read(_sections)
        return kept[1]

    def section_paths(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Return path as reports have it → path under which it is listed, in order."""
        wanted = select(section_spellings).order_by(section_spellings.c.spelling)
        rows = self._database.read(lambda connection: connection.execute(wanted).all())
        return {tuple(json.loads(row.spelling)): tuple(row.shown) for row in rows}

    def refresh(self) -> None:
        """Compute again what all names mean, after the list that ships has changed."""
        self._database.write(
            lambda connection: touch(connection, spellings.learn_all(connection), now())
        )

    def _state(self) -> State:
        return self._database.read_once(state)


def _newspapers(connection: Connection) -> tuple[State, Newspapers]:
    known = set(connection.execute(select(newspaper_spellings.c.spelling)).scalars())
    hidden = hidden_sources(connection)
    return state(connection), Newspapers(log.read(connection, NEWSPAPERS), known, hidden)


def _sections(connection: Connection) -> tuple[State, Sections]:
    hidden = hidden_names(connection)
    names: dict[str, list[str]] = {}
    for row in connection.execute(select(section_names)):
        if row.name not in hidden:
            names.setdefault(row.key, []).append(row.name)
    return state(connection), Sections(log.read(connection, SECTIONS), names)
