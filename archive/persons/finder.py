"""Find who is named in a report."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, zip_longest

from archive.persons import appositions, roles
from archive.persons.aliases import name_key
from archive.persons.assessment import Assessment, assess
from archive.persons.candidate import INITIALS, Text
from archive.persons.candidates import candidates
from archive.persons.coreference import settle
from archive.persons.evidence import THRESHOLD
from archive.persons.lexicon import key
from archive.persons.mention import Mention
from archive.persons.signatures import signature
from index.language import spelling
from index.report import Report

__all__ = ["VERSION", "assessments", "find", "is_full", "mentions", "named"]

# Must change whenever the same report may give other mentions.
VERSION = "12"


def find(report: Report) -> list[Mention]:
    """Return the mentions of persons in the title, lead, body and captions, in that order.

    Single names such as «Lan», which no full name in the report explains, are among them; `named`
    leaves them out.
    """
    return list(mentions(assessments(report)))


def assessments(report: Report) -> list[Assessment]:
    """Return all candidates of a report with the evidence for and against each, in order."""
    found: list[Assessment] = []
    for text in _texts(report):
        previous: Assessment | None = None
        for candidate in candidates(text):
            previous = assess(candidate, previous)
            found.append(previous)
    return settle(found)


def _texts(report: Report) -> Iterator[Text]:
    """Yield the fields of a report that have text, repaired."""
    fields = [("title", 0, report.title), ("lead", 0, report.lead), ("body", 0, report.body)]
    fields += [("captions", part, caption) for part, caption in enumerate(report.captions)]
    for field, part, text in fields:
        if text:
            clean, offsets = _repaired(text)
            end = signature(clean) if field == "body" else len(clean)
            yield Text(clean, field, part, offsets, end)


_BROKEN = re.compile(f"[ÐðƉɖ\u0300-\u036f{spelling.IGNORABLE}]")
_CLUSTER = re.compile(f"(?s:.)[\u0300-\u036f{spelling.IGNORABLE}]*")


def _repaired(text: str) -> tuple[str, list[int] | None]:
    """Return the text as `spelling.normalise` gives it, with `Text.offsets`."""
    if not _BROKEN.search(text) and unicodedata.is_normalized("NFC", text):
        return text, None
    parts: list[str] = []
    offsets: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        repaired = spelling.normalise(cluster[0])
        parts.append(repaired)
        offsets += [cluster.start()] * len(repaired)
    offsets.append(len(text))
    return "".join(parts), offsets


def mentions(found: Iterable[Assessment]) -> Iterator[Mention]:
    """Yield the mentions of the persons among the assessments of a report."""
    persons = [each for each in found if each.score > THRESHOLD]
    for text, some in groupby(persons, key=lambda person: person.candidate.text):
        sentences = _Sentences(text.clean)
        named = list(some)
        for person, titles in zip(named, _titles(text.clean, named), strict=True):
            start, end = person.candidate.start, person.candidate.end
            yield Mention(
                name=person.name,
                roles=tuple(dict.fromkeys(titles)),
                evidence=sentences.around(start, end),
                field=text.field,
                part=text.part,
                start=text.published(start),
                end=text.published(end),
            )


def _titles(text: str, persons: list[Assessment]) -> Iterator[tuple[str, ...]]:
    """Yield the titles of each person named in a text; no title is that of two persons."""
    claimed = 0
    for person, following in zip_longest(persons, persons[1:]):
        end, ceiling = person.candidate.end, person.candidate.ceiling
        if following:
            ceiling = min(ceiling, following.candidate.start)
        before = roles.before(text, max(person.candidate.floor, claimed), person.candidate.start)
        after, claimed = appositions.after(text, end, ceiling)
        others = following is not None and is_full(following.name)
        if after and others and appositions.adjoins(text, end, claimed, ceiling):
            after = ()
        if before and roles.of_several(text, person.candidate.floor, person.candidate.start, end):
            before = ()
        if before and after and text[end] == ",":
            many = appositions.of_many(after[0]) and not text.startswith((";", ")"), claimed)
            floor, start = person.candidate.floor, person.candidate.start
            if (
                many
                or (others and appositions.lead_on(text, claimed, ceiling))
                or roles.met(text, floor, start)
            ):
                after = ()
        yield before + after


_BREAK = re.compile(r"[.!?…\n](?:(?<=\n)|[\"”’)]*\s+(?=[^a-zà-ỹ]))")
# Characters to either side of a mention after which a sentence that does not end is cut.
_REACH = 300


class _Sentences:
    """The sentences of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *[match.end() for match in _BREAK.finditer(text)]]

    def around(self, start: int, end: int) -> str:
        """Return the sentence around two offsets; several if they are in different sentences."""
        first = self._starts[bisect_right(self._starts, start) - 1]
        after = bisect_left(self._starts, end)
        last = self._starts[after] if after < len(self._starts) else len(self._text)
        return self._text[max(first, start - _REACH) : min(last, end + _REACH)].strip()


def named(mentions: Iterable[Mention]) -> list[str]:
    """Return the distinct full names among mentions, in the order of their first mention.

    Spellings with one `name_key` are one name: «Hoà» and «Hòa», «Hang-seo» and «Hang Seo».
    """
    names: dict[str, str] = {}
    for name in dict.fromkeys([mention.name for mention in mentions]):
        if is_full(name):
            names.setdefault(name_key(name), name)
    return list(names.values())


@lru_cache(maxsize=1 << 14)
def is_full(name: str) -> bool:
    """Return True if a name has two or more words and is not shortened to an initial.

    A foreign name may be: «G. Bush», but neither «Trần Thị H.» nor «H. Hoa» is a full name.

    >>> [is_full(name) for name in ("Trần Thị Hoa", "Hoa", "Trần Thị H.", "H. Hoa", "G. Bush")]
    [True, False, False, False, True]
    """
    parts = name.split()
    if len(parts) < 2 or INITIALS.fullmatch(parts[-1].removesuffix(".").rpartition(".")[2]):
        return False
    shortened = (
        len(parts) == 2 and parts[0] != "Y" and INITIALS.fullmatch(parts[0].removesuffix("."))
    )
    return not (shortened and spelling.is_syllable(key(parts[1].strip("“”"))))
