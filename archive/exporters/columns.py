"""The columns of a list as spreadsheets show it, under names that the importer knows."""

from collections.abc import Callable, Mapping

from archive.exporters.format import Row
from archive.headline import headline

__all__ = ["FULL", "LIST", "Column"]

Column = Callable[[Row], str]
"""Return the text of a cell."""

# Separates the values of a cell. It occurs in no name, and the importer splits at it.
_SEPARATOR = "; "

LIST: Mapping[str, Column] = {
    "id": lambda row: row.report.identifier,
    "title": lambda row: headline(row.report),
    "date": lambda row: row.report.date,
    "source": lambda row: row.report.source,
    "section": lambda row: row.report.section_path,
    "author": lambda row: _SEPARATOR.join(row.report.authors),
    "person": lambda row: _SEPARATOR.join(row.persons),
    "tags": lambda row: _SEPARATOR.join(row.report.tags),
    "lead": lambda row: row.report.lead,
    "url": lambda row: row.report.url,
    "permalink": lambda row: row.address,
}
"""The columns that a list is read, sorted and cited by; a missing title is the opening words."""

FULL: Mapping[str, Column] = {
    **LIST,
    "title": lambda row: row.report.title,
    "dateline": lambda row: row.report.dateline,
    "body": lambda row: row.report.body,
    "captions": lambda row: "\n".join(row.report.captions),
}
"""The columns of a list to be imported again: the whole text, and titles as published."""
