"""Queries on authority records: by identifier, by name, by their offices."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, case, func, or_, select, tuple_

from archive.catalogue.chunks import chunks
from archive.catalogue.name_words import keys_holding
from archive.catalogue.prepared import Prepared
from archive.catalogue.records import Office, Person
from archive.catalogue.shown import shown_column, with_shown
from archive.catalogue.tables import STREAMED, aliases, appearances, persons, reports, versions
from archive.persons.aliases import known, name_key
from archive.persons.stated import may_state
from archive.slug import folded
from index.language.lattice import accepts, carries_tone
from index.language.spelling import fold, normalise

__all__ = [
    "by_identifier",
    "current",
    "held",
    "holding",
    "listed",
    "matching",
    "meant_now",
    "names",
    "offices",
    "published",
    "report_counts",
]

# Largest number of names compared with a text, which bounds the cost of one typed letter.
_CANDIDATES = 1000
# Places in names that are looked at for each name compared, in alphabetical order.
_PLACES = 4
# Rank of a name that only the shipped list has: like a name that begins with the text.
_SHIPPED = 1

# Made once: to make a statement takes SQLAlchemy as long as to execute it.
_IDENTIFIERS: BindParameter[str] = bindparam("identifiers", expanding=True)
_KNOWN = persons.c.identifier.in_(_IDENTIFIERS)
_RECORDS = Prepared(select(persons).where(_KNOWN))
_NAMES = Prepared(select(persons.c.identifier, persons.c.name).where(_KNOWN))
_CURRENT = Prepared(select(persons.c.identifier, persons.c.merged).where(_KNOWN))
_ALIASES = Prepared(
    select(aliases.c.person, aliases.c.name)
    .where(aliases.c.person.in_(_IDENTIFIERS))
    .order_by(aliases.c.ordinal, aliases.c.key)
)

# The reports shown that name a person, and the person's names but those of withdrawn reports only.
_SHOWN = Prepared(
    select(appearances.c.report)
    .join(reports, reports.c.number == appearances.c.report)
    .where(appearances.c.person == bindparam("person"), reports.c.withdrawn.is_(False))
    .limit(1)
)
_PUBLISHED_NAMES = Prepared(
    select(aliases.c.name)
    .where(
        aliases.c.person == bindparam("person"),
        or_(
            aliases.c.record.is_(None),
            select(appearances.c.report)
            .join(reports, reports.c.number == appearances.c.report)
            .where(appearances.c.record == aliases.c.record, reports.c.withdrawn.is_(False))
            .exists(),
        ),
    )
    .order_by(aliases.c.ordinal, aliases.c.key)
)

# The mentions of a person in reports shown, and some mentions with the sentences they stand in.
_MENTIONS = (
    with_shown(
        select(
            appearances.c.report,
            appearances.c.ordinal,
            appearances.c.roles,
            appearances.c.name,
            (appearances.c.end - appearances.c.start).label("length"),
            shown_column(versions.c.date),
        ).join(reports, reports.c.number == appearances.c.report)
    )
    .where(appearances.c.person == bindparam("person"), reports.c.withdrawn.is_(False))
    .order_by(appearances.c.report, appearances.c.ordinal)
)
_EVIDENCE = (
    select(
        appearances.c.report, appearances.c.ordinal, appearances.c.evidence, reports.c.identifier
    )
    .join(reports, reports.c.number == appearances.c.report)
    .where(
        # SQLite reads the whole table for pairs of columns alone.
        appearances.c.report.in_(bindparam("reports", expanding=True)),
        tuple_(appearances.c.report, appearances.c.ordinal).in_(
            bindparam("places", expanding=True)
        ),
    )
)


_REPORT_COUNTS = Prepared(
    select(appearances.c.person, func.count(appearances.c.report.distinct()).label("reports"))
    .join(reports, reports.c.number == appearances.c.report)
    .where(appearances.c.person.in_(_IDENTIFIERS), reports.c.withdrawn.is_(False))
    .group_by(appearances.c.person)
)


def by_identifier(connection: Connection, identifiers: Collection[str]) -> dict[str, Person]:
    """Return identifier → authority record for those that exist."""
    rows = list(_rows(connection, _RECORDS, identifiers))
    others: dict[str, list[str]] = {row.identifier: [] for row in rows}
    for row in _rows(connection, _ALIASES, others):
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


def published(connection: Connection, person: str) -> Person | None:
    """Return the authority record of a person as readers see it.

    It is None if no report shown names the person. A name that only withdrawn reports have is left
    out; one that a librarian gave stays.
    """
    record = by_identifier(connection, [person]).get(person)
    if record is None or not _SHOWN.all(connection, {"person": person}):
        return None
    rows = [row.name for row in _PUBLISHED_NAMES.all(connection, {"person": person})]
    return replace(record, aliases=tuple(name for name in rows if name != record.name))


def current(connection: Connection, identifiers: Collection[str]) -> dict[str, str]:
    """Return known identifier → identifier of the person it stands for after all mergers."""
    rows = _rows(connection, _CURRENT, identifiers)
    return {row.identifier: row.merged or row.identifier for row in rows}


def meant_now(connection: Connection, identifier: str) -> str | None:
    """Return the person that a record's own name means now; None if that is the record itself."""
    own = connection.execute(select(persons.c.own).where(persons.c.identifier == identifier))
    name = own.scalar()
    if name is None:
        return None
    meant = select(aliases.c.person).where(aliases.c.key == name_key(name))
    person: str | None = connection.execute(meant).scalar()
    return person if person != identifier else None


