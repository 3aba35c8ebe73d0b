"""The report: the unit that is read, indexed, found and exported."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["SECTION_SEPARATOR", "Original", "Report"]

SECTION_SEPARATOR = " › "


@dataclass(frozen=True)
class Original:
    """The bytes from which a report was read, and how they were read.

    `media_type`: IANA, such as `text/plain`. `origin`: the file, or `file:line` for one
    record of many; line numbers are 1-based. `retrieved`: when a web archive took the bytes,
    ISO 8601 in UTC, "" where unknown. `unread`: pairs of a field and a value, as written, that
    could not be read. `unstated`: fields of `Report` of which the bytes say nothing, such as the
    columns that a list lacks.
    """

    data: bytes
    media_type: str
    origin: str
    retrieved: str = ""
    unread: tuple[tuple[str, str], ...] = ()
    unstated: frozenset[str] = frozenset()

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the bytes in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Report:
    """One news report, its text as published.

    `body`: paragraphs, each ended by a line feed but the last. `date`: ISO 8601, may be
    partial ("2018", "2018-01", "2018-01-10", "2018-01-10T12:31:00+07:00") or "" where unknown.
    `section`: the newspaper's category path, outermost first. `authors`: names as in the byline,
    without «Tin, ảnh:» or the like. `source`: the newspaper. `persons`: identifiers of the
    authority records of those named in the text, given when the report is indexed.
    """

    identifier: str
    title: str = ""
    lead: str = ""
    body: str = ""
    captions: tuple[str, ...] = ()
    dateline: str = ""
    date: str = ""
    section: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    original: Original | None = field(default=None, repr=False, compare=False)

    @property
    def section_path(self) -> str:
        """The section as one string, its parts joined by ` › `."""
        return SECTION_SEPARATOR.join(self.section)
