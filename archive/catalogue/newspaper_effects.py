"""Decisions about newspapers: their checks, and their effects on the tables."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from archive.catalogue import spellings
from archive.catalogue.subject import Subject
from archive.catalogue.tables import newspaper_spellings, storable
from archive.decision import Decision, Logged, Undo, standing
from archive.errors import DecisionInvalid, NewspaperNotFound
from archive.newspapers.authority import Newspapers
from archive.newspapers.decisions import (
    KINDS,
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
    NewspaperSeparation,
    free_identifier,
    newspapers_in,
    normalised,
)

__all__ = ["SUBJECT"]


def _complete(connection: Connection, decision: Decision, log: Sequence[Logged]) -> Decision:
    """Return a decision with its texts in their usual form; name the record of a separation."""
    try:
        decision = normalised(decision)
    except ValueError as error:
        raise DecisionInvalid(str(error)) from error
    if not isinstance(decision, NewspaperSeparation) or decision.newspaper:
        return decision
    authority = _authority(connection, log)
    for earlier in (logged.decision for logged in log):
        # The record of a separation that was undone, so that it comes back.
        if isinstance(earlier, NewspaperSeparation) and earlier.name == decision.name:
            return earlier
    taken = {each.identifier for each in authority.all()} | authority.reserved
    return replace(decision, newspaper=free_identifier(decision.name, taken))


def _authority(connection: Connection, log: Sequence[Logged]) -> Newspapers:
    known = connection.execute(select(newspaper_spellings.c.spelling)).scalars()
    return Newspapers(log, known)


def _check(connection: Connection, added: Sequence[Logged], log: Sequence[Logged]) -> None:
    """Raise `NewspaperNotFound` or `DecisionInvalid` if decisions cannot be carried out."""
    own = [logged.decision for logged in added if isinstance(logged.decision, KINDS)]
    for decision in own:
        _check_texts(decision)
    if not any(isinstance(logged.decision, (*KINDS, Undo)) for logged in added):
        return
    before = _authority(connection, log[: -len(added)])
    after = _authority(connection, log)
    made = {each.newspaper for each in own if isinstance(each, NewspaperSeparation)}
    for decision in own:
        for identifier in newspapers_in(decision):
            if before.get(identifier) is None and identifier not in made:
                raise NewspaperNotFound(
                    f"there is no newspaper {identifier!r}; «khobao newspapers list» lists them"
                )
        _check_meaning(decision, before)
    _check_made(log, after)
    _check_names(before, after)
    _check_lineage(after)


def _check_made(log: Sequence[Logged], after: Newspapers) -> None:
    """Raise `DecisionInvalid` if a decision needs a record whose separation was undone."""
    for logged in standing(log):
        for identifier in newspapers_in(logged.decision):
            if identifier in after.reserved and after.get(identifier) is None:
                raise DecisionInvalid(
                    f"decision {logged.number} needs the newspaper {identifier!r}, which only an "
                    f"undone separation has made; undo decision {logged.number} first"
                )


def _check_texts(decision: Decision) -> None:
    texts = [decision.name] if isinstance(decision, NewspaperAlias | NewspaperSeparation) else []
    if isinstance(decision, NewspaperField):
        texts += decision.values
    for text in texts:
        if not storable(text):
            raise DecisionInvalid(f"{text!r} holds a character that cannot be stored")


def _check_meaning(decision: Decision, before: Newspapers) -> None:
    """Raise `DecisionInvalid` for a merger of a newspaper with itself."""
    if isinstance(decision, NewspaperMerge) and decision.newspaper == decision.target:
        raise DecisionInvalid(f"{decision.newspaper!r} cannot be merged into itself")


def _check_names(before: Newspapers, after: Newspapers) -> None:
    """Raise `DecisionInvalid` if two newspapers would have one name."""
    earlier = before.owners()
    for name, owners in after.owners().items():
        if len(owners) > 1 and len(earlier.get(name, ())) < 2:
            one, other, *_ = sorted(owners)
            raise DecisionInvalid(
                f"{one!r} and {other!r} would both have the name {name!r}: merge them, or add a "
                "place or a year to one of the names"
            )


def _check_lineage(after: Newspapers) -> None:
    """Raise `DecisionInvalid` if a newspaper would be its own predecessor."""
    for record in after.all():
        for predecessor in record.predecessors:
            if record.identifier in {each.identifier for each in after.lineage(predecessor)}:
                raise DecisionInvalid(f"{record.identifier!r} would be its own predecessor")


def _follow(
    connection: Connection,
    _concerned: Sequence[Decision],
    _before: Sequence[Logged],
    after: Sequence[Logged],
) -> set[int]:
    """Update the meanings of all spellings; return the numbers of the reports that changed."""
    return spellings.refresh_sources(connection, after)


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions about newspapers."""
