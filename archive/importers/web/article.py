"""The article on a page: its element, its paragraphs (by trafilatura) and its captions."""

import copy
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.importers.libraries import library
from archive.importers.press.boilerplate import is_boilerplate
from archive.importers.press.bylines import recognise
from archive.importers.press.captions import has_credit, is_paragraph
from archive.importers.web.page import heading, hints, line_of, lines, text_of

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["Article", "find"]

# How content management systems of Vietnamese newspapers name the element of the running text …
_TEXT = re.compile(
    r"articlebody|article[-_]*(?:body|content|text)|detail[-_]*(?:content|body|text)"
    r"|content[-_]*(?:detail|news)|fck[-_]?detail|(?:singular|entry|post|story|knc)[-_]*(?:content|body)"
    r"|cms[-_]?body|afcbc-body|main-?content|news-?(?:body|content|text)|noi-?dung|edittor-content"
    r"|body-?text|chi-?tiet"
)
# … and the one around it, with title, date and more.
_AROUND = re.compile(
    r"article|detail|\b(?:news|post|entry|story|page|main|content|single)\b|tin-chi-tiet|the-article"
)
# Boxes within an article that are no part of its text.
_BOX = re.compile(
    r"relat|tin-?lien-?quan|lien-?quan|cung-?chuyen-?muc|box-?(?:news|tin|category|bai)|read-?more"
    r"|xem-?them|doc-?them|see-?also|inner-?article|social|share|chia-?se|comment|binh-?luan"
    r"|banner|advert|\bads?\b|\bads?[-_]|[-_]ads?\b|quang-?cao|sponsor|promo|newsletter|subscri"
    r"|rating|\bvote\b|audio|\btags?\b|tag-?list|list-?tag|\btag[-_]|tu-?khoa|breadcrumb|bread-crumb"
    r"|toolbar|print|google-?news|follow|hidden|popup|modal|tooltip|\bnav\b|menu|footer|copyright"
    r"|source-?link|link-?(?:source|goc)|topic|su-?kien|event-?box|most-?(?:read|view)|zone-?ads"
)
# The element that stands under a picture.
_CAPTION = re.compile(
    r"caption|chu-?thich|image-?(?:des|note|title)|photo-?(?:des|note)|tplcaption"
)
_MARKS = re.compile(r"^\s*(?:>{1,2}|»|→|\*|-|•)?\s*")
_SENTENCE = re.compile(r"[.!?…:;][\"”»')\]]*$")
# A container holds at least these characters, unless the markup says that it is the article.
_SHORTEST = 60
# An element within another so named is the text if it holds this share of the other's; comments may
# be longer than the article, where the other holds them too.
_SHARE_TEXT, _SHARE_AROUND = 0.4, 0.8
# A lead has less than this share of the letters of its article.
_SHARE_DENSE = 0.6
# Below this share of the container's words, trafilatura took a part for the whole.
_LEAST_KEPT = 0.6
_CELLS = " | "
# A paragraph has as many letters; what is shorter may be a button.
_LINE = 40
# A cell with more is no datum.
_CELL = 80
# A figure that holds more is a table or a text with a frame.
_LONGEST_CAPTION = 600


@dataclass(frozen=True)
class Article:
    """The running text of a page.

    `paragraphs` and `captions` in the order of the page; `element` is the one that holds them.
    """

    element: "Element"
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]


def find(root: "Element", title: str = "", url: str = "") -> Article | None:
    """Return the article of a page, None where it has none; the page is left unchanged.

    `title`: as the markup states it.
    """
    element = container(root, title)
    copied = copy.deepcopy(element if element is not None else root)
    captions = _take_captions(copied) if element is not None else ()
    _remove_boxes(copied)
    _join_rows(copied)
    own = [line.text for line in lines(copied)]
    extracted = _extract(copied, url)
    paragraphs = _chosen(own, extracted) if element is not None else extracted
    kept = [text for text in paragraphs if not is_boilerplate(text)]
    if not kept:
        return None
    credited = [text for text in kept if has_credit(text) and not recognise(text)]
    return Article(
        element if element is not None else root,
        tuple(text for text in kept if text not in credited),
        (*captions, *credited),
    )