def names(connection: Connection, identifiers: Collection[str]) -> dict[str, str]:
    """Return identifier → preferred name for those that exist."""
    return dict(_rows(connection, _NAMES, identifiers))


def listed(connection: Connection, after: str, limit: int) -> list[str]:
    """Return persons that were not merged into others, hidden ones too, in order of identifier."""
    return list(
        connection.execute(
            select(persons.c.identifier)
            .where(persons.c.identifier > after, persons.c.merged.is_(None))
            .order_by(persons.c.identifier)
            .limit(limit)
        ).scalars()
    )


def offices(connection: Connection, identifiers: Collection[str]) -> dict[str, list[str]]:
    """Return person → roles, the most frequent first."""
    given: dict[str, Counter[str]] = {}
    rows = connection.execute(
        select(appearances.c.person, appearances.c.roles)
        .join(reports, reports.c.number == appearances.c.report)
        .where(appearances.c.person.in_(identifiers), reports.c.withdrawn.is_(False))
        .order_by(appearances.c.report, appearances.c.ordinal),
        execution_options=STREAMED,
    )
    for person, roles in rows:
        given.setdefault(person, Counter()).update(roles)
    return {person: [role for role, _ in roles.most_common()] for person, roles in given.items()}


@dataclass(slots=True)
class _Given:
    """An office while mentions are counted.

    `first`: the first mention as (undated, date, report, ordinal). `written`: spelling → number of
    mentions. `count`: reports so far, `last` the latest of them. `until`: the last date. `names`:
    the names written in full that it is given with.
    """

    first: tuple[bool, str, int, int]
    written: Counter[str] = field(default_factory=Counter)
    count: int = 0
    until: str = ""
    last: int = 0
    names: set[str] = field(default_factory=set)


def held(connection: Connection, person: str, limit: int) -> tuple[list[Office], int]:
    """Return the offices that most reports give a person, and the number of all offices.

    Only those that a public page may state (`archive.persons.stated`) are among them.

    Spellings that differ in case are one office: «Chủ tịch» at the beginning of a sentence is
    «chủ tịch».
    """
    rows = connection.execute(_MENTIONS, {"person": person}, execution_options=STREAMED)
    given: dict[str, _Given] = {}
    spelt: dict[str, str] = {}
    naming: set[int] = set()
    for report, ordinal, roles, name, length, date in rows:
        naming.add(report)
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
            if length >= len(name):
                office.names.add(name)
    stated = [
        each
        for each in given.values()
        if may_state(_usual(each), each.count, each.names, len(naming))
    ]
    most = sorted(stated, key=lambda office: (-office.count, office.first))[:limit]
    return _evidenced(connection, most), len(stated)


