"""The protocol of exporters: rows of a list in, pieces of a file out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from archive.messages import SOURCE
from index.report import Report

__all__ = ["About", "Format", "Row", "Write"]


@dataclass(frozen=True, slots=True)
class Row:
    """One report of a list.

    `persons`: preferred names, in the order of the identifiers in `report.persons`. `address`:
    the report's permanent address, "" where the archive does not know its own. `same_as`: URIs of
    the persons in authority files, by identifier.
    """

    report: Report
    persons: tuple[str, ...] = ()
    address: str = ""
    same_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """Facts of a list that its file can state.

    `archive`: its name. `query`: how the words were read, in words. `filters`: each filter in
    words, and notes on what could not be taken as typed. `reports`: the length of the list when
    the export began. `date`: when that was. `generation`: of the index. `site`: where the public
    reaches the pages, and `url` the page of the list; "" where unknown. `language`: of `query` and
    `filters`, and of the words around the reports.
    """

    archive: str
    query: str
    filters: tuple[str, ...]
    reports: int
    date: datetime
    generation: str
    site: str = ""
    url: str = ""
    language: str = SOURCE


Write = Callable[[Iterable[Row], About], Iterator[bytes]]
"""Yield the pieces of a file. The rows are read one by one, and none is kept."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a list can be exported in.

    `name`: in addresses and on the command line. `suffix`: of file names, with its dot; `aliases`:
    further suffixes that mean the format. `label`: for menus, in Vietnamese; `label_en` where it
    differs in English. `write_full`: like `write` with the
    whole text of the reports, where the format has both forms.
    """

    name: str
    suffix: str
    media_type: str
    label: str
    write: Write
    write_full: Write | None = None
    label_en: str = ""
    aliases: tuple[str, ...] = ()
