"""Front pages, sections and lists of search results: pages of links to reports."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.importers.press.captions import is_paragraph
from archive.importers.web.page import Line, text_of

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["Listing", "listing"]

# A link with fewer words is an item of a menu.
_TITLE_WORDS = 4
# A shorter line is a button.
_PARAGRAPH = 40
# What stands beside the title of a report in a list: a bullet, a date, a number of comments.
_BESIDE = re.compile(r"^[\s>»→*•\-–]+|[\s(\[]*\d[\d\s/:.,()\[\]hg\-–]*$")
# An article names fewer reports, or its text is longer than a teaser.
_MANY = 8
_LONGEST_TEASER = 400
# Teasers stand apart, each beside its title; an article that is interrupted by links to others has
# fewer pieces.
_PIECES = 4


@dataclass(frozen=True)
class Listing:
    """The titles of reports and the running text of a page, counted.

    `titles`: number of links that are titles. `pieces`: number of stretches of running text between
    them; `longest`: characters of the longest.
    """

    titles: int
    pieces: int
    longest: int

    @property
    def is_possible(self) -> bool:
        """True if the page may be a list: many titles, and no text longer than a teaser."""
        return self.titles >= _MANY and self.longest < _LONGEST_TEASER

    @property
    def is_certain(self) -> bool:
        """True if the page is a list even though it shows a date."""
        return self.is_possible and (self.pieces == 0 or self.pieces >= _PIECES)


def listing(root: "Element", page_lines: Sequence[Line]) -> Listing:
    """Count the titles and the running text of a page; `page_lines`: its lines in their order."""
    links = {_bare(text_of(link)) for link in root.iter("a")}
    titles: set[str] = set()
    pieces = [0]
    for line in page_lines:
        bare = _bare(line.text)
        if bare in links:
            if len(bare.split()) >= _TITLE_WORDS:
                titles.add(bare)
                pieces.append(0)
        elif len(line.text) >= _PARAGRAPH and is_paragraph(line.text):
            pieces[-1] += len(line.text)
    written = [size for size in pieces if size]
    return Listing(len(titles), len(written), max(written, default=0))


def _bare(text: str) -> str:
    """Return a line without what stands beside a title.

    >>> _bare("» Cầu Bến Đá thông xe (3/11/2006)")
    'Cầu Bến Đá thông xe'
    """
    return _BESIDE.sub("", text)
