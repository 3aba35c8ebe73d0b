"""BibTeX for LaTeX: one `@article` of a newspaper a report, its text in UTF-8.

Each name stands in braces of its own, so that no style splits or reorders it, and titles stand in
two pairs, so that no style changes their case.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from archive.exporters.citing import addresses, date_parts, iso_date, keywords
from archive.exporters.format import About, Format, Row
from archive.headline import headline

__all__ = ["FORMAT", "key", "write"]

# Characters that TeX gives a meaning of their own, with what prints each. BibTeX counts braces
# even where they are escaped.
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "%": r"\%",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_SPECIALS = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
# Characters that an address in braces cannot hold; TeX reads no others there.
_UNFIT_IN_ADDRESS = re.compile(r"[{}\\\s]")


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the file, an entry at a time."""
    for row in rows:
        fields = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(row))
        yield f"@article{{{key(row.report.identifier)},\n{fields}}}\n\n".encode()


def key(identifier: str) -> str:
    """Return the citation key of a report: its identifier, unfit characters as `+` with their code.

    Different identifiers have different keys.

    >>> key("bao:1"), key("tin?x=1")
    ('bao:1', 'tin+3Fx+3D1')
    """
    return quote(identifier, safe=":./").replace("~", "%7E").replace("%", "+")


def _fields(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry with their values as TeX reads them."""
    report = row.report
    yield "entrysubtype", "newspaper"
    if report.authors:
        yield "author", " and ".join(f"{{{_tex(author)}}}" for author in report.authors)
    yield "title", f"{{{_tex(headline(report))}}}"
    if report.source:
        yield "journal", f"{{{_tex(report.source)}}}"
    if report.section:
        yield "section", _tex(report.section_path)
    yield from _date(report.date)
    yield "langid", "vietnamese"
    yield "language", "vi"
    if row.report.tags or row.persons:
        yield "keywords", ", ".join(_tex(each.replace(",", " ")) for each in keywords(row))
    if report.lead:
        yield "abstract", _tex(report.lead)
    for address in addresses(row)[:1]:
        yield "url", _UNFIT_IN_ADDRESS.sub(lambda found: quote(found[0]), address)


def _date(date: str) -> Iterator[tuple[str, str]]:
    """Yield the date for biblatex, and year and month for styles of BibTeX proper."""
    parts = date_parts(date)
    if parts:
        yield "date", iso_date(date)
        yield "year", f"{parts[0]:04}"
    if len(parts) > 1:
        yield "month", f"{parts[1]}"


def _tex(text: str) -> str:
    """Return the text in one line, with the characters that are special to TeX escaped.

    >>> print(_tex("50% & hơn_1"))
    50\\% \\& hơn\\_1
    """
    return _SPECIALS.sub(lambda found: _SPECIAL[found[0]], " ".join(text.split()))


FORMAT = Format("bibtex", ".bib", "application/x-bibtex; charset=utf-8", "BibTeX (LaTeX)", write)