def container(root: "Element", title: str) -> "Element | None":
    """Return the element that holds the text of the article, None if there is none.

    Look for its name first, then for the paragraphs below the title, then for the name of an
    element around the article.
    """
    found = _innermost(root, _TEXT, _SHARE_TEXT)
    found = found if found is not None else _densest(root, title)
    return found if found is not None else _innermost(root, _AROUND, _SHARE_AROUND)


def _innermost(root: "Element", names: re.Pattern[str], share: float) -> "Element | None":
    """Return the innermost element so named that holds a share of the text of the largest."""
    largest = 0
    chosen: Element | None = None
    # Ancestors come first.
    for element in root.iter("div", "article", "section", "main", "td", "span", "body"):
        named = hints(element)
        if not names.search(named) and not (element.tag == "article" and names is _AROUND):
            continue
        size = _running_characters(element)
        if size < (1 if "articlebody" in named else _SHORTEST):
            continue
        if chosen is None or size >= share * largest:
            largest, chosen = max(size, largest), element
    return chosen


def _densest(root: "Element", title: str) -> "Element | None":
    """Return the element with most paragraphs below the title, for pages without names.

    Of several alike the first is taken: comments stand below the article.
    """
    page_lines = lines(root)
    heading_element = heading(root, title)
    begin = line_of(page_lines, heading_element) if heading_element is not None else None
    found = [
        line
        for line in page_lines[(begin or 0) + 1 :]
        if len(line.text) >= _LINE and is_paragraph(line.text) and not _is_linked(line.element)
    ]
    alone = {
        element for element, count in Counter(line.element for line in found).items() if count < 2
    }
    letters: Counter[Element] = Counter()
    for line in found:
        # Paragraphs are elements of one line each; a text with `<br>` is one element of many.
        parent = line.element.getparent() if line.element in alone else line.element
        letters[parent] += len(line.text)
    most = max(letters.values(), default=0)
    # A counter keeps the order in which its keys came.
    return next((each for each, count in letters.items() if count >= _SHARE_DENSE * most), None)


def _is_linked(element: "Element") -> bool:
    """Return whether most of an element's text is a link."""
    return 2 * _linked_characters(element) > len(text_of(element))


def _running_characters(element: "Element") -> int:
    """Return how many characters of an element stand outside links."""
    return len(text_of(element)) - _linked_characters(element)


def _linked_characters(element: "Element") -> int:
    """Return how many characters of an element stand in links, links within others once."""
    counted: set[Element] = set()
    characters = 0
    for link in element.iter("a"):
        if link not in counted:
            counted.update(link.iter("a"))
            characters += len(text_of(link))
    return characters


def _take_captions(element: "Element") -> tuple[str, ...]:
    """Remove the captions of an article and return them, each once."""
    captions: dict[str, None] = {}
    removed: set[Element] = set()
    for each in list(element.iter()):
        if not isinstance(each.tag, str) or each is element or each in removed:
            continue
        if each.tag not in ("figure", "figcaption") and not _is_caption(each):
            continue
        if each.tag == "figure" and next(each.iter("table"), None) is not None:
            continue
        # A picture's credit often stands in a block of its own.
        caption = " – ".join(line.text for line in lines(each))
        if len(caption) > _LONGEST_CAPTION:
            continue
        if caption and not is_boilerplate(caption):
            captions[caption] = None
        removed.update(each.iter())
        each.drop_tree()
    return tuple(captions)


def _is_caption(element: "Element") -> bool:
    """Return whether an element is named a caption, and is no frame of a picture with it."""
    if not _CAPTION.search(hints(element)):
        return False
    return next(element.iter("img", "picture", "figcaption", "video"), None) is None


