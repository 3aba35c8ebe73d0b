"""One line of a list of reports."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from archive.headline import opening
from archive.retrieval import Row
from archive.web import links
from archive.web.display.dates import brief
from archive.web.display.highlighting import highlighted
from archive.web.language import gettext
from index.query import Query
from index.report import Report

__all__ = ["Line", "row", "title"]

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


def row(hit: Row, query: Query | None = None, rank: int = 0) -> Line:
    """Return the line of a hit. `query`, `rank`: the list it stands in, for its own page."""
    report, passage = hit.report, hit.snippet
    shown_title = (
        _headline(report.title, hit.title)
        if report.title
        else Markup("<i>{}</i>").format(title(report))
    )
    before = "… " if passage.clipped_before else ""
    after = " …" if passage.clipped_after else ""
    shown = before + highlighted(passage.text, passage.marks) + after
    url = links.of_report(report.identifier, query, rank)
    return Line(rank, report, url, shown_title, brief(report.date), shown)


def _headline(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """Return a title with its highlights, cut after a word where it is as long as a paragraph."""
    if len(text) <= _LONGEST:
        return highlighted(text, ranges)
    end = len(text[: _LONGEST + 1].rpartition(" ")[0]) or _LONGEST
    shown = [(start, min(beyond, end)) for start, beyond in ranges if start < end]
    return highlighted(text[:end], shown) + " …"


def title(report: Report) -> str:
    """Return the title, else the opening words, as pages show them in italics."""
    return report.title or opening(report) or gettext("(không có tiêu đề)")
