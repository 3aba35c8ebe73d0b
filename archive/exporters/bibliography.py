"""Bibliography: a list of references by the rule of Vietnam's Ministry of Education and Training.

Each language stands in a block of its own, sorted as in `filing`; names are printed in their
natural order, and numbers run on through the blocks. An entry: author (year), “title”, newspaper
in italics, date, address. The file is HTML, which word processors paste with its italics.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from archive.exporters.about import count, say
from archive.exporters.citing import addresses, date_parts, quoted
from archive.exporters.filing import LANGUAGES, filing_key, language_of
from archive.exporters.format import About, Format, Row
from archive.exporters.html import head
from archive.exporters.markup import clean, element, text
from archive.exporters.runs import sorted_in_runs
from archive.headline import headline

__all__ = ["FORMAT", "entry", "write"]


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the page, an entry at a time; all rows are read before the first."""
    yield head(about, f"{about.archive}: {say(about, 'bibliography')}").encode()
    block, number = -1, 0
    for (language, _), item in sorted_in_runs(map(_filed, rows)):
        if language != block:
            yield _opening(about, language, number, first=block < 0).encode()
            block = language
        number += 1
        yield f"{item}\n".encode()
    closing = "</ol>\n" if number else ""
    last = text("p", say(about, "complete", count(about, number)))
    yield f"{closing}{last}\n</body>\n</html>\n".encode()


def entry(row: Row) -> str:
    """Return the entry of a report as HTML."""
    report = row.report
    parts = date_parts(report.date)
    year = f"({parts[0] if parts else 'không rõ năm'})"
    title = quoted(headline(report))
    authors = ", ".join(report.authors)
    begin = f"{authors} {year}, {title}" if authors else f"{title} {year}"
    newspaper = f"<i>{escape(clean(report.source))}</i>" if report.source else ""
    day = "/".join(map(str, reversed(parts))) if len(parts) > 1 else ""
    rest = (escape(clean(each)) for each in (day, *addresses(row)[:1]))
    return ", ".join(each for each in (escape(clean(begin)), newspaper, *rest) if each) + "."


def _filed(row: Row) -> tuple[Any, str]:
    """Return the key that sorts an entry among all, and the entry."""
    block = LANGUAGES.index(language_of(row.report))
    item = element("li", entry(row), **{"data-id": row.report.identifier})
    return (block, filing_key(row.report)), item


def _opening(about: About, language: int, number: int, *, first: bool) -> str:
    """Return the beginning of the block of a language, after `number` entries."""
    closing = "" if first else "</ol>\n"
    heading = text("h2", say(about, f"in {LANGUAGES[language]}"))
    return f'{closing}{heading}\n<ol start="{number + 1}">\n'


FORMAT = Format(
    "bibliography", ".bibliography.html", "text/html; charset=utf-8",
    "Danh mục tham khảo (HTML)", write, label_en="Bibliography (HTML)",
)  # fmt: skip
