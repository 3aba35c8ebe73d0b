"""The parsed page: its elements, and its text as lines with the elements they stand in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from archive.importers.bounds import DEPTH, check_markup
from archive.importers.libraries import library
from archive.importers.press.letters import composed, unmarked
from archive.importers.refusal import Unfit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    Element: TypeAlias = HtmlElement

__all__ = [
    "Line",
    "heading",
    "hints",
    "line_of",
    "lines",
    "parse",
    "saved_from",
    "text_of",
    "without_unseen",
]

# Elements whose text stands on lines of its own (HTML Standard §15.3, display: block or table).
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
# Elements that show no text, or none of the page's own.
_UNSEEN = (
    "script", "style", "noscript", "template", "svg", "iframe", "textarea", "select", "button",
    "head", "object", "embed",
)  # fmt: skip
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)")
_TOO_DEEP = f"boolean({'/*' * (DEPTH + 1)})"
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Line:
    """A line of a page as a reader sees it, and the innermost block that holds it."""

    text: str
    element: "Element"


def parse(text: str) -> "Element":
    """Return the root element of a page or of a fragment of one.

    Raise `LibraryMissing` where lxml is not installed, `ValueError` where there is no element, and
    `Unfit` where there are more than pages have.
    """
    check_markup(text)
    html = library("lxml.html", "web pages")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    text = _DECLARATION.sub("", text.replace("\x00", ""), count=1)
    etree = library("lxml.etree", "web pages")
    try:
        root: Element = html.document_fromstring(text, parser=parser)
    except etree.ParserError as error:
        raise ValueError(str(error)) from error
    if root.xpath(_TOO_DEEP):
        raise Unfit(f"elements within each other more than {DEPTH} deep: no page of a paper")
    return root


def saved_from(text: str) -> str:
    """Return the address that a browser notes in the first lines of a page that it saves."""
    found = _SAVED_FROM.search(text[:2000])
    return found[1] if found else ""


def without_unseen(root: "Element") -> None:
    """Remove the elements of a page that show no text, such as scripts; change it in place."""
    for element in list(root.iter(*_UNSEEN)):
        if element.getparent() is not None:
            element.drop_tree()


def text_of(element: "Element") -> str:
    """Return the text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def hints(element: "Element") -> str:
    """Return the names that the markup gives an element, in lower case: class, id and the like."""
    names = ("class", "id", "itemprop", "data-role", "type", "role", "rel")
    return " ".join(element.get(name) or "" for name in names).lower()


def lines(root: "Element") -> list[Line]:
    """Return the lines of a page in their order, none empty."""
    return [line for line in _lines(root) if line.text]


def _lines(root: "Element") -> Iterator[Line]:
    """Yield the lines of a page; a line ends where a block begins or ends."""
    pieces: list[str] = []
    block = root
    # Each step is an element that begins (True) or ends; recursion would end at deep pages.
    steps: list[tuple[Element, bool]] = [(root, True)]
    while steps:
        element, begins = steps.pop()
        is_block = element.tag in _BLOCKS
        if is_block:
            yield _line(pieces, block)
            pieces = []
        if begins:
            block = element if is_block else block
            pieces.append(element.text or "")
            steps.append((element, False))
            steps.extend((child, True) for child in reversed(element))
        elif element is not root:
            if is_block:
                block = _block_of(element.getparent(), root)
            pieces.append(element.tail or "")
    yield _line(pieces, block)


def _line(pieces: list[str], block: "Element") -> Line:
    return Line(" ".join("".join(pieces).split()), block)


def _block_of(element: "Element", root: "Element") -> "Element":
    """Return the innermost block that holds an element, itself included."""
    while element.tag not in _BLOCKS and element is not root:
        element = element.getparent()
    return element


def _key(text: str) -> str:
    """Return a text for comparison: its letters and digits without diacritics and case."""
    return re.sub(r"\W+", " ", unmarked(composed(text))).strip()


def heading(root: "Element", title: str) -> "Element | None":
    """Return the heading that is the title; the only one of its rank where none is like it."""
    headings = [each for each in root.iter("h1") if text_of(each)]
    wanted = _key(title)
    for each in (*headings, *root.iter("h2")):
        key = _key(text_of(each))
        if key and wanted and (key == wanted or (len(key) > 20 and key in wanted)):
            return each
    return headings[0] if len(headings) == 1 else None


def line_of(lines: Sequence[Line], element: "Element") -> int | None:
    """Return the index of the line that begins an element."""
    within = {element, *element.iter()}
    return next((at for at, line in enumerate(lines) if line.element in within), None)
