"""Matching records to known reports, and identifiers for new ones.

A record belongs to a known report if, in this order: it has the identifier of the report; it has
its URL; it has the same bytes; it comes from the same file, or, in a file of many records, from
the same line with the same date and title; it has the same content, date and title. Otherwise the
report is new. Without an identifier of its own it gets one made of date and title.
"""

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import Connection, and_, or_, select

from archive.catalogue import erased_digests
from archive.catalogue.corrected import values_by_report
from archive.catalogue.merging import merged
from archive.catalogue.records import Comparison, Standing
from archive.catalogue.replacement import is_another
from archive.catalogue.shown import PUBLISHED, published
from archive.catalogue.spellings import as_printed
from archive.catalogue.tables import corrected, origins, reports, versions
from archive.corrections.correction import Value
from archive.slug import slug
from index.report import Report

__all__ = ["Identities", "KnownReport", "digest", "readable"]

# JSON, because different contents never have the same JSON.
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)

_LINE = re.compile(r":\d+$")

# The columns of a `KnownReport`, in the order of its fields.
_KNOWN = (
    reports.c.number,
    reports.c.identifier,
    reports.c.revision,
    reports.c.current,
    reports.c.version,
    reports.c.withdrawn,
    reports.c.url,
)


@dataclass(slots=True)
class KnownReport:
    """A report of the catalogue, kept up to date while a batch is stored.

    The fields are those of the table `reports`, but for `version`: the ordinal of the newest
    version. `contents`: digest → number of the newest version with that content. `reverted`: a
    librarian chose an earlier version, which stays the current one. `corrections`: field → value
    that a librarian put in the place of the published one. `erased`: nothing of it is left, and it
    is not to come in again.
    """

    number: int
    identifier: str
    revision: int
    current: int
    version: int
    withdrawn: bool
    url: str
    contents: dict[str, int] = field(default_factory=dict)
    reverted: bool = False
    corrections: dict[str, Value] = field(default_factory=dict)
    erased: bool = False

    def is_current(self, content: str) -> bool:
        """Return True if the current version has the content of this digest."""
        return self.contents.get(content) == self.current


def digest(report: Report) -> str:
    """Return the SHA-256 of a report's content: all fields but identifier, persons and original.

    Values that could not be read count as content, since a change in them is a new version.
    """
    content: list[object] = [
        report.title,
        report.lead,
        report.body,
        report.captions,
        report.dateline,
        report.date,
        report.section,
        report.authors,
        report.source,
        report.url,
        report.tags,
    ]
    if report.original is not None and report.original.unread:
        content.append(report.original.unread)
    return hashlib.sha256(_JSON.encode(content).encode()).hexdigest()


def readable(report: Report) -> str:
    """Return an identifier made of the date and the title, or the first words of the text.

    >>> readable(Report("", title="Thủ tướng thăm Huế", date="2018-01-10T12:31:00+07:00"))
    '2018-01-10-thu-tuong-tham-hue'
    """
    text = report.title or report.lead or report.body[:200]
    return "-".join(part for part in (report.date[:10], slug(text, 60)) if part) or "bai"


