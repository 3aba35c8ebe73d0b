"""Differences between two texts in HTML."""

from collections.abc import Iterable

from markupsafe import Markup

from archive.web.display.difference import Piece
from archive.web.language import gettext

__all__ = ["marked"]


def marked(pieces: Iterable[Piece]) -> Markup:
    """Return a paragraph with what was removed and added in `del` and `ins` elements."""
    return Markup("").join(map(_marked, pieces))


def _marked(piece: Piece) -> Markup:
    """Return a piece in HTML. Screen readers mostly skip `del` and `ins`, so words say it too."""
    if piece.kind == "same":
        return Markup("{}").format(piece.text)
    tag = "del" if piece.kind == "removed" else "ins"
    word = gettext("bỏ") if piece.kind == "removed" else gettext("thêm")
    return Markup(
        '<{0}><span class="unseen">[{1}: </span>{2}<span class="unseen">]</span></{0}>'
    ).format(Markup(tag), word, piece.text)
