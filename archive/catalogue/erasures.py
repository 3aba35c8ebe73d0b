"""Erasing reports for good.

One transaction deletes everything that the database holds of a report and leaves a stub: its row in
`reports`, one empty version, the decision with its reason, and the digests by which it is refused
when it is imported again. Only then the files can be rid of the bytes: the index by the engine, the
database by `finish`. Whatever interrupts them, `erase` and `finish` may be called again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, or_, select, update

from archive.catalogue import erased_digests, log
from archive.catalogue.chunks import chunks
from archive.catalogue.corrected import values_by_report
from archive.catalogue.database import Database
from archive.catalogue.erased_digests import STUB, digest_of_identifier, digest_of_url, stub_of
from archive.catalogue.forgotten_names import Forgotten, Mentions, forget
from archive.catalogue.forgotten_values import forget_values
from archive.catalogue.identity import digest
from archive.catalogue.records import Erased
from archive.catalogue.redaction import SHORTEST, redact
from archive.catalogue.refused_copies import delete_copies
from archive.catalogue.revisions import now, touch
from archive.catalogue.shown import PUBLISHED, published
from archive.catalogue.spellings import follow_withdrawals
from archive.catalogue.story_groups import regroup
from archive.catalogue.tables import (
    appearances,
    erasures,
    frozen_entries,
    harvested,
    metadata,
    originals,
    origins,
    persons,
    reports,
    storable,
    story_hashes,
    story_pairs,
    story_texts,
    versions,
)
from archive.catalogue.tables import (
    erased_digests as digests,
)
from archive.catalogue.traces import decisions_with, lists_with
from archive.corrections.correction import Correct, Value, with_values
from archive.decision import Logged
from archive.errors import ErasureRefused, ReportNotFound
from archive.withdrawal.decisions import Erase
from index.report import Report

__all__ = ["Erasures"]

# Identifiers that an error names.
_NAMED = 5


class Erasures:
    """The reports that were erased, and the erasing of others."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def erase(
        self,
        identifiers: Sequence[str],
        *,
        by: str = "",
        why: str = "",
        public: bool = False,
        shared: bool = False,
        forget_identifiers: bool = False,
        sought: Collection[str] = (),
    ) -> Erased:
        """Erase reports, shown or withdrawn, in one transaction; skip those that were erased.

        `by`, `why`: the librarian and the reason; `public`: readers see it. `shared`: delete
        originals that other reports were read from too. `forget_identifiers`: put a digest in the
        place of the identifiers, which may hold words of titles. `sought`: words to look for in
        frozen lists and decisions, besides titles and names. Raise `ReportNotFound`, or
        `ErasureRefused` for an original that other reports share if `shared` is not set, or
        `DecisionInvalid` for a reason that cannot be stored or shown.
        """
        log.require_stated(by, why)
        datestamp = now()

        def work(connection: Connection) -> Erased:
            self._database.overwrite_deleted(connection)
            erasure = _Erasure(connection, identifiers)
            outcome = erasure.carry_out(
                shared=shared, forget_identifiers=forget_identifiers, sought=sought
            )
            erasure.record(datestamp, by, why, public=public)
            return outcome

        return self._database.write(work)

    def among(self, identifiers: Collection[str]) -> set[str]:
        """Return those of some identifiers whose reports are erased now."""
        wanted = (
            select(reports.c.identifier)
            .join(erasures, erasures.c.report == reports.c.number)
            .where(reports.c.withdrawn.is_(True))
        )

        def work(connection: Connection) -> set[str]:
            return {
                found
                for chunk in chunks(sorted(filter(storable, identifiers)))
                for found in connection.execute(
                    wanted.where(reports.c.identifier.in_(chunk))
                ).scalars()
            }

        return self._database.read(work)

    def unfinished(self) -> list[str]:
        """Return the identifiers of erased reports whose bytes may still be in the files."""
        wanted = (
            select(reports.c.identifier)
            .join(erasures, erasures.c.report == reports.c.number)
            .where(erasures.c.finished.is_(False))
            .order_by(reports.c.number)
        )
        return self._database.read(lambda connection: list(connection.execute(wanted).scalars()))

    def finish(self) -> str:
        """Rid the files of the database of deleted rows; return what is left to be done, or "".

        Raise `CatalogueUnavailable` if readers or writers prevent it.
        """
        waiting = self.unfinished()
        advice = self._database.compact()
        which = select(reports.c.number).where(reports.c.identifier.in_(waiting))
        done = update(erasures).where(erasures.c.report.in_(which)).values(finished=True)
        self._database.write(lambda connection: connection.execute(done))
        return advice


