"""EndNote XML: reference type 23, «Newspaper Article».

A comma after each author keeps Vietnamese names whole, as in RIS.
"""

from collections.abc import Iterable, Iterator

from archive.exporters.citing import addresses, iso_date, keywords
from archive.exporters.format import About, Format, Row
from archive.exporters.markup import about_comment, element, text
from archive.headline import headline

__all__ = ["FORMAT", "write"]

_OPEN = '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the file, a record at a time, after a comment with the facts about the list."""
    yield (_OPEN + about_comment(about)).encode()
    for number, row in enumerate(rows, 1):
        yield (element("record", *_record(row, number)) + "\n").encode()
    yield b"</records></xml>\n"


def _record(row: Row, number: int) -> Iterator[str]:
    """Yield the elements of a record in the order of EndNote's own files."""
    report = row.report
    yield text("rec-number", str(number))
    yield element("foreign-keys", text("key", report.identifier, app="khobao"))
    yield text("ref-type", "23", name="Newspaper Article")
    if report.authors:
        authors = (text("author", f"{author},") for author in report.authors)
        yield element("contributors", element("authors", *authors))
    yield element("titles", text("title", headline(report)), text("secondary-title", report.source))
    if report.source:
        yield element("periodical", text("full-title", report.source))
    yield text("section", report.section_path)
    if row.report.tags or row.persons:
        yield element("keywords", *(text("keyword", each) for each in keywords(row)))
    yield from _dates(report.date)
    yield text("abstract", report.lead)
    # Zotero joins several addresses into one.
    for address in addresses(row)[:1]:
        yield element("urls", element("web-urls", text("url", address)))
    yield text("language", "vi")


def _dates(date: str) -> Iterator[str]:
    """Yield the year and the date, as far as they are known."""
    day = iso_date(date)
    if day:
        dates = element("pub-dates", text("date", day))
        yield element("dates", text("year", day[: len("2018")]), dates)


FORMAT = Format("endnote", ".endnote.xml", "application/xml", "EndNote XML", write)
