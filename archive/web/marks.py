"""Text with the words found marked; everything of the text itself is escaped."""

from collections.abc import Iterable

from markupsafe import Markup

__all__ = ["marked"]


def marked(text: str, marks: Iterable[tuple[int, int]]) -> Markup:
    """The text in HTML with `<mark>` around the given ranges, which don't overlap.

    >>> marked("a < dân vận", [(4, 11)])
    Markup('a &lt; <mark>dân vận</mark>')
    """
    pieces = []
    at = 0
    for start, end in marks:
        pieces.append(Markup("{}<mark>{}</mark>").format(text[at:start], text[start:end]))
        at = end
    return Markup("").join([*pieces, text[at:]])
