"""The reports of a list as HTML.

A list has twenty of them with a dozen facts each, which a template takes three times as long to
write.
"""

from html import escape

from markupsafe import Markup

from archive.web.display.fact_line import fact_line
from archive.web.display.rows import Line
from archive.web.language import gettext, number

__all__ = ["row_item"]


def row_item(line: Line, copies: Markup | str = "") -> Markup:
    """Return a report as an item of a list. `copies`: the reports that are folded into it."""
    identifier = escape(line.report.identifier)
    snippet = f'<p class="snippet">{line.snippet}</p>' if line.snippet else ""
    return Markup(
        f'<li id="bai-{line.rank}" value="{line.rank}">{_tick(line.rank, identifier)}<article>'
        f'<h2><a href="{escape(line.url)}">{line.title}</a></h2>'
        f'<abbr class="unapi-id" title="{identifier}" hidden></abbr>'
        f"{fact_line(line.report)}{snippet}{copies}</article></li>"
    )


def _tick(rank: int, identifier: str) -> str:
    """Return the box that chooses a report."""
    label = escape(gettext("Chọn bài %(rank)s", rank=number(rank)))
    return (
        f'<label class="tick"><span class="unseen">{label}</span>'
        f'<input type="checkbox" form="chon" name="id" value="{identifier}"></label>'
    )
