"""Text as HTML with ranges of it highlighted."""

from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from archive.web.language import gettext, number

__all__ = ["highlighted", "linked"]


def highlighted(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """Return the text in HTML, escaped, with `<mark>` around ranges that do not overlap.

    >>> highlighted("a < dân vận", [(4, 11)])
    Markup('a &lt; <mark>dân vận</mark>')
    """
    pieces: list[str] = []
    at = 0
    for start, end in ranges:
        pieces += text[at:start], text[start:end]
        at = end
    escaped = _escaped([*pieces, text[at:]])
    escaped[1::2] = [f"<mark>{piece}</mark>" for piece in escaped[1::2]]
    return Markup("".join(escaped))


def _escaped(pieces: Sequence[str]) -> list[str]:
    """Return the pieces of a text, escaped all at once: a list has three hundred of them."""
    joined = "\0".join(pieces)
    if joined.count("\0") >= len(pieces):
        return [escape(piece) for piece in pieces]
    return escape(joined).split("\0")


def linked(text: str, ranges: Iterable[tuple[int, int]], first: int, total: int) -> Markup:
    """Return the text as `highlighted` does, each highlight a link to the next one.

    `first`: the number of the first highlight of this text among all `total` of the page, from 1.
    After the last one comes the first again. The links are no tab stops; the browser moves the
    focus to the one that was jumped to.
    """
    pieces = []
    at = 0
    for place, (start, end) in enumerate(ranges, first):
        pieces.append(
            Markup(
                '{}<a class="place" id="cho-{}" href="#cho-{}" tabindex="-1" data-place="{}"'
                ' title="{}"><mark>{}</mark></a>'
            ).format(
                text[at:start],
                place,
                place % total + 1,
                f"{number(place)}/{number(total)}",
                gettext("Đến chỗ tiếp theo"),
                text[start:end],
            )
        )
        at = end
    return Markup("").join([*pieces, text[at:]])
