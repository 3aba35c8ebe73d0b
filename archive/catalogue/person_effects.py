"""Decisions about persons: their checks, and their effects on the tables.

The log alone holds decisions. `persons.name`, `hidden` and `merged`, `aliases.person`,
`appearances.person` and the records made by splits are computed from the log
(`archive.persons.authority`), so that an undone decision leaves no trace in them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from archive.catalogue import name_words
from archive.catalogue.person_records import add_record, existing, free_identifier
from archive.catalogue.revisions import last
from archive.catalogue.shown import shown_column, with_shown
from archive.catalogue.subject import Subject
from archive.catalogue.tables import STREAMED, aliases, appearances, persons, reports, versions
from archive.decision import Decision, Logged, standing
from archive.errors import DecisionInvalid, PersonNotFound
from archive.persons.aliases import name_key
from archive.persons.authority import (
    KINDS,
    Authority,
    Distinct,
    Link,
    Merge,
    Naming,
    Split,
    names_in,
    normalised,
    persons_in,
)
from archive.persons.authority_files import AUTHORITY_FILES
from archive.slug import folded

__all__ = ["SUBJECT"]


def _complete(connection: Connection, decision: Decision, log: Sequence[Logged]) -> Decision:
    """Return a decision with normalised names; give a split without `other` a new record."""
    decision = normalised(decision)
    if not isinstance(decision, Split) or decision.other:
        return decision
    authority = Authority(log)
    if (earlier := _undone_before(decision, log, authority)) is not None:
        return earlier
    name = _name(connection, decision.person, authority)
    identifier = free_identifier(connection, name, authority.reserved)
    return replace(decision, other=identifier, name=name)


def _name(connection: Connection, person: str, authority: Authority) -> str:
    """Return the name of a person after all decisions; raise `PersonNotFound` if unknown."""
    own = select(persons.c.own).where(persons.c.identifier == person)
    name: str | None = (
        authority.preferred(person)
        or authority.made.get(person)
        or connection.execute(own).scalar()
    )
    if name is None:
        raise PersonNotFound(f"there is no person {person!r}")
    return name


def _undone_before(split: Split, log: Sequence[Logged], authority: Authority) -> Split | None:
    """Return an equal split that made a record and was undone, so that its identifier is reused."""
    for earlier in (logged.decision for logged in log):
        if (
            isinstance(earlier, Split)
            and earlier.name
            and earlier == replace(split, other=earlier.other, name=earlier.name)
            and earlier.other not in authority.made
        ):
            return earlier
    return None


def _check(connection: Connection, added: Sequence[Logged], log: Sequence[Logged]) -> None:
    """Raise `PersonNotFound` or `DecisionInvalid` if the added decisions cannot be carried out."""
    authority = Authority(log)
    wanted = {person for logged in added for person in persons_in(logged.decision)}
    there = existing(connection, wanted)
    known = there | authority.reserved
    taken = there - Authority(log[: -len(added)]).reserved
    for decision in (logged.decision for logged in added):
        for person in persons_in(decision):
            if person not in known:
                raise PersonNotFound(f"there is no person {person!r}")
        if isinstance(decision, Split) and decision.name and decision.other in taken:
            raise DecisionInvalid(f"there is a person {decision.other!r} already")
        _check_pair(decision)
        if isinstance(decision, Link):
            _check_link(decision)
    _check_made(log, authority, added[0].number)


def _check_made(log: Sequence[Logged], authority: Authority, first: int) -> None:
    """Raise an error if a decision that stands names a person whose split was undone.

    `first`: number of the first decision that is being added.
    """
    for logged in standing(log):
        for person in persons_in(logged.decision):
            if person in authority.reserved and person not in authority.made:
                if logged.number >= first:
                    raise PersonNotFound(f"there is no person {person!r}: its split was undone")
                raise DecisionInvalid(
                    f"decision {logged.number} needs the person {person!r}, which only an undone "
                    f"split has made; undo decision {logged.number} first"
                )


def _check_pair(decision: Decision) -> None:
    """Raise `DecisionInvalid` for a decision about two persons that are the same."""
    match decision:
        case Merge(person, other) if person == other:
            raise DecisionInvalid(f"{person!r} cannot be merged into itself")
        case Split(person, other) if person == other:
            raise DecisionInvalid(f"{person!r} cannot be split off itself")
        case Distinct(person, other) if person == other:
            raise DecisionInvalid(f"{person!r} cannot be distinct from itself")


def _check_link(decision: Link) -> None:
    """Raise `DecisionInvalid` for a link to no entity of an authority file."""
    file = AUTHORITY_FILES.get(decision.file)
    if file is None:
        raise DecisionInvalid(
            f"{decision.file!r} is no authority file: {', '.join(AUTHORITY_FILES)}"
        )
    if decision.identifier and not file.form.fullmatch(decision.identifier):
        raise DecisionInvalid(
            f"{decision.identifier!r} is no identifier of {file.label}, such as {file.example}"
        )


def _follow(
    connection: Connection,
    concerned: Sequence[Decision],
    before: Sequence[Logged],
    after: Sequence[Logged],
) -> set[int]:
    """Update the tables for the persons and names that the decisions concern.

    Return the numbers of the reports that changed.
    """
    old, new = Authority(before), Authority(after)
    for identifier in new.made.keys() - old.made.keys():
        add_record(connection, identifier, new.made[identifier])
    touched = {person for decision in concerned for person in persons_in(decision)}
    touched = _connected(touched, after)
    names = {name_key(name): name for decision in concerned for name in names_in(decision)}
    records = _update_aliases(connection, touched, names, new)
    changed = _update_appearances(connection, touched | records, new)
    changed |= _update_persons(connection, touched, new)
    unmade = old.made.keys() - new.made.keys()
    connection.execute(delete(persons).where(persons.c.identifier.in_(unmade)))
    return changed


def _connected(persons: Collection[str], log: Sequence[Logged]) -> set[str]:
    """Return the persons with all whom mergers and splits connect with them, undone ones too.

    A mention may have come to one of them by a way that the decisions now change.
    """
    neighbours: dict[str, set[str]] = {}
    for decision in (logged.decision for logged in log):
        if isinstance(decision, Merge | Split):
            one, other = persons_in(decision)
            neighbours.setdefault(one, set()).add(other)
            neighbours.setdefault(other, set()).add(one)
    found: set[str] = set()
    left = set(persons)
    while left:
        person = left.pop()
        found.add(person)
        left |= neighbours.get(person, set()) - found
    return found


def _update_aliases(
    connection: Connection, touched: Collection[str], names: dict[str, str], authority: Authority
) -> set[str]:
    """Update `aliases.person` of touched persons and of `names` (key → name).

    Add names that occur in no report yet, and delete those that mean no person any more. Return
    the identifiers of the records of `names`.
    """
    wanted = or_(
        aliases.c.key.in_(names), aliases.c.record.in_(touched), aliases.c.person.in_(touched)
    )
    rows = {row.key: row for row in connection.execute(select(aliases).where(wanted))}
    gone, moved = [], []
    for key, row in rows.items():
        person = authority.person(Naming(row.name, row.record or ""))
        if not person:
            gone.append(key)
        elif person != row.person:
            moved.append({"which": key, "means": person})
    if gone:
        connection.execute(delete(aliases).where(aliases.c.key.in_(gone)))
        name_words.remove(connection, gone)
    if moved:
        known = update(aliases).where(aliases.c.key == bindparam("which"))
        connection.execute(known.values(person=bindparam("means")), moved)
    new = {key: name for key, name in names.items() if key not in rows}
    _add_aliases(connection, new, authority)
    return {row.record for key, row in rows.items() if key in names and row.record}


def _add_aliases(connection: Connection, names: dict[str, str], authority: Authority) -> None:
    """Add the names (key → name) that mean a person although they occur in no report yet."""
    ordinal = last(connection)
    rows = [
        {
            "key": key,
            "fold": folded(name),
            "name": name,
            "record": None,
            "person": person,
            "ordinal": ordinal,
        }
        for key, name in names.items()
        if (person := authority.person(Naming(name, "")))
    ]
    if rows:
        connection.execute(insert(aliases), rows)
        name_words.add(connection, rows)


def _update_appearances(
    connection: Connection, touched: Collection[str], authority: Authority
) -> set[int]:
    """Update `appearances.person` where the log now means another person.

    Return the numbers of the reports that changed.
    """
    mentions = select(
        appearances.c.report,
        appearances.c.ordinal,
        appearances.c.record,
        appearances.c.person,
        appearances.c.name,
        appearances.c.roles,
        reports.c.identifier,
        shown_column(versions.c.date),
    ).join(reports, reports.c.number == appearances.c.report)
    rows = connection.execute(
        with_shown(mentions).where(
            or_(appearances.c.record.in_(touched), appearances.c.person.in_(touched))
        ),
        execution_options=STREAMED,
    )
    moved = []
    for row in rows:
        naming = Naming(row.name, row.record, tuple(row.roles), row.date, row.identifier)
        person = authority.person(naming)
        if person != row.person:
            moved.append({"in_report": row.report, "at": row.ordinal, "means": person})
    if moved:
        which = (appearances.c.report == bindparam("in_report")) & (
            appearances.c.ordinal == bindparam("at")
        )
        values = update(appearances).where(which).values(person=bindparam("means"))
        connection.execute(values, moved)
    return {move["in_report"] for move in moved}


def _update_persons(
    connection: Connection, touched: Collection[str], authority: Authority
) -> set[int]:
    """Update `name`, `hidden` and `merged` of touched persons.

    Return the numbers of the reports that name a person who was hidden or is shown again.
    """
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


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions about persons."""
