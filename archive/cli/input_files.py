"""The files of an import: their records one after another, and counts of them."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import click

from archive.importers import reading
from archive.importers.refusal import Refusal, Skipped
from archive.ingest import Begun, Record
from index.report import Report

__all__ = ["OTHER", "SHOWN", "Gathered", "Kind", "Reading", "ReadingOptions"]

SHOWN = 3
"""Refusals of one reason that are printed; a thousand pictures need not be named each."""

OTHER = "other"
"""The kind of sources without a known format."""

_NUMBER = re.compile(r"(?<![\w-])(?:0x[0-9A-F]+|\d+)(?!\w)")


@dataclass(frozen=True)
class ReadingOptions:
    """Options for reading files.

    `prefix`: put before every identifier. `clear_missing`: fields that a list does not have are
    cleared instead of left alone. `section_from_folder`: a report without a section gets the path
    of its folder.
    """

    format: str | None = None
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""
    clear_missing: bool = False
    section_from_folder: bool = False


@dataclass
class Kind:
    """Counts of the files of one format; a member of an archive counts as a file.

    `list_pages`: web pages that list reports; they are not among those `refused`.
    """

    files: int = 0
    reports: int = 0
    refused: int = 0
    list_pages: int = 0


@dataclass
class Gathered:
    """What the files of an import gave.

    `notes`: how reports were read → their number. `unread`: field → number of values that were
    not understood; `first_unread`: field → place and value of the first. `bare`: reports with
    neither title nor date, `first_bare`: place of the first. `refusals`: the first of them.
    `reasons`: why records were refused → their number; `first_refused`: place of the first.
    `skipped`: why there was nothing to read → number of files; `first_skipped`: the first of them.
    """

    kinds: dict[str, Kind] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    first_unread: dict[str, tuple[str, str]] = field(default_factory=dict)
    bare: int = 0
    first_bare: str = ""
    refusals: list[Refusal] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    first_refused: dict[str, str] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    first_skipped: dict[str, str] = field(default_factory=dict)

    def skip(self, skipped: Skipped) -> None:
        """Count a file in which there is nothing to read."""
        self.skipped[skipped.reason] += 1
        self.first_skipped.setdefault(skipped.reason, skipped.origin)

    def add(self, kind: str, record: Report | Refusal, most: int) -> None:
        """Count a record; of the refusals, `most` are kept."""
        counted = self.kinds.setdefault(kind, Kind())
        if isinstance(record, Refusal) and record.is_list_page:
            counted.list_pages += 1
            return
        if isinstance(record, Refusal):
            counted.refused += 1
            counted.files += kind == OTHER
            reason = _form(record.reason)
            self.reasons[reason] += 1
            self.first_refused.setdefault(reason, record.origin)
            if len(self.refusals) < most:
                self.refusals.append(record)
            return
        counted.reports += 1
        place = record.original.origin if record.original else ""
        self.notes.update(map(_form, record.original.notes if record.original else ()))
        for name, written in record.original.unread if record.original else ():
            self.unread[name] += 1
            self.first_unread.setdefault(name, (place, written))
        if not (record.title or record.date):
            self.bare += 1
            self.first_bare = self.first_bare or place


def _form(note: str) -> str:
    """Return a note without what differs from report to report, and numbers as "N"."""
    if note.startswith("image "):
        return "scanned page with the name of its image"
    if note.startswith("page "):
        return "scanned page"
    if note.startswith("bytes that are not UTF-8"):
        return "text with bytes that are not UTF-8, which were replaced"
    return _NUMBER.sub("N", note)


class Reading:
    """Reads the files at some paths, and counts bytes and what they give.

    `kind`: the format of the record that was read last, or `OTHER`.

    The first refusals of each reason are printed on standard error as they come.
    """

    def __init__(
        self,
        paths: Iterable[str],
        options: ReadingOptions,
        *,
        printed: int,
        first: int | None = None,
    ) -> None:
        """`printed`: refusals to print at most; `first`: reports of a kind to read at most."""
        self.gathered = Gathered()
        self._files: list[tuple[str, str]] = []
        for path in paths:
            for file in reading.files([path]):
                if isinstance(file, Skipped):
                    self.gathered.skip(file)
                else:
                    self._files.append((path, file))
        self._options = options
        self._most = printed
        self._first = first
        self.kind = OTHER
        self.printed = 0
        self.position = 0

    def size(self) -> int | None:
        """Return the bytes of all files, None where one of them is the standard input."""
        names = [file for _, file in self._files]
        if reading.STDIN in names:
            return None
        return sum(os.path.getsize(file) for file in names if os.path.isfile(file))

    def records(self) -> Iterator[Record]:
        """Yield the records, file after file."""
        for path, file in self._files:
            yield Begun(reading.origin(file))
            records = reading.read(
                file,
                format=self._options.format,
                encoding=self._options.encoding,
                mapping=self._options.mapping,
                on_progress=self._advance(self.position),
                on_format=self._begin,
                is_wanted=self._is_wanted,
            )
            for record in records:
                if isinstance(record, Skipped):
                    self.gathered.skip(record)
                    continue
                if isinstance(record, Refusal):
                    # A page that was named itself was expected to hold a report.
                    is_expected = path == file and record.origin == reading.origin(file)
                    record = replace(record, is_list_page=record.is_list_page and not is_expected)
                self.gathered.add(self.kind, record, self._most)
                if isinstance(record, Refusal):
                    self._print(record)
                    yield record
                else:
                    yield self._adapted(record, path, file)

    def _begin(self, format: str) -> None:
        self.kind = format or OTHER
        if format:
            self.gathered.kinds.setdefault(format, Kind()).files += 1

    def _is_wanted(self, format: str) -> bool:
        kind = self.gathered.kinds.get(format)
        return self._first is None or kind is None or kind.reports < self._first

    def _advance(self, before: int) -> Callable[[int], None]:
        def advance(count: int) -> None:
            self.position = before + count

        return advance

    def _adapted(self, report: Report, path: str, file: str) -> Report:
        """Return a report as the options want it."""
        options = self._options
        if options.prefix and report.identifier:
            report = replace(report, identifier=f"{options.prefix}{report.identifier}")
        if options.clear_missing and report.original is not None:
            report = replace(report, original=replace(report.original, unstated=frozenset()))
        if options.section_from_folder and not report.section:
            report = replace(report, section=_folders(report, path, file))
        return report

    def _print(self, refusal: Refusal) -> None:
        if refusal.is_list_page or self.printed >= self._most:
            return
        if self.gathered.reasons[_form(refusal.reason)] <= SHOWN:
            self.printed += 1
            line = "" if refusal.line is None else f":{refusal.line}"
            click.echo(f"refused: {refusal.origin}{line}: {refusal.reason}", err=True)


def _folders(report: Report, path: str, file: str) -> tuple[str, ...]:
    """Return the folders of a report, below the path that was given and within an archive.

    A file that stands directly in the folder that was given has that folder's own name.
    """
    if file == reading.STDIN:
        return ()
    below = os.path.relpath(os.path.dirname(os.path.abspath(file)), os.path.abspath(path))
    names = [] if below in (".", "..") else below.split(os.sep)
    if not names and os.path.isdir(path):
        names = [os.path.basename(os.path.abspath(path))]
    origin = report.original.origin if report.original else ""
    member = origin.removeprefix(reading.origin(file)).partition("://")
    within = [] if member[1] else member[0].split("/")[1:-1]
    return tuple(name for name in (*names, *within) if name)
