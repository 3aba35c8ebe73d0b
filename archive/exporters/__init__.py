"""Exporters: the formats that a list can be exported in, one module each.

A new format is a module with a `FORMAT`, its test, and its line in `FORMATS`; the page, the
command line and the documentation read them from here.
"""

from archive.exporters import (
    bibliography,
    bibtex,
    bundle,
    csl,
    csv,
    endnote,
    html,
    jsonl,
    marc,
    marcxml,
    mods,
    ris,
    txt,
    xlsx,
)
from archive.exporters.format import About, Format, Row

__all__ = ["FORMATS", "About", "Format", "Row", "format_named", "format_of_file"]

FORMATS: tuple[Format, ...] = (
    csv.FORMAT,
    xlsx.FORMAT,
    ris.FORMAT,
    bibtex.FORMAT,
    csl.FORMAT,
    endnote.FORMAT,
    mods.FORMAT,
    marcxml.FORMAT,
    marc.FORMAT,
    jsonl.FORMAT,
    txt.FORMAT,
    html.FORMAT,
    bibliography.FORMAT,
    bundle.FORMAT,
)
"""The formats in the order of menus."""

_BY_NAME = {each.name: each for each in FORMATS}
# The longest suffixes first: `.bibliography.html` is no `.html`.
_BY_SUFFIX = sorted(
    ((suffix, each) for each in FORMATS for suffix in (each.suffix, *each.aliases)),
    key=lambda pair: -len(pair[0]),
)


def format_named(name: str) -> Format | None:
    """Return the format of that name, None where there is none."""
    return _BY_NAME.get(name)


def format_of_file(name: str) -> Format | None:
    """Return the format that the name of a file ends in, None where it is of another kind.

    >>> format_of_file("list.CSV").name, format_of_file("list.docx")
    ('csv', None)
    """
    ending = name.lower()
    return next((each for suffix, each in _BY_SUFFIX if ending.endswith(suffix)), None)
