"""The text of a report as its page shows it, with the words looked for highlighted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup

from archive.web.display.highlighting import highlighted, linked
from index.display.snippets import Highlighter
from index.report import Report

__all__ = ["ReportText", "report_text"]


@dataclass(frozen=True, slots=True)
class ReportText:
    """The parts of a report in HTML. `lead`: empty where there is none.

    `places`: the number of highlights below the title, which are links from one to the next.
    """

    title: Markup
    lead: Markup
    paragraphs: tuple[Markup, ...]
    captions: tuple[Markup, ...]
    places: int


def report_text(report: Report, highlighter: Highlighter) -> ReportText:
    """Return the text of a report with what was looked for highlighted."""
    body = _paragraphs(report)
    # The body is searched whole, so that a word in one paragraph hides its syllables in all.
    spans = highlighter.highlight(report.body, "body")
    parts = [(report.lead, highlighter.highlight(report.lead, "lead"))]
    parts += [(report.body[start:end], _within(spans, start, end)) for start, end in body]
    parts += [(text, highlighter.highlight(text, "captions")) for text in report.captions]
    total = sum(len(ranges) for _, ranges in parts)
    before = accumulate((len(ranges) for _, ranges in parts), initial=1)
    lead, *shown = (
        linked(text, ranges, first, total)
        for (text, ranges), first in zip(parts, before, strict=False)
    )
    return ReportText(
        highlighted(report.title, highlighter.highlight(report.title, "title")),
        lead,
        tuple(shown[: len(body)]),
        tuple(shown[len(body) :]),
        total,
    )


def _paragraphs(report: Report) -> list[tuple[int, int]]:
    """Return the spans of the paragraphs of the body, without the lead if the body repeats it."""
    found = [each.span() for each in re.finditer(r"[^\n]*\S[^\n]*", report.body)]
    if report.lead and found and report.body[slice(*found[0])].strip() == report.lead.strip():
        del found[0]
    return found


def _within(spans: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans between two offsets, relative to the first."""
    return [(low - start, high - start) for low, high in spans if start <= low and high <= end]
