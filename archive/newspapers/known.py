"""The list of newspapers that ships with the program, `data/newspapers.csv`.

Each line has an identifier, the names with the ends of their periods, other forms of the names,
abbreviations that only sign a report («TT»), place, ISSNs, domains, predecessors, and the pages
that the facts were taken from. A form may end in `=` and the name of the day that it stands for.
A fact that no source states is left empty.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

from archive.newspapers.keys import single_spaced
from archive.newspapers.newspaper import Newspaper, dated_name
from archive.slug import folded

__all__ = ["SEPARATOR", "known_newspapers", "outlet"]

SEPARATOR = " | "
"""The separator of the values in a cell."""


@cache
def known_newspapers() -> Mapping[str, Newspaper]:
    """Return the newspapers of the list by identifier."""
    return MappingProxyType({row["id"]: _newspaper(row) for row in _rows()})


def outlet(name: str) -> str:
    """Return the usual name of the newspaper or agency that signs so; "" if it is not known.

    Of a newspaper with several names it is the one that the form stands for.

    >>> outlet("TTH.VN"), outlet("tto"), outlet("Anh Phong")
    ('Thừa Thiên Huế', 'Tuổi Trẻ', '')
    """
    return _signatures().get(folded(name), "")


@cache
def _signatures() -> Mapping[str, str]:
    """Return the usual name by each form that a report may be signed with, folded.

    A name that a newspaper had in the past only signs nothing: «Dân» is a word.
    """
    found: dict[str, str] = {}
    for row in _rows():
        paper = _newspaper(row)
        names = [each.name for each in paper.names if not (each.since or each.until)]
        for form in (*names, *_cell(row["aliases"]), *_cell(row["signatures"]), *paper.urls):
            written, _, title = form.partition("=")
            found.setdefault(folded(written), title or paper.name)
    return MappingProxyType(found)


def _rows() -> Iterator[Mapping[str, str]]:
    text = files("archive.newspapers").joinpath("data", "newspapers.csv").read_text("utf-8")
    return csv.DictReader(StringIO(text))


def _newspaper(row: Mapping[str, str]) -> Newspaper:
    return Newspaper(
        row["id"],
        tuple(map(dated_name, _cell(row["names"]))),
        tuple(form for form in _forms(row["aliases"]) if form not in _cell(row["urls"])),
        row["place"],
        tuple(_cell(row["issns"])),
        tuple(_cell(row["urls"])),
        tuple(_cell(row["predecessors"])),
        source=row["source"],
    )


def _forms(cell: str) -> list[str]:
    """Return the forms in a cell, without the names that they stand for."""
    return [form.partition("=")[0] for form in _cell(cell)]


def _cell(cell: str) -> list[str]:
    """Return the values in a cell."""
    return [single_spaced(value) for value in cell.split("|") if value.strip()]
