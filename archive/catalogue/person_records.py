"""The authority records of names: each name in a report has one, whatever librarians decide."""

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, insert, select, update

from archive.catalogue import log, name_words, revisions
from archive.catalogue.chunks import chunks
from archive.catalogue.database import add
from archive.catalogue.tables import aliases, persons
from archive.persons.aliases import known, name_key
from archive.persons.authority import KINDS, Authority, Naming
from archive.slug import folded, slug

__all__ = ["RecordCache", "Records", "add_record", "existing", "free_identifier"]

# Names kept in memory between batches; an archive of a century names some hundred thousand.
_LARGEST = 500_000

# Numbers behind a slug that are tried in one statement.
_ROUND = 8

# Letters in the slug of a person, without a number behind it.
_LONGEST = 80


class RecordCache:
    """Committed name → record pairs and decisions, kept from batch to batch.

    It cannot get out of date: a name keeps its record until a report is erased, and everything is
    read again when the log has grown.
    """

    def __init__(self) -> None:
        self.records: dict[str, str] = {}
        self._authority = (0, Authority())

    def authority(self, connection: Connection) -> Authority:
        """Return what follows from all decisions."""
        last = log.last(connection)
        if last != self._authority[0]:
            self._authority = last, Authority(log.read(connection, KINDS))
            # An erasure may have deleted records.
            self.records.clear()
        return self._authority[1]


class Records:
    """Names and their records within one transaction; call `remember` once it is committed."""

    def __init__(self, cache: RecordCache, connection: Connection) -> None:
        if len(cache.records) > _LARGEST:
            cache.records.clear()
        self.authority = cache.authority(connection)
        self._connection = connection
        self._cache = cache
        self._found: dict[str, str] = {}
        self._known = ChainMap(self._found, cache.records)

    def remember(self) -> None:
        """Add the records of this transaction to the cache."""
        self._cache.records.update(self._found)

    def find_or_make(self, names: Iterable[str]) -> dict[str, str]:
        """Return name → identifier of its record; make records for unknown names.

        A pseudonym of the list that ships belongs to the record of the name it stands for.
        """
        keys = {name: name_key(name) for name in names}
        written = _first((key, name) for name, key in keys.items())
        main = {key: known().get(key, name) for key, name in written.items()}
        makers = _first((name_key(name), name) for name in main.values())
        self._find({*main, *makers})
        self._make(makers)
        self._name({key: (written[key], self._known[name_key(main[key])]) for key in main})
        return {name: self._known[key] for name, key in keys.items()}

    def _find(self, keys: Collection[str]) -> None:
        """Look up the records of names that are not known yet."""
        missing = [key for key in keys if key not in self._known]
        if missing:
            rows = self._connection.execute(
                select(aliases.c.key, aliases.c.record).where(
                    aliases.c.key.in_(missing), aliases.c.record.is_not(None)
                )
            )
            self._found.update((row.key, row.record) for row in rows)

    def _make(self, names: Mapping[str, str]) -> None:
        """Make a record for each name, given as key → name, that has none."""
        new = {key: name for key, name in names.items() if key not in self._known}
        made = _free(self._connection, new, self.authority.reserved)
        add(self._connection, persons, [_person_row(made[key], name) for key, name in new.items()])
        self._name({key: (name, made[key]) for key, name in new.items()})

    def _name(self, names: Mapping[str, tuple[str, str]]) -> None:
        """Enter names, given as key → (name, record), that are not known yet."""
        new = {key: given for key, given in names.items() if key not in self._known}
        if not new:
            return
        # A librarian may have given a name to a person before any report had it.
        given = set(
            self._connection.execute(select(aliases.c.key).where(aliases.c.key.in_(new))).scalars()
        )
        ordinal = revisions.last(self._connection)
        rows = [self._alias_row(key, name, record, ordinal) for key, (name, record) in new.items()]
        made = [row for row in rows if row["key"] not in given]
        add(self._connection, aliases, made)
        name_words.add(self._connection, made)
        for row in rows:
            if row["key"] in given:
                changed = update(aliases).where(aliases.c.key == row["key"])
                values = {"record": row["record"], "person": row["person"]}
                self._connection.execute(changed.values(values))
        self._found.update({key: record for key, (_name, record) in new.items()})

    def _alias_row(self, key: str, name: str, record: str, ordinal: int) -> dict[str, object]:
        return {
            "key": key,
            "fold": folded(name),
            "name": name,
            "record": record,
            "person": self.authority.person(Naming(name, record)),
            "ordinal": ordinal,
        }


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a mapping with the first value of each key."""
    found: dict[str, str] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def add_record(connection: Connection, identifier: str, name: str) -> None:
    """Add a record to which no name leads yet."""
    connection.execute(insert(persons), [_person_row(identifier, name)])


def free_identifier(connection: Connection, name: str, reserved: Collection[str]) -> str:
    """Return an identifier for a new record that no record has, and that is not reserved."""
    return _free(connection, {name: name}, reserved)[name]


def _person_row(identifier: str, name: str) -> dict[str, object]:
    return {
        "identifier": identifier,
        "own": name,
        "name": name,
        "hidden": False,
        "merged": None,
    }


def _free(
    connection: Connection, names: Mapping[str, str], reserved: Collection[str]
) -> dict[str, str]:
    """Return key → free identifier for names given by key: the slug, or `slug-2`, `slug-3` …"""
    slugs = {key: slug(name, _LONGEST) or "khuyet-danh" for key, name in names.items()}
    taken = existing(connection, set(slugs.values())) | set(reserved)
    made: dict[str, str] = {}
    for key, base in slugs.items():
        if base not in taken:
            made[key] = base
            taken.add(base)
    first = 2
    while waiting := [key for key in slugs if key not in made]:
        numbers = range(first, first + _ROUND)
        taken |= existing(connection, {f"{slugs[key]}-{n}" for key in waiting for n in numbers})
        for key in waiting:
            tried = (f"{slugs[key]}-{number}" for number in numbers)
            free = next((identifier for identifier in tried if identifier not in taken), None)
            if free:
                made[key] = free
                taken.add(free)
        first += _ROUND
    return made


def existing(connection: Connection, identifiers: Collection[str]) -> set[str]:
    """Return the identifiers among these that have a record."""
    found: set[str] = set()
    for chunk in chunks(identifiers):
        rows = connection.execute(
            select(persons.c.identifier).where(persons.c.identifier.in_(chunk))
        )
        found.update(rows.scalars())
    return found
