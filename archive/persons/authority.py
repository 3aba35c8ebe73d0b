"""The authority file: decisions of librarians about persons, and their consequences.

The catalogue gives each name in a report an authority record of its own. Decisions change what
the records stand for: two are one person, a name means another person, some mentions of a name
mean somebody else, a record is hidden. Everything is computed from the decisions that stand, so
that each can be undone, and all hold again after persons are extracted again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from archive.decision import Decision, Logged, standing
from archive.persons.aliases import name_key
from index.language.dates import bounds
from index.language.spelling import normalise

__all__ = [
    "KINDS",
    "Alias",
    "Authority",
    "Distinct",
    "Hide",
    "Link",
    "Merge",
    "Naming",
    "Prefer",
    "Release",
    "Split",
    "names_in",
    "normalised",
    "persons_in",
]


@dataclass(frozen=True, slots=True)
class Merge(Decision):
    """The records `source` and `target` are one person, listed as `target`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Distinct(Decision):
    """Two records are not the same person, so the pair is not suggested for merging."""

    person: str
    other: str


@dataclass(frozen=True, slots=True)
class Alias(Decision):
    """The name means this person and no other."""

    TYPED = ("name",)

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Release(Decision):
    """The name means the person of its own record again."""

    name: str


@dataclass(frozen=True, slots=True)
class Prefer(Decision):
    """Lists show the person under this name."""

    TYPED = ("name",)

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Hide(Decision):
    """The person does not appear in facets and on pages; with `hidden` false, appears again."""

    person: str
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Link(Decision):
    """The person is the entity with this identifier in an authority file.

    `file`: one of `AUTHORITY_FILES`. `identifier`: "" takes the link away.
    """

    person: str
    file: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Split(Decision):
    """Mentions of `person` that meet all conditions are mentions of `other`.

    `names`: the mention has one of these names. `office`: a role of the mention contains these
    words. `since`, `until`: the date of the report lies between them; ISO 8601, may be partial.
    `reports`: the report has one of these identifiers. `name`: if not "", the record `other` is
    made by this decision, with this name; the catalogue fills in both for a split without
    `other`.
    """

    TYPED = ("office", "name")

    person: str
    other: str = ""
    names: tuple[str, ...] = ()
    office: str = ""
    since: str = ""
    until: str = ""
    reports: tuple[str, ...] = ()
    name: str = ""


KINDS: tuple[type[Decision], ...] = (Merge, Distinct, Alias, Release, Prefer, Hide, Link, Split)
"""The kinds of decisions about persons."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One mention of a person, as far as it decides which person is meant.

    `record`: identifier of the authority record of the name. `date`: that of the report, ISO
    8601, "" if unknown. `report`: its identifier.
    """

    name: str
    record: str
    roles: tuple[str, ...] = ()
    date: str = ""
    report: str = ""


