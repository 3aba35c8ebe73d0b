"""Words, names and dates of an archive that examples of queries are made from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.retrieval.hits import Found, find
from archive.retrieval.library import Library
from archive.slug import folded
from index.engine import Engine
from index.language.dates import bounds
from index.language.spelling import key
from index.planning.clauses import Term, TermSequence
from index.query import Query
from index.report import Report
from index.results import FacetRequest

__all__ = ["ExampleWords", "Passage", "example_words"]

# The number of newest reports in which plain sentences are looked for.
_REPORTS = 40
# Six syllables in lower case in a row, as in the middle of a sentence.
_ROW = re.compile(r"(?<!\S)[a-zà-ỹđ]+(?: [a-zà-ỹđ]+){5}(?!\S)")
_SYLLABLE = re.compile(r"(?<!\w)[a-zà-ỹđ]{2,}(?!\w)")
# The most common values of a facet; the first one with diacritics is taken.
_VALUES = 20


@dataclass(frozen=True, slots=True)
class Passage:
    """Six syllables in a row of one report.

    `word`: the two of them that stand side by side most often in the archive. `absent`: a syllable
    that the report does not have, "" where none was found.
    """

    syllables: tuple[str, ...]
    word: tuple[str, str]
    absent: str = ""


@dataclass(frozen=True, slots=True)
class ExampleWords:
    """What the archive has to search for; None and "" stand for what it has not.

    `passage`: of one report. `other`: a passage of another one. `title`: a syllable of a title.
    `section`, `person`, `author`, `source`: names, of persons one with diacritics if there is any.
    `years`: the first and the last. `day`: day and month of a report, such as 10/1.
    """

    passage: Passage | None = None
    other: Passage | None = None
    title: str = ""
    section: str = ""
    person: str = ""
    author: str = ""
    source: str = ""
    years: tuple[str, str] | None = None
    day: str = ""


def example_words(library: Library) -> ExampleWords:
    """Return words, names and dates that the reports of an archive hold."""
    facets = [FacetRequest("date")]
    facets += [FacetRequest(name, _VALUES) for name in ("section", "person", "author", "source")]
    found = find(library, Query(sort="newest"), limit=_REPORTS, facets=facets)
    reports = [row.report for row in found.rows]
    passages = list(_passages(library.engine, reports))
    return ExampleWords(
        passages[0] if passages else None,
        passages[1] if len(passages) > 1 else None,
        next((word for each in reports for word in _SYLLABLE.findall(each.title)), ""),
        _name(found, "section"),
        _name(found, "person"),
        _name(found, "author"),
        _name(found, "source"),
        _years(found),
        next((_day(each.date) for each in reports if _day(each.date)), ""),
    )


def _day(date: str) -> str:
    """Return day and month of a date of a report, "" if it has none.

    >>> _day("2018-01-10T12:31:00+07:00"), _day("2018-01")
    ('10/1', '')
    """
    first, last = bounds(date) or ("", " ")
    return f"{int(first[8:])}/{int(first[5:7])}" if first == last else ""


def _passages(engine: Engine, reports: list[Report]) -> Iterator[Passage]:
    """Yield one passage of each report that has one, first those with đ and other diacritics."""
    rows = []
    for report in reports:
        texts = (report.title, report.lead, *report.body.split("\n"))
        found = [row[0].split(" ") for text in texts for row in _ROW.finditer(text)]
        # The range of accented letters has capitals too.
        found = [row for row in found if "".join(row).islower()]
        if found:
            rows.append((report, max(found, key=_shows_diacritics)))
    rows.sort(key=lambda row: not _shows_diacritics(row[1]))
    for at, (report, syllables) in enumerate(rows):
        others = rows[at + 1][1] if at + 1 < len(rows) else rows[0][1]
        known = set(_SYLLABLE.findall(f"{report.title} {report.lead} {report.body}".lower()))
        absent = next((each for each in others if each not in known and len(each) > 2), "")
        yield Passage(tuple(syllables), _commonest_pair(engine, syllables), absent)


def _shows_diacritics(syllables: list[str]) -> bool:
    return any(each[0] == "đ" and folded(each)[1:] != each[1:] for each in syllables)


def _commonest_pair(engine: Engine, syllables: list[str]) -> tuple[str, str]:
    """Return the neighbours that stand side by side in most reports."""

    def frequency(pair: tuple[str, str]) -> int:
        terms = tuple(Term(keys=(key(each),)) for each in pair)
        return engine.statistics().document_frequency(TermSequence(terms))

    return max(pairwise(syllables), key=frequency)


def _name(found: Found, facet: str) -> str:
    """Return the commonest value of a facet, with diacritics if one of the common ones has any."""
    names = [found.names.get(each.value, each.value) for each in found.results.facet(facet).counts]
    return next((name for name in names if folded(name) != name.lower()), next(iter(names), ""))


def _years(found: Found) -> tuple[str, str] | None:
    years = [
        each.value
        for each in found.results.facet("date").counts
        if len(each.value) == len("2018") and each.value.isdigit()
    ]
    return (min(years), max(years)) if years else None
