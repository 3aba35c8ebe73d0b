"""MARC 21: an analytic record of a newspaper article, as ISO 2709 and as MARCXML.

Names are in direct order, as published: the first indicator of 100, 600 and 700 is 0. The date in
773 $g is in words, because Zotero would read an ISO date there as pages.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from pymarc import Field, Indicators, Leader, Record, Subfield

from archive.addresses import person_address
from archive.exporters.citing import addresses, date_parts
from archive.exporters.format import About, Format, Row
from archive.exporters.markup import clean
from archive.headline import headline

__all__ = ["FORMAT", "record", "write"]

# n: new; a: language material; b: component part of a serial; a: UTF-8; 7: minimal level.
_LEADER = "00000nab a22000007  4500"
# The most bytes of a subfield: ISO 2709 has four digits for the length of a field.
_LONGEST_VALUE = 4_900
# The most bytes of all persons and tags: ISO 2709 has five digits for the length of a record.
_SUBJECTS = 70_000
_DIRECTORY_ENTRY = 12
# The relator term in 100 and 700 $e, as Vietnamese libraries write it.
_AUTHOR = "tác giả"


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the records of a file, each in ISO 2709 and UTF-8."""
    for row in rows:
        yield record(row, about).as_marc()


def record(row: Row, about: About) -> Record:
    """Return the record of a report; its date of entry is the date of the list."""
    made = Record(fields=list(_fields(row, about)), to_unicode=True, force_utf8=True)
    made.leader = Leader(_LEADER)
    return made


def _fields(row: Row, about: About) -> Iterator[Field]:
    """Yield the fields of a record in the order of their tags."""
    report = row.report
    parts = date_parts(report.date)
    entered = about.date
    yield Field("001", data=_one_line(report.identifier))
    yield Field("005", data=f"{entered:%Y%m%d%H%M%S}.0")
    yield Field("007", data="cr |||||||||||")
    yield Field("008", data=f"{entered:%y%m%d}{_coded_date(parts)}vm || ||o||||||   ||vie d")
    yield _field("040", "  ", b="vie")
    if report.authors:
        yield _field("100", "0 ", a=report.authors[0], e=_AUTHOR)
    title_indicators = "10" if report.authors else "00"
    yield _field("245", title_indicators, a=headline(report), c=", ".join(report.authors))
    if parts:
        yield _field("264", " 1", c=f"{parts[0]:04}")
    if report.section:
        yield _field("500", "  ", a=f"Chuyên mục: {report.section_path}")
    if report.lead:
        yield _field("520", "  ", a=report.lead)
    yield from _subjects(row, about.site)
    for author in report.authors[1:]:
        yield _field("700", "0 ", a=author, e=_AUTHOR)
    if report.source:
        yield _field("773", "0 ", t=report.source, g=_day(parts))
    for number, address in enumerate(addresses(row)):
        yield _field("856", "42" if number else "40", u=address)


def _subjects(row: Row, site: str) -> Iterator[Field]:
    """Yield fields for the persons named, then for the tags, until the record has no more room."""
    room = _SUBJECTS
    pairs = zip(row.report.persons, row.persons, strict=True)
    persons = (
        _person(name, (person_address(site, identifier), *row.same_as.get(identifier, ())))
        for identifier, name in pairs
    )
    tags = (_field("653", "  ", a=tag) for tag in row.report.tags)
    for field in chain(persons, tags):
        room -= len(field.as_marc("utf-8")) + _DIRECTORY_ENTRY
        if room > 0:
            yield field


def _person(name: str, controlled: Iterable[str]) -> Field:
    """Return the field of a person named; `controlled`: URIs of authority records, for $0."""
    field = _field("600", "04", a=name)
    for uri in filter(None, controlled):
        field.add_subfield("0", uri)
    return field


def _field(tag: str, indicators: str, **subfields: str) -> Field:
    """Return a field of the subfields that have a value; shorten values that are too long."""
    return Field(
        tag,
        Indicators(*indicators),
        [Subfield(code, _cut(_one_line(value))) for code, value in subfields.items() if value],
    )


def _one_line(text: str) -> str:
    """Return the text in one line, without the characters that separate fields and records."""
    return " ".join(clean(text).split())


def _cut(value: str) -> str:
    """Return a value, ended by «…» after the bytes that a field has room for."""
    data = value.encode()
    return (
        f"{data[:_LONGEST_VALUE].decode(errors='ignore')}…" if len(data) > _LONGEST_VALUE else value
    )


def _coded_date(parts: tuple[int, ...]) -> str:
    """Return 008/06-14: a detailed date, a year, or an unknown date (`n`).

    >>> _coded_date((2018, 1, 10)), _coded_date((2018,)), _coded_date(())
    ('e20180110', 's2018    ', 'nuuuuuuuu')
    """
    if not parts:
        return "nuuuuuuuu"
    year, *others = parts
    day = "".join(f"{part:02}" for part in others).ljust(4)
    return f"{'e' if others else 's'}{year:04}{day}"


def _day(parts: tuple[int, ...]) -> str:
    """Return the date in Vietnamese words.

    >>> _day((2018, 1, 10)), _day((2018,)), _day(())
    ('ngày 10 tháng 1 năm 2018', 'năm 2018', '')
    """
    words = zip(("năm", "tháng", "ngày"), parts, strict=False)
    return " ".join(reversed([f"{word} {part}" for word, part in words]))


FORMAT = Format("marc", ".mrc", "application/marc", "MARC 21 (ISO 2709)", write)
