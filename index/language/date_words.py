"""Words and signs of dates in running text: what makes a date of numbers, and what does not."""

from collections.abc import Sequence

from index.language.lattice import accepts
from index.language.spelling import key

__all__ = [
    "DAYS",
    "DAY_WORDS",
    "MONTH_NAMES",
    "is_named_by_date",
    "makes_length",
    "takes_number",
]

# Several days: 8-9/3, 28/2-1/3, 8-9/3/2018. A hyphen with spaces around it is one too.
DAYS = (
    r"(?P<day>[0-9]{1,2})(?:/(?P<month>[0-9]{1,2}))?\s*[-–]\s*"
    r"(?P<last_day>[0-9]{1,2})/(?P<last_month>[0-9]{1,2})(?:/(?P<year>[0-9]{4}))?"
)

# Before the day of a date; «mùng» and «mồng» are said of the first ten days.
DAY_WORDS = frozenset(("ngay", "mung", "mong"))
# April is also written so. The names of the first and last month are those of the lunar calendar.
MONTH_NAMES = {"tư": "4"}

# Nouns with a number after them, which is then no day: «tuần 2 tháng 9», «ngõ 15/2».
_COUNTED = (
    "tuần", "quý", "kỳ", "kì", "khóa", "phiên", "lần", "tập", "đợt", "số", "thứ", "vòng",
    "phần", "hồi", "lượt", "đoạn", "cấp", "hạng", "mùa", "vụ", "ngõ", "ngách", "hẻm", "kiệt",
)  # fmt: skip
# The last words of nouns for what is often named after a day: «đường 30/4», «quảng trường 2/9».
_NAMED = (
    "đường", "phố", "lộ", "cầu", "chợ", "trường", "viện", "viên", "máy", "xưởng", "nghiệp",
    "hát", "khu",
)  # fmt: skip
# Words that make a length of time or an amount of the words before them: «2 tháng 9 ngày tuổi».
_UNITS = ("ngày", "tuần", "lần", "triệu", "tỷ", "nghìn", "ngàn", "đồng")


def takes_number(word: str) -> bool:
    """Return whether the number after a word counts something else than days: tuần, số, ngõ."""
    return _is_one_of(word, _COUNTED)


def is_named_by_date(word: str) -> bool:
    """Return whether a day after a word may be a name: đường, chợ, trường.

    >>> is_named_by_date("đường"), is_named_by_date("duong"), is_named_by_date("lũ")
    (True, True, False)
    """
    return _is_one_of(word, _NAMED)


def makes_length(word: str) -> bool:
    """Return whether a word makes a length of time or an amount of the numbers before it."""
    return _is_one_of(word, _UNITS)


def _is_one_of(word: str, listed: Sequence[str]) -> bool:
    """Return whether a word is one of a list; diacritics that were not typed match any."""
    typed = key(word)
    return any(accepts(typed, each) for each in listed)
