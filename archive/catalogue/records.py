"""The values that the catalogue takes and returns."""

from dataclasses import dataclass, field
from typing import Literal

from index.report import Report

__all__ = [
    "Appearance",
    "Change",
    "Comparison",
    "Counts",
    "Entry",
    "Erased",
    "FrozenEntry",
    "FrozenList",
    "Harvested",
    "Kind",
    "Office",
    "Origin",
    "Outcome",
    "Person",
    "Refused",
    "Story",
    "UnreadValue",
    "Version",
]

Kind = Literal["new", "changed", "same", "withdrawn", "reverted", "erased"]
"""The outcome of an entry; `withdrawn`: a new version of a report that stays withdrawn;
`reverted`: of one that is shown in an earlier version by a decision; `erased`: a report that was
erased and is refused."""

Standing = Literal["unknown", "earlier", "same", "erased"]
"""The relation of a record to what the catalogue holds, see `Comparison`."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """A mention of a person in a report.

    `name`: the full name, in name case. `roles`: as written. `evidence`: the sentence. `field`:
    the field of the report with the name, and `part` the number of the caption, 0-based. `start`,
    `end`: offsets of the name in that text as published. The catalogue fills in the rest:
    `record` is the authority record of the name, `person` the person meant after all decisions,
    `report` the identifier of the report.
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
    """A report to be stored, with the persons named in it.

    A report without identifier gets one. `extraction`: version of the rules that found the
    appearances, "" if none were applied.
    """

    report: Report
    appearances: tuple[Appearance, ...] = ()
    extraction: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of an entry that was put into the catalogue.

    `identifier`: that of its report. `is_unnamed`: its persons must be extracted again, since the
    entry was completed from an earlier one of the same batch, or its report is corrected.
    `replaces_another`: the new version shares nothing with the version before it, as if it were
    another report.
    """

    identifier: str
    kind: Kind
    is_unnamed: bool = False
    replaces_another: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record compared with what the catalogue holds.

    `report`: the record, with the fields that it does not state taken from the current version.
    `standing`: "same" for the current version from a known origin, "earlier" for an older version
    from a known origin, "erased" for a report that was erased, "unknown" for anything else.
    `identifier`: that of the report, "" if it is new. `version`: the number of the version with
    this content, 0 if there is none.
    """

    report: Report
    standing: Standing
    identifier: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a report.

    `datestamp`: its time, ISO 8601 in UTC to the second. `report`: the report since then, None if
    it was withdrawn.
    """

    revision: int
    identifier: str
    datestamp: str
    report: Report | None


@dataclass(frozen=True, slots=True)
class Origin:
    """A source of the bytes of a version.

    `place`: the file or `file:line`. `sha256` and `size` (bytes) are those of the original.
    `retrieved`: when a web archive took them, ISO 8601 in UTC, "" if unknown. `notes`: how they
    were read.
    """

    place: str
    sha256: str
    media_type: str
    size: int
    retrieved: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Harvested:
    """An address that a harvest met.

    `list`: the feed or sitemap that the harvest began with. `position`: among all addresses that
    it names. `state`: "list" for a feed or sitemap; otherwise "waiting" (to be fetched), "fetched",
    "list page" (it holds no report) or "failed". `modified`: when the page changed, as the list
    states it. `etag`, `last_modified`: the validators of the last response (RFC 9110 §8.8).
    `failures`: number of the last runs in which fetching failed.
    """

    address: str
    list: str
    position: int = 0
    state: str = "waiting"
    modified: str = ""
    etag: str = ""
    last_modified: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class UnreadValue:
    """A value that could not be read: its field, and the value as written.

    `report`: the identifier of the report; `place`: the file or `file:line`, "" if unknown.
    """

    field: str
    written: str
    report: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a report.

    `ordinal`: from 1, in the order of import. `datestamp`: time of the import, ISO 8601 in UTC.
    `unread`: its values that could not be read. `current`: readers see it.
    """

    ordinal: int
    datestamp: str
    report: Report
    origins: tuple[Origin, ...] = ()
    unread: tuple[UnreadValue, ...] = ()
    current: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """An authority record: one person, with all names that reports use.

    `aliases`: the other names, in the order in which they were added. `hidden`: the person does
    not appear in facets and on pages. `merged`: the person that this one was merged into, "" if
    none.
    """

    identifier: str
    name: str
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that reports give to a person.

    `role`: the office as most reports write it. `count`: the number of reports. `since`, `until`:
    their first and last date, "" if none has a date. `report`, `evidence`: identifier and sentence
    of the first report.
    """

    role: str
    count: int
    since: str
    until: str
    report: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Story:
    """Reports that tell the same story.

    `identifier`: of the report that represents them. `reports`: all of them, the earliest first,
    with title, newspaper, date and the beginning of the text only.
    """

    identifier: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that could not become a report.

    `origin`: the file. `line`: 1-based, None for the whole file. `data`: its bytes, or the first
    of them. `number`: its number in the catalogue, 0 before it is stored. `is_list_page`: it is a
    web page that lists reports and holds none.
    """

    reason: str
    origin: str
    line: int | None = None
    data: bytes = field(default=b"", repr=False)
    datestamp: str = ""
    number: int = 0
    is_list_page: bool = False


@dataclass(frozen=True, slots=True)
class Damage:
    """Stored data that are not what was stored.

    `kind`: `database`, `original`, `version` or `index`. `name`: of the part that is damaged, for
    people. `problem`: the difference. `remedy`: the command that mends it. `key`: the SHA-256 of an
    original or the number of a version, "" for others.
    """

    kind: str
    name: str
    problem: str
    remedy: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """One of `of` parts of about equal size, counted from 0, into which stored data are divided."""

    number: int = 0
    of: int = 1

    def hexadecimal(self) -> tuple[str, str]:
        """Return the bounds of the SHA-256s in this slice: from the first, below the second.

        >>> Slice(1, 4).hexadecimal()
        ('40000000', '80000000')
        """
        first, last = ((n << 32) // self.of for n in (self.number, self.number + 1))
        return f"{first:08x}", f"{last:08x}" if self.number + 1 < self.of else "g"


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of rows in the catalogue.

    `reports` are without the `withdrawn` and the `erased` ones, `refused` without the `list_pages`.
    """

    reports: int
    withdrawn: int
    erased: int
    versions: int
    originals: int
    persons: int
    refused: int
    list_pages: int
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
class Erased:
    """The outcome of an erasure.

    `reports`: identifiers of those erased now; `before`: of those that were erased already.
    `since`, `until`: the revisions at which the first came in and the last was erased. `places`:
    the files and addresses that they were read from. `stripped`: other reports, which lost the
    original that they shared. `lists`, `decisions`: frozen lists and decisions left in which
    somebody wrote a title, a name that is forgotten, or a word that was sought.
    """

    reports: tuple[str, ...]
    before: tuple[str, ...]
    since: int
    until: int
    versions: int
    originals: int
    refusals: int
    persons: tuple[str, ...]
    places: tuple[str, ...]
    stripped: tuple[str, ...]
    lists: tuple[str, ...]
    decisions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FrozenEntry:
    """A report of a frozen list.

    `position`: 1-based. `report`: its identifier. `version`: the number of what readers saw when
    the list was frozen, a version or a correction of it, `current` of what they see now; None where
    no report with this identifier is shown any more.
    """

    position: int
    report: str
    version: int
    current: int | None
