"""The values of a facet as HTML.

A list has dozens of values with ten facts each, which a template takes four times as long to write.
"""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from archive.web.language import gettext, ngettext, number
from archive.web.lists.facet_values import Exclusion, Value

__all__ = ["value_list"]


def value_list(values: Sequence[Value], facet: str) -> Markup:
    """Return the values of a facet as a list of links, each with its number of reports."""
    return Markup(f"<ul>{''.join([_item(value, facet) for value in values])}</ul>")


def _item(value: Value, facet: str) -> str:
    below = value_list(value.below, facet) if value.below else ""
    if not value.url:
        opened = " open" if value.chosen else ""
        summary = f'<summary><span class="label">{escape(value.label)}</span></summary>'
        return f"<li><details{opened}>{summary}{below}</details></li>"
    current = ' aria-current="true"' if value.chosen else ""
    link = (
        f'<a class="value" id="{value.anchor}" href="{escape(value.url)}#{value.anchor}"'
        f' rel="nofollow"{current}>'
    )
    label = f'<span class="label" lang="vi">{escape(value.label)}<span class="unseen">,</span>'
    excluding = _excluding(value.exclusion, facet) if value.exclusion else ""
    return f"<li>{link}{label}</span>{_count(value)}{_bar(value)}</a>{excluding}{below}</li>"


def _count(value: Value) -> str:
    """Return the number of reports after a click, or what shows that a click removes a value."""
    if value.chosen or value.hits is None:
        inside = f'<span class="unseen">{gettext("(đang chọn)")} </span>'
        return f'<span class="count">{inside}<span class="cross" aria-hidden="true">×</span></span>'
    more = "+" if value.added else ""
    unit = f'<span class="unseen"> {ngettext("bài", "bài", value.hits)}</span>'
    return f'<span class="count">{more}{number(value.hits)}{unit}</span>'


def _bar(value: Value) -> str:
    return f'<svg class="bar" width="{value.share}%" aria-hidden="true"/>' if value.share else ""


def _excluding(exclusion: Exclusion, facet: str) -> str:
    return (
        f' <a class="exclude" href="{escape(exclusion.url)}#f-{facet}" rel="nofollow"'
        f' title="{escape(exclusion.label)}"><span aria-hidden="true">−</span></a>'
    )
