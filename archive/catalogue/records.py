"""What goes into the catalogue and comes out of it, as values."""

from dataclasses import dataclass, field
from typing import Literal

from index.report import Report

__all__ = [
    "Appearance",
    "Change",
    "Comparison",
    "Counts",
    "Entry",
    "FrozenEntry",
    "FrozenList",
    "Kind",
    "Office",
    "Origin",
    "Outcome",
    "Person",
    "Refused",
    "UnreadValue",
    "Version",
]

Kind = Literal["new", "changed", "same", "deleted"]
Standing = Literal["unknown", "earlier", "same"]


@dataclass(frozen=True, slots=True)
class Appearance:
    """A person named in a report.

    `name`: in full, in name case. `roles`: as written. `evidence`: the sentence. `field`, `part`:
    where the name stands (`part`: which caption, 0-based); `start`, `end`: offsets there, in the
    text as published. On the way out, `record` is the authority record of the name, `person` that
    of the person meant, as librarians decided, `report` the report's identifier.
    """

    name: str
    roles: tuple[str, ...] = ()
    evidence: str = ""
    field: str = ""
    part: int = 0
    start: int = 0
    end: int = 0
    record: str = ""
    person: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report to be kept, with those whom its text names.

    A report without identifier gets one. `extraction`: version of the rules that found the
    appearances, "" where nobody looked.
    """

    report: Report
    appearances: tuple[Appearance, ...] = ()
    extraction: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry.

    `deleted`: the version is kept, yet the report stays deleted until it is restored.
    `is_unnamed`: the entry was completed from an earlier one, so that its persons are to be found
    again.
    """

    identifier: str
    kind: Kind
    is_unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record beside what the catalogue holds.

    `report`: the record, with the fields that it does not state taken from the current version.
    `standing`: "same" is the current version from a known origin, "earlier" an older version from
    a known origin; all else is "unknown". `identifier`: of the report, "" where it is new.
    `version`: the number of the version that has this content, 0 where none has.
    """

    report: Report
    standing: Standing
    identifier: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a report: its state as of `revision`; without report it is deleted.

    `datestamp`: when that was, ISO 8601 in UTC to the second.
    """

    revision: int
    identifier: str
    datestamp: str
    report: Report | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the bytes of a version came from.

    `place`: the file or `file:line`. `sha256` and `size` (bytes) are those of the original.
    `retrieved`: when a web archive took them, ISO 8601 in UTC, "" where unknown. `notes`: how they
    were read.
    """

    place: str
    sha256: str
    media_type: str
    size: int
    retrieved: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadValue:
    """A value that could not be read: its field, and the value as written.

    `report`: the identifier of the report; `place`: the file or `file:line`, "" where unknown.
    """

    field: str
    written: str
    report: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a report; `ordinal` counts from 1, `datestamp` says when it was imported."""

    ordinal: int
    datestamp: str
    report: Report
    origins: tuple[Origin, ...] = ()
    unread: tuple[UnreadValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """An authority record: one person, whatever names the papers use.

    `aliases`: other names, in order of their making. `hidden`: kept out of facets and pages.
    `merged`: the person that this one was found to be, "" for none.
    """

    identifier: str
    name: str
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """An office in which reports name a person.

    `role`: as most of them write it. `count`: the reports that give it. `since`, `until`: the first
    and the last of their dates, "" where none has one. `report`, `evidence`: identifier and
    sentence of the first report.
    """

    role: str
    count: int
    since: str
    until: str
    report: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that could not become a report, set aside.

    `line`: 1-based, None where the whole file is meant. `data`: the bytes, or their beginning.
    `number`: by which the catalogue knows it, 0 before it is stored.
    """

    reason: str
    origin: str
    line: int | None = None
    data: bytes = field(default=b"", repr=False)
    datestamp: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalogue holds; `reports` are those shown, `deleted` the tombstones."""

    reports: int
    deleted: int
    versions: int
    originals: int
    persons: int
    refused: int
    unread: int
    revision: int


@dataclass(frozen=True, slots=True)
class FrozenList:
    """A list of reports as it was when it was frozen.

    `datestamp`: ISO 8601 in UTC. `query`: as in a URL. `words`, `filters`: the query in words.
    `note`: what the person who froze it wrote. `generation`: of the index. `sha256`: of the
    identifiers in their order, each followed by a line feed, in UTF-8.
    """

    identifier: str
    datestamp: str
    query: str
    words: str
    filters: tuple[str, ...]
    note: str
    generation: str
    reports: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FrozenEntry:
    """A report of a frozen list.

    `position`: 1-based. `report`: its identifier. `version`: the number of the version that was
    current when the list was frozen, `current` of the one that is now; None where no report with
    this identifier is shown any more.
    """

    position: int
    report: str
    version: int
    current: int | None
