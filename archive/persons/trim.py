"""Cut off words that stand before or after a name in its run."""

import re

from archive.persons.capitals import Capital
from archive.persons.lexicon import CUES, VERBS, Kind, Left, Word
from archive.persons.neighbours import following
from archive.persons.title_words import begins

__all__ = ["NAMES", "trimmed"]

NAMES = Kind.FAMILY | Kind.FIRST | Kind.ASIAN | Kind.SINO
"""Kinds of words with which names begin."""

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii"))
_NUMERALS = frozenset(("I", "V", "X", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"))
# Words of captions after a name: «Nguyễn Hùng Video: …».
_CAPTIONS = frozenset(("video", "clip"))
# Words for times with which a sentence begins; some are given names too.
_TIMES = frozenset(("năm", "hồi", "tối", "sáng", "chiều", "ngày"))
# Words that begin clauses; they are syllables of given names too.
_CLAUSES = frozenset(
    ("tại", "hiện", "trước", "từ", "tới", "đang", "được", "như", "cả", "tuy", "riêng")
)
# What follows «Trường» in the name of a school.
_SCHOOL = re.compile(r" (?:ĐH|CĐ|THPT|THCS|TH|Đại học|Cao đẳng|Tiểu học|Mầm non)\b")
# First words of offices that given names do not end with, and characters in which an office ends.
_OFFICES = frozenset(("phó", "chủ", "trưởng", "nguyên", "giám"))
_OFFICE_REACH = 30
# Words of the longest Korean names.
_KOREAN = 3
# Words of most names.
_USUAL = 3
# Last words that may be no part of a name.
_ENDS = _SUFFIXES | _OFFICES | _CAPTIONS | _TIMES | _CLAUSES | CUES["country"] | {"trường"}
# Middle names: the word before one of them is a family name.
_SURE = frozenset(("văn", "thị"))


def trimmed(text: str, words: list[Capital], left: int) -> tuple[list[Capital], int]:
    """Return the words of a name only, and the bits of `Left` for what stands before them.

    `left`: the bits of `Left` for what stands before `words`.
    """
    if len(words) == 1:
        return words, left
    if len(words) > _USUAL or not _whole(words[-1].word):
        words = _ended(text, words)
    if len(words) > _USUAL or (len(words) == _USUAL and not _begins(words[0].word)):
        words = _begun(words, left)
    if left & Left.OFFICE:
        # «CEO Nvidia Jensen Huang», «Thị trưởng Tampa Jane Castor»: a body before the name.
        while len(words) > 2 and _body(words[0].word.kind, words[1].word.kind, len(words)):
            words, left = words[1:], left & ~Left.BODY
    return words, left


def _whole(last: Word) -> bool:
    """Return True if a word that ends a name of up to three words is surely a part of it."""
    named = last.kind & (Kind.GIVEN | Kind.FAMILY) or not last.kind & Kind.SYLLABLE
    return bool(named) and last.key not in _ENDS


def _begins(first: Word) -> bool:
    """Return True if a word with which a name of three words begins is surely a part of it."""
    return bool(first.kind & NAMES) and first.text not in _NUMERALS


def _body(first: int, second: int, count: int) -> bool:
    """Return True if a word is that of a body or place before a name, by their kinds.

    `count`: the number of words: «Shin Dae Kyung» is a name, «Bucheon Shin Dae Kyung» is not.
    """
    if first & Kind.FOREIGN:
        return not first & Kind.FIRST
    beginning = Kind.FIRST | Kind.ASIAN if count > _KOREAN else Kind.FIRST
    return bool(second & beginning) and not first & (NAMES | Kind.SYLLABLE | Kind.INITIAL)


def _ended(text: str, words: list[Capital]) -> list[Capital]:
    """Return the words up to the end of the name."""
    if words[-1].word.key in _SUFFIXES:
        words = words[:-1]
    words = _untitled(text, _once(words))
    if (
        len(words) > _USUAL + 1
        and words[0].word.kind & Kind.STRONG
        and (_opening(words[_USUAL].word) or (len(words) > 5 and words[_USUAL].word.key == "khoa"))
    ):
        # «Trịnh Công Sơn Đến Nhật», «Phạm Kiên Hữu Khoa Tai Mũi Họng»
        words = words[:_USUAL]
    # «Rmah Rô» is a name.
    if len(words) > 1 and _turns(words) and following(text, words[-1].end):
        words = words[:-1]
    while len(words) > 2 and _runs_on(text, words):
        words = words[:-1]
    if len(words) > 2 and words[-1].word.key in _CAPTIONS:
        words = words[:-1]
    if len(words) > 1 and words[-1].word.key == "trường" and _SCHOOL.match(text, words[-1].end):
        # «Tổ trưởng bộ môn Toán Trường THPT Lương Thế Vinh»
        words = words[:-1]
    country = len(words) > 1 and words[-1].word.key in CUES["country"]
    if country and not words[-2].word.kind & Kind.SYLLABLE:
        # «Edinburgh Anh», «Goldman Sachs Mỹ»: a country without a preposition.
        words = words[:-1]
    return words


def _opening(found: Word) -> bool:
    """Return True if a word within capitals begins a sentence and is no part of a name."""
    return bool(found.kind & Kind.OPENER) and not found.kind & (Kind.GIVEN | NAMES)


def _once(words: list[Capital]) -> list[Capital]:
    """Return words without a repetition of the last ones: «Vũ Quỳnh Trang Quỳnh Trang»."""
    keys = [capital.word.key for capital in words]
    for count in range(2, len(words) // 2 + 1):
        if keys[-count:] == keys[-2 * count : -count]:
            return words[:-count]
    return words


def _untitled(text: str, words: list[Capital]) -> list[Capital]:
    """Return the words before an office for which a comma was lost: «Nguyễn Nam Phó Giám đốc»."""
    for position in range(2, len(words)):
        capital = words[position]
        if capital.word.key in _OFFICES and begins(_onward(text, capital)) > 1:
            return words[:position]
    return words


def _onward(text: str, last: Capital) -> str:
    """Return a text from the beginning of a word."""
    return text[last.start : last.start + _OFFICE_REACH]


def _turns(words: list[Capital]) -> bool:
    """Return True if a Vietnamese word that no name has follows foreign ones: «Fred Những …»."""
    last, before = words[-1].word, words[-2].word
    if before.kind & (Kind.SYLLABLE | Kind.INITIAL):
        return False
    if last.key in _TIMES:
        # «Alicia Vikander Năm nay», «Van Gogh Hồi tháng 2»
        return not last.text.isascii()
    if last.key in _CLAUSES:
        # «cựu Tổng thống Obama Tại cuộc gặp gỡ»
        return not last.text.isascii()
    if last.kind & (Kind.GIVEN | NAMES) or not last.kind & Kind.SYLLABLE:
        return False
    if last.kind & Kind.OPENER or (last.key in VERBS and not last.text.isascii()):
        return True
    return len(words) > 2 and not last.text.isascii()


def _runs_on(text: str, words: list[Capital]) -> bool:
    """Return True if the last word begins a sentence: «… bác sĩ Trương Hữu Khanh Độc giả …»."""
    last = words[-1]
    if last.word.kind & (Kind.GIVEN | Kind.FAMILY) or not last.word.kind & Kind.SYLLABLE:
        return False
    if len(words) == 3 and words[1].word.key in _SURE:
        return False
    verb = last.word.key in VERBS and following(text, last.end)
    if last.word.kind & Kind.OPENER or verb:
        if words[0].word.kind & (Kind.FAMILY | Kind.GIVEN):
            return True
        # «Angela Phương Trinh Tối 19/10 …»
        onward = text[last.end : last.end + 2]
        return bool(words[0].word.kind & Kind.FIRST) and onward[:1] == " " and onward[1:].isalnum()
    strong = words[0].word.kind & Kind.STRONG and len(words) > 3
    return bool(strong and following(text, last.end))


def _begun(words: list[Capital], left: int) -> list[Capital]:
    """Return the words from the beginning of the name; `left` as in `trimmed`."""
    if _ordinary(words[0].word.kind, words[1].word.kind):
        # «Thiếu Thierry Henry, …»: a verb that opens a sentence before a foreign name.
        words = words[1:]
    if len(words) > 2 and words[0].word.text in _NUMERALS and words[1].word.kind & Kind.FAMILY:
        # «Tổng Bí thư khóa X Nông Đức Mạnh»
        words = words[1:]
    first = words[0].word.kind
    body = left & (Left.OFFICE | Left.MARKER) and not first & (NAMES | Kind.GIVEN | Kind.INITIAL)
    for position in range(1, len(words) - 2):
        # «Tổng giám đốc Petrolimex Phạm Đức Thắng», «Hạt Kiểm lâm Kỳ Lâm Lò Văn Inh», «Tổng cục
        # Thuế Cao Anh Tuấn»
        kind = words[position].word.kind
        strong = kind & Kind.STRONG and not first & (Kind.SYLLABLE | NAMES)
        middle = kind & Kind.FAMILY and words[position + 1].word.key in _SURE
        whole = body and kind & Kind.FAMILY and _given(words[position + 1 :])
        if strong or whole or (middle and not first & Kind.FAMILY):
            return words[position:]
    return words


def _given(words: list[Capital]) -> bool:
    """Return True if all words are syllables of given names."""
    return all(capital.word.kind & Kind.GIVEN for capital in words)


def _ordinary(first: int, second: int) -> bool:
    """Return True if a Vietnamese word that begins no name precedes a foreign given name."""
    plain = first & (Kind.SYLLABLE | NAMES) == Kind.SYLLABLE
    return plain and second & (Kind.FIRST | Kind.SYLLABLE) == Kind.FIRST
