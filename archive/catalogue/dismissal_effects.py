"""Decisions that dismiss matters of the review: their checks. They change no table."""

from collections.abc import Sequence

from sqlalchemy import Connection

from archive.catalogue.subject import Subject
from archive.catalogue.tables import storable
from archive.decision import Decision, Logged, texts_in, to_record
from archive.dismissal import KINDS
from archive.errors import DecisionInvalid

__all__ = ["SUBJECT"]


def _complete(_connection: Connection, decision: Decision, _log: Sequence[Logged]) -> Decision:
    """Return a decision as it is."""
    return decision


def _check(_connection: Connection, added: Sequence[Logged], _log: Sequence[Logged]) -> None:
    """Raise `DecisionInvalid` if a text cannot be stored."""
    for logged in added:
        if isinstance(logged.decision, KINDS):
            for text in texts_in(to_record(logged.decision)):
                if not storable(text):
                    raise DecisionInvalid(f"{text!r} holds a character that cannot be stored")


def _follow(
    _connection: Connection,
    _concerned: Sequence[Decision],
    _before: Sequence[Logged],
    _after: Sequence[Logged],
) -> set[int]:
    """Return no report: readers see nothing of matters."""
    return set()


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions that dismiss matters of the review."""