class Identities:
    """The known reports that the records of a batch may belong to, within one transaction.

    `originals`: the known SHA-256s of the batch. `places`: number of a report, SHA-256 and place
    of each known origin.
    """

    def __init__(self, connection: Connection, batch: Sequence[Report]) -> None:
        self._connection = connection
        self._current: dict[int, Report] = {}
        self.originals: set[str] = set()
        self.places: set[tuple[int, str, str]] = set()
        self._by_identifier: dict[str, KnownReport] = {}
        self._by_url: dict[str, KnownReport] = {}
        self._by_bytes: dict[str, KnownReport] = {}
        self._by_place: dict[str, list[KnownReport]] = defaultdict(list)
        self._erased: dict[str, KnownReport] = {}
        self._load(connection, batch)

    def find(self, report: Report, content: str) -> KnownReport | None:
        """Return the known report of a record with this digest; None if it is new.

        A record of an erased report is recognised by the digest of its content, its bytes or its
        URL too.
        """
        if (known := self._by_identifier.get(report.identifier)) is not None:
            return known
        for each in _digests(report, content) if self._erased else ():
            if each in self._erased:
                return self._erased[each]
        if report.identifier:
            return None
        if (known := self._by_url.get(_own_url(report))) is not None:
            return known
        if report.original is not None:
            if (known := self._by_bytes.get(report.original.sha256)) is not None:
                return known
            if (known := self._at(report)) is not None:
                return known
        name = readable(report)
        for candidate in (name, f"{name}-{content[:8]}"):
            known = self._by_identifier.get(candidate)
            if known is not None and content in known.contents:
                return known
        return None

    def compare(self, record: Report, *, again: bool = False) -> Comparison:
        """Return how a record relates to the report that it belongs to.

        `again`: one that was erased counts as unknown.
        """
        content = digest(record)
        known = self.find(record, content)
        if known is None:
            return Comparison(record, "unknown")
        if known.erased:
            return Comparison(record, "unknown" if again else "erased", known.identifier)
        report = self.complete(record, known, content)
        if report is not record:
            content = digest(report)
        if content not in known.contents or not self._is_from_known_place(report, known):
            return Comparison(report, "unknown", known.identifier)
        is_same = known.withdrawn or known.reverted or known.is_current(content)
        standing: Standing = "same" if is_same else "earlier"
        return Comparison(report, standing, known.identifier, known.contents[content])

    def complete(self, record: Report, known: KnownReport, content: str) -> Report:
        """Return a record with its unstated fields from the current version of its report.

        The names that readers see of its newspaper and section, as exports have them, become those
        that were printed. `content`: the digest of the record.
        """
        is_whole = record.original is None or not record.original.unstated
        if known.erased or known.is_current(content) or (is_whole and content in known.contents):
            return record
        current = self._current_version(known)
        if current is None:
            return record
        whole = record if is_whole else merged(record, current)
        return as_printed(self._connection, whole, current)

    def replaces_another(self, record: Report, known: KnownReport) -> bool:
        """Return True if a record from elsewhere shares nothing with its report's current version.

        A record from the same place, a file and line, is a correction of it.
        """
        current = self._current_version(known)
        if current is None or not is_another(current, record):
            return False
        return record.original is None or not self._came_from(known, record.original.origin)

    def _came_from(self, known: KnownReport, place: str) -> bool:
        """Return True if a version of a report came from a place before this batch."""
        wanted = select(origins.c.report).where(
            origins.c.report == known.number, origins.c.place == place
        )
        return self._connection.execute(wanted.limit(1)).first() is not None

    def _current_version(self, known: KnownReport) -> Report | None:
        """Return the current version of a report; None if it was begun in this batch."""
        current = self._current.get(known.current)
        if current is None:
            wanted = select(*PUBLISHED).where(versions.c.number == known.current)
            row = self._connection.execute(wanted).first()
            if row is not None:
                current = self._current[known.current] = published(known.identifier, row)
        return current

    def _is_from_known_place(self, report: Report, known: KnownReport) -> bool:
        original = report.original
        return original is None or (known.number, original.sha256, original.origin) in self.places

    def mint(self, report: Report, content: str) -> str:
        """Return a free identifier for a new report, with part of the digest if it must be."""
        name = readable(report)
        if name not in self._by_identifier:
            return name
        length = 8
        while (longer := f"{name}-{content[:length]}") in self._by_identifier:
            length += 8  # ends before the whole digest, which only the same content could have
        return longer

    def learn(self, known: KnownReport, report: Report) -> None:
        """Add what a report of the batch brings, for the records after it."""
        self._current[known.current] = report
        self._by_identifier[known.identifier] = known
        if known.url:
            self._by_url.setdefault(known.url, known)
        if report.original is not None:
            sha256, place = report.original.sha256, report.original.origin
            self.originals.add(sha256)
            self.places.add((known.number, sha256, place))
            self._by_bytes.setdefault(sha256, known)
            if known not in self._by_place[place]:
                self._by_place[place].append(known)

    def _at(self, report: Report) -> KnownReport | None:
        """Return the known report that came from the same place."""
        place = report.original.origin if report.original else ""
        known = self._by_place.get(place, []) if os.path.isabs(place) else []
        if _LINE.search(place):
            name = readable(report)
            known = [
                each
                for each in known
                if each.identifier == name or each.identifier.startswith(f"{name}-")
            ]
        return known[0] if known else None

    def _load(self, connection: Connection, batch: Sequence[Report]) -> None:
        """Look up the reports that records of the batch may belong to."""
        unnamed = [report for report in batch if not report.identifier]
        found = self._load_origins(connection, batch, unnamed)
        erased = _erased_among(connection, batch)
        numbers = {number for number, *_ in found} | set(erased.values())
        urls = {_own_url(report) for report in unnamed} - {""}
        records = _known(connection, _names(batch), urls, numbers)
        self._erased = {each: records[number] for each, number in erased.items()}
        for record in records.values():
            self._by_identifier[record.identifier] = record
            if record.url:
                self._by_url.setdefault(record.url, record)
        for record in records.values():
            if isinstance(url := record.corrections.get("url"), str) and url:
                self._by_url.setdefault(url, record)
        for number, sha256, place in found:
            self._by_bytes.setdefault(sha256, records[number])
            if records[number] not in self._by_place[place]:
                self._by_place[place].append(records[number])

    def _load_origins(
        self, connection: Connection, batch: Sequence[Report], unnamed: Sequence[Report]
    ) -> list[tuple[int, str, str]]:
        """Return report number, SHA-256 and place of known origins with the same bytes or file."""
        sha256s = {report.original.sha256 for report in batch if report.original}
        places = {report.original.origin for report in unnamed if report.original}
        met = connection.execute(
            select(origins.c.report, origins.c.sha256, origins.c.place)
            .where(or_(origins.c.sha256.in_(sha256s), origins.c.place.in_(places)))
            .order_by(origins.c.version)
        )
        found = [(number, sha256, place) for number, sha256, place in met]
        self.originals.update(sha256 for _number, sha256, _place in found)
        self.places.update(found)
        return found


