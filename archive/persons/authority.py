"""The authority file: what librarians decide about persons, and what follows from it.

The catalogue gives each name that it meets a record of its own. Decisions are laid over that: two
records are one person, a name means another person, some mentions of a name mean somebody else, a
record is hidden. Nothing is written over: what holds is computed from the log of decisions, so
that each can be undone, and all hold again after the persons were looked for anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from archive.persons.aliases import name_key
from index.language.dates import bounds

__all__ = [
    "Alias",
    "Authority",
    "Decision",
    "Hide",
    "Logged",
    "Merge",
    "Naming",
    "Prefer",
    "Release",
    "Split",
    "Undo",
    "from_record",
    "standing",
    "to_record",
]


@dataclass(frozen=True, slots=True)
class Merge:
    """All that is said of the person `source` is said of `target`."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Alias:
    """The name means that person, whoever had it before."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Release:
    """The name means the person of its own record again."""

    name: str


@dataclass(frozen=True, slots=True)
class Prefer:
    """The person stands in lists under that name."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Hide:
    """The person is kept out of facets and pages, or no longer."""

    person: str
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Split:
    """Some mentions of `person` are of `other`: those for which all that is given here holds.

    `names`: one of them is the name. `office`: a role of the mention holds these words. `since`,
    `until`: ISO 8601, may be partial; the report's date lies within. `reports`: identifiers, one
    of which is that of the report.
    """

    person: str
    other: str
    names: tuple[str, ...] = ()
    office: str = ""
    since: str = ""
    until: str = ""
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undo:
    """The decision with that number does not hold."""

    number: int


Decision = Merge | Alias | Release | Prefer | Hide | Split | Undo


@dataclass(frozen=True, slots=True)
class Logged:
    """A decision in the log.

    `number`: from 1, in the order of the decisions. `datestamp`: ISO 8601 in UTC. `by`: who
    decided, as they give it.
    """

    number: int
    datestamp: str
    decision: Decision
    by: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """What is known of one mention when its person is looked up.

    `record`: identifier of the record that the catalogue keeps for the name. `date`: that of the
    report, ISO 8601, "" where unknown.
    """

    name: str
    record: str
    roles: tuple[str, ...] = ()
    date: str = ""
    report: str = ""


_KINDS: Mapping[str, type[Decision]] = {
    kind.__name__.lower(): kind for kind in (Merge, Alias, Release, Prefer, Hide, Split, Undo)
}


def to_record(decision: Decision) -> dict[str, Any]:
    """A decision as plain values for a table of JSON, `kind` among them."""
    return {"kind": type(decision).__name__.lower(), **asdict(decision)}


def from_record(record: Mapping[str, Any]) -> Decision:
    """The decision of a record as `to_record` makes it; raises ValueError for another."""
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        raise ValueError(f"no decision of the kind {record.get('kind')!r}")
    try:
        return kind(
            **{
                field.name: _value(record[field.name])
                for field in fields(kind)
                if field.name in record
            }
        )
    except TypeError as error:
        raise ValueError(f"{record!r} lacks something: {error}") from error


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class Authority:
    """What follows from a log of decisions."""

    def __init__(self, log: Iterable[Logged] = ()) -> None:
        self._merged: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._splits: dict[str, list[Split]] = {}
        self._preferred: dict[str, str] = {}
        self._hidden: set[str] = set()
        for decision in standing(log):
            self._apply(decision)

    def person(self, naming: Naming) -> str:
        """The identifier of the person that a mention is of."""
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
        """The person that a person was merged into, at the end of all mergers; itself if none."""
        while person in self._merged:
            person = self._merged[person]
        return person

    def preferred(self, person: str) -> str | None:
        """The name decided for a person; None where none was."""
        return self._preferred.get(person)

    def hidden(self, person: str) -> bool:
        """Whether a person is kept out of facets and pages."""
        return person in self._hidden

    def aliases(self) -> Mapping[str, str]:
        """Name (by `name_key`) → person, as decided name by name."""
        return {name: self.merged(person) for name, person in self._named.items()}

    def _apply(self, decision: Decision) -> None:
        match decision:
            case Merge(source, target):
                self._merge(source, target)
            case Alias(person, name):
                self._named[name_key(name)] = person
            case Release(name):
                self._named.pop(name_key(name), None)
            case Prefer(person, name):
                self._preferred[person] = name
            case Hide(person, hidden):
                (self._hidden.add if hidden else self._hidden.discard)(person)
            case Split(person):
                # The latest decision is asked first.
                self._splits.setdefault(person, []).insert(0, decision)

    def _merge(self, source: str, target: str) -> None:
        last = self.merged(source)
        if last != self.merged(target):
            self._merged[last] = target
        elif target != last:
            # They are one already, under another of their identifiers: from now on under this.
            del self._merged[target]
            self._merged[last] = target


def standing(log: Iterable[Logged]) -> list[Decision]:
    """The decisions that hold, in their order: those not undone by an undoing that holds."""
    undone: set[int] = set()
    held: list[Decision] = []
    for logged in sorted(log, key=lambda logged: logged.number, reverse=True):
        if logged.number in undone:
            continue
        if isinstance(logged.decision, Undo):
            undone.add(logged.decision.number)
        else:
            held.append(logged.decision)
    return held[::-1]


def _concerns(split: Split, naming: Naming) -> bool:
    """Whether all conditions of a split hold for a mention."""
    if split.names and name_key(naming.name) not in map(name_key, split.names):
        return False
    if split.reports and naming.report not in split.reports:
        return False
    office = f" {name_key(split.office)} " if split.office else ""
    if office and not any(office in f" {name_key(role)} " for role in naming.roles):
        return False
    return _within(naming.date, split.since, split.until)


def _within(date: str, since: str, until: str) -> bool:
    """Whether the whole period of a date lies within two dates, either of which may be open."""
    if not since and not until:
        return True
    days, first, last = bounds(date), bounds(since), bounds(until)
    if days is None:
        return False
    return (first is None or first[0] <= days[0]) and (last is None or days[1] <= last[1])
