"""Title, date, section, byline, lead and tags that a page shows around its article."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from archive.importers.press import dates, sections
from archive.importers.press.captions import is_paragraph
from archive.importers.press.letters import composed
from archive.importers.web.page import Line, heading, hints, line_of, text_of

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["Shown", "shown"]

_BREADCRUMB = re.compile(
    r"bread-?crumb|\bcrumbs?\b|(?:detail|post|article|news)[-_]?(?:cate|section|chuyenmuc)|chuyen-?muc"
    r"|duong-?dan|\bbc_|\bpath\b|cate-?name"
)
_LEAD = re.compile(
    r"sapo|chapeau|\blead\b|[-_]lead\b|\blead[-_]|\bdescription\b|article[-_]?summary|news[-_]?summary"
    r"|\bsummary\b|singular-sapo|\bintro\b|[-_]intro\b|tom-?tat|trichdan|trich-?dan|headline-?des"
)
_BYLINE = re.compile(r"author|byline|tac-?gia|\bwriter|but-?danh|nguoi-?viet|journalist")
_TAGS = re.compile(r"\btags?\b|\btags?[-_]|[-_]tags?\b|tu-?khoa|keyword")
_NOT_A_BYLINE = re.compile(r"photo|image|caption|comment|related|avatar|email|mail\b|bottom")
# A date line is not longer; sentences with a date in them are.
_DATE_LINE = 100
_LEAD_LENGTH = (20, 1500)
# The date stands within this number of lines of the title.
_NEAR = 30


@dataclass(frozen=True)
class Shown:
    """Texts that the page shows, as written; "" or () for those that it lacks.

    `headings`: the headings of the first rank, the likeliest title first. `dates`: ISO 8601, the
    nearest to the title first. `impossible`: the nearest date that no calendar has, as written.
    """

    headings: tuple[str, ...]
    dates: tuple[str, ...]
    impossible: str
    section: tuple[str, ...]
    bylines: tuple[str, ...]
    lead: str
    tags: tuple[str, ...]


def shown(root: "Element", lines: Sequence[Line], article: "Element", title: str) -> Shown:
    """Return what a page shows around its article; `title`: as the markup states it."""
    title_element = heading(root, title)
    at = line_of(lines, title_element) if title_element is not None else None
    named = [element for element in root.iter() if isinstance(element.tag, str)]
    near = list(_dates(lines, at))
    return Shown(
        headings=(text_of(title_element),) if title_element is not None else (),
        dates=tuple(date for date, _ in near if date),
        impossible=next((written for date, written in near if not date), ""),
        section=_section(named),
        bylines=tuple(_bylines(named)),
        lead=_lead(named) or _lead_above(lines, at, article),
        tags=tuple(_tags(named)),
    )


def _dates(lines: Sequence[Line], title: int | None) -> Iterator[tuple[str, str]]:
    """Yield the dates of short lines near the title: those below it first, then those above.

    Each is in ISO 8601, "" where no calendar has that day, and as written.
    """
    if title is None:
        return
    below = lines[title + 1 : title + 1 + _NEAR]
    above = lines[max(0, title - _NEAR) : title][::-1]
    for line in (*below, *above):
        if len(line.text) <= _DATE_LINE and (found := dates.find(line.text)):
            yield found.date, composed(line.text)[found.start : found.end].strip()


def _section(named: Sequence["Element"]) -> tuple[str, ...]:
    """Return the path in the first breadcrumb of the page."""
    for element in named:
        if _BREADCRUMB.search(hints(element)):
            names = [text for link in element.iter("a") if (text := text_of(link))]
            names = names or list(sections.path(text_of(element)))
            path = tuple(dict.fromkeys(name for name in names if len(name) <= 60))
            if path and len(path) <= 5:
                return path
    return ()


def _bylines(named: Sequence["Element"]) -> Iterator[str]:
    """Yield the texts of elements that are named a byline, the innermost of each."""
    found = (
        element
        for element in named
        if _BYLINE.search(hints(element)) and not _NOT_A_BYLINE.search(hints(element))
    )
    for element in islice(found, 5):
        if 0 < len(text := text_of(element)) <= 120:
            yield text


def _lead(named: Sequence["Element"]) -> str:
    """Return the text of the first element that is named a lead."""
    shortest, longest = _LEAD_LENGTH
    tags = ("h1", "h2", "h3", "p", "div", "span", "strong", "td", "section")
    leads = (each for each in named if each.tag in tags and _LEAD.search(hints(each)))
    return next((text for each in leads if shortest <= len(text := text_of(each)) <= longest), "")


def _lead_above(lines: Sequence[Line], title: int | None, article: "Element") -> str:
    """Return the last sentence between the title and the text, where the lead has no name."""
    begin = line_of(lines, article)
    if title is None or begin is None:
        return ""
    shortest, longest = _LEAD_LENGTH
    between = (line.text for line in lines[title + 1 : begin])
    leads = [
        text for text in between if 2 * shortest <= len(text) <= longest and is_paragraph(text)
    ]
    return leads[-1] if leads else ""


def _tags(named: Sequence["Element"]) -> Iterator[str]:
    """Yield the texts of the links in the first element that is named a list of tags."""
    for element in named:
        if element.tag not in ("a", "body", "html") and _TAGS.search(hints(element)):
            texts = [text_of(link).strip(" #,") for link in element.iter("a")]
            if texts:
                yield from dict.fromkeys(text for text in texts if 0 < len(text) <= 60)
                return
