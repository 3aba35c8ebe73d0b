"""Detection of texts that are programs, data or a broken encoding."""

__all__ = ["reads_as_language"]

# Enough to judge by; the beginning of a long file is like the rest.
_SAMPLE = 20_000
# Signs of programs, settings and markup, and the share that a text may have of them. A text with
# letters outside ASCII, as every one in Vietnamese, may have more: links, tables, hashtags.
_SIGNS = frozenset("{}[]<>=_;$#@\\")
_MOST_SIGNS, _MOST_BESIDE_LETTERS = 0.02, 0.15
# In Vietnamese every fourth letter carries diacritics.
_ACCENTED = 0.05
# News has nine words in ten pieces between spaces, a table of prices half of that.
_LEAST = 0.4
# Longer pieces of ASCII letters are identifiers, or data in Base64.
_LONGEST = 24


def reads_as_language(text: str) -> bool:
    """Return whether a text is made of words, with few of the signs that programs have.

    >>> reads_as_language("Giá vàng SJC sáng 10/1: 36,20 - 36,42 triệu đồng/lượng.")
    True
    >>> reads_as_language("for (i = 0; i < n; ++i) { a[i] = b[i] + 1; }")
    False
    """
    pieces = text[:_SAMPLE].split()
    if not pieces:
        return True
    written = "".join(pieces)
    signs = sum(map(written.count, _SIGNS))
    accented = sum(letter > "\x7f" and _is_letter(letter) for letter in written)
    is_accented = accented > _ACCENTED * len(written)
    most = _MOST_BESIDE_LETTERS if is_accented else _MOST_SIGNS
    if signs > 2 and signs > most * len(written):
        return False
    return sum(map(_is_word, pieces)) >= _LEAST * len(pieces)


def _is_word(piece: str) -> bool:
    """Return whether a piece is a word with punctuation around it."""
    word = piece.strip(".,;:!?…\"'“”‘’«»()[]-–—/|•*")
    if not word or word.endswith(("(", "{", "}", "=", ">")) or "()" in piece or piece.endswith(";"):
        return False
    letters = sum(map(_is_letter, word))
    return letters >= 0.7 * len(word) and (len(word) <= _LONGEST or not word.isascii())


def _is_letter(letter: str) -> bool:
    """Return whether a character is a letter, or a diacritic after one."""
    return letter.isalpha() or "\u0300" <= letter <= "\u036f"
