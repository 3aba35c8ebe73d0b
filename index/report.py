"""Report: the unit that is imported, indexed, found and exported."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["SECTION_SEPARATOR", "Original", "Report"]

SECTION_SEPARATOR = " › "


@dataclass(frozen=True)
class Original:
    """The bytes from which a report was read, and how they were read.

    `media_type`: of IANA, such as `text/plain`. `origin`: the path of the file, or `file:line` for
    a record in a file of many; lines count from 1. `retrieved`: when a web archive fetched the
    bytes, ISO 8601 in UTC; "" if unknown. `unread`: names of fields with values that could not be
    understood, both as written. `unstated`: fields of `Report` that the bytes do not mention, such
    as columns that a list lacks. `notes`: how the bytes were read, where a reader may want to know,
    such as the number of a scanned page.
    """

    data: bytes
    media_type: str
    origin: str
    retrieved: str = ""
    unread: tuple[tuple[str, str], ...] = ()
    unstated: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Report:
    """A news report; its texts are as published.

    `body`: paragraphs separated by line feeds. `date`: ISO 8601, may be partial ("2018", "2018-01",
    "2018-01-10", "2018-01-10T12:31:00+07:00"); "" if unknown. `section`: the path of the category
    in the newspaper, outermost first. `authors`: names from the byline, without words such as «Tin,
    ảnh:». `source`: the newspaper. `persons`: identifiers of the persons named in the text, filled
    in when the report is indexed.
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
        """Section as one string, with its parts joined by ` › `."""
        return SECTION_SEPARATOR.join(self.section)
