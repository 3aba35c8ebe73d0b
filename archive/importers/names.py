"""Names of persons as bylines write them: what looks like one, and its usual case."""

import re
import unicodedata

from archive.importers.letters import composed, unmarked

__all__ = ["in_name_case", "is_name", "names_nobody", "without_titles"]

# A syllable of a name: Phong, H'Hen, Hang-seo, T., N.V.A, Đ.Khoa; the letters in NFC.
_SYLLABLE = re.compile(r"(?:[^\W\d_]+['’.\-]?)+")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
# Said before the name, and no part of it. Longest first, since some begin alike.
_TITLES = re.compile(
    r"(?:nhom\s+(?:phong\s+vien|pv)|cong\s+tac\s+vien|phong\s+vien|nha\s+bao|nha\s+van|thac\s+si"
    r"|tien\s+si|bac\s+si|luat\s+su|giao\s+su|(?:pgs|gs)[.\s,\-]*(?:tskh|ts)\b|tskh|pgs|ths|ctv|bs"
    r"|ls|gs|ts|pv)\b[.:]?\s*"
)
# What stands for a person without naming one.
_NOBODY = re.compile(
    r"(?:nhom\s+)?(?:p\.?\s?v\.?|phong\s+vien|cong\s+tac\s+vien|c\.?t\.?v\.?|bien\s+tap\s+vien"
    r"|b\.?t\.?v\.?)(?:\s+(?:tong\s+hop|t/h))?"
)


def is_name(text: str) -> bool:
    """Whether a text looks like one person's name: up to six capitalised syllables.

    >>> is_name("Anh Phong"), is_name("Park Hang-seo"), is_name("Tin liên quan")
    (True, True, False)
    """
    syllables = composed(text).split()
    if not 0 < len(syllables) <= 6 or len(text) > 60:
        return False
    return all(_SYLLABLE.fullmatch(syllable) and syllable[0].isupper() for syllable in syllables)


def names_nobody(text: str) -> bool:
    """Whether a text names nobody: «PV», «Nhóm phóng viên», «CTV»."""
    return _NOBODY.fullmatch(unmarked(composed(text)).strip(" .")) is not None


def without_titles(name: str) -> str:
    """The name without what is said before it: «Thạc sĩ Lê Đình Quyết» → «Lê Đình Quyết»."""
    name = composed(name)
    found = _TITLES.match(unmarked(name))
    rest = name[found.end() :].strip() if found else ""
    return without_titles(rest) if rest else name


def in_name_case(name: str) -> str:
    """The name in NFC, «TRẦN HUỲNH» as «Trần Huỳnh»; initials and acronyms stay as they are.

    >>> in_name_case("D.LIỄU"), in_name_case("V.TK"), in_name_case("H'HEN NIÊ")
    ('D.Liễu', 'V.TK', "H'Hen Niê")
    """
    name = composed(name)
    return _LETTERS.sub(_cased, name) if name.isupper() else name


def _cased(word: re.Match[str]) -> str:
    """A word in capitals with only the first left; itself where nobody could speak it."""
    letters = word.group()
    spoken = not _VOWELS.isdisjoint(unmarked(unicodedata.normalize("NFC", letters)))
    return letters[0] + letters[1:].lower() if spoken and len(letters) > 1 else letters
