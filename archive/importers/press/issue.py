"""An issue of a newspaper on printed pages: its articles, where the layout leaves no doubt.

An article begins at its title, which is set larger than the text, and ends above the next one. That
is certain only where no text stands beside two titles, none continues on another page by a
reference, and each article is signed. Titles side by side, as on most front pages, are not taken
apart: a text under the wrong title would be worse than an issue that is one report.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from archive.importers.press import bylines, dates
from archive.importers.press.datelines import dateline

__all__ = ["Article", "Box", "Issue", "Page", "Row", "issue"]

# A title is so much larger than the text; a heading within a text seldom is.
_TITLE = 1.3
_LONGEST_TITLE = 200
# An article has as many letters; what has fewer is a caption or the head of the issue.
_SHORTEST = 200
# «(Xem tiếp trang 4)», «Tiếp theo trang 1».
_REFERENCE = re.compile(r"\btiếp\s+(?:theo\s+|ở\s+)*trang\b", re.IGNORECASE)
# Points by which boxes may overlap: the heights of letters vary.
_TOLERANCE = 2
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Row:
    """A printed line: its text, the size of its letters and its edges, in points from the foot."""

    text: str
    size: float
    left: float
    right: float
    top: float
    bottom: float


Box: TypeAlias = Sequence[Row]
"""Lines of one size that stand below one another."""

Page: TypeAlias = Sequence[Box]
"""The boxes of a page in the order in which they are read."""


@dataclass
class Article:
    """An article: its title, and the boxes of its text in their order."""

    title: str
    boxes: list[Box] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """The number of characters of the text."""
        return sum(len(row.text) for box in self.boxes for row in box)


@dataclass(frozen=True)
class Issue:
    """The articles found on pages, and the number of titles.

    `articles`: none where the pages are one article, or where the division is not certain.
    `date`: of the issue, as its head writes it.
    """

    titles: int
    articles: tuple[Article, ...] = ()
    date: str = ""


def issue(pages: Sequence[Page], usual: float) -> Issue:
    """Return the articles of an issue; `usual`: the size of most letters, in points."""
    head = Article("")
    articles = [head]
    is_certain = True
    titles = 0
    for page in pages:
        bands = _bands(page, usual)
        titles += len(bands) - 1
        for title, boxes in bands:
            is_certain = is_certain and _is_stacked(title, boxes, bands)
            if title:
                articles.append(Article(_text(title)))
            articles[-1].boxes.extend(boxes)
    long = [each for each in articles[1:] if each.letters >= _SHORTEST]
    # The name of the newspaper is larger than the titles, and has no text.
    named = articles[1:2] if len(long) == len(articles) - 2 and articles[1] not in long else []
    is_certain = is_certain and len(long) > 1 and len(long) + len(named) == len(articles) - 1
    above = " ".join(row.text for each in (head, *named) for box in each.boxes for row in box)
    if not is_certain or head.letters >= _SHORTEST or not all(map(_is_whole, long)):
        return Issue(titles)
    found = dates.find(above)
    return Issue(titles, tuple(long), above[found.start : found.end] if found else "")


def _bands(page: Page, usual: float) -> list[tuple[Box, list[Box]]]:
    """Return each title of a page with the boxes below it, from the top; the first has no title."""
    bands: list[tuple[Box, list[Box]]] = [([], [])]
    for box in sorted(page, key=lambda box: -box[0].top):
        if not _is_title(box, usual):
            continue
        before = bands[-1][0]
        if before and before[-1].bottom - box[0].top < box[0].size and _overlap(before, box):
            # A kicker, or a title in two sizes.
            bands[-1] = ([*before, *box], [])
        else:
            bands.append((box, []))
    for box in page:
        if not _is_title(box, usual):
            above = [band for band in bands if not band[0] or band[0][0].top >= box[0].top]
            above[-1][1].append(box)
    return bands


def _is_title(box: Box, usual: float) -> bool:
    """Return whether a box is set as a title."""
    text = _text(box)
    return (
        min(row.size for row in box) >= _TITLE * usual
        and len(text) <= _LONGEST_TITLE
        and len(_LETTER.findall(text)) > 2
    )


def _is_stacked(title: Box, boxes: Sequence[Box], bands: Sequence[tuple[Box, list[Box]]]) -> bool:
    """Return whether the boxes of a title end above the next title of the page."""
    tops = [other[0].top for other, _boxes in bands if other]
    below = max((top for top in tops if not title or top < title[0].top), default=float("-inf"))
    return all(box[-1].bottom >= below - _TOLERANCE for box in boxes)


def _is_whole(article: Article) -> bool:
    """Return whether an article begins or ends as one: with a dateline or a byline."""
    rows = [row.text for box in article.boxes for row in box]
    if any(map(_REFERENCE.search, rows)):
        return False
    begins = dateline(" ".join(rows[:3]))[0]
    return bool(begins) or any(bylines.recognise(row) for row in rows[-2:])


def _overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes stand above one another."""
    left = max(min(row.left for row in one), min(row.left for row in other))
    right = min(max(row.right for row in one), max(row.right for row in other))
    return left < right


def _text(box: Box) -> str:
    return " ".join(row.text for row in box)
