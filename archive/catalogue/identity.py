"""Which report a record speaks of, and what an unnamed one is called.

In this order, the first that holds: the identifier that the record gives; its URL; the same
bytes as before; the same file as before, which now holds another version; for one record of a
file of many, the same line with the same date and title; the same content under the same date
and title. Otherwise the report is new, and one without identifier is named for date and title.
"""

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import Connection, and_, or_, select

from archive.catalogue.merging import merged
from archive.catalogue.records import Comparison, Standing
from archive.catalogue.shown import PUBLISHED, published
from archive.catalogue.tables import origins, reports, versions
from archive.slug import slug
from index.report import Report

__all__ = ["Identities", "KnownReport", "digest", "readable"]

# JSON only because no two contents look alike in it.
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)

_LINE = re.compile(r":\d+$")


@dataclass(slots=True)
class KnownReport:
    """A report of the catalogue while a batch is written.

    `contents`: digest of each version → number of the newest version with it.
    """

    number: int
    identifier: str
    revision: int
    current: int
    version: int
    deleted: bool
    url: str
    contents: dict[str, int] = field(default_factory=dict)

    def is_current(self, content: str) -> bool:
        """Return True if the current version has the content of this digest."""
        return self.contents.get(content) == self.current


def digest(report: Report) -> str:
    """The SHA-256 of a report's content, identifier, persons and original left out.

    Values that could not be read are content: what was written there may have changed.
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
    """An identifier made of date and title, or of the first words of the text.

    >>> readable(Report("", title="Thủ tướng thăm Huế", date="2018-01-10T12:31:00+07:00"))
    '2018-01-10-thu-tuong-tham-hue'
    """
    text = report.title or report.lead or report.body[:200]
    return "-".join(part for part in (report.date[:10], slug(text, 60)) if part) or "bai"


class Identities:
    """The known reports that a batch may speak of; to be used within one transaction."""

    def __init__(self, connection: Connection, batch: Sequence[Report]) -> None:
        self._connection = connection
        self._current: dict[int, Report] = {}
        self.originals: set[str] = set()
        self.places: set[tuple[int, str, str]] = set()
        self._by_identifier: dict[str, KnownReport] = {}
        self._by_url: dict[str, KnownReport] = {}
        self._by_bytes: dict[str, KnownReport] = {}
        self._by_place: dict[str, list[KnownReport]] = defaultdict(list)
        self._load(connection, batch)

    def find(self, report: Report, content: str) -> KnownReport | None:
        """The record of the report, given the digest of its content; None where it is new."""
        if report.identifier:
            return self._by_identifier.get(report.identifier)
        if (record := self._by_url.get(_own_url(report))) is not None:
            return record
        if report.original is not None:
            if (record := self._by_bytes.get(report.original.sha256)) is not None:
                return record
            if (record := self._at(report)) is not None:
                return record
        name = readable(report)
        for candidate in (name, f"{name}-{content[:8]}"):
            known = self._by_identifier.get(candidate)
            if known is not None and content in known.contents:
                return known
        return None

    def compare(self, record: Report) -> Comparison:
        """Return how a record stands to the report that it speaks of."""
        content = digest(record)
        known = self.find(record, content)
        if known is None:
            return Comparison(record, "unknown")
        report = self.complete(record, known)
        content = digest(report)
        if content not in known.contents or not self._is_from_known_place(report, known):
            return Comparison(report, "unknown", known.identifier)
        is_same = known.deleted or known.is_current(content)
        standing: Standing = "same" if is_same else "earlier"
        return Comparison(report, standing, known.identifier, known.contents[content])

    def complete(self, record: Report, known: KnownReport) -> Report:
        """Return a record with the fields that it does not state, from the current version."""
        if record.original is None or not record.original.unstated:
            return record
        if known.is_current(digest(record)):
            return record
        current = self._current.get(known.current)
        if current is None:
            wanted = select(*PUBLISHED).where(versions.c.number == known.current)
            row = self._connection.execute(wanted).first()
            if row is None:
                return record
            current = self._current[known.current] = published(known.identifier, row)
        return merged(record, current)

    def _is_from_known_place(self, report: Report, known: KnownReport) -> bool:
        original = report.original
        return original is None or (known.number, original.sha256, original.origin) in self.places

    def mint(self, report: Report, content: str) -> str:
        """A free identifier for a new report: readable, with a piece of the digest if need be."""
        name = readable(report)
        if name not in self._by_identifier:
            return name
        length = 8
        while (longer := f"{name}-{content[:length]}") in self._by_identifier:
            length += 8  # the whole digest is never taken: that would be the same content
        return longer

    def learn(self, record: KnownReport, report: Report) -> None:
        """Take up what a report of the batch adds to a record, for those that follow."""
        self._current[record.current] = report
        self._by_identifier[record.identifier] = record
        if record.url:
            self._by_url.setdefault(record.url, record)
        if report.original is not None:
            sha256, place = report.original.sha256, report.original.origin
            self.originals.add(sha256)
            self.places.add((record.number, sha256, place))
            self._by_bytes.setdefault(sha256, record)
            if record not in self._by_place[place]:
                self._by_place[place].append(record)

    def _at(self, report: Report) -> KnownReport | None:
        """The record that came from the same place before."""
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
        unnamed = [report for report in batch if not report.identifier]
        names = {report.identifier for report in batch if report.identifier}
        for report in unnamed:
            name = readable(report)
            content = digest(report)
            names.update((name, f"{name}-{content[:8]}", f"{name}-{content[:16]}"))
        found = self._load_origins(connection, batch, unnamed)
        urls = {_own_url(report) for report in unnamed} - {""}
        wanted = or_(
            reports.c.identifier.in_(names),
            # Said twice, since the index on PostgreSQL holds no empty ones.
            and_(reports.c.url != "", reports.c.url.in_(urls)),
            reports.c.number.in_({number for number, _sha256, _place in found}),
        )
        columns = (
            reports.c.number,
            reports.c.identifier,
            reports.c.revision,
            reports.c.current,
            reports.c.version,
            reports.c.deleted,
            reports.c.url,
        )
        records = {
            row.number: KnownReport(*row)
            for row in connection.execute(select(*columns).where(wanted).order_by(reports.c.number))
        }
        held = select(versions.c.report, versions.c.digest, versions.c.number)
        for number, content, version in connection.execute(
            held.where(versions.c.report.in_(records)).order_by(versions.c.number)
        ):
            records[number].contents[content] = version
        for record in records.values():
            self._by_identifier[record.identifier] = record
            if record.url:
                self._by_url.setdefault(record.url, record)
        for number, sha256, place in found:
            self._by_bytes.setdefault(sha256, records[number])
            if records[number] not in self._by_place[place]:
                self._by_place[place].append(records[number])

    def _load_origins(
        self, connection: Connection, batch: Sequence[Report], unnamed: Sequence[Report]
    ) -> list[tuple[int, str, str]]:
        """Where the bytes and the files of the batch were met before: number, SHA-256, place."""
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


def _own_url(report: Report) -> str:
    """The URL of a report, "" where it is that of a whole site."""
    try:
        parts = urlsplit(report.url)
    except ValueError:
        return ""
    return report.url if parts.netloc and (parts.path.strip("/") or parts.query) else ""