class Authority:
    """The consequences of a log of decisions.

    `made`: identifier → name of the records that standing splits make. `reserved`: identifiers of
    the records that any split ever made, undone or not; no other record may get them.
    """

    def __init__(self, log: Iterable[Logged] = ()) -> None:
        log = list(log)
        self.made: dict[str, str] = {}
        self.reserved = {split.other for split in _making(log)}
        self._merged: dict[str, str] = {}
        self._distinct: list[Distinct] = []
        self._named: dict[str, str] = {}
        self._splits: dict[str, list[Split]] = {}
        self._preferred: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._linked: dict[tuple[str, str], str] = {}
        for logged in standing(log):
            self._apply(logged.decision)

    def person(self, naming: Naming) -> str:
        """Return the identifier of the person that a mention means."""
        person = self.merged(self._named.get(name_key(naming.name), naming.record))
        passed: set[str] = set()
        while person not in passed:
            passed.add(person)
            for split in self._splits.get(person, ()):
                if _concerns(split, naming):
                    person = self.merged(split.other)
                    break
        return person

    def merged(self, person: str) -> str:
        """Return the person that a person was merged into, after all mergers; else the same."""
        while person in self._merged:
            person = self._merged[person]
        return person

    def distinct(self) -> set[tuple[str, str]]:
        """Return the pairs of persons decided to be distinct, after all mergers.

        The identifiers of a pair are in alphabetical order.
        """
        pairs = (
            sorted((self.merged(each.person), self.merged(each.other))) for each in self._distinct
        )
        return {(first, second) for first, second in pairs if first != second}

    def preferred(self, person: str) -> str | None:
        """Return the name decided for a person; None if there is none."""
        return self._preferred.get(person)

    def hidden(self, person: str) -> bool:
        """Return True if a person does not appear in facets and on pages."""
        return person in self._hidden

    def links(self) -> dict[str, dict[str, str]]:
        """Return person → authority file → identifier, after all mergers."""
        found: dict[str, dict[str, str]] = {}
        for (person, file), identifier in self._linked.items():
            found.setdefault(self.merged(person), {})[file] = identifier
        held = {
            person: {file: identifier for file, identifier in files.items() if identifier}
            for person, files in found.items()
        }
        return {person: files for person, files in held.items() if files}

    def aliases(self) -> Mapping[str, str]:
        """Return name → person for the names that were given to a person, by `name_key`."""
        return {name: self.merged(person) for name, person in self._named.items()}

    def consequences(self) -> tuple[object, ...]:
        """Return all that the log leads to; equal if two logs lead to the same."""
        splits = {person: tuple(dict.fromkeys(each)) for person, each in self._splits.items()}
        named = (self._named, self._preferred, self._hidden)
        return self.made, self._merged, self.distinct(), splits, *named, self.links()

    def _apply(self, decision: Decision) -> None:
        match decision:
            case Merge(source, target):
                self._merge(source, target)
            case Distinct():
                self._distinct.append(decision)
            case Alias(person, name):
                self._named[name_key(name)] = person
            case Release(name):
                self._named.pop(name_key(name), None)
            case Prefer(person, name):
                self._preferred[person] = name
            case Hide(person, hidden):
                (self._hidden.add if hidden else self._hidden.discard)(person)
            case Link(person, file, identifier):
                # The last one counts, also among those of records that were merged.
                self._linked.pop((person, file), None)
                self._linked[person, file] = identifier
            case Split(person):
                # The latest split is tried first.
                self._splits.setdefault(person, []).insert(0, decision)
                if decision.name:
                    self.made.setdefault(decision.other, decision.name)

    def _merge(self, source: str, target: str) -> None:
        last = self.merged(source)
        if last != self.merged(target):
            self._merged[last] = target
        elif target != last:
            # They are one already, under another identifier: from now on under this one.
            del self._merged[target]
            self._merged[last] = target


def persons_in(decision: Decision) -> Iterator[str]:
    """Yield the persons that a decision names."""
    match decision:
        case Merge(source, target):
            yield from (source, target)
        case Split(person, other) | Distinct(person, other):
            yield from (person, other)
        case Alias(person) | Prefer(person) | Hide(person) | Link(person):
            yield person


def names_in(decision: Decision) -> Iterator[str]:
    """Yield the names whose meaning a decision changes."""
    if isinstance(decision, Alias | Release):
        yield decision.name


def normalised(decision: Decision) -> Decision:
    """Return a decision with its names in NFC and with single spaces, as they are compared."""
    match decision:
        case Alias(name=name) | Release(name) | Prefer(name=name):
            return replace(decision, name=_normalised(name))
        case Split(names=names, office=office, name=name):
            return replace(
                decision,
                names=tuple(map(normalise, names)),
                office=normalise(office),
                name=_normalised(name),
            )
    return decision


def _normalised(name: str) -> str:
    return " ".join(normalise(name).split())


def _making(log: Iterable[Logged]) -> Iterator[Split]:
    """Yield the splits that make a record, undone or not."""
    for logged in log:
        if isinstance(logged.decision, Split) and logged.decision.name:
            yield logged.decision


def _concerns(split: Split, naming: Naming) -> bool:
    """Return True if a mention meets all conditions of a split."""
    if split.names and name_key(naming.name) not in map(name_key, split.names):
        return False
    if split.reports and naming.report not in split.reports:
        return False
    office = f" {name_key(split.office)} " if split.office else ""
    if office and not any(office in f" {name_key(role)} " for role in naming.roles):
        return False
    return _within(naming.date, split.since, split.until)


def _within(date: str, since: str, until: str) -> bool:
    """Return True if the whole period of a date lies between two dates; "" is no limit."""
    if not since and not until:
        return True
    days, first, last = bounds(date), bounds(since), bounds(until)
    if days is None:
        return False
    return (first is None or first[0] <= days[0]) and (last is None or days[1] <= last[1])
