"""Decisions about sections: their checks, and their effects on the tables."""

from collections.abc import Sequence

from sqlalchemy import Connection

from archive.catalogue import spellings
from archive.catalogue.subject import Subject
from archive.catalogue.tables import storable
from archive.decision import Decision, Logged
from archive.errors import DecisionInvalid
from archive.sections.authority import KINDS, SectionMerge, Sections, normalised, paths_in

__all__ = ["SUBJECT"]


def _complete(_connection: Connection, decision: Decision, log: Sequence[Logged]) -> Decision:
    """Return a decision with its paths in their usual form."""
    try:
        made = normalised(decision)
    except ValueError as error:
        raise DecisionInvalid(str(error)) from error
    match made:
        case SectionMerge(section, target) if Sections(log).are_one_by_rule(section, target):
            raise DecisionInvalid(f"{' › '.join(section)!r} is the same section by rule")
    return made


def _check(_connection: Connection, added: Sequence[Logged], _log: Sequence[Logged]) -> None:
    """Raise `DecisionInvalid` if a path cannot be stored."""
    for logged in added:
        for path in paths_in(logged.decision):
            if not all(map(storable, path)):
                raise DecisionInvalid(f"{path!r} holds a character that cannot be stored")


def _follow(
    connection: Connection,
    _concerned: Sequence[Decision],
    _before: Sequence[Logged],
    after: Sequence[Logged],
) -> set[int]:
    """Update the meanings of all paths; return the numbers of the reports that changed."""
    return spellings.refresh_sections(connection, after)


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions about sections."""
