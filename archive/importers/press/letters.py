"""Letters without diacritics, one for one, so that a form matches in any spelling."""

import unicodedata

__all__ = ["composed", "unmarked"]


def _bases() -> dict[int, str]:
    """Return the plain lower-case letter of each Latin letter with diacritics."""
    table = {ord("đ"): "d", ord("Đ"): "d", ord("Ð"): "d"}
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base.lower()
    table.update({code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
    return table


_BASES = _bases()


def composed(text: str) -> str:
    """Return the text in NFC: one character for each letter."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unmarked(text: str) -> str:
    """Return the text in lower case without diacritics; its length stays the same.

    A decomposed text keeps its combining marks: compose it first.

    >>> unmarked("Thứ tư, ngày Đầu")
    'thu tu, ngay dau'
    """
    return text.translate(_BASES)
