"""HTML for printing: one page without links to other files, readable for ever."""

from collections.abc import Iterable, Iterator
from html import escape

from archive.exporters.about import count, facts, say
from archive.exporters.citing import addresses, date_parts
from archive.exporters.format import About, Format, Row
from archive.exporters.markup import element, text
from archive.headline import headline

__all__ = ["FORMAT", "head", "write"]

_STYLE = (
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Georgia,serif}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem}dd{margin:0}"
    "li{margin:1rem 0;break-inside:avoid}h2{margin:0;font-size:1.1rem}p{margin:.2rem 0}"
    ".facts,dt{color:#555}a{color:inherit;overflow-wrap:anywhere}"
)


def write(rows: Iterable[Row], about: About) -> Iterator[bytes]:
    """Yield the page, a report at a time; its last paragraph states how many there were."""
    title = f"{about.archive}: {say(about, 'list')}"
    yield (head(about, title) + '<ol lang="vi">\n').encode()
    number = 0
    for row in rows:
        number += 1
        item = element("li", *_report(row, about), **{"data-id": row.report.identifier})
        yield f"{item}\n".encode()
    last = text("p", say(about, "complete", count(about, number)))
    yield f"</ol>\n{last}\n</body>\n</html>\n".encode()


def head(about: About, title: str) -> str:
    """Return a page up to its list: its title, and the facts about the list."""
    pairs = (text("dt", label) + text("dd", value) for label, value in facts(about))
    return (
        f'<!doctype html>\n<html lang="{about.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{text('title', title)}\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{text('h1', title)}\n{element('dl', *pairs)}\n"
    )


def _report(row: Row, about: About) -> Iterator[str]:
    """Yield the elements of one report."""
    report = row.report
    yield text("h2", headline(report))
    date = "/".join(map(str, reversed(date_parts(report.date)))) or say(about, "undated")
    line = (", ".join(report.authors), report.source, date, report.section_path)
    yield element("p", escape(" · ".join(each for each in line if each)), **{"class": "facts"})
    yield text("p", report.lead)
    for address in addresses(row):
        web = address.startswith(("https://", "http://"))
        link = element("a", escape(address), href=address) if web else escape(address)
        yield element("p", link)


FORMAT = Format(
    "html",
    ".html",
    "text/html; charset=utf-8",
    "Trang để in (HTML)",
    write,
    label_en="Page to print (HTML)",
    aliases=(".htm",),
)
