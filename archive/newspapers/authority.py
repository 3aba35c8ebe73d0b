"""The authority file of newspapers: what names mean after all decisions of librarians.

The records of the list that ships come first. A spelling that none of them has gets a record of
its own, shared by all spellings with the same `group_key`. Decisions give records names, periods
and facts, make two records one, and give single spellings to a record. Everything is computed from
the decisions that stand, so that each can be undone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from archive.decision import Decision, Logged, standing
from archive.newspapers.decisions import (
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
    NewspaperSeparation,
)
from archive.newspapers.keys import domain, group_key, spelling_key
from archive.newspapers.known import known_newspapers
from archive.newspapers.newspaper import DatedName, Newspaper, dated_name

__all__ = ["BY_LIBRARIAN", "Newspapers"]

BY_LIBRARIAN = "librarian"
"""The source of a record that librarians described and no list has."""


class Newspapers:
    """The authority records that follow from a log of decisions and from spellings.

    `spellings`: the names of newspapers in the reports; a record that no list and no decision has
    is known only if a spelling of it is among them. `hidden`: those of them that only withdrawn
    reports have; they have a meaning, but are not listed, and no newspaper is shown under one of
    them that has another.
    """

    def __init__(
        self,
        log: Iterable[Logged] = (),
        spellings: Iterable[str] = (),
        hidden: Collection[str] = (),
    ) -> None:
        log = list(log)
        self._hidden = frozenset(hidden)
        self.reserved = {
            logged.decision.newspaper
            for logged in log
            if isinstance(logged.decision, NewspaperSeparation)
        }
        self._records = dict(known_newspapers())
        self._merged: dict[str, str] = {}
        self._given: dict[str, tuple[str, str]] = {}
        for logged in standing(log):
            self._apply(logged.decision)
        self._by_spelling = self._index(spelling_key, self._records)
        # A spelling that was separated takes none of the others with it.
        self._by_group = self._index(group_key, self._records.keys() - self.reserved)
        self._by_domain = {
            host: record.identifier
            for record in self._records.values()
            for url in record.urls
            if (host := domain(url))
        }
        self._given_by_group = {group_key(name): paper for paper, name in self._given.values()}
        self._spellings: dict[str, list[str]] = {}
        for spelling in sorted(set(spellings)):
            self._spellings.setdefault(self.newspaper(spelling), []).append(spelling)

    def called(self, name: str) -> Newspaper | None:
        """Return the newspaper that a name means which a reader or a librarian types.

        None if there is none. A name that means no newspaper otherwise means the one to which a
        librarian gave a name with the same `group_key`.
        """
        given = self._given_by_group.get(group_key(name), "")
        return self.get(self.newspaper(name)) or self.get(given)

    def newspaper(self, name: str) -> str:
        """Return the identifier of the newspaper that a name in a report means.

        A name that a decision gives to a newspaper counts in its own spelling only, so that the
        decision changes no other reports.
        """
        return self.merged(
            self._given.get(spelling_key(name), ("", ""))[0]
            or self._of_domain(name)
            or self._by_spelling.get(spelling_key(name))
            or self._by_group.get(group_key(name))
            or group_key(name)
        )

    def merged(self, identifier: str) -> str:
        """Return the record that a record was merged into, after all mergers; else the same."""
        while identifier in self._merged:
            identifier = self._merged[identifier]
        return identifier

    def get(self, identifier: str) -> Newspaper | None:
        """Return a record, or the one that it was merged into; None if there is no such record."""
        identifier = self.merged(identifier)
        record = self._records.get(identifier) or self._unlisted(identifier)
        if record is None:
            return None
        return replace(
            record,
            names=record.names or (DatedName(self._usual_name(identifier)),),
            aliases=tuple(self._aliases(record)),
            predecessors=tuple(dict.fromkeys(map(self.merged, record.predecessors))),
            successors=tuple(self._successors(identifier)),
        )

    def all(self) -> Iterator[Newspaper]:
        """Yield all records, of the list, of decisions and of spellings, by identifier."""
        met = filter(self.spellings, self._spellings)
        known = {self.merged(each) for each in (*self._records, *met)}
        for identifier in sorted(known):
            record = self.get(identifier)
            if record is not None:
                yield record

    def spellings(self, identifier: str) -> tuple[str, ...]:
        """Return the spellings in the reports that mean a newspaper, in code point order."""
        held = self._spellings.get(self.merged(identifier), ())
        return tuple(each for each in held if each not in self._hidden)

    def names(self, spelling: str) -> tuple[DatedName, ...]:
        """Return the names of the newspaper that a spelling means, with their periods."""
        record = self.get(self.newspaper(spelling))
        return record.names if record else (DatedName(spelling),)

    def lineage(self, identifier: str) -> list[Newspaper]:
        """Return a newspaper and all that it continues, nearest first."""
        found: dict[str, Newspaper] = {}
        left = [identifier]
        while left:
            record = self.get(left.pop(0))
            if record is not None and record.identifier not in found:
                found[record.identifier] = record
                left += record.predecessors
        return list(found.values())

    def owners(self) -> Mapping[str, set[str]]:
        """Return the records that claim each name, after mergers, by `spelling_key`."""
        found: dict[str, set[str]] = {}
        for record in self._records.values():
            for name in record.titles:
                found.setdefault(spelling_key(name), set()).add(self.merged(record.identifier))
        return MappingProxyType(found)

    def consequences(self) -> tuple[object, ...]:
        """Return all that the log leads to; equal if two logs lead to the same."""
        records = {
            identifier: replace(record, aliases=tuple(_other_forms(record)))
            for identifier, record in self._records.items()
        }
        return records, self._merged, self._given

    def _apply(self, decision: Decision) -> None:
        match decision:
            case NewspaperMerge(newspaper, target):
                self._merge(newspaper, target)
            case NewspaperAlias(newspaper, name):
                self._given[spelling_key(name)] = newspaper, name
            case NewspaperSeparation(name, newspaper):
                self._given[spelling_key(name)] = newspaper, name
                self._records.setdefault(
                    newspaper, Newspaper(newspaper, (DatedName(name),), source=BY_LIBRARIAN)
                )
            case NewspaperField(newspaper):
                self._state(decision)

    def _merge(self, newspaper: str, target: str) -> None:
        last = self.merged(newspaper)
        if last != self.merged(target):
            self._merged[last] = target
        elif target != last:
            # They are one already, under another identifier: from now on under this one.
            del self._merged[target]
            self._merged[last] = target

    def _state(self, decision: NewspaperField) -> None:
        """Set a fact of a record, which is made if only spellings of it are known."""
        identifier = self.merged(decision.newspaper)
        record = self._records.get(identifier)
        if record is None:
            record = Newspaper(identifier, (), source=BY_LIBRARIAN)
        changed = _with_fact(record, decision.field, decision.values)
        # The names that it had are still forms of its name.
        aliases = (*changed.aliases, *(record.titles if decision.field == "names" else ()))
        self._records[identifier] = replace(changed, aliases=tuple(dict.fromkeys(aliases)))

    def _of_domain(self, name: str) -> str:
        """Return the record with the domain of a name or one above it; "" if there is none."""
        host = domain(name)
        while host:
            if host in self._by_domain:
                return self._by_domain[host]
            host = host.partition(".")[2]
        return ""

    def _index(self, key: Callable[[str], str], which: Collection[str]) -> dict[str, str]:
        """Return key → record for all names of some records; names come before other forms."""
        found: dict[str, str] = {}
        for forms in (_titles, _forms):
            for record in self._records.values():
                if record.identifier in which:
                    for form in forms(record):
                        found.setdefault(key(form), record.identifier)
        return found

    def _unlisted(self, identifier: str) -> Newspaper | None:
        """Return the record of a group of spellings; None if there is no such spelling."""
        return Newspaper(identifier, ()) if self.spellings(identifier) else None

    def _usual_name(self, identifier: str) -> str:
        """Return the best spelling of a newspaper without a stated name."""
        own = self.spellings(identifier) or self._spellings.get(identifier, ())
        grouped = [spelling for spelling in own if group_key(spelling) == identifier]
        return best_spelling(grouped or own or [identifier])

    def _aliases(self, record: Newspaper) -> Iterator[str]:
        """Yield the other forms of the names of a record, spellings in the reports among them."""
        merged = (
            form
            for identifier, other in self._records.items()
            if identifier != record.identifier and self.merged(identifier) == record.identifier
            for form in (*other.titles, *other.aliases)
        )
        shown = {*record.titles, "" if record.names else self._usual_name(record.identifier)}
        given = (
            name
            for newspaper, name in self._given.values()
            if self.merged(newspaper) == record.identifier
        )
        for form in (*record.aliases, *merged, *given, *self.spellings(record.identifier)):
            if form not in shown and self.newspaper(form) == record.identifier:
                shown.add(form)
                yield form

    def _successors(self, identifier: str) -> Iterator[str]:
        """Yield the records that state this one as a predecessor."""
        for other in sorted(self._records):
            mine = self._records[other].predecessors
            if other not in self._merged and identifier in map(self.merged, mine):
                yield other


def best_spelling(spellings: Collection[str]) -> str:
    """Return the spelling by which a newspaper that no list has is shown.

    >>> best_spelling(["giadinh.net.vn", "GIA DINH", "Gia đình"])
    'Gia đình'
    """
    return min(spellings, key=_rank)


def _rank(spelling: str) -> tuple[bool, bool, int, str]:
    letters = "".join(filter(str.isalpha, spelling))
    plain = sum(letter.isascii() for letter in letters)
    return bool(domain(spelling)), letters.isupper() or letters.islower(), plain, spelling


def _titles(record: Newspaper) -> Iterator[str]:
    yield from record.titles


def _other_forms(record: Newspaper) -> Iterator[str]:
    yield from (each for each in record.aliases if each not in record.titles)


def _forms(record: Newspaper) -> Iterator[str]:
    yield from record.aliases
    yield from record.urls
    yield record.identifier


def _with_fact(record: Newspaper, field: str, values: tuple[str, ...]) -> Newspaper:
    """Return a record with a fact that a decision states."""
    one = "".join(values[:1])
    match field:
        case "names":
            return replace(record, names=tuple(map(dated_name, values)))
        case "place":
            return replace(record, place=one)
        case "issns":
            return replace(record, issns=values)
        case "urls":
            return replace(record, urls=values)
        case "predecessors":
            return replace(record, predecessors=values)
    return replace(record, source=one or BY_LIBRARIAN)
