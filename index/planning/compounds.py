"""Compounds: the dates, numbers and codes of a query, whose tokens are searched together as one.

The tokens of 2/9, 44.000 or H7N9 say nothing alone, so a report has all of them side by side or
none of them. A compound has the other ways in which newspapers write the same date or number.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.language.analysis import tokens
from index.language.dates import is_day_of_month
from index.language.joined_numbers import DATE, DECIMAL
from index.language.keystrokes import decode
from index.language.spelling import fold
from index.planning.clauses import Term
from index.syntax.tree import Word

__all__ = ["Compound", "compound_at"]

_Terms = tuple[Term, ...]


class Compound(NamedTuple):
    """Consecutive tokens that are one.

    `written`: as typed. `words`: the number of words of the query that it takes. `terms`: of its
    tokens. `others`: other ways to write it.
    """

    written: str
    words: int
    terms: _Terms
    others: tuple[_Terms, ...] = ()


_SHORT_DATE = re.compile(
    r"(?P<day>\d\d?)(?P<sign>[-/.])(?P<month>\d\d?)(?:(?P=sign)(?P<year>\d{4}|\d\d))?", re.ASCII
)
_MONTH = re.compile(r"(?P<month>\d\d?)[-/.](?P<year>[12]\d{3})", re.ASCII)
_NUMBER = re.compile(r"\d\d?", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DECIMAL = re.compile(r"(\d+)([.,])(\d+)", re.ASCII)
_FRACTION = re.compile(r"(\d+)/(\d+)", re.ASCII)
_RANGE = re.compile(r"(\d+)-(\d+)", re.ASCII)
_SEVERAL = re.compile(r"\d+(?:[-./,]\d+){2,}", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+", re.ASCII)
_PLAIN = re.compile(r"[1-9]\d{3,}", re.ASCII)
_CODE = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")

# Before the day of a date; «mùng» and «mồng» are said of the first ten days.
_DAY_WORDS = frozenset(("ngay", "mung", "mong"))
# April is also written so. The names of the first and last month are those of the lunar calendar.
_MONTH_NAMES = {"tư": "4"}
# Numbers in this range are years, which are written without separators.
_YEARS = range(1000, 2101)
# A longer run of letters is a word (Covid-19), which reports have alone too.
_LETTERS_OF_CODE = 3


def compound_at(words: Sequence[Word], at: int, term: Callable[[str], Term]) -> Compound | None:
    """Return the compound that begins with a word, the longest one; None if there is none.

    `term`: returns the term of a key that is no number.
    """
    if words[at].wild:
        return None
    after_day_word = fold(words[at].text) in _DAY_WORDS and at + 1 < len(words)
    start = at + after_day_word
    found = _long_date(words, start) or _short_date(words[start].text, after_day_word)
    if found:
        taken = start + found.words - at
        return found._replace(written=_written(words[at : at + taken]), words=taken)
    text = words[at].text
    found = _month(text) or _number(text) or _decimal(text) or _fraction(text) or _range(text)
    return found or _several(text) or _code(text, term)


def _written(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


# Dates


def _is_day(day: str, month: str) -> bool:
    return is_day_of_month(int(day), int(month))


def _long_date(words: Sequence[Word], at: int) -> Compound | None:
    """Return a date such as «2 tháng 9» or «2 tháng 9 năm 2018»."""
    texts = [word.text for word in words[at : at + 5]]
    if len(texts) < 3 or fold(texts[1]) != "thang":
        return None
    day, month = texts[0], _MONTH_NAMES.get(texts[2].lower(), texts[2])
    if not (_NUMBER.fullmatch(day) and _NUMBER.fullmatch(month) and _is_day(day, month)):
        return None
    named = len(texts) == 5 and fold(texts[3]) == "nam" and _YEAR.fullmatch(texts[4])
    year = texts[4] if named else ""
    return Compound(
        "", 5 if named else 3, _in_words(day, month, year), (_in_figures(day, month, year),)
    )


def _short_date(text: str, after_day_word: bool) -> Compound | None:
    """Return a date such as 2/9, 2-9-2018 or 30/4/75.

    2-9 is one only after a word such as «ngày»; before a year of two digits are slashes.
    """
    found = _SHORT_DATE.fullmatch(text)
    if not found or not _is_day(found["day"], found["month"]):
        return None
    day, month, year = found["day"], found["month"], found["year"] or ""
    if found["sign"] != "/" and (len(year) == 2 or not (year or after_day_word)):
        return None
    return Compound(text, 1, _in_figures(day, month, year), (_in_words(day, month, year),))


def _in_figures(day: str, month: str, year: str) -> _Terms:
    terms = (_either(day), _either(month, DATE))
    return (*terms, Term(keys=tuple(each + DATE for each in _years(year)))) if year else terms


def _in_words(day: str, month: str, year: str) -> _Terms:
    named = tuple(name for name, number in _MONTH_NAMES.items() if number == str(int(month)))
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


def _as_date(day: str, month: str) -> tuple[_Terms, ...]:
    """Return the ways to write two numbers as a date, if they can be one."""
    if len(day) > 2 or len(month) > 2 or not _is_day(day, month):
        return ()
    return _in_figures(day, month, ""), _in_words(day, month, "")


def _month(text: str) -> Compound | None:
    """Return a month of a year such as 1/2018."""
    found = _MONTH.fullmatch(text)
    if not found or not 0 < int(found["month"]) <= 12:
        return None
    month, year = _either(found["month"]), Term(folds=(found["year"],))
    return Compound(text, 1, (month, year), ((month, Term(keys=("năm",)), year),))


# Numbers


def _number(text: str) -> Compound | None:
    """Return a whole number of more than three digits, with or without separators."""
    if _GROUPED.fullmatch(text):
        groups = re.split("[.,]", text)
        return Compound(text, 1, _folds(groups), ((Term(folds=("".join(groups),)),),))
    if _PLAIN.fullmatch(text) and int(text) not in _YEARS:
        return Compound(text, 1, (Term(folds=(text,)),), (_folds(_groups(text)),))
    return None


def _groups(digits: str) -> list[str]:
    """Return the digits of a number in groups of three.

    >>> _groups("44000")
    ['44', '000']
    """
    first = len(digits) % 3 or 3
    return [digits[:first], *re.findall("...", digits[first:])]


def _folds(numbers: Sequence[str]) -> _Terms:
    return tuple(Term(folds=(number,)) for number in numbers)


def _decimal(text: str) -> Compound | None:
    """Return a number such as 2,9; 2.9 may be a date too."""
    found = _DECIMAL.fullmatch(text)
    if not found:
        return None
    whole, sign, part = found.groups()
    others = _as_date(whole, part) if sign == "." else ()
    return Compound(text, 1, (Term(folds=(whole,)), Term(keys=(part + DECIMAL,))), others)


def _fraction(text: str) -> Compound | None:
    """Return two numbers with a slash between them, such as 13/13."""
    found = _FRACTION.fullmatch(text)
    if not found:
        return None
    return Compound(text, 1, (Term(folds=(found[1],)), Term(keys=(found[2] + DATE,))))


def _range(text: str) -> Compound | None:
    """Return two numbers with a hyphen between them, such as 2-1, which may be a date too."""
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    keys = tuple(sorted((found[2], found[2] + DATE)))
    return Compound(text, 1, (Term(folds=(found[1],)), Term(keys=keys)), _as_date(*found.groups()))


def _several(text: str) -> Compound | None:
    """Return three or more numbers with signs between them: 30/4/75, 0912.345.678, 1.234,5."""
    if not _SEVERAL.fullmatch(text):
        return None
    return Compound(text, 1, _folds(re.split("[-./,]", text)))


# Codes


def _code(text: str, term: Callable[[str], Term]) -> Compound | None:
    """Return a code of letters and digits such as H7N9 or 02091-C-712."""
    if not _CODE.fullmatch(text) or not _is_mixed(text) or _is_typed_in_vni(text):
        return None
    if any(len(letters) > _LETTERS_OF_CODE for letters in _LETTERS.findall(text)):
        return None
    terms = tuple(
        Term(folds=(token.fold,)) if token.fold.isdigit() else term(token.key)
        for token in tokens(text)
    )
    return Compound(text, 1, terms)


def _is_mixed(text: str) -> bool:
    return any(map(str.isdigit, text)) and any(map(str.isalpha, text))


def _is_typed_in_vni(text: str) -> bool:
    """Return whether a word looks like a syllable typed in VNI (ban1); A1 and E5 are codes."""
    return decode(text) is not None and not (text.isupper() and len(text) == 2)
