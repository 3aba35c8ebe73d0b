"""Compounds: the dates, numbers and codes of a query, whose tokens are searched together as one.

The tokens of 2/9, 44.000 or H7N9 say nothing alone, so a report has all of them side by side or
none of them. A compound has the other ways in which newspapers write the same date or number.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.language.analysis import tokens
from index.language.date_words import DAY_WORDS
from index.language.joined_numbers import DATE, DECIMAL
from index.language.keystrokes import decode
from index.language.spelling import fold
from index.planning.clauses import Term
from index.planning.written_dates import date_at, day_forms
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


_DECIMAL = re.compile(r"(\d+)([.,])(\d+)", re.ASCII)
_FRACTION = re.compile(r"(\d+)/(\d+)", re.ASCII)
_RANGE = re.compile(r"(\d+)-(\d+)", re.ASCII)
_SEVERAL = re.compile(r"\d+(?:[-./,]\d+){2,}", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+", re.ASCII)
_PLAIN = re.compile(r"[1-9]\d{3,}", re.ASCII)
_CODE = re.compile(r"[^\W_]+(?:[-./][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")

# Numbers in this range are years, which are written without separators.
_YEARS = range(1000, 2101)
# A longer run of letters is a word (Covid-19), which reports have alone too.
_LETTERS_OF_CODE = 3


def compound_at(words: Sequence[Word], at: int, term: Callable[[str], Term]) -> Compound | None:
    """Return the compound that begins with a word, the longest one; None if there is none.

    `term`: returns the term of a key that is no number.
    """
    if words[at].wild or not _may_have_number(words[at].text):
        return None
    if date := date_at(words, at):
        written = " ".join(word.text for word in words[at : at + date.words])
        return Compound(written, date.words, date.terms, date.others)
    text = words[at].text
    found = _number(text) or _decimal(text) or _fraction(text) or _range(text)
    return found or _several(text) or _code(text, term)


def _may_have_number(text: str) -> bool:
    """Return whether a compound may begin with a word: most words have letters only."""
    return not text.isalpha() or fold(text) in DAY_WORDS


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
    others = day_forms(whole, part) if sign == "." else ()
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
    return Compound(text, 1, (Term(folds=(found[1],)), Term(keys=keys)), day_forms(*found.groups()))


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
