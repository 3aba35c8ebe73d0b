"""Storing a batch of entries: rows are collected entry by entry, then written table by table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, update

from archive.catalogue.appearances import add_appearances
from archive.catalogue.database import add
from archive.catalogue.erased_digests import STUB
from archive.catalogue.identity import Identities, KnownReport, digest
from archive.catalogue.packing import packed
from archive.catalogue.person_records import Records
from archive.catalogue.readmission import readmit
from archive.catalogue.records import Entry, Kind, Outcome
from archive.catalogue.revisions import Revisions, touch
from archive.catalogue.spellings import follow_withdrawals, learn
from archive.catalogue.stories import find_stories
from archive.catalogue.tables import appearances, originals, origins, reports, unread, versions
from archive.corrections.correction import with_values
from index.report import Original, Report

__all__ = ["put"]


def put(
    connection: Connection,
    entries: Sequence[Entry],
    records: Records,
    datestamp: str,
    *,
    again: bool = False,
) -> list[Outcome]:
    """Store entries; return their outcomes in the same order.

    `again`: take in reports that were erased.
    """
    if not entries:
        return []
    batch = _Batch(connection, entries, datestamp, again=again)
    outcomes = [batch.take(entry) for entry in entries]
    batch.write(records)
    return outcomes


def _kind(known: KnownReport | None, content: str) -> Kind:
    """Return the outcome of an entry by the digest of its content."""
    if known is None:
        return "new"
    stays = known.withdrawn or known.reverted
    if known.is_current(content) or (stays and content in known.contents):
        return "same"
    if known.reverted:
        return "reverted"
    return "withdrawn" if known.withdrawn else "changed"


class _Batch:
    """The rows of one batch, by table."""

    def __init__(
        self, connection: Connection, entries: Sequence[Entry], datestamp: str, *, again: bool
    ) -> None:
        self._again = again
        self._readmitted: dict[int, KnownReport] = {}
        self._emptied: list[int] = []
        self._connection = connection
        self._datestamp = datestamp
        self._identities = Identities(connection, [entry.report for entry in entries])
        self._revisions = Revisions(connection)
        self._new: dict[int, KnownReport] = {}
        self._changed: dict[int, KnownReport] = {}
        self._withdrawn: dict[int, KnownReport] = {}
        self._stored: dict[Kind, dict[int, KnownReport]] = {
            "new": self._new,
            "changed": self._changed,
            "withdrawn": self._withdrawn,
        }
        self._entries: dict[int, Entry] = {}
        self._versions: list[dict[str, Any]] = []
        self._unread: list[dict[str, Any]] = []
        self._originals: list[dict[str, Any]] = []
        self._origins: list[dict[str, Any]] = []

    def take(self, entry: Entry) -> Outcome:
        """Collect the rows of one entry; return its outcome."""
        content = digest(entry.report)
        known = self._identities.find(entry.report, content)
        if known is not None and known.erased:
            if not self._again:
                return Outcome(known.identifier, "erased")
            self._readmit(known, entry.report, content)
        is_unnamed = False
        if known is not None:
            whole = self._identities.complete(entry.report, known, content)
            if whole is not entry.report:
                # Earlier entries of this batch brought what the record does not state.
                is_unnamed = bool(entry.extraction)
                entry, content = Entry(whole), digest(whole)
        if known is not None and known.corrections:
            # Readers see another text than the one in which these persons were found.
            is_unnamed = is_unnamed or bool(entry.extraction)
            entry = Entry(entry.report)
        kind = _kind(known, content)
        replaces_another = (
            known is not None
            and kind == "changed"
            and self._identities.replaces_another(entry.report, known)
        )
        known = known or self._begin(entry.report, content)
        if kind != "same":
            self._add_version(known, entry.report, content)
            if kind != "reverted":
                self._entries[known.number] = entry
                if known.number not in self._new:
                    self._stored[kind][known.number] = known
        if entry.report.original is not None:
            self._add_origin(known, entry.report.original, known.contents[content])
        self._identities.learn(known, entry.report)
        is_unnamed = is_unnamed and kind == "changed"
        return Outcome(known.identifier, kind, is_unnamed, replaces_another)

    def _readmit(self, known: KnownReport, report: Report, content: str) -> None:
        """Take in a report again that was erased, without its empty version."""
        if known.identifier.startswith(STUB):
            known.identifier = report.identifier or self._identities.mint(report, content)
        known.erased = known.withdrawn = False
        self._emptied.extend(known.contents.values())
        known.contents, known.version = {}, 0
        self._readmitted[known.number] = known

    def write(self, records: Records) -> None:
        """Write all rows."""
        add(self._connection, reports, [self._report_row(known) for known in self._new.values()])
        add(self._connection, versions, self._versions)
        add(self._connection, unread, self._unread)
        add(self._connection, originals, self._originals)
        add(self._connection, origins, self._origins)
        self._update_known()
        add_appearances(self._connection, list(self._entries.items()), records)
        given = {
            number: (known.current, self._shown(known))
            for stored in self._stored.values()
            for number, known in stored.items()
        }
        # Readers now see reports differently that are the same story as one of the batch.
        changed = find_stories(self._connection, given)
        # The same holds for a newspaper or section that is now known by a better spelling.
        made = self._versions
        changed |= learn(
            self._connection,
            {version["source"] for version in made},
            {version["section"] for version in made},
        )
        changed |= follow_withdrawals(self._connection)
        if self._readmitted:
            readmit(self._connection, self._readmitted, self._emptied, self._datestamp)
        touch(self._connection, changed - given.keys(), self._datestamp)

    def _shown(self, known: KnownReport) -> Report:
        """Return the report of the last entry as readers see it."""
        return with_values(self._entries[known.number].report, known.corrections)

    def _begin(self, report: Report, content: str) -> KnownReport:
        """Return a new report without versions."""
        identifier = report.identifier or self._identities.mint(report, content)
        return KnownReport(self._revisions.last + 1, identifier, 0, 0, 0, False, "")

    def _add_version(self, known: KnownReport, report: Report, content: str) -> None:
        """Add a version, which becomes the current one unless the report is reverted."""
        number = self._revisions.next()
        known.version += 1
        known.contents[content] = number
        if not known.reverted:
            known.current = number
            known.revision = number
            known.url = report.url
        self._versions.append(
            {
                "number": number,
                "report": known.number,
                "version": known.version,
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
        values = report.original.unread if report.original is not None else ()
        self._unread.extend(
            {"version": number, "ordinal": ordinal, "field": name, "written": written}
            for ordinal, (name, written) in enumerate(values)
        )

    def _add_origin(self, known: KnownReport, original: Original, version: int) -> None:
        """Add the origin of a version, and its bytes, unless they are known."""
        sha256 = original.sha256
        if (known.number, sha256, original.origin) in self._identities.places:
            return
        self._origins.append(
            {
                "report": known.number,
                "version": version,
                "sha256": sha256,
                "place": original.origin,
                "retrieved": original.retrieved,
                "notes": original.notes,
            }
        )
        if sha256 not in self._identities.originals:
            self._originals.append(
                {
                    "sha256": sha256,
                    "media_type": original.media_type,
                    "size": len(original.data),
                    "data": packed(original.data),
                }
            )

    def _report_row(self, known: KnownReport) -> dict[str, Any]:
        entry = self._entries.get(known.number)
        return {
            "number": known.number,
            "identifier": known.identifier,
            "revision": known.revision,
            "datestamp": self._datestamp,
            "withdrawn": known.withdrawn,
            "current": known.current,
            "version": known.version,
            "extraction": entry.extraction if entry else "",
            "url": known.url,
        }

    def _update_known(self) -> None:
        """Point the rows of known reports to their new versions, and delete their appearances.

        A withdrawn report gets no revision, since nothing changes for readers.
        """
        known = self._changed | self._withdrawn
        if known:
            columns = ("current", "version", "extraction", "url")
            rows = map(self._report_row, known.values())
            values = [{"which": r["number"], **{name: r[name] for name in columns}} for r in rows]
            which = update(reports).where(reports.c.number == bindparam("which"))
            self._connection.execute(which, values)
            gone = delete(appearances).where(appearances.c.report.in_(known))
            self._connection.execute(gone)
        revisions = {number: changed.revision for number, changed in self._changed.items()}
        self._revisions.touch(revisions, self._datestamp)
