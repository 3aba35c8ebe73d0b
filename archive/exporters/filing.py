"""Filing: the words that a bibliography is sorted by, and the language of a report.

The rule of Vietnam's Ministry of Education and Training for lists of references (appendix on
dissertations): each language in a block of its own; Vietnamese authors by given name, foreign ones
by family name, organisations by their first word; works without author by the first word of the
title.
"""

import re
import string
from typing import Literal

from archive.headline import headline
from index.language.collation import sort_key
from index.language.spelling import is_syllable
from index.report import Report

__all__ = ["LANGUAGES", "ReportLanguage", "filed_under", "filing_key", "language_of"]

ReportLanguage = Literal["vi", "en", "fr", "other"]
LANGUAGES: tuple[ReportLanguage, ...] = ("vi", "en", "fr", "other")
"""The languages of blocks in their order; `other` is any further one."""

# What may stand around a word.
_PUNCTUATION = string.punctuation + "“”‘’«»…–—"
# Letters that no other language in Latin script has.
_VIETNAMESE = re.compile("[đĐăĂơƠưƯ\u1ea0-\u1ef9]")
_WORDS = re.compile(r"\w+")
# The commonest words of English and French.
_COMMON: dict[ReportLanguage, frozenset[str]] = {
    "en": frozenset({"the", "of", "and", "to", "in", "for", "is", "was", "with", "has", "by", "a"}),
    "fr": frozenset({"le", "la", "les", "des", "du", "de", "et", "une", "un", "est", "dans", "en"}),
}
# Share of words that can be Vietnamese syllables, above which a text without diacritics is one.
_SYLLABLES = 0.8
# Parts of family names that are written small.
_PARTICLES = frozenset(
    {"de", "da", "di", "del", "der", "den", "du", "la", "le", "van", "von", "el"}
)
# Characters of a text that its language is read from.
_READ = 600


def language_of(report: Report) -> ReportLanguage:
    """Return the language of a report.

    >>> language_of(Report("1", "Lũ về")), language_of(Report("2", "Floods of the century"))
    ('vi', 'en')
    """
    text = " ".join((report.title, report.lead, report.body[:_READ]))[:_READ]
    words = [word.lower() for word in _WORDS.findall(text)]
    accented = sum(bool(_VIETNAMESE.search(word)) for word in words)
    common = {language: sum(word in known for word in words) for language, known in _COMMON.items()}
    likeliest = max(common, key=lambda language: common[language])
    if common[likeliest] > accented:
        return likeliest
    if accented or sum(map(is_syllable, words)) >= _SYLLABLES * len(words):
        return "vi"
    return "other"


def filed_under(report: Report) -> str:
    """Return the word that a report is sorted by.

    >>> filed_under(Report("1", authors=("Lê Quang Hoà",))), filed_under(Report("2", "«Sen» nở"))
    ('Hoà', 'Sen')
    >>> filed_under(Report("3", authors=("Tổng cục Thống kê",)))
    'Tổng'
    """
    first, last = _ends(report.authors[0] if report.authors else headline(report))
    person = report.authors and not _is_organisation(report.authors[0].split())
    return last if person else first


def filing_key(report: Report) -> tuple[object, ...]:
    """Return the key that sorts reports of one language, the older of equal ones first."""
    whole = report.authors[0] if report.authors else headline(report)
    return (sort_key(filed_under(report)), sort_key(whole), report.date, sort_key(headline(report)))


def _ends(text: str) -> tuple[str, str]:
    """Return the first and the last word of a text, the text itself where it has none."""
    words = [word for each in text.split() if (word := each.strip(_PUNCTUATION))] or [text]
    return words[0], words[-1]


def _is_organisation(words: list[str]) -> bool:
    """Return whether words name an organisation: names of persons have no small initials."""
    return any(word[0].islower() for word in words[1:] if word.lower() not in _PARTICLES)
