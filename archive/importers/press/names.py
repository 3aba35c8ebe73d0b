"""Names of persons as bylines write them: recognised, and brought to their usual case."""

import re
import unicodedata

from archive.importers.press.letters import composed, unmarked

__all__ = ["in_name_case", "is_name", "is_newsroom", "is_unnamed", "without_titles"]

# A syllable of a name: Phong, H'Hen, Hang-seo, T., N.V.A, Đ.Khoa; the letters in NFC.
_SYLLABLE = re.compile(r"(?:[^\W\d_]+['’.\-]?)+")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = frozenset("aeiouy")
# Titles before a name, no part of it; diacritics distinguish «Nhà văn» from the name Nhã Vân.
_TITLES = re.compile(
    r"(?:nhóm\s+(?:phóng\s+viên|pv)|cộng\s+tác\s+viên|phóng\s+viên|nhà\s+báo|nhà\s+văn|bạn\s+đọc"
    r"|độc\s+giả|thạc\s+sĩ|tiến\s+sĩ|bác\s+sĩ|luật\s+sư|giáo\s+sư|(?:p?gs\.?\s*[,\-]?\s*)?tskh|pgs|gs"
    r"|(?:bs\.?\s*)?ck\s?i{1,2}|ths|ctv|bs|ls|ts|pv)(?:[.:]\s*|\s+)",
    re.IGNORECASE,
)
# Signatures that name no person.
_NOBODY = re.compile(
    r"(?:nhóm\s+)?(?:p\.?\s?v\.?|phóng\s+viên|cộng\s+tác\s+viên|c\.?t\.?v\.?|biên\s+tập\s+viên|ts|bs"
    r"|b\.?t\.?v\.?|nvcc|tác\s+giả)(?:\s+tổng\s+hợp)?|.*\bcung\s+cấp|(?:nhân\s+vật|ban\s+tổ\s+chức).*",
    re.IGNORECASE,
)
# First words of a newsroom that signs as one.
_NEWSROOM = re.compile(
    r"(?:ban|tòa soạn|toà soạn|nhóm|phòng|tổ|văn phòng|trung tâm|đài|cổng|cục|sở)\s+\S",
    re.IGNORECASE,
)


def is_name(text: str) -> bool:
    """Return True if a text looks like one person's name: up to six capitalised syllables.

    >>> is_name("Anh Phong"), is_name("Park Hang-seo"), is_name("Tin liên quan")
    (True, True, False)
    """
    syllables = composed(text).split()
    if not 0 < len(syllables) <= 6 or len(text) > 60:
        return False
    return all(_SYLLABLE.fullmatch(syllable) and syllable[0].isupper() for syllable in syllables)


def is_unnamed(text: str) -> bool:
    """Return True if a text stands for a writer without a name: «PV», «Nhóm phóng viên», «CTV»."""
    return _NOBODY.fullmatch(composed(text).strip(" .")) is not None


def is_newsroom(text: str) -> bool:
    """Return True if a text names a group that signs as one: «Ban Thời sự»."""
    return len(text.split()) <= 6 and _NEWSROOM.match(composed(text)) is not None


def without_titles(name: str) -> str:
    """Return the name without titles before it: «Thạc sĩ Lê Đình Quyết» → «Lê Đình Quyết»."""
    name = " ".join(composed(name).split())
    found = _TITLES.match(name)
    rest = name[found.end() :].strip() if found else ""
    return without_titles(rest) if rest else name


def in_name_case(name: str) -> str:
    """Return the name in NFC, «TRẦN HUỲNH» as «Trần Huỳnh»; initials and acronyms stay capitals.

    >>> in_name_case("D.LIỄU"), in_name_case("V.TK"), in_name_case("H'HEN NIÊ")
    ('D.Liễu', 'V.TK', "H'Hen Niê")
    """
    name = composed(name)
    return _LETTERS.sub(_cased, name) if name.isupper() else name


def _cased(word: re.Match[str]) -> str:
    """Return a word in capitals with only its first letter left as one; an acronym as it is."""
    letters = word.group()
    spoken = not _VOWELS.isdisjoint(unmarked(unicodedata.normalize("NFC", letters)))
    return letters[0] + letters[1:].lower() if spoken and len(letters) > 1 else letters
