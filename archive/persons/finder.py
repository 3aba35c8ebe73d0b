"""Find who is named in a report."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from archive.persons import roles
from archive.persons.aliases import name_key
from archive.persons.assessment import Assessment, assess
from archive.persons.candidate import Text
from archive.persons.candidates import INITIALS, candidates
from archive.persons.coreference import settle
from archive.persons.evidence import THRESHOLD
from archive.persons.mention import Mention
from archive.persons.signatures import signature
from index.language import spelling
from index.report import Report

__all__ = ["VERSION", "assessments", "find", "is_full", "mentions", "named"]

# Must change whenever the same report may give other mentions.
VERSION = "8"


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
    sentences: dict[int, _Sentences] = {}
    claimed = 0
    for position, person in enumerate(persons):
        candidate = person.candidate
        text = candidate.text
        if id(text) not in sentences:
            sentences[id(text)] = _Sentences(text.clean)
        floor, ceiling = candidate.floor, candidate.ceiling
        if position and persons[position - 1].candidate.text is text:
            # A title after the last name is none of this one: «ông A - Tư lệnh, Thiếu tướng B».
            floor = max(floor, persons[position - 1].candidate.end, claimed)
        next_full = False
        if position + 1 < len(persons) and persons[position + 1].candidate.text is text:
            ceiling = min(ceiling, persons[position + 1].candidate.start)
            next_full = is_full(persons[position + 1].name)
        titles = roles.before(text.clean, floor, candidate.start)
        following, claimed = roles.after(text.clean, candidate.end, ceiling)
        if titles and next_full and roles.lead_on(text.clean, candidate.end, claimed, ceiling):
            following = ()
        yield Mention(
            name=person.name,
            roles=tuple(dict.fromkeys(titles + following)),
            evidence=sentences[id(text)].around(candidate.start, candidate.end),
            field=text.field,
            part=text.part,
            start=text.published(candidate.start),
            end=text.published(candidate.end),
        )


_BREAK = re.compile(r"[.!?…\n](?:(?<=\n)|[\"”’)]*\s+(?=[^a-zà-ỹ]))")
# Characters to either side of a mention after which a sentence that does not end is cut.
_REACH = 300


class _Sentences:
    """The sentences of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]

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


def is_full(name: str) -> bool:
    """Return True if a name has two or more words and does not end with an initial.

    >>> [is_full(name) for name in ("Trần Thị Hoa", "Hoa", "Trần Thị H.")]
    [True, False, False]
    """
    parts = name.split()
    return len(parts) > 1 and not INITIALS.fullmatch(parts[-1].removesuffix("."))
