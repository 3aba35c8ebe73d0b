"""What librarians decide about persons: the log, and what follows from it in the tables.

Nothing is decided in the tables themselves: `persons.name`, `hidden` and `merged`,
`aliases.person` and `appearances.person` are computed from the log (`archive.persons.authority`),
so that a decision that is undone leaves no trace in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from archive.catalogue import log
from archive.catalogue.revisions import last, touch
from archive.catalogue.tables import STREAMED, aliases, appearances, persons, reports, versions
from archive.errors import DecisionInvalid, PersonNotFound
from archive.persons.aliases import name_key
from archive.persons.authority import (
    Alias,
    Authority,
    Decision,
    Hide,
    Logged,
    Merge,
    Naming,
    Prefer,
    Release,
    Split,
    Undo,
)
from archive.slug import folded
from index.language.spelling import normalise

__all__ = ["decide"]


def decide(
    connection: Connection, made: Sequence[Decision], by: str, datestamp: str
) -> list[Logged]:
    """Take decisions into the log and let them hold; as they stand there.

    Raises `PersonNotFound` for a person without record, and `DecisionInvalid`.
    """
    before = log.read(connection)
    first = log.last(connection) + 1
    added = [
        Logged(number, datestamp, _composed(decision), by)
        for number, decision in enumerate(made, first)
    ]
    everything = {logged.number: logged.decision for logged in [*before, *added]}
    _check(connection, added, everything)
    log.append(connection, added)
    concerned = [_meant(logged.decision, everything) for logged in added]
    _carry_out(connection, concerned, Authority(before), Authority([*before, *added]), datestamp)
    return added


def _carry_out(
    connection: Connection,
    concerned: Sequence[Decision],
    before: Authority,
    after: Authority,
    datestamp: str,
) -> None:
    """Let the tables say what follows from the log, wherever the decisions may have changed it."""
    touched = {person for decision in concerned for person in _persons(decision)}
    touched |= {each.merged(person) for person in touched for each in (before, after)}
    touched |= set(
        connection.execute(
            select(persons.c.identifier).where(persons.c.merged.in_(touched))
        ).scalars()
    )
    names = {name_key(name): name for decision in concerned for name in _names(decision)}
    records = _name(connection, touched, names, after)
    changed = _assign(connection, touched | records, after)
    changed |= _describe(connection, touched, after)
    touch(connection, changed, datestamp)


def _name(
    connection: Connection, touched: set[str], names: dict[str, str], authority: Authority
) -> set[str]:
    """Let names lead to the persons that they now mean; the records of the names concerned."""
    rows = {
        row.key: row
        for row in connection.execute(
            select(aliases).where(
                or_(
                    aliases.c.key.in_(names),
                    aliases.c.record.in_(touched),
                    aliases.c.person.in_(touched),
                )
            )
        )
    }
    gone, moved = [], []
    for key, row in rows.items():
        person = authority.person(Naming(row.name, row.record or ""))
        if not person:
            # Given to somebody before any paper wrote it, and given up again.
            gone.append(key)
        elif person != row.person:
            moved.append({"which": key, "of": person})
    if gone:
        connection.execute(delete(aliases).where(aliases.c.key.in_(gone)))
    if moved:
        known = update(aliases).where(aliases.c.key == bindparam("which"))
        connection.execute(known.values(person=bindparam("of")), moved)
    ordinal = last(connection)
    for key, name in names.items():
        if key not in rows and (person := authority.person(Naming(name, ""))):
            values = {"key": key, "fold": folded(name), "name": name, "ordinal": ordinal}
            connection.execute(insert(aliases).values(record=None, person=person, **values))
    return {row.record for key, row in rows.items() if key in names and row.record}


def _assign(connection: Connection, touched: set[str], authority: Authority) -> set[int]:
    """Let mentions be of the persons that they now are of; the numbers of reports changed."""
    rows = connection.execute(
        select(
            appearances.c.report,
            appearances.c.ordinal,
            appearances.c.record,
            appearances.c.person,
            appearances.c.name,
            appearances.c.roles,
            reports.c.identifier,
            versions.c.date,
        )
        .join(reports, reports.c.number == appearances.c.report)
        .join(versions, versions.c.number == reports.c.current)
        .where(or_(appearances.c.record.in_(touched), appearances.c.person.in_(touched))),
        execution_options=STREAMED,
    )
    moved = []
    for row in rows:
        naming = Naming(row.name, row.record, tuple(row.roles), row.date, row.identifier)
        person = authority.person(naming)
        if person != row.person:
            moved.append({"in_report": row.report, "at": row.ordinal, "of": person})
    if moved:
        connection.execute(
            update(appearances)
            .where(
                appearances.c.report == bindparam("in_report"),
                appearances.c.ordinal == bindparam("at"),
            )
            .values(person=bindparam("of")),
            moved,
        )
    return {move["in_report"] for move in moved}


def _describe(connection: Connection, touched: set[str], authority: Authority) -> set[int]:
    """Let records say name, hidden and merged as decided; the reports that hiding changed."""
    rows = connection.execute(select(persons).where(persons.c.identifier.in_(touched))).all()
    turned, described = [], []
    for row in rows:
        merged = authority.merged(row.identifier)
        hidden = authority.hidden(row.identifier)
        if hidden != row.hidden:
            turned.append(row.identifier)
        described.append(
            {
                "which": row.identifier,
                "name": authority.preferred(row.identifier) or row.own,
                "hidden": hidden,
                "merged": None if merged == row.identifier else merged,
            }
        )
    if described:
        known = update(persons).where(persons.c.identifier == bindparam("which"))
        connection.execute(known, described)
    named = select(appearances.c.report).where(appearances.c.person.in_(turned)).distinct()
    return set(connection.execute(named).scalars())


def _check(
    connection: Connection, added: Sequence[Logged], everything: dict[int, Decision]
) -> None:
    """Raise where a decision speaks of a person or a decision that is not there."""
    asked = {person for logged in added for person in _persons(logged.decision)}
    there = set(
        connection.execute(
            select(persons.c.identifier).where(persons.c.identifier.in_(asked))
        ).scalars()
    )
    for logged in added:
        for person in _persons(logged.decision):
            if person not in there:
                raise PersonNotFound(f"there is no person {person!r}")
        match logged.decision:
            case Merge(source, target) if source == target:
                raise DecisionInvalid(f"{source!r} cannot be merged into itself")
            case Split(person, other) if person == other:
                raise DecisionInvalid(f"{person!r} cannot be split off itself")
            case Undo(number) if number not in everything or number >= logged.number:
                raise DecisionInvalid(f"there is no decision {number} to undo")


def _composed(decision: Decision) -> Decision:
    """The decision with its names in NFC, as they are compared."""
    match decision:
        case Alias(name=name) | Release(name) | Prefer(name=name):
            return replace(decision, name=" ".join(normalise(name).split()))
        case Split(names=names, office=office):
            composed = tuple(map(normalise, names))
            return replace(decision, names=composed, office=normalise(office))
    return decision


def _meant(decision: Decision, everything: dict[int, Decision]) -> Decision:
    """The decision itself, or the one that is undone, or whose undoing is."""
    while isinstance(decision, Undo):
        decision = everything[decision.number]
    return decision


def _persons(decision: Decision) -> Iterator[str]:
    """The persons of whom a decision speaks."""
    match decision:
        case Merge(source, target):
            yield from (source, target)
        case Split(person, other):
            yield from (person, other)
        case Alias(person) | Prefer(person) | Hide(person):
            yield person


def _names(decision: Decision) -> Iterator[str]:
    """The names whose meaning a decision changes."""
    if isinstance(decision, Alias | Release):
        yield decision.name
