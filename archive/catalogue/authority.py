"""Authority records: which person a name means, and the records that it takes."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, case, func, insert, select, update

from archive.catalogue.tables import aliases, appearances, head, persons
from archive.catalogue.values import Person
from archive.slug import slug
from index.lattice import accepts, carries_tone
from index.spelling import fold, key, normalise

__all__ = ["Names", "by_identifier", "folded", "matching", "name_key"]

# Names kept in memory between batches; an archive of a century names some hundred thousand.
_LARGEST = 500_000

# Names that are looked at for a match; who types one letter gets some of them, at a known cost.
_CANDIDATES = 1000

# Identifiers asked for in one statement (SQLite takes 32,766 parameters since 3.32).
_CHUNK = 5000

# Numbers behind a slug that are tried at once.
_ROUND = 8

# Letters of a person's slug, a number behind it not counted.
_LONGEST = 80


def name_key(name: str) -> str:
    """What makes two spellings of a name the same: letters and marks, not case or tone placement.

    >>> name_key("NGUYỄN THANH HOÀ") == name_key("Nguyễn  Thanh Hòa")
    True
    """
    return " ".join(key(part) for part in normalise(name).split())


def folded(name: str) -> str:
    """The name without marks, in lower case, its parts joined by single spaces."""
    return " ".join(fold(normalise(name)).split())


class Names:
    """Name → person, remembered from batch to batch while nobody else changes a record."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._age = -1

    def resolve(self, connection: Connection, names: Iterable[str], now: int) -> dict[str, str]:
        """The person of each name, as name → identifier; unknown names get a record.

        `now`: a revision of the transaction, which orders the aliases.
        """
        self._refresh(connection)
        keys = {name: name_key(name) for name in names}
        missing = set(keys.values()) - self._known.keys()
        if missing:
            rows = connection.execute(
                select(aliases.c.key, aliases.c.person).where(aliases.c.key.in_(missing))
            )
            self._known.update((row.key, row.person) for row in rows)
        unknown: dict[str, str] = {}
        for name, each in keys.items():
            if each not in self._known:
                unknown.setdefault(each, name)
        if unknown:
            self._make(connection, unknown, now)
        return {name: self._known[each] for name, each in keys.items()}

    def _refresh(self, connection: Connection) -> None:
        age = connection.execute(select(head.c.authority)).scalar_one()
        if age != self._age or len(self._known) > _LARGEST:
            self._known.clear()
            self._age = age

    def _make(self, connection: Connection, unknown: dict[str, str], now: int) -> None:
        """Make a record for each name, given as key → name."""
        made = _free(connection, unknown)
        connection.execute(
            insert(persons),
            [
                {"identifier": made[each], "name": name, "hidden": False}
                for each, name in unknown.items()
            ],
        )
        connection.execute(
            insert(aliases),
            [
                {
                    "key": each,
                    "fold": folded(name),
                    "name": name,
                    "person": made[each],
                    "ordinal": now,
                }
                for each, name in unknown.items()
            ],
        )
        connection.execute(update(head).values(authority=head.c.authority + 1))
        self._known.update(made)
        self._age += 1


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
        )
        for row in rows
    }


def matching(connection: Connection, text: str, limit: int) -> list[str]:
    """Identifiers of persons with a name that holds the words of `text` in a row.

    Marks bind as in a query (`index.lattice`). Whole names come first, then beginnings, then the
    rest; among equals those named in more reports.
    """
    wanted = folded(text)
    if not wanted or "\0" in wanted:
        return []
    rank = case(
        (aliases.c.fold == wanted, 0),
        (aliases.c.fold.startswith(f"{wanted} ", autoescape=True), 1),
        (aliases.c.fold.startswith(wanted, autoescape=True), 2),
        else_=3,
    )
    holds = (" " + aliases.c.fold).contains(f" {wanted}", autoescape=True)
    rows = connection.execute(
        select(aliases.c.person, aliases.c.key, rank.label("rank"))
        .join(persons, persons.c.identifier == aliases.c.person)
        .where(holds, persons.c.hidden.is_(False))
        .order_by("rank", aliases.c.ordinal, aliases.c.key)
        .limit(_CANDIDATES)
    )
    typed = normalise(text).split()
    ranks: dict[str, int] = {}
    for person, name, place in rows:
        if _accepted(typed, name.split()):
            ranks.setdefault(person, place)
    reports = _report_counts(connection, ranks)
    return sorted(ranks, key=lambda each: (ranks[each], -reports.get(each, 0), each))[:limit]


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


def _report_counts(connection: Connection, identifiers: Collection[str]) -> dict[str, int]:
    """In how many reports each person is named."""
    rows = connection.execute(
        select(appearances.c.person, func.count(appearances.c.report.distinct()))
        .where(appearances.c.person.in_(identifiers))
        .group_by(appearances.c.person)
    )
    return dict(rows.all())


def _free(connection: Connection, names: Mapping[str, str]) -> dict[str, str]:
    """A free identifier for each name, given and answered by key: its slug, or `slug-2` …"""
    slugs = {each: slug(name, _LONGEST) or "khuyet-danh" for each, name in names.items()}
    taken = _existing(connection, set(slugs.values()))
    made: dict[str, str] = {}
    for each, base in slugs.items():
        if base not in taken:
            made[each] = base
            taken.add(base)
    first = 2
    while waiting := [each for each in slugs if each not in made]:
        numbers = range(first, first + _ROUND)
        taken |= _existing(connection, {f"{slugs[e]}-{n}" for e in waiting for n in numbers})
        for each in waiting:
            tried = (f"{slugs[each]}-{number}" for number in numbers)
            free = next((identifier for identifier in tried if identifier not in taken), None)
            if free:
                made[each] = free
                taken.add(free)
        first += _ROUND
    return made


def _existing(connection: Connection, identifiers: Collection[str]) -> set[str]:
    """Those identifiers that have a record."""
    asked = list(identifiers)
    found: set[str] = set()
    for start in range(0, len(asked), _CHUNK):
        chunk = asked[start : start + _CHUNK]
        rows = connection.execute(
            select(persons.c.identifier).where(persons.c.identifier.in_(chunk))
        )
        found.update(rows.scalars())
    return found
