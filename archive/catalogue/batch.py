"""Putting a batch of entries into the catalogue, in one transaction."""

import zlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from archive.catalogue.database import add
from archive.catalogue.identity import Identities, Record, digest
from archive.catalogue.lookup import reports_named
from archive.catalogue.names import Names
from archive.catalogue.records import Appearance, Entry, Kind, Outcome
from archive.catalogue.tables import appearances, head, originals, origins, reports, versions
from archive.persons.authority import Authority, Naming
from index.report import Original, Report

__all__ = ["put", "put_persons"]

# Level 6 takes 4 % off the size of reports, and half as much time again.
_COMPRESSION = 3


def put(
    connection: Connection, entries: Sequence[Entry], names: Names, datestamp: str
) -> list[Outcome]:
    """Keep the entries; what became of each, in their order."""
    batch = _Batch(connection, entries, datestamp)
    outcomes = [batch.take(entry) for entry in entries]
    batch.write(names)
    return outcomes


class _Batch:
    """The rows that a batch adds, gathered first, written table by table."""

    def __init__(self, connection: Connection, entries: Sequence[Entry], datestamp: str) -> None:
        self._connection = connection
        self._datestamp = datestamp
        self._identities = Identities(connection, [entry.report for entry in entries])
        self._revision: int = connection.execute(select(head.c.revision)).scalar_one()
        self._new: dict[int, Record] = {}
        self._changed: dict[int, Record] = {}
        self._hidden: dict[int, Record] = {}
        self._entries: dict[int, Entry] = {}
        self._versions: list[dict[str, Any]] = []
        self._originals: list[dict[str, Any]] = []
        self._origins: list[dict[str, Any]] = []

    def take(self, entry: Entry) -> Outcome:
        """Gather the rows of one entry."""
        report = entry.report
        content = digest(report)
        record = self._identities.find(report, content)
        kind: Kind = "new" if record is None else "changed"
        if record is None:
            record = self._begin(report, content)
            self._new[record.number] = record
        elif content in record.contents:
            kind = "same"
        elif record.deleted:
            kind = "deleted"
            self._hidden[record.number] = record
            self._add_version(record, report, content)
        else:
            if record.number not in self._new:
                self._changed[record.number] = record
            self._add_version(record, report, content)
        if kind in ("new", "changed"):
            self._entries[record.number] = entry
        if report.original is not None:
            self._add_origin(record, report.original, record.contents[content])
        self._identities.learn(record, report)
        return Outcome(record.identifier, kind)

    def write(self, names: Names) -> None:
        """Write what was gathered."""
        add(self._connection, reports, [self._report_row(record) for record in self._new.values()])
        add(self._connection, versions, self._versions)
        add(self._connection, originals, self._originals)
        add(self._connection, origins, self._origins)
        self._replace()
        self._write_appearances(names)
        self._connection.execute(update(head).values(revision=self._revision))

    def _begin(self, report: Report, content: str) -> Record:
        """A record for a new report."""
        identifier = report.identifier or self._identities.mint(report, content)
        record = Record(self._revision + 1, identifier, 0, 0, 0, False, "")
        self._add_version(record, report, content)
        return record

    def _add_version(self, record: Record, report: Report, content: str) -> None:
        """Add a version, which becomes the current one unless the report is deleted."""
        self._revision += 1
        record.version += 1
        record.current = self._revision
        record.contents[content] = self._revision
        record.revision = self._revision
        record.url = report.url
        self._versions.append(
            {
                "number": self._revision,
                "report": record.number,
                "version": record.version,
                "datestamp": self._datestamp,
                "digest": content,
                "title": report.title,
                "lead": report.lead,
                "body": report.body,
                "captions": report.captions,
                "dateline": report.dateline,
                "date": report.date,
                "section": report.section,
                "authors": report.authors,
                "source": report.source,
                "url": report.url,
                "tags": report.tags,
            }
        )

    def _add_origin(self, record: Record, original: Original, version: int) -> None:
        """Add where the bytes came from, and the bytes, unless both are known."""
        sha256 = original.sha256
        if (record.number, sha256, original.origin) in self._identities.places:
            return
        self._origins.append(
            {
                "report": record.number,
                "version": version,
                "sha256": sha256,
                "place": original.origin,
            }
        )
        if sha256 not in self._identities.originals:
            self._originals.append(
                {
                    "sha256": sha256,
                    "media_type": original.media_type,
                    "size": len(original.data),
                    "data": zlib.compress(original.data, _COMPRESSION),
                }
            )

    def _report_row(self, record: Record) -> dict[str, Any]:
        entry = self._entries.get(record.number)
        return {
            "number": record.number,
            "identifier": record.identifier,
            "revision": record.revision,
            "datestamp": self._datestamp,
            "deleted": record.deleted,
            "current": record.current,
            "version": record.version,
            "extraction": entry.extraction if entry else "",
            "url": record.url,
        }

    def _replace(self) -> None:
        """Let the rows of known reports speak of their new version."""
        rows = [self._report_row(record) for record in self._changed.values()]
        for row in rows:
            row["which"] = row.pop("number")
            del row["identifier"]
        known = update(reports).where(reports.c.number == bindparam("which"))
        if rows:
            self._connection.execute(known, rows)
            gone = delete(appearances).where(appearances.c.report.in_(self._changed))
            self._connection.execute(gone)
        if self._hidden:
            self._connection.execute(
                known,
                [
                    {"which": record.number, "current": record.current, "version": record.version}
                    for record in self._hidden.values()
                ],
            )

    def _write_appearances(self, names: Names) -> None:
        rows = _appearance_rows(list(self._entries.items()), names, self._revision)
        add(self._connection, appearances, rows)


