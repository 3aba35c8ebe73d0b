"""The files of an import, one after another, with how far they are read."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import click

from archive.importers import reading
from archive.importers.refusal import Refusal
from archive.ingest import Begun, Record
from index.report import Report

__all__ = ["Reading"]


class Reading:
    """The records of some files, with how many bytes of them were read.

    The first refusals are told on standard error as they come.
    """

    def __init__(
        self,
        paths: Iterable[str],
        format: str | None,
        encoding: str | None,
        mapping: Mapping[str, str],
        prefix: str,
        *,
        told: int,
    ) -> None:
        """`prefix`: put before every identifier. `told`: refusals to tell at most."""
        self.files = list(reading.files(paths))
        self.position = 0
        self._format = format
        self._encoding = encoding
        self._mapping = mapping
        self._prefix = prefix
        self._untold = told

    def size(self) -> int | None:
        """The bytes of all files, None where one of them is the standard input."""
        if reading.STDIN in self.files:
            return None
        return sum(os.path.getsize(file) for file in self.files if os.path.isfile(file))

    def records(self) -> Iterator[Record]:
        """The records, file after file."""
        for file in self.files:
            yield Begun(reading.origin(file))
            before = self.position
            records = reading.read(
                file,
                format=self._format,
                encoding=self._encoding,
                mapping=self._mapping,
                on_progress=self._advance(before),
            )
            for record in records:
                if isinstance(record, Refusal):
                    self._tell(record)
                yield self._named(record)

    def _advance(self, before: int) -> Callable[[int], None]:
        def advance(count: int) -> None:
            self.position = before + count

        return advance

    def _named(self, record: Report | Refusal) -> Report | Refusal:
        if self._prefix and isinstance(record, Report) and record.identifier:
            return replace(record, identifier=f"{self._prefix}{record.identifier}")
        return record

    def _tell(self, refusal: Refusal) -> None:
        if self._untold:
            self._untold -= 1
            line = "" if refusal.line is None else f":{refusal.line}"
            click.echo(f"refused: {refusal.origin}{line}: {refusal.reason}", err=True)
