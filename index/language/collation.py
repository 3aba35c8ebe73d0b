"""Vietnamese alphabetical order, as in dictionaries, ICU and CLDR: a sort key for names.

The alphabet is a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y, with f j w z in their
Latin positions. Texts are compared by their letters first, then by their tones (level, huyền, hỏi,
ngã, sắc, nặng), then by case, small letters before capitals.
"""

import unicodedata
from functools import lru_cache

__all__ = ["sort_key"]

_ALPHABET = {
    letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)
}
# In CLDR's order for vi: https://www.unicode.org/cldr/charts/latest/collation/vi.html
_TONES = {tone: rank for rank, tone in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}
# Classes of characters in order: all others come before the letters, in every language.
_SPACE, _PUNCTUATION, _SYMBOL, _DIGIT, _LETTER, _OTHER = range(1, 7)

# (class and rank of the letter, ranks of tone and foreign diacritics, whether it is a capital)
_Weight = tuple[tuple[int, int], tuple[int, ...], bool]


def sort_key(text: str) -> tuple[object, ...]:
    """Return a key that sorts texts in Vietnamese order; only equal texts have equal keys.

    >>> sorted(["Đặng", "Dung", "Ăn", "Ánh", "An"], key=sort_key)
    ['An', 'Ánh', 'Ăn', 'Dung', 'Đặng']
    """
    weights = [_weight(char) for char in unicodedata.normalize("NFC", text)]
    return (
        tuple(letter for letter, _, _ in weights if letter != (0, 0)),
        tuple(diacritics for _, diacritics, _ in weights),
        tuple(capital for _, _, capital in weights),
        text,
    )


@lru_cache(maxsize=4096)
def _weight(char: str) -> _Weight:
    letter, diacritics = _split(char)
    small = letter.lower()
    if small in _ALPHABET:
        return (_LETTER, _ALPHABET[small]), diacritics, letter != small
    category = unicodedata.category(letter)
    if category.startswith("M"):
        return (0, 0), (ord(letter),), False
    if category.startswith("Z") or letter in "\t\n\r":
        return (_SPACE, 0), diacritics, False
    if category.startswith("P"):
        return (_PUNCTUATION, ord(letter)), diacritics, False
    if category.startswith("N"):
        return (_DIGIT, int(unicodedata.numeric(letter, 0))), (*diacritics, ord(letter)), False
    if category.startswith("L"):
        return (_OTHER, ord(small[0])), diacritics, letter != small
    return (_SYMBOL, ord(letter)), diacritics, False


def _split(char: str) -> tuple[str, tuple[int, ...]]:
    """Return a character's letter of the alphabet, and the ranks of its other diacritics."""
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    foreign: list[int] = []
    for mark in marks:
        owned = unicodedata.normalize("NFC", base + mark)
        if mark not in _TONES and len(owned) == 1 and owned.lower() in _ALPHABET:
            base = owned
        else:
            foreign.append(_TONES.get(mark, ord(mark)))
    return base, tuple(foreign)
