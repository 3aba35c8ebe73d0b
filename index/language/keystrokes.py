"""Vietnamese typed with the keys of Telex or VNI where no input method turned them into letters."""

from index.language.spelling import VIETNAMESE, is_syllable, key

__all__ = ["reading", "telex", "vni"]

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323", "z": ""}
_DIGITS = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323", "0": ""}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"u": "ư", "o": "ơ"}
_VOWELS = "aeiouyăâêôơư"
# «nghieengs» has nine keys; no syllable has so many, even with keys typed twice. Work grows with
# the square of a word's length.
_LONGEST = 16


def reading(word: str) -> str | None:
    """The key of a syllable typed in Telex or VNI; None as there.

    >>> reading("tieengs"), reading("vie65t"), reading("covid")
    ('tiếng', 'việt', None)
    """
    return telex(word) or vni(word) if len(word) <= _LONGEST else None


def telex(word: str) -> str | None:
    """The key of a syllable typed in Telex; None where the word is none, or needs no reading.

    Keys of tones and marks may stand anywhere after their letter.

    >>> telex("tieengs"), telex("vieejt"), telex("dduongwf"), telex("trump")
    ('tiếng', 'việt', 'đường', None)
    """
    letters: list[str] = []
    tone = None
    for typed in word.lower():
        if typed in _TONES and _has_vowel(letters):
            tone = _TONES[typed]
        elif typed == "w":
            if not _breve(letters) and not _horn(letters):
                letters.append("ư")
        elif not (typed == "d" and _change(letters, {"d": "đ"})) and not (
            typed in _HATS and _change(letters, {typed: _HATS[typed]})
        ):
            letters.append(typed)
    return _syllable(word, letters, tone)


def vni(word: str) -> str | None:
    """The key of a syllable typed in VNI; None where the word is none, or needs no reading.

    >>> vni("tie61ng"), vni("vie65t"), vni("d9u7o7ng2"), vni("u23")
    ('tiếng', 'việt', 'đường', None)
    """
    letters: list[str] = []
    tone = None
    for typed in word.lower():
        if typed in _DIGITS and tone is None:
            tone = _DIGITS[typed]
        elif typed not in "0123456789":
            letters.append(typed)
        elif not _mark(letters, typed):
            return None
    return _syllable(word, letters, tone)


def _mark(letters: list[str], digit: str) -> bool:
    """Give a letter the mark of a digit, and whether there was one that takes it."""
    if digit == "6":
        return _change(letters, _HATS)
    if digit == "7":
        return _horn(letters)
    if digit == "8":
        return _breve(letters)
    return digit == "9" and _change(letters, {"d": "đ"})


def _has_vowel(letters: list[str]) -> bool:
    return any(letter in _VOWELS for letter in letters)


def _change(letters: list[str], marked: dict[str, str]) -> bool:
    """Give the last letter that takes it a mark, and whether there was one."""
    for at in reversed(range(len(letters))):
        if letters[at] in marked:
            letters[at] = marked[letters[at]]
            return True
    return False


def _horn(letters: list[str]) -> bool:
    """Give the last u or o a horn, both where they stand together."""
    text = "".join(letters)
    if "uo" in text:
        letters[:] = text.replace("uo", "ươ")
        return True
    return text.endswith(("ươ", "ơ")) or _change(letters, _HORNS)


def _breve(letters: list[str]) -> bool:
    """Give the last a a breve, but not the a of mưa, which Telex types as muaw."""
    text = "".join(letters).replace("qu", "")
    return "ua" not in text and _change(letters, {"a": "ă"})


def _syllable(word: str, letters: list[str], tone: str | None) -> str | None:
    """The key of the letters with the tone, if they make a syllable other than the word itself."""
    at = next((at for at, letter in enumerate(letters) if letter in _VOWELS), None)
    if at is None or not set(letters) <= set("abcdefghijklmnopqrstuvwxyz" + VIETNAMESE):
        return None
    read = key("".join([*letters[: at + 1], tone or "", *letters[at + 1 :]]))
    return read if read != key(word) and is_syllable(read) else None
