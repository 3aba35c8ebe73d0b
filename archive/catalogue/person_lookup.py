"""Looking authority records up: by identifier, by name, by what is said of them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, case, func, select, tuple_

from archive.catalogue.records import Office, Person
from archive.catalogue.tables import STREAMED, aliases, appearances, persons, reports, versions
from archive.persons.aliases import known, name_key
from archive.slug import folded
from index.language.lattice import accepts, carries_tone
from index.language.spelling import fold, normalise

__all__ = [
    "by_identifier",
    "current",
    "folded",
    "held",
    "holding",
    "listed",
    "matching",
    "name_key",
    "names",
    "offices",
    "report_counts",
]

# Names that are looked at for a match; who types one letter gets some of them, at a known cost.
_CANDIDATES = 1000
# Where among whole names (0), beginnings and the rest a name stands that no report has.
_SHIPPED = 1


def by_identifier(connection: Connection, identifiers: Collection[str]) -> dict[str, Person]:
    """The authority records that exist, as identifier → person."""
    rows = connection.execute(select(persons).where(persons.c.identifier.in_(identifiers))).all()
    named = connection.execute(
        select(aliases.c.person, aliases.c.name)
        .where(aliases.c.person.in_(identifiers))
        .order_by(aliases.c.ordinal, aliases.c.key)
    ).all()
    others: dict[str, list[str]] = {row.identifier: [] for row in rows}
    for row in named:
        others[row.person].append(row.name)
    return {
        row.identifier: Person(
            row.identifier,
            row.name,
            tuple(name for name in others[row.identifier] if name != row.name),
            row.hidden,
            row.merged or "",
        )
        for row in rows
    }


def current(connection: Connection, identifiers: Collection[str]) -> dict[str, str]:
    """Each known identifier → the one of the person it now stands for, after all mergers."""
    rows = connection.execute(
        select(persons.c.identifier, persons.c.merged).where(persons.c.identifier.in_(identifiers))
    )
    return {row.identifier: row.merged or row.identifier for row in rows}


def names(connection: Connection, identifiers: Collection[str]) -> dict[str, str]:
    """Identifier → preferred name, for those that exist."""
    rows = connection.execute(
        select(persons.c.identifier, persons.c.name).where(persons.c.identifier.in_(identifiers))
    )
    return dict(rows.all())


def listed(connection: Connection, after: str, limit: int) -> list[str]:
    """Persons that were not merged into others, hidden ones too, by identifier."""
    return list(
        connection.execute(
            select(persons.c.identifier)
            .where(persons.c.identifier > after, persons.c.merged.is_(None))
            .order_by(persons.c.identifier)
            .limit(limit)
        ).scalars()
    )


def offices(connection: Connection, identifiers: Collection[str]) -> dict[str, list[str]]:
    """The roles in which each person is named, the most frequent first."""
    given: dict[str, Counter[str]] = {}
    rows = connection.execute(
        select(appearances.c.person, appearances.c.roles)
        .join(reports, reports.c.number == appearances.c.report)
        .where(appearances.c.person.in_(identifiers), reports.c.deleted.is_(False))
        .order_by(appearances.c.report, appearances.c.ordinal),
        execution_options=STREAMED,
    )
    for person, roles in rows:
        given.setdefault(person, Counter()).update(roles)
    return {person: [role for role, _ in roles.most_common()] for person, roles in given.items()}


@dataclass(slots=True)
class _Given:
    """An office while mentions are counted; `first`: undated, date, report and ordinal."""

    first: tuple[bool, str, int, int]
    written: Counter[str] = field(default_factory=Counter)
    count: int = 0
    until: str = ""
    last: int = 0


def held(connection: Connection, person: str, limit: int) -> tuple[list[Office], int]:
    """The offices that most reports give a person, the most first, and how many there are in all.

    «Chủ tịch» opens a sentence, «chủ tịch» stands within one: these are one office.
    """
    rows = connection.execute(
        select(appearances.c.report, appearances.c.ordinal, appearances.c.roles, versions.c.date)
        .join(reports, reports.c.number == appearances.c.report)
        .join(versions, versions.c.number == reports.c.current)
        .where(appearances.c.person == person, reports.c.deleted.is_(False))
        .order_by(appearances.c.report, appearances.c.ordinal),
        execution_options=STREAMED,
    )
    given: dict[str, _Given] = {}
    spelt: dict[str, str] = {}
    for report, ordinal, roles, date in rows:
        place = (not date, date, report, ordinal)
        for role in roles:
            if role not in spelt:
                spelt[role] = normalise(role).casefold()
                given.setdefault(spelt[role], _Given(place))
            office = given[spelt[role]]
            office.first = min(office.first, place)
            office.written[role] += 1
            office.count += office.last != report
            office.until = max(office.until, date)
            office.last = report
    most = sorted(given.values(), key=lambda office: (-office.count, office.first))[:limit]
    return _evidenced(connection, most), len(given)


def _evidenced(connection: Connection, given: Sequence[_Given]) -> list[Office]:
    """The offices with the sentences in which they were given first."""
    columns = (appearances.c.report, appearances.c.ordinal)
    rows = connection.execute(
        select(*columns, appearances.c.evidence, reports.c.identifier)
        .join(reports, reports.c.number == appearances.c.report)
        .where(tuple_(*columns).in_([office.first[2:] for office in given]))
    )
    firsts = {(row.report, row.ordinal): row for row in rows}
    return [
        Office(
            role=office.written.most_common(1)[0][0],
            count=office.count,
            since=office.first[1],
            until=office.until,
            report=firsts[office.first[2:]].identifier,
            evidence=firsts[office.first[2:]].evidence,
        )
        for office in given
    ]


def matching(connection: Connection, text: str, limit: int) -> list[str]:
    """Identifiers of persons with a name that holds the words of `text` in a row.

    Marks bind as in a query (`index.language.lattice`). Whole names come first, then beginnings,
    then the rest; among equals those named in more reports.
    """
    ranks = _ranked(connection, text, _CANDIDATES)
    named = report_counts(connection, ranks)
    return sorted(ranks, key=lambda each: (ranks[each], -named.get(each, 0), each))[:limit]


def holding(connection: Connection, text: str) -> set[str]:
    """Identifiers of all persons with a name that holds the words of `text` in a row."""
    return set(_ranked(connection, text, None))


def _ranked(connection: Connection, text: str, candidates: int | None) -> dict[str, int]:
    """Persons with a name that holds the words of a text, and how well it does, 0 the best.

    `candidates`: names looked at, None for all.
    """
    wanted = folded(text)
    if not wanted or "\0" in wanted:
        return {}
    rank = case(
        (aliases.c.fold == wanted, 0),
        (aliases.c.fold.startswith(f"{wanted} ", autoescape=True), 1),
        (aliases.c.fold.startswith(wanted, autoescape=True), 2),
        else_=3,
    )
    holds = (" " + aliases.c.fold).contains(f" {wanted}", autoescape=True)
    asked = (
        select(aliases.c.person, aliases.c.key, rank.label("rank"))
        .join(persons, persons.c.identifier == aliases.c.person)
        .where(holds, persons.c.hidden.is_(False))
    )
    if candidates is not None:
        asked = asked.order_by("rank", aliases.c.ordinal, aliases.c.key).limit(candidates)
    typed = normalise(text).split()
    # Where no mark was typed every name that holds the folded words will do.
    plain = [word.lower() for word in typed] == wanted.split()
    ranks: dict[str, int] = {}
    for person, name, place in connection.execute(asked):
        if plain or _accepted(typed, name.split()):
            ranks[person] = min(place, ranks.get(person, place))
    for person in _known_as(connection, typed):
        ranks.setdefault(person, _SHIPPED)
    return ranks


def _known_as(connection: Connection, typed: Sequence[str]) -> list[str]:
    """Persons with a name of the list that ships, whether or not a report has it («Bác Hồ»)."""
    called = {
        alias: name_key(name) for alias, name in known().items() if _accepted(typed, alias.split())
    }
    if not called:
        return []
    rows = connection.execute(
        select(aliases.c.key, aliases.c.person)
        .join(persons, persons.c.identifier == aliases.c.person)
        .where(aliases.c.key.in_({*called, *called.values()}), persons.c.hidden.is_(False))
    )
    whose = dict(rows.all())
    # Where a report has the name itself, it means whom librarians say, and was found by that.
    return [whose[name] for alias, name in called.items() if alias not in whose and name in whose]


def _accepted(typed: Sequence[str], name: Sequence[str]) -> bool:
    """Whether typed words stand in a row in a name; of the last one the beginning will do."""
    tones = carries_tone(typed)
    *whole, last = typed
    for start in range(len(name) - len(whole)):
        begun = name[start + len(whole)]
        if fold(begun) != fold(last):
            begun = begun[: len(last)]
        if accepts(last, begun, tones_typed=tones) and all(
            accepts(word, part, tones_typed=tones)
            for word, part in zip(whole, name[start:], strict=False)
        ):
            return True
    return False


def report_counts(connection: Connection, identifiers: Collection[str]) -> dict[str, int]:
    """In how many reports each person is named."""
    rows = connection.execute(
        select(appearances.c.person, func.count(appearances.c.report.distinct()))
        .join(reports, reports.c.number == appearances.c.report)
        .where(appearances.c.person.in_(identifiers), reports.c.deleted.is_(False))
        .group_by(appearances.c.person)
    )
    return dict(rows.all())
