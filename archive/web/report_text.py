"""The text of a report as its page shows it, with the words looked for highlighted."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archive.web.highlighting import highlighted
from index.display.snippets import Highlighter
from index.planning.clauses import Leaf
from index.report import Report

__all__ = ["ReportText", "report_text"]


@dataclass(frozen=True, slots=True)
class ReportText:
    """The parts of a report in HTML. `lead`: empty where there is none."""

    title: Markup
    lead: Markup
    paragraphs: tuple[Markup, ...]
    captions: tuple[Markup, ...]


def report_text(report: Report, sought: Sequence[Leaf]) -> ReportText:
    """Return the text of a report with what was looked for highlighted."""
    highlighter = Highlighter(sought)

    def show(text: str, field: str) -> Markup:
        return highlighted(text, highlighter.highlight(text, field))

    return ReportText(
        show(report.title, "title"),
        show(report.lead, "lead"),
        tuple(show(text, "body") for text in _paragraphs(report)),
        tuple(show(text, "captions") for text in report.captions),
    )


def _paragraphs(report: Report) -> list[str]:
    """Return the paragraphs of the body, without the lead if the body repeats it."""
    paragraphs = [text for text in report.body.split("\n") if text.strip()]
    if report.lead and paragraphs and paragraphs[0].strip() == report.lead.strip():
        del paragraphs[0]
    return paragraphs
