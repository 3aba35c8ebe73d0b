"""MODS 3.7 (Library of Congress): a collection of newspaper articles.

A name without types keeps its order: Zotero splits a `personal` one at its last syllable. The
newspaper is the host, with section and date as its parts; a genre of the article itself would make
it one of a journal.
"""

from collections.abc import Iterable, Iterator

from archive.exporters.citing import addresses, iso_date
from archive.exporters.format import About, Format, Row
from archive.exporters.markup import about_comment, element, text
from archive.headline import headline
from index.report import Report

__all__ = ["FORMAT", "NAMESPACE", "record", "write"]

NAMESPACE = "http://www.loc.gov/mods/v3"

_OPEN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<modsCollection xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{NAMESPACE} http://www.loc.gov/standards/mods/v3/mods-3-7.xsd">\n'
)
_CLOSE = "</modsCollection>\n"


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the collection, a record at a time, after a comment with the facts about the list."""
    yield (_OPEN + about_comment(about)).encode()
    for row in rows:
        yield (element("mods", *record(row), version="3.7") + "\n").encode()
    yield _CLOSE.encode()


def record(row: Row) -> Iterator[str]:
    """Yield the elements of the record of a report."""
    report = row.report
    yield element("titleInfo", text("title", headline(report)))
    for author in report.authors:
        role = text("roleTerm", "aut", type="code", authority="marcrelator")
        yield element("name", text("namePart", author), element("role", role))
    yield text("typeOfResource", "text")
    yield from _origin(report)
    yield element("language", text("languageTerm", "vie", type="code", authority="iso639-2b"))
    if report.lead:
        yield text("abstract", report.lead)
    for tag in report.tags:
        yield element("subject", text("topic", tag))
    for person in row.persons:
        yield element("subject", element("name", text("namePart", person)))
    if report.source:
        yield element("relatedItem", *_host(report), type="host")
    yield text("identifier", report.identifier, type="local")
    if links := addresses(row):
        yield element("location", *(text("url", each) for each in links))
    yield element("recordInfo", text("recordIdentifier", report.identifier))


def _origin(report: Report) -> Iterator[str]:
    if date := iso_date(report.date):
        yield element("originInfo", text("dateIssued", date, encoding="w3cdtf"))


def _host(report: Report) -> Iterator[str]:
    """Yield the elements of the newspaper."""
    yield element("titleInfo", text("title", report.source))
    yield text("genre", "newspaper", authority="marcgt")
    parts = []
    if report.section:
        parts.append(element("detail", text("number", report.section_path), type="section"))
    if date := iso_date(report.date):
        parts.append(text("date", date, encoding="w3cdtf"))
    if parts:
        yield element("part", *parts)


FORMAT = Format("mods", ".mods.xml", "application/mods+xml", "MODS XML", write, aliases=(".mods",))
