"""Decode the keystrokes of Telex and VNI that no input method turned into Vietnamese letters."""

from index.language.spelling import VIETNAMESE, is_syllable, key

__all__ = ["decode", "telex", "vni"]

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323", "z": ""}
_DIGITS = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323", "0": ""}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HORNS = {"u": "ư", "o": "ơ"}
_VOWELS = "aeiouyăâêôơư"
# In characters. «nghieengs» has nine; no syllable needs sixteen, even with keys typed twice. The
# work grows with the square of the length.
_LONGEST = 16


def decode(word: str) -> str | None:
    """Return the key of a syllable typed in Telex or VNI, or None if the word is not one.

    >>> decode("tieengs"), decode("vie65t"), decode("covid")
    ('tiếng', 'việt', None)
    """
    return telex(word) or vni(word) if len(word) <= _LONGEST else None


def telex(word: str) -> str | None:
    """Return the key of a syllable typed in Telex.

    None if the word is not a syllable or has nothing to decode. The keys of diacritics may come
    anywhere after their letter.

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
    """Return the key of a syllable typed in VNI, or None as `telex` does.

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
        elif not _add_diacritic(letters, typed):
            return None
    return _syllable(word, letters, tone)


def _add_diacritic(letters: list[str], digit: str) -> bool:
    """Put the diacritic of a digit on a letter. Return whether a letter could take it."""
    if digit == "6":
        return _change(letters, _HATS)
    if digit == "7":
        return _horn(letters)
    if digit == "8":
        return _breve(letters)
    return digit == "9" and _change(letters, {"d": "đ"})


def _has_vowel(letters: list[str]) -> bool:
    return any(letter in _VOWELS for letter in letters)


def _change(letters: list[str], changes: dict[str, str]) -> bool:
    """Change the last letter that is a key of `changes`. Return whether there was one."""
    for at in reversed(range(len(letters))):
        if letters[at] in changes:
            letters[at] = changes[letters[at]]
            return True
    return False


def _horn(letters: list[str]) -> bool:
    """Put a horn on the last u or o, or on both of «uo». Return whether there was one."""
    text = "".join(letters)
    if "uo" in text:
        letters[:] = text.replace("uo", "ươ")
        return True
    return text.endswith(("ươ", "ơ")) or _change(letters, _HORNS)


def _breve(letters: list[str]) -> bool:
    """Put a breve on the last a. Return whether there was one.

    The a of «mưa» takes none: Telex types it as muaw.
    """
    text = "".join(letters).replace("qu", "")
    return "ua" not in text and _change(letters, {"a": "ă"})


def _syllable(word: str, letters: list[str], tone: str | None) -> str | None:
    """Return the key of the letters with the tone, if it is a syllable other than the word."""
    at = next((at for at, letter in enumerate(letters) if letter in _VOWELS), None)
    if at is None or not set(letters) <= set("abcdefghijklmnopqrstuvwxyz" + VIETNAMESE):
        return None
    decoded = key("".join([*letters[: at + 1], tone or "", *letters[at + 1 :]]))
    return decoded if decoded != key(word) and is_syllable(decoded) else None