def _remove_boxes(element: "Element") -> None:
    """Remove boxes with links to other reports, buttons and advertisements from an article."""
    whole = max(1, len(text_of(element)))
    for each in list(element.iter()):
        if not isinstance(each.tag, str) or each is element or each.getparent() is None:
            continue
        is_box = each.tag in ("nav", "aside", "form", "footer") or (
            _BOX.search(hints(each)) is not None
        )
        if (is_box and len(text_of(each)) < whole / 2) or _is_link_line(each):
            each.drop_tree()


def _is_link_line(element: "Element") -> bool:
    """Return whether a paragraph or item is nothing but a link with the title of another report."""
    if element.tag not in ("p", "li", "div", "h2", "h3", "h4"):
        return False
    if next(element.iter("a"), None) is None:
        return False
    text, linked = text_of(element), _linked_characters(element)
    bare = _MARKS.sub("", text)
    return len(bare) > 15 and linked >= 0.9 * len(bare) and not _SENTENCE.search(bare)


def _join_rows(element: "Element") -> None:
    """Make one line of each row of a table with data; those that lay out a page stay."""
    for table in list(element.iter("table")):
        rows = [[text_of(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        cells = [cell for row in rows for cell in row]
        is_data = len(rows) > 1 and max(map(len, rows)) > 1 and max(map(len, cells)) <= _CELL
        if not is_data or table.getparent() is None:
            continue
        for row, texts in zip(list(table.iter("tr")), rows, strict=True):
            for cell in list(row):
                row.remove(cell)
            row.text = _CELLS.join(filter(None, texts))
            row.tag = "p"
        table.tag = "div"
        if table.getparent().tag == "figure":
            table.getparent().tag = "div"


def _extract(element: "Element", url: str) -> list[str]:
    """Return the paragraphs that trafilatura finds in an element."""
    trafilatura = library("trafilatura", "web pages")
    html = library("lxml.html", "web pages")
    if element.tag == "html":
        page = element
    else:
        page = html.document_fromstring("<html><body><article></article></body></html>")
        page.find(".//article").append(element)
    found = trafilatura.bare_extraction(
        page, url=url or None, fast=True, favor_recall=True, include_comments=False,
        include_tables=True, include_formatting=False, with_metadata=False,
    )  # fmt: skip
    return [] if found is None else list(_paragraphs(found.body))


def _paragraphs(body: "Element") -> Iterator[str]:
    """Yield the paragraphs of what trafilatura gives: elements of TEI, rows of tables as one."""
    for element in body:
        if element.tag in ("list", "quote", "div", "table") and len(element):
            yield from _paragraphs(element)
            continue
        if element.tag == "row":
            yield " | ".join(filter(None, map(text_of, element)))
            continue
        for break_ in element.iter("lb"):
            break_.tail = f"\n{break_.tail or ''}"
        for line in "".join(element.itertext()).split("\n"):
            if text := " ".join(line.split()):
                yield text


def _chosen(own: Sequence[str], extracted: Sequence[str]) -> list[str]:
    """Return the lines of the container that trafilatura kept; all of them where it kept too few.

    The lines of the container stand in their order and are not run together, which trafilatura's
    are where a page breaks paragraphs with `<br>`.
    """
    kept = Counter(word for text in extracted for word in text.split())
    chosen = []
    for line in own:
        words = line.split()
        found = sum(1 for word in words if kept[word] > 0)
        # trafilatura leaves out rows of numbers.
        if found >= 0.8 * len(words) or _CELLS in line:
            kept.subtract(words)
            chosen.append(line)
    words_own = sum(len(line.split()) for line in own)
    words_chosen = sum(len(line.split()) for line in chosen)
    return chosen if words_chosen >= _LEAST_KEPT * words_own else list(own)
