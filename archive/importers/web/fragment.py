"""Markup within a value of a record, such as the body in a list exported from a site: its text."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Fragment", "fragment_text", "is_markup"]

# An element that texts do not mention by chance; a lone `<` is a letter like any other.
_ELEMENT = re.compile(
    r"</(?:p|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|table|figure|figcaption|section|article)\s*>"
    r"|<(?:br|hr|img)\b[^<>]*>|<(?:script|style|iframe)\b",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset("script style noscript template iframe object select textarea".split())  # noqa: SIM905


@dataclass
class Fragment:
    """The text of a fragment: paragraphs separated by line feeds, and captions of pictures."""

    text: str = ""
    captions: list[str] = field(default_factory=list)


def is_markup(text: str) -> bool:
    """Return whether a text is markup.

    >>> is_markup("<p>Từ hôm nay</p>"), is_markup("giá < 5 triệu > 3 triệu")
    (True, False)
    """
    return "<" in text and _ELEMENT.search(text) is not None


def fragment_text(markup: str) -> Fragment:
    """Return the text of a fragment of HTML; scripts and styles are left out.

    >>> fragment_text("<p>Một</p><p>Hai <b>ba</b></p><script>x()</script>").text
    'Một\\nHai ba'
    """
    parser = _Parser()
    parser.feed(markup)
    parser.close()
    parser.end_line()
    return Fragment("\n".join(parser.lines), parser.captions)


class _Parser(HTMLParser):
    """Gathers the lines of a fragment."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.captions: list[str] = []
        self._pieces: list[str] = []
        self._unseen = 0
        self._in_caption = False

    def end_line(self) -> None:
        """End the line being gathered."""
        line = " ".join("".join(self._pieces).split())
        self._pieces = []
        if line:
            (self.captions if self._in_caption else self.lines).append(line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BLOCKS or tag == "figcaption":
            self.end_line()
        if tag == "figcaption":
            self._in_caption = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS or tag == "figcaption":
            self.end_line()
        if tag == "figcaption":
            self._in_caption = False

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(data)
