"""Text as HTML with ranges of it highlighted."""

from collections.abc import Iterable

from markupsafe import Markup

__all__ = ["highlighted"]


def highlighted(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """Return the text in HTML, escaped, with `<mark>` around ranges that do not overlap.

    >>> highlighted("a < dân vận", [(4, 11)])
    Markup('a &lt; <mark>dân vận</mark>')
    """
    pieces = []
    at = 0
    for start, end in ranges:
        pieces.append(Markup("{}<mark>{}</mark>").format(text[at:start], text[start:end]))
        at = end
    return Markup("").join([*pieces, text[at:]])
