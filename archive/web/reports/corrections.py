"""The corrections of a report on its page: published and corrected values side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from archive.corrections.correction import FIELDS, Correction, shown_as_text
from archive.web.display import dates
from archive.web.display.difference import Piece, difference
from archive.web.display.difference_markup import marked
from archive.web.language import gettext

__all__ = ["revisions"]


@dataclass(frozen=True, slots=True)
class _Part:
    """A corrected field: the paragraphs that differ, in HTML, on both sides."""

    label: str
    published: tuple[Markup, ...]
    corrected: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class _Revision:
    """Corrections of one day for one reason. The name of the librarian is not public."""

    date: str
    reason: str
    parts: tuple[_Part, ...]


def revisions(corrected: Sequence[Correction]) -> list[_Revision]:
    """Return the corrections of a report by day and reason, the latest first."""

    def occasion(made: Correction) -> tuple[str, str]:
        return made.datestamp[:10], made.why

    return [
        _Revision(
            dates.brief(day),
            why.rstrip(" ."),
            tuple(_part(each) for each in sorted(made, key=lambda m: FIELDS.index(m.field))),
        )
        for (day, why), made in groupby(corrected, key=occasion)
    ]


def _part(made: Correction) -> _Part:
    """Return a corrected field; of a text, only the paragraphs that differ."""
    found = _difference(made)
    sides: tuple[list[Markup], list[Markup]] = [], []
    is_same = all(piece.kind == "same" for pieces in found for piece in pieces)
    for pieces in found:
        if not is_same and all(piece.kind == "same" for piece in pieces):
            continue
        for side, other in zip(sides, ("added", "removed"), strict=True):
            if shown := [piece for piece in pieces if piece.kind != other]:
                side.append(marked(shown))
    return _Part(_label(made.field), tuple(sides[0]), tuple(sides[1]))


def _difference(made: Correction) -> list[tuple[Piece, ...]]:
    """Return the paragraphs of both values in pieces; a date is replaced as a whole."""
    before, after = (shown_as_text(made.field, each) for each in (made.published, made.value))
    if made.field != "date" or before == after:
        return difference(before, after)
    pieces = Piece("removed", dates.written(before)), Piece("added", dates.written(after))
    return [tuple(piece for piece in pieces if piece.text)]


def _label(field: str) -> str:
    """Return the name of a field in the reader's language."""
    return {
        "title": gettext("Tiêu đề"),
        "lead": gettext("Sapo"),
        "body": gettext("Nội dung"),
        "captions": gettext("Chú thích ảnh"),
        "dateline": gettext("Địa danh"),
        "date": gettext("Ngày"),
        "section": gettext("Chuyên mục"),
        "authors": gettext("Tác giả"),
        "source": gettext("Báo"),
        "url": gettext("Địa chỉ gốc"),
        "tags": gettext("Từ khóa"),
    }[field]
