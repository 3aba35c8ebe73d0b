"""The line of facts about a report in a list: its day, newspaper, section and authors.

Lists have twenty of them, which a template takes three times as long to write.
"""

from html import escape

from markupsafe import Markup

from archive.web import links
from archive.web.display.dates import brief
from archive.web.language import gettext, locale
from index.report import Report

__all__ = ["fact_line"]


def fact_line(report: Report) -> Markup:
    """Return the facts that are known, in HTML; the day is a link to its page of the calendar."""
    facts = (report.source, report.section_path, ", ".join(report.authors))
    known = "".join([f"<span>{escape(fact)}</span>" for fact in facts if fact])
    return Markup(f'<p class="facts">{_day(report.date)}{known}</p>')


def _day(date: str) -> str:
    shown = brief(date)
    if not shown:
        return f'<span lang="{locale().language}">{escape(gettext("Không rõ ngày"))}</span>'
    address = links.of_date(date)
    day = f'<a href="{escape(address)}">{escape(shown)}</a>' if address else escape(shown)
    return f'<time datetime="{escape(date)}">{day}</time>'
