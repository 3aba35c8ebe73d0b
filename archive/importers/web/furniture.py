"""What a page shows around its article: title, date, section, byline, lead and tags."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from archive.importers.press import dates, sections
from archive.importers.press.letters import composed, unmarked
from archive.importers.web.page import Line, hints, text_of

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["Shown", "shown"]

_BREADCRUMB = re.compile(
    r"bread-?crumb|\bcrumbs?\b|(?:detail|post|article|news)[-_]?(?:cate|section|chuyenmuc)|chuyen-?muc"
    r"|duong-?dan|\bbc_"
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
    """What the page shows, as it is written; "" or () where it shows nothing.

    `headings`: the headings of the first rank, the likeliest title first. `dates`: ISO 8601, the
    nearest to the title first.
    """

    headings: tuple[str, ...]
    dates: tuple[str, ...]
    section: tuple[str, ...]
    bylines: tuple[str, ...]
    lead: str
    tags: tuple[str, ...]


def shown(root: "Element", lines: Sequence[Line], article: "Element", title: str) -> Shown:
    """Return what a page shows around its article; `title`: as the markup states it."""
    heading = _heading(root, title)
    at = _line_of(lines, heading) if heading is not None else None
    named = [element for element in root.iter() if isinstance(element.tag, str)]
    return Shown(
        headings=(text_of(heading),) if heading is not None else (),
        dates=tuple(_dates(lines, at)),
        section=_section(named),
        bylines=tuple(_bylines(named)),
        lead=_lead(named),
        tags=tuple(_tags(named)),
    )


def _key(text: str) -> str:
    """Return a text for comparison: its letters and digits without diacritics and case."""
    return re.sub(r"\W+", " ", unmarked(composed(text))).strip()


def _heading(root: "Element", title: str) -> "Element | None":
    """Return the heading that is the title; the only one of its rank where none is like it."""
    headings = [each for each in root.iter("h1") if text_of(each)]
    wanted = _key(title)
    for each in (*headings, *root.iter("h2")):
        key = _key(text_of(each))
        if key and wanted and (key == wanted or (len(key) > 20 and key in wanted)):
            return each
    return headings[0] if len(headings) == 1 else None


def _line_of(lines: Sequence[Line], element: "Element") -> int | None:
    """Return the index of the line that begins an element."""
    within = {element, *element.iter()}
    return next((at for at, line in enumerate(lines) if line.element in within), None)


def _dates(lines: Sequence[Line], title: int | None) -> Iterator[str]:
    """Yield the dates of short lines near the title: those below it first, then those above."""
    if title is None:
        return
    below = lines[title + 1 : title + 1 + _NEAR]
    above = lines[max(0, title - _NEAR) : title][::-1]
    for line in (*below, *above):
        if len(line.text) <= _DATE_LINE and (found := dates.find(line.text)) and found.date:
            yield found.date


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


def _tags(named: Sequence["Element"]) -> Iterator[str]:
    """Yield the texts of the links in the first element that is named a list of tags."""
    for element in named:
        if element.tag not in ("a", "body", "html") and _TAGS.search(hints(element)):
            texts = [text_of(link).strip(" #,") for link in element.iter("a")]
            if texts:
                yield from dict.fromkeys(text for text in texts if 0 < len(text) <= 60)
                return