def _searchable(*texts: Iterable[str]) -> Iterator[str]:
    """Yield the texts that are long enough to be looked for elsewhere."""
    yield from (each for some in texts for each in some if len(each) >= SHORTEST)


class _Erasure:
    """One erasure within a transaction."""

    def __init__(self, connection: Connection, identifiers: Sequence[str]) -> None:
        """Look the reports up; raise `ReportNotFound` if one is unknown."""
        self._connection = connection
        names = [name for each in identifiers for name in (each, stub_of(each)) if storable(name)]
        known = connection.execute(select(reports).where(reports.c.identifier.in_(names)))
        rows = {row.identifier: row for row in known}
        for each in identifiers:
            if each not in rows and stub_of(each) not in rows:
                raise ReportNotFound(f"no report has the identifier {each!r}")
        before = erased_digests.erased_among(connection, [row.number for row in rows.values()])
        self._before = tuple(each for each, row in rows.items() if row.number in before)
        self._numbers = {each: row.number for each, row in rows.items() if row.number not in before}
        self._current = {row.number: row.current for row in rows.values()}

    def carry_out(
        self, *, shared: bool, forget_identifiers: bool, sought: Collection[str]
    ) -> Erased:
        """Delete all that the database holds of the reports; raise `ErasureRefused`."""
        numbers = list(self._numbers.values())
        stripped = self._sharing(numbers)
        if stripped and not shared:
            raise ErasureRefused(_explain_shared(sorted(self._numbers), stripped))
        held = self._versions(numbers)
        places, sha256s = self._origins(numbers)
        self._keep_digests(held, values_by_report(self._connection, numbers))
        texts = [report for _number, report, _digest in held]
        texts += _corrections(log.read(self._connection, [Correct]), self._numbers)
        mentions = self._mentions(numbers, texts)
        changed, neighbours = self._leave_stories(numbers)
        self._delete_rows(numbers, sha256s)
        self._empty_versions(numbers)
        forgotten, merged = self._forget_persons(mentions)
        titles = {report.title for report in texts}
        values = self._forget_values(texts, changed) | set(places)
        stubs = self._stubs() if forget_identifiers else {}
        redact(self._connection, self._numbers, titles, forgotten, merged, stubs, values)
        self._forget_identifiers(stubs)
        changed |= regroup(self._connection, neighbours - set(numbers))
        touch(self._connection, changed | set(numbers), now())
        self._forget_addresses({report.url for report in texts} - {""} | set(places))
        looked_for = {*sought, *_searchable(titles, forgotten.names, forgotten.persons)}
        return Erased(
            reports=tuple(self._numbers),
            before=self._before,
            since=min(self._current),
            until=self._erased_at(),
            versions=len(held),
            originals=len(sha256s),
            refusals=delete_copies(self._connection, texts, places),
            persons=tuple(sorted(forgotten.persons)),
            places=tuple(sorted(places)),
            stripped=tuple(stripped),
            lists=tuple(lists_with(self._connection, looked_for)),
            decisions=tuple(decisions_with(self._connection, looked_for)),
        )

    def record(self, datestamp: str, by: str, why: str, *, public: bool) -> None:
        """Add the decisions to the log, and note that the files are still to be cleaned."""
        first = log.last(self._connection) + 1
        made = [Erase(each, public) for each in self._numbers]
        log.append(
            self._connection,
            [Logged(number, datestamp, each, by, why) for number, each in enumerate(made, first)],
        )
        rows = [{"report": number, "finished": False} for number in self._numbers.values()]
        if rows:
            self._connection.execute(insert(erasures), rows)
        again = update(erasures).where(erasures.c.report.in_(self._current))
        self._connection.execute(again.values(finished=False))

    def _erased_at(self) -> int:
        """Return the revision at which the last of all the reports was erased."""
        wanted = select(func.max(reports.c.revision)).where(reports.c.number.in_(self._current))
        revision: int = self._connection.execute(wanted).scalar_one()
        return revision

    def _forget_values(self, texts: Sequence[Report], changed: set[int]) -> set[str]:
        """Delete the newspapers and sections that only the reports have; return their names.

        `changed`: extended by the numbers of reports that are shown differently without them.
        """
        renamed, values = forget_values(self._connection, texts)
        changed |= renamed | follow_withdrawals(self._connection)
        return values

    def _stubs(self) -> dict[str, str]:
        """Return identifier of a report → the digest that takes its place."""
        named = (*self._numbers, *self._before)
        return {each: stub_of(each) for each in named if not each.startswith(STUB)}

    def _forget_addresses(self, addresses: Collection[str]) -> None:
        """Delete what is known of addresses from harvests."""
        self._connection.execute(delete(harvested).where(harvested.c.address.in_(addresses)))

    def _forget_identifiers(self, stubs: Mapping[str, str]) -> None:
        """Put other identifiers in the place of those of the reports."""
        for table, column in ((reports, "identifier"), (frozen_entries, "report")):
            for identifier, stub in stubs.items():
                which = update(table).where(table.c[column] == identifier)
                self._connection.execute(which.values({column: stub}))
        self._numbers = {stubs.get(each, each): n for each, n in self._numbers.items()}
        self._before = tuple(stubs.get(each, each) for each in self._before)

    def _sharing(self, numbers: Collection[int]) -> list[str]:
        """Return the identifiers of other reports that came from the same bytes."""
        own = select(origins.c.sha256).where(origins.c.report.in_(numbers))
        wanted = (
            select(reports.c.identifier)
            .join(origins, origins.c.report == reports.c.number)
            .where(origins.c.sha256.in_(own), origins.c.report.not_in(numbers))
            .distinct()
            .order_by(reports.c.identifier)
        )
        return list(self._connection.execute(wanted).scalars())

    def _versions(self, numbers: Collection[int]) -> list[tuple[int, Report, str]]:
        """Return number of the report, content and digest of all versions."""
        rows = self._connection.execute(
            select(versions.c.report, versions.c.digest, *PUBLISHED).where(
                versions.c.report.in_(numbers)
            )
        )
        return [(row.report, published("", row), row.digest) for row in rows]

    def _origins(self, numbers: Collection[int]) -> tuple[list[str], list[str]]:
        """Return the places that the reports were read from, and the SHA-256s of their bytes."""
        rows = self._connection.execute(
            select(origins.c.place, origins.c.sha256).where(origins.c.report.in_(numbers))
        ).all()
        return sorted({row.place for row in rows}), sorted({row.sha256 for row in rows})

    def _keep_digests(
        self,
        held: Sequence[tuple[int, Report, str]],
        corrected: Mapping[int, Mapping[str, Value]],
    ) -> None:
        numbers = self._numbers.values()
        found = {n: {digest_of_identifier(each)} for each, n in self._numbers.items()}
        for number, report, content in held:
            found[number].add(content)
            found[number] |= {digest_of_url(report.url)} if report.url else set()
        for number, values in corrected.items():
            found[number] |= {digest_of_url(str(values["url"]))} if values.get("url") else set()
        for number, place in self._connection.execute(
            select(origins.c.report, origins.c.place).where(origins.c.report.in_(numbers))
        ):
            # A list may name another address than that of the page, which redirects.
            found[number] |= {digest_of_url(place)} if "://" in place else set()
        # Other reports of a shared original must not be refused.
        own = select(origins.c.sha256).where(origins.c.report.in_(numbers))
        shared = select(origins.c.sha256).where(
            origins.c.sha256.in_(own), origins.c.report.not_in(numbers)
        )
        wanted = select(origins.c.report, origins.c.sha256).where(
            origins.c.report.in_(numbers), origins.c.sha256.not_in(shared)
        )
        for number, sha256 in self._connection.execute(wanted):
            found[number].add(sha256)
        for number, each in found.items():
            erased_digests.add(self._connection, number, each)

    def _mentions(self, numbers: Collection[int], texts: Sequence[Report]) -> Mentions:
        named = self._connection.execute(
            select(appearances.c.name, appearances.c.record, appearances.c.person)
            .where(appearances.c.report.in_(numbers))
            .distinct()
        )
        return Mentions.of(
            [(row.name, row.record, row.person) for row in named],
            [text for report in texts for text in _texts(report)],
        )

    def _leave_stories(self, numbers: Collection[int]) -> tuple[set[int], set[int]]:
        """Hide the reports and take them out of their stories.

        Return the reports that readers see differently, and those that texts connected with them.
        """
        pairs = select(story_pairs.c.first, story_pairs.c.second).where(
            or_(story_pairs.c.first.in_(numbers), story_pairs.c.second.in_(numbers))
        )
        neighbours = {number for pair in self._connection.execute(pairs) for number in pair}
        hidden = update(reports).where(reports.c.number.in_(numbers))
        self._connection.execute(hidden.values(withdrawn=True))
        changed = regroup(self._connection, numbers)
        return changed, neighbours | changed

    def _delete_rows(self, numbers: Collection[int], sha256s: Collection[str]) -> None:
        """Delete all rows that refer to the reports, their versions and their originals."""
        own = list(
            self._connection.execute(
                select(versions.c.number).where(versions.c.report.in_(numbers))
            ).scalars()
        )
        kept = {reports.name, versions.name, erasures.name, digests.name}
        for table in reversed(metadata.sorted_tables):
            if table.name not in kept:
                for target, which in ((reports, numbers), (versions, own)):
                    for condition in _referring(table, target, which):
                        self._connection.execute(delete(table).where(condition))
        self._connection.execute(delete(story_hashes).where(story_hashes.c.report.in_(numbers)))
        for table in (origins, originals):
            self._connection.execute(delete(table).where(table.c.sha256.in_(sha256s)))

    def _empty_versions(self, numbers: Collection[int]) -> None:
        """Leave one version of each report, without content."""
        empty = Report("")
        current = [self._current[number] for number in numbers]
        others = versions.c.report.in_(numbers) & versions.c.number.not_in(current)
        self._connection.execute(delete(versions).where(others))
        columns = {column.name: getattr(empty, column.name) for column in PUBLISHED}
        which = update(versions).where(versions.c.number.in_(current))
        self._connection.execute(which.values(digest=digest(empty), **columns))
        stub = {"url": "", "extraction": ""}
        self._connection.execute(update(reports).where(reports.c.number.in_(numbers)).values(stub))
        # Texts that were compared with others, so that the empty ones are not compared.
        rows = [
            {"report": number, "version": self._current[number], "size": 0} for number in numbers
        ]
        if rows:
            self._connection.execute(insert(story_texts), rows)

    def _forget_persons(self, mentions: Mentions) -> tuple[Forgotten, dict[str, str]]:
        """Delete names and persons; return them, and whom the persons had been merged into."""
        merged = dict(
            self._connection.execute(
                select(persons.c.identifier, persons.c.merged).where(persons.c.merged.is_not(None))
            ).all()
        )
        forgotten = forget(self._connection, mentions, log.read(self._connection))
        gone = forgotten.persons
        return forgotten, {
            one: into for one, into in merged.items() if one in gone and into not in gone
        }


def _corrections(logged: Iterable[Logged], identifiers: Collection[str]) -> Iterator[Report]:
    """Yield each correction of some reports, undone ones too, as a report with its value alone.

    Its newspaper, section and persons were learned while it stood.
    """
    for made in (each.decision for each in logged):
        if isinstance(made, Correct) and made.report in identifiers:
            yield with_values(Report(""), {made.field: made.value})


def _texts(report: Report) -> Iterator[str]:
    yield from (report.title, report.lead, report.body, *report.captions)


def _referring(
    table: Table, target: Table, numbers: Collection[int]
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that rows of a table refer to rows of another, given by number."""
    for key in table.foreign_keys:
        if key.column is target.c.number:
            yield key.parent.in_(numbers)


def _explain_shared(identifiers: Sequence[str], others: Sequence[str]) -> str:
    named = ", ".join(map(repr, others[:_NAMED])) + (" …" if len(others) > _NAMED else "")
    return (
        f"the bytes that {', '.join(map(repr, identifiers[:_NAMED]))} came from hold "
        f"{len(others):,} other reports too: {named}. Erase them together, or add --shared to "
        "delete the bytes also for the others, which keep their text and lose their original"
    )