def put_persons(
    connection: Connection, entries: Sequence[Entry], names: Names, datestamp: str
) -> None:
    """Replace the appearances in known reports; each is changed where its persons differ."""
    wanted = {entry.report.identifier: entry for entry in entries}
    before = reports_named(connection, wanted)
    columns = (reports.c.number, reports.c.identifier, reports.c.revision, reports.c.datestamp)
    shown = reports.c.identifier.in_(before)
    known = connection.execute(select(*columns).where(shown).order_by(reports.c.number)).all()
    revision: int = connection.execute(select(head.c.revision)).scalar_one()
    rows = _appearance_rows(
        [(row.number, wanted[row.identifier]) for row in known], names, revision
    )
    numbers = [row.number for row in known]
    connection.execute(delete(appearances).where(appearances.c.report.in_(numbers)))
    add(connection, appearances, rows)
    after = reports_named(connection, wanted)
    renewed = []
    for row in known:
        changed = before[row.identifier].persons != after[row.identifier].persons
        revision += changed
        renewed.append(
            {
                "which": row.number,
                "extraction": wanted[row.identifier].extraction,
                "revision": revision if changed else row.revision,
                "datestamp": datestamp if changed else row.datestamp,
            }
        )
    if renewed:
        connection.execute(update(reports).where(reports.c.number == bindparam("which")), renewed)
    connection.execute(update(head).values(revision=revision))


def _appearance_rows(
    entries: Sequence[tuple[int, Entry]], names: Names, now: int
) -> list[dict[str, Any]]:
    """The rows of those named in some reports, given by number; new names get a record.

    `now`: a revision of the transaction.
    """
    found = dict.fromkeys(each.name for _number, entry in entries for each in entry.appearances)
    records = names.records(found, now) if found else {}
    return [
        _appearance_row(number, ordinal, entry.report, each, records[each.name], names.authority)
        for number, entry in entries
        for ordinal, each in enumerate(entry.appearances)
    ]


def _appearance_row(
    number: int,
    ordinal: int,
    report: Report,
    named: Appearance,
    record: str,
    authority: Authority,
) -> dict[str, Any]:
    naming = Naming(named.name, record, named.roles, report.date, report.identifier)
    return {
        "report": number,
        "ordinal": ordinal,
        "record": record,
        "person": authority.person(naming),
        "name": named.name,
        "roles": named.roles,
        "evidence": named.evidence,
        "field": named.field,
        "part": named.part,
        "start": named.start,
        "end": named.end,
    }
