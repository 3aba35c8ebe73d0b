"""The article on a page: where it stands, its paragraphs (by trafilatura) and its captions."""

import copy
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.importers.libraries import library
from archive.importers.press.boilerplate import is_boilerplate
from archive.importers.web.page import hints, lines, text_of

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["Article", "find"]

# How content management systems of Vietnamese newspapers name the element of the running text.
_CONTAINER = re.compile(
    r"articlebody|article[-_]?(?:body|content|detail|text|main)|(?:detail|news|post|entry|content|cms"
    r"|singular|main|story|page|text|knc|ncontent)[-_]{0,2}(?:content|body|detail|text|article|des)\b"
    r"|fck[-_]?detail|cms[-_]?body|the[-_]article|afcbc-body|contentdetail|maincontent|noidung"
    r"|chi-?tiet|tin-?chi-?tiet|vnbcbc?-body|b-maincontent|edittor-content|newsbody|bodytext"
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
# An element named as the text is the text if it holds this share of what those around it hold;
# less will do where schema.org names it, since comments may be longer than the article.
_SHARE, _CERTAIN_SHARE = 0.8, 0.3
# Below this share of the container's words, trafilatura took a part for the whole.
_LEAST_KEPT = 0.6
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


def find(root: "Element", url: str = "") -> Article | None:
    """Return the article of a page, None where it has none; the page is left unchanged."""
    element = container(root)
    copied = copy.deepcopy(element if element is not None else root)
    captions = _take_captions(copied) if element is not None else ()
    _remove_boxes(copied)
    own = [line.text for line in lines(copied)]
    extracted = _extract(copied, url)
    paragraphs = _chosen(own, extracted) if element is not None else extracted
    kept = [text for text in paragraphs if not is_boilerplate(text)]
    if not kept:
        return None
    return Article(element if element is not None else root, tuple(kept), captions)


def container(root: "Element") -> "Element | None":
    """Return the innermost element that is named as an article's text; None where none is."""
    largest = 0
    chosen: Element | None = None
    for element in root.iter("div", "article", "section", "main", "td", "span", "body"):
        named = hints(element)
        if element.tag != "article" and not _CONTAINER.search(named):
            continue
        size, is_certain = _running_characters(element), "articlebody" in named
        if size < (1 if is_certain else _SHORTEST):
            continue
        # Ancestors come first; an inner element is taken where it holds nearly all of their text.
        if chosen is None or size >= largest * (_CERTAIN_SHARE if is_certain else _SHARE):
            largest, chosen = max(size, largest), element
    return chosen


def _running_characters(element: "Element") -> int:
    """Return how many characters of an element stand outside links."""
    total = len(text_of(element))
    return total - sum(len(text_of(link)) for link in element.iter("a"))


def _take_captions(element: "Element") -> tuple[str, ...]:
    """Remove the captions of an article and return them, each once."""
    captions: dict[str, None] = {}
    for each in list(element.iter()):
        if not isinstance(each.tag, str) or each.getparent() is None or each is element:
            continue
        if each.tag not in ("figure", "figcaption") and not _is_caption(each):
            continue
        # A picture's credit often stands in a block of its own.
        caption = " – ".join(line.text for line in lines(each))
        if len(caption) > _LONGEST_CAPTION:
            continue
        if caption and not is_boilerplate(caption):
            captions[caption] = None
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
    links = list(element.iter("a"))
    if not links:
        return False
    text, linked = text_of(element), sum(len(text_of(link)) for link in links)
    bare = _MARKS.sub("", text)
    return len(bare) > 15 and linked >= 0.9 * len(bare) and not _SENTENCE.search(bare)


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
        if found >= 0.8 * len(words):
            kept.subtract(words)
            chosen.append(line)
    words_own = sum(len(line.split()) for line in own)
    words_chosen = sum(len(line.split()) for line in chosen)
    return chosen if words_chosen >= _LEAST_KEPT * words_own else list(own)
