"""Names and the records that the catalogue keeps for them, one a name; no decision in between."""

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, insert, select, update

from archive.catalogue import log
from archive.catalogue.database import add
from archive.catalogue.tables import aliases, persons
from archive.persons.aliases import known, name_key
from archive.persons.authority import Authority, Naming
from archive.slug import folded, slug

__all__ = ["NameCache", "Names", "add_person"]

# Names kept in memory between batches; an archive of a century names some hundred thousand.
_LARGEST = 500_000

# Identifiers asked for in one statement (SQLite takes 32,766 parameters since 3.32).
_CHUNK = 5000

# Numbers behind a slug that are tried at once.
_ROUND = 8

# Letters of a person's slug, a number behind it not counted.
_LONGEST = 80


class NameCache:
    """Name → record as committed, kept from batch to batch: a name keeps its record for ever."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}
        self._authority = (0, Authority())

    def authority(self, connection: Connection) -> Authority:
        """Return what follows from all decisions."""
        decided = log.last(connection)
        if decided != self._authority[0]:
            self._authority = decided, Authority(log.read(connection))
        return self._authority[1]


class Names:
    """Names and their records within one transaction; `remember` them once it is committed."""

    def __init__(self, cache: NameCache, connection: Connection) -> None:
        if len(cache.records) > _LARGEST:
            cache.records.clear()
        self.authority = cache.authority(connection)
        self._connection = connection
        self._cache = cache
        self._made: dict[str, str] = {}
        self._known = ChainMap(self._made, cache.records)

    def remember(self) -> None:
        """Take what this transaction found and made into the cache."""
        self._cache.records.update(self._made)

    def records(self, names: Iterable[str], now: int) -> dict[str, str]:
        """Return the record of each name, as name → identifier; unknown names get one.

        A pseudonym of the list that ships belongs to the record of the name it stands for.
        `now`: a revision of the transaction, which orders the names.
        """
        keys = {name: name_key(name) for name in names}
        called = {each: known()[each] for each in keys.values() if each in known()}
        self._find({*keys.values(), *map(name_key, called.values())})
        own: dict[str, str] = {}
        for name, each in keys.items():
            name, each = (called[each], name_key(called[each])) if each in called else (name, each)
            if each not in self._known:
                own.setdefault(each, name)
        if own:
            self._make(own, now)
        pseudonyms = {
            each: name for name, each in keys.items() if each in called and each not in self._known
        }
        if pseudonyms:
            records = {each: self._known[name_key(called[each])] for each in pseudonyms}
            self._name(pseudonyms, records, now)
        return {name: self._known[each] for name, each in keys.items()}

    def _find(self, keys: Collection[str]) -> None:
        """Remember the records of those names that have one."""
        missing = [each for each in keys if each not in self._known]
        if missing:
            rows = self._connection.execute(
                select(aliases.c.key, aliases.c.record).where(
                    aliases.c.key.in_(missing), aliases.c.record.is_not(None)
                )
            )
            self._made.update((row.key, row.record) for row in rows)

    def _make(self, names: Mapping[str, str], now: int) -> None:
        """Make a record for each name, given as key → name."""
        made = _free(self._connection, names)
        rows = [_person_row(made[each], name) for each, name in names.items()]
        add(self._connection, persons, rows)
        self._name(names, made, now)

    def _name(self, names: Mapping[str, str], records: Mapping[str, str], now: int) -> None:
        """Enter names, given as key → name, with their records."""
        connection = self._connection
        # A librarian may have given a name to somebody before any paper wrote it.
        decided = {
            row.key
            for row in connection.execute(select(aliases.c.key).where(aliases.c.key.in_(names)))
        }
        rows = [
            {
                "key": each,
                "fold": folded(name),
                "name": name,
                "record": records[each],
                "person": self.authority.person(Naming(name, records[each])),
                "ordinal": now,
            }
            for each, name in names.items()
        ]
        if fresh := [row for row in rows if row["key"] not in decided]:
            add(connection, aliases, fresh)
        for row in rows:
            if row["key"] in decided:
                changed = update(aliases).where(aliases.c.key == row["key"])
                connection.execute(changed.values(record=row["record"], person=row["person"]))
        self._made.update({each: records[each] for each in names})


def add_person(connection: Connection, name: str) -> str:
    """Make a record to which no name leads yet; its identifier."""
    identifier = _free(connection, {name: name})[name]
    connection.execute(insert(persons), [_person_row(identifier, name)])
    return identifier


def _person_row(identifier: str, name: str) -> dict[str, object]:
    return {
        "identifier": identifier,
        "own": name,
        "name": name,
        "hidden": False,
        "merged": None,
    }


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
