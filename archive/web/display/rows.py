"""Reports as lines of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from archive.headline import opening
from archive.retrieval import Row
from archive.web import links
from archive.web.display.dates import brief
from archive.web.display.highlighting import highlighted
from archive.web.language import gettext
from index.query import Query
from index.report import Report

__all__ = ["Line", "rows", "title"]

# Characters of a title in a list, which shows two lines of it: some newspapers' titles are their
# whole leads. The page of the report has all of it.
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Line:
    """One report of a list, in HTML where words are highlighted.

    `rank`: 1-based in its list, 0 where the list does not matter.
    """

    rank: int
    report: Report
    url: str
    title: Markup
    date: str
    snippet: Markup


def rows(hits: Iterable[Row], query: Query | None = None, first: int = 1) -> list[Line]:
    """Return the lines of some hits.

    `query`: of the list that they stand in, for the pages that they link to; None where the list
    does not matter. `first`: the rank of the first hit in that list.
    """
    if query is None:
        return [_line(hit, links.of_report(hit.report.identifier), 0) for hit in hits]
    address = links.of_hits(query)
    return [
        _line(hit, address(hit.report.identifier, rank), rank)
        for rank, hit in enumerate(hits, first)
    ]


def _line(hit: Row, url: str, rank: int) -> Line:
    report, passage = hit.report, hit.snippet
    if report.title:
        shown_title = _headline(report.title, hit.title)
    else:
        shown_title = Markup(f"<i>{escape(title(report))}</i>")
    before = "… " if passage.clipped_before else ""
    after = " …" if passage.clipped_after else ""
    shown = Markup(f"{before}{highlighted(passage.text, passage.marks)}{after}")
    return Line(rank, report, url, shown_title, brief(report.date), shown)


def _headline(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """Return a title with its highlights, cut after a word where it is as long as a paragraph."""
    if len(text) <= _LONGEST:
        return highlighted(text, ranges)
    end = len(text[: _LONGEST + 1].rpartition(" ")[0]) or _LONGEST
    shown = [(start, min(beyond, end)) for start, beyond in ranges if start < end]
    return Markup(f"{highlighted(text[:end], shown)} …")


def title(report: Report) -> str:
    """Return the title, else the opening words, as pages show them in italics."""
    return report.title or opening(report) or gettext("(không có tiêu đề)")
