"""A hit as lists show it."""

from dataclasses import dataclass

from markupsafe import Markup

from archive.retrieval import Row
from archive.web import links
from archive.web.dates import brief
from archive.web.language import gettext
from archive.web.marks import marked
from index.display.snippets import snippet
from index.report import Report

__all__ = ["Line", "opening", "row"]

# Characters of a report without title that a list shows in its place.
_OPENING = 90
# Some papers begin every report with a dash, which begins no title.
_DASHES = " -–—\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One report of a list, in HTML where words are marked."""

    report: Report
    url: str
    title: Markup
    date: str
    snippet: Markup


def row(hit: Row, text: str = "") -> Line:
    """The line of a hit. `text`: the words that the report's own page shall mark too."""
    report, passage = hit.report, hit.snippet
    title = (
        marked(report.title, hit.title)
        if report.title
        else Markup("<i>{}</i>").format(opening(report))
    )
    shown = Markup("").join(
        (
            "… " if passage.clipped_before else "",
            marked(passage.text, passage.marks),
            " …" if passage.clipped_after else "",
        )
    )
    return Line(report, links.of_report(report.identifier, text), title, brief(report.date), shown)


def opening(report: Report) -> str:
    """The first words of a report, which stand for the title that it lacks."""
    text = report.lead or report.body or (report.captions[0] if report.captions else "")
    # A whole report would be cut into sentences for the sake of its first one.
    first = snippet(text[: 4 * _OPENING].lstrip(_DASHES), (), _OPENING)
    if not first.text:
        return gettext("(không có tít)")
    return first.text + (" …" if first.clipped_after else "")