def _names(batch: Sequence[Report]) -> set[str]:
    """Return the identifiers that the records of a batch have or may be given."""
    names = {report.identifier for report in batch if report.identifier}
    for report in batch:
        if not report.identifier:
            name, content = readable(report), digest(report)
            names.update((name, f"{name}-{content[:8]}", f"{name}-{content[:16]}"))
    return names


def _known(
    connection: Connection, names: Collection[str], urls: Collection[str], numbers: Collection[int]
) -> dict[int, KnownReport]:
    """Return the reports with some identifiers, URLs or numbers, by number, in its order."""
    wanted = or_(
        reports.c.identifier.in_(names),
        # The first condition lets PostgreSQL use its index, which excludes empty URLs.
        and_(reports.c.url != "", reports.c.url.in_(urls)),
        reports.c.number.in_(numbers),
        reports.c.number.in_(select(corrected.c.report).where(corrected.c.url.in_(urls))),
    )
    rows = connection.execute(select(*_KNOWN).where(wanted).order_by(reports.c.number))
    records = {row.number: KnownReport(*row) for row in rows}
    held = select(versions.c.report, versions.c.digest, versions.c.number, versions.c.version)
    ordered = held.where(versions.c.report.in_(records)).order_by(versions.c.number)
    for number, content, version, ordinal in connection.execute(ordered):
        records[number].contents[content] = version
        records[number].version = ordinal
        records[number].reverted = version != records[number].current
    for number, values in values_by_report(connection, records).items():
        records[number].corrections = values
    for number in erased_digests.erased_among(connection, records):
        records[number].erased = True
    return records


def _erased_among(connection: Connection, batch: Sequence[Report]) -> dict[str, int]:
    """Return digest → number of the erased report for the digests of a batch."""
    # Most archives have erased nothing, and digests of all texts take time.
    if not erased_digests.are_any(connection):
        return {}
    digests = {each for report in batch for each in _digests(report, digest(report))}
    return erased_digests.known(connection, digests)


def _digests(report: Report, content: str) -> list[str]:
    """Return the digests by which an erased report is recognised; `content`: that of all of it."""
    sha256 = [report.original.sha256] if report.original else []
    url = _own_url(report)
    urls = [erased_digests.digest_of_url(url)] if url else []
    return [content, *sha256, *urls, erased_digests.digest_of_identifier(report.identifier)]


def _own_url(report: Report) -> str:
    """Return the URL of a report; "" if it is only that of a site."""
    try:
        parts = urlsplit(report.url)
    except ValueError:
        return ""
    return report.url if parts.netloc and (parts.path.strip("/") or parts.query) else ""
