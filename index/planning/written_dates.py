"""The dates among the words of a query, with the ways in which newspapers write them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.language import date_words
from index.language.dates import is_day_of_month
from index.language.joined_numbers import DATE
from index.language.spelling import fold
from index.planning.clauses import Term
from index.syntax.tree import Word

__all__ = ["WrittenDate", "date_at", "day_forms"]

_Terms = tuple[Term, ...]


class WrittenDate(NamedTuple):
    """A date as it is typed.

    `words`: the number of words of the query that it takes. `terms`: of its tokens. `others`: other
    ways to write it.
    """

    words: int
    terms: _Terms
    others: tuple[_Terms, ...] = ()


_SHORT_DATE = re.compile(
    r"(?P<day>\d\d?)(?P<sign>[-/.])(?P<month>\d\d?)(?:(?P=sign)(?P<year>\d{4}|\d\d))?", re.ASCII
)
_DAYS = re.compile(date_words.DAYS)
_DAYS_OF_MONTH = re.compile(r"(\d\d?)[-–](\d\d?)", re.ASCII)
_MONTH = re.compile(r"(?P<month>\d\d?)[-/.](?P<year>[12]\d{3})", re.ASCII)
_NUMBER = re.compile(r"\d\d?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def date_at(words: Sequence[Word], at: int) -> WrittenDate | None:
    """Return the day, days or month that begin with a word; None if there are none."""
    after_day_word = fold(words[at].text) in date_words.DAY_WORDS and at + 1 < len(words)
    start = at + after_day_word
    found = _in_full(words[start:]) or _days(words[start:])
    found = found or _short(words[start].text, after_day_word)
    if not found:
        return _month(words[at].text)
    after = words[start + found.words :]
    if not after_day_word and _is_no_date(words[at - 1] if at else None, words[start], after):
        return None
    return found._replace(words=after_day_word + found.words)


def _is_no_date(before: Word | None, first: Word, after: Sequence[Word]) -> bool:
    """Return whether the words beside a date show that its numbers count something else."""
    if before and date_words.takes_number(before.text):
        return True
    in_words = _NUMBER.fullmatch(first.text) is not None
    return in_words and bool(after) and date_words.makes_length(after[0].text)


def _is_day(day: str, month: str) -> bool:
    return is_day_of_month(int(day), int(month))


def _in_full(words: Sequence[Word]) -> WrittenDate | None:
    """Return a date such as «2 tháng 9» or «2 tháng 9 năm 2018»."""
    if not words or not _NUMBER.fullmatch(words[0].text):
        return None
    day, (month, year, taken) = words[0].text, _month_in_full(words[1:])
    if not month or not _is_day(day, month):
        return None
    return WrittenDate(1 + taken, _in_words(day, month, year), (_in_figures(day, month, year),))


def _month_in_full(words: Sequence[Word]) -> tuple[str, str, int]:
    """Return the month and the year of «tháng 9 năm 2018», and the number of words.

    The year may be missing, and is "" then; the month is "" if there is none.
    """
    texts = [word.text for word in words[:4]]
    if len(texts) < 2 or fold(texts[0]) != "thang":
        return "", "", 0
    month = date_words.MONTH_NAMES.get(texts[1].lower(), texts[1])
    if not _NUMBER.fullmatch(month):
        return "", "", 0
    named = len(texts) == 4 and fold(texts[2]) == "nam" and _YEAR.fullmatch(texts[3])
    return (month, texts[3], 4) if named else (month, "", 2)


def _short(text: str, after_day_word: bool) -> WrittenDate | None:
    """Return a date such as 2/9, 2-9-2018 or 30/4/75.

    2-9 is one only after a word such as «ngày»; before a year of two digits are slashes.
    """
    found = _SHORT_DATE.fullmatch(text)
    if not found or not _is_day(found["day"], found["month"]):
        return None
    day, month, year = found["day"], found["month"], found["year"] or ""
    if found["sign"] != "/" and (len(year) == 2 or not (year or after_day_word)):
        return None
    return WrittenDate(1, _in_figures(day, month, year), (_in_words(day, month, year),))


class _Days(NamedTuple):
    """The first of several days and the last, each with its month, and their year.

    `style`: the index of the form typed among 8-9/3, «8-9 tháng 3» and 8/3-9/3. `words`: of the
    query, after the one with the numbers.
    """

    first: tuple[str, str]
    last: tuple[str, str]
    year: str
    style: int
    words: int = 0


def _days(words: Sequence[Word]) -> WrittenDate | None:
    """Return several days such as 8-9/3, 28/2-1/3 or «8-9 tháng 3».

    Reports that name the first day or the last one only have them too.
    """
    days = _first_and_last(words)
    if not days or not (_is_day(*days.first) and _is_day(*days.last)):
        return None
    first = [form(*days.first, days.year) for form in (_in_figures, _in_words)]
    last = [form(*days.last, days.year) for form in (_in_figures, _in_words)]
    forms = [(*_in_figures(*days.first, ""), *last[0])]
    if days.first[1] == days.last[1]:
        if int(days.first[0]) >= int(days.last[0]):
            return None
        forms = [*((_either(days.first[0]), *form) for form in last), *forms]
    written = forms.pop(min(days.style, len(forms) - 1))
    return WrittenDate(1 + days.words, written, (*forms, *first, *last))


def _first_and_last(words: Sequence[Word]) -> _Days | None:
    text = words[0].text
    if found := _DAYS.fullmatch(text):
        first, first_month, last, month, year = found.groups()
        style = 2 if first_month else 0
        return _Days((first, first_month or month), (last, month), year or "", style)
    if found := _DAYS_OF_MONTH.fullmatch(text):
        month, year, taken = _month_in_full(words[1:])
        return _Days((found[1], month), (found[2], month), year, 1, taken) if month else None
    return None


def _in_figures(day: str, month: str, year: str) -> _Terms:
    terms = (_either(day), _either(month, DATE))
    return (*terms, Term(keys=tuple(each + DATE for each in _years(year)))) if year else terms


def _in_words(day: str, month: str, year: str) -> _Terms:
    named = tuple(
        name for name, number in date_words.MONTH_NAMES.items() if number == str(int(month))
    )
    terms = (_either(day), Term(keys=("tháng",)), _either(month)._replace(keys=named))
    return (*terms, Term(keys=("năm",)), Term(folds=_years(year))) if year else terms


def _years(year: str) -> tuple[str, ...]:
    """Return the ways to write a year.

    >>> _years("1975"), _years("05")
    (('1975',), ('05', '1905', '2005'))
    """
    return (year,) if len(year) == 4 else tuple(sorted((year, f"19{year}", f"20{year}")))


def _either(number: str, sign: str = "") -> Term:
    """Return a number of at most two digits with and without a leading zero.

    Without a sign it may have any.
    """
    forms = sorted({str(int(number)), f"{int(number):02}"})
    return Term(keys=tuple(form + sign for form in forms)) if sign else Term(folds=tuple(forms))


def day_forms(day: str, month: str) -> tuple[_Terms, ...]:
    """Return the ways to write two numbers as a date, none if they cannot be one."""
    if len(day) > 2 or len(month) > 2 or not _is_day(day, month):
        return ()
    return _in_figures(day, month, ""), _in_words(day, month, "")


def _month(text: str) -> WrittenDate | None:
    """Return a month of a year such as 1/2018."""
    found = _MONTH.fullmatch(text)
    if not found or not 0 < int(found["month"]) <= 12:
        return None
    month, year = _either(found["month"]), Term(folds=(found["year"],))
    return WrittenDate(1, (month, year), ((month, Term(keys=("năm",)), year),))