def _usual(office: _Given) -> str:
    """Return an office as most mentions write it."""
    return office.written.most_common(1)[0][0]


def _evidenced(connection: Connection, given: Sequence[_Given]) -> list[Office]:
    """Return the offices, each with the sentence of its first mention."""
    if not given:
        return []
    places = [office.first[2:] for office in given]
    wanted = {"places": places, "reports": sorted({report for report, _ in places})}
    rows = connection.execute(_EVIDENCE, wanted)
    firsts = {(row.report, row.ordinal): row for row in rows}
    return [
        Office(
            role=_usual(office),
            count=office.count,
            since=office.first[1],
            until=office.until,
            report=firsts[office.first[2:]].identifier,
            evidence=firsts[office.first[2:]].evidence,
        )
        for office in given
    ]


def matching(connection: Connection, text: str, limit: int) -> list[str]:
    """Return identifiers of persons with a name that contains the words of `text` in a row.

    Diacritics that were typed must match, as in a query (`index.language.lattice`). Whole names
    come first, then names that begin with the text, then others; among equals, those named in
    more reports.
    """
    ranks = _ranked(connection, text, _CANDIDATES)
    named = report_counts(connection, ranks)
    return sorted(ranks, key=lambda each: (ranks[each], -named.get(each, 0), each))[:limit]


def holding(connection: Connection, text: str) -> set[str]:
    """Return identifiers of all persons with a name that contains the words of `text` in a row."""
    return set(_ranked(connection, text, None))


def _ranked(connection: Connection, text: str, candidates: int | None) -> dict[str, int]:
    """Return person → rank for persons with a name that contains the words of a text.

    Rank 0 is a whole name, 1 and 2 a beginning (of words, of letters), 3 another part.
    `candidates`: largest number of names compared, None for all.
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
    places = None if candidates is None else _PLACES * candidates
    holds = (" " + aliases.c.fold).contains(f" {wanted}", autoescape=True)
    asked = (
        select(aliases.c.person, aliases.c.key, rank.label("rank"))
        .join(persons, persons.c.identifier == aliases.c.person)
        .where(keys_holding(wanted, places), holds, persons.c.hidden.is_(False))
    )
    if candidates is not None:
        asked = asked.order_by("rank", aliases.c.ordinal, aliases.c.key).limit(candidates)
    typed = normalise(text).split()
    # Without diacritics in the text, every name with the folded words matches.
    plain = [word.lower() for word in typed] == wanted.split()
    ranks: dict[str, int] = {}
    for person, name, place in connection.execute(asked):
        if plain or _accepted(typed, name.split()):
            ranks[person] = min(place, ranks.get(person, place))
    for person in _known_as(connection, typed):
        ranks.setdefault(person, _SHIPPED)
    return ranks


def _known_as(connection: Connection, typed: Sequence[str]) -> list[str]:
    """Return persons by a name of the shipped list that no report need have («Bác Hồ»)."""
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
    # A name that a report has was found in the table, with the person that it means.
    return [whose[name] for alias, name in called.items() if alias not in whose and name in whose]


def _accepted(typed: Sequence[str], name: Sequence[str]) -> bool:
    """Return True if a name contains the typed words in a row, the last one perhaps cut short."""
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
    """Return person → number of the reports shown that name the person."""
    return dict(_rows(connection, _REPORT_COUNTS, identifiers))


def _rows(
    connection: Connection, selection: Prepared, identifiers: Collection[str]
) -> Iterator[Any]:
    """Yield the rows that a selection has for any number of persons."""
    for chunk in chunks(identifiers):
        yield from selection.all(connection, {"identifiers": chunk})
