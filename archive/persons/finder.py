"""Who is named in a report."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from archive.persons import roles
from archive.persons.candidate import Candidate, Text
from archive.persons.candidates import INITIALS, candidates
from archive.persons.coreference import settle
from archive.persons.evidence import weigh
from archive.persons.lexicon import key
from archive.persons.mention import Mention
from index.language import spelling
from index.report import Report

__all__ = ["VERSION", "find", "named"]

# Changes whenever the same report may give other mentions.
VERSION = "5"


def find(report: Report) -> list[Mention]:
    """The persons that a report names, in the order of its title, lead, body and captions.

    Every mention is given, also of a single name such as «Lan» that no full name explains; a list
    of those named takes only some of them, see `named`.
    """
    found: list[Candidate] = []
    for text in _texts(report):
        previous: Candidate | None = None
        for candidate in candidates(text):
            weigh(candidate, previous)
            found.append(candidate)
            previous = candidate
    settle(found)
    return list(_mentions([candidate for candidate in found if candidate.score > 0]))


def _texts(report: Report) -> Iterator[Text]:
    """The fields of a report, mended."""
    fields = [("title", 0, report.title), ("lead", 0, report.lead), ("body", 0, report.body)]
    fields += [("captions", part, caption) for part, caption in enumerate(report.captions)]
    for field, part, text in fields:
        if text:
            clean, offsets = _mended(text)
            yield Text(
                clean, field, part, offsets, _signature(clean) if field == "body" else len(clean)
            )


_BROKEN = re.compile(f"[ÐðƉɖ\u0300-\u036f{spelling.IGNORABLE}]")
_CLUSTER = re.compile(f"(?s:.)[\u0300-\u036f{spelling.IGNORABLE}]*")


# The last line or sentence: «Đức Hùng - Hoàng Táo», «Anh Duy (theo AFP)».
_LAST = re.compile(
    r"(?:^|(?<!\d)[.!?…”\"\n)]|(?<!\n\d)(?<!\n\d\d)\.(?=\s))\s*([^.!?…\n()]{2,60}?)\s*(?:\([^()\n]*\)?)?\s*\Z"
)


def _signature(clean: str) -> int:
    """Where the names of the makers of a text begin at its end; its length where none stand."""
    last = _LAST.search(clean, max(0, len(clean) - 120))
    return last.start(1) if last and last[1].istitle() and " " in last[1] else len(clean)


def _mended(text: str) -> tuple[str, list[int] | None]:
    """The text as `spelling.normalise` has it, with the offsets that `Text` wants."""
    if not _BROKEN.search(text) and unicodedata.is_normalized("NFC", text):
        return text, None
    parts: list[str] = []
    offsets: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        mended = spelling.normalise(cluster[0])
        parts.append(mended)
        offsets += [cluster.start()] * len(mended)
    offsets.append(len(text))
    return "".join(parts), offsets


def _mentions(persons: list[Candidate]) -> Iterator[Mention]:
    """The mentions that persons make, with roles and evidence."""
    sentences: dict[int, _Sentences] = {}
    for position, person in enumerate(persons):
        if id(person.text) not in sentences:
            sentences[id(person.text)] = _Sentences(person.text.clean)
        floor, ceiling = person.floor, person.ceiling
        if position and persons[position - 1].text is person.text:
            floor = max(floor, persons[position - 1].end)
        if position + 1 < len(persons) and persons[position + 1].text is person.text:
            ceiling = min(ceiling, persons[position + 1].start)
        text = person.text
        titles = roles.before(text.clean, floor, person.start)
        titles += roles.after(text.clean, person.end, ceiling)
        yield Mention(
            name=person.name,
            roles=tuple(dict.fromkeys(titles)),
            evidence=sentences[id(text)].around(person.start, person.end),
            field=text.field,
            part=text.part,
            start=person.start if text.offsets is None else text.offsets[person.start],
            end=person.end if text.offsets is None else text.offsets[person.end],
        )


_BREAK = re.compile(r"[.!?…\n](?:(?<=\n)|[\"”’)]*\s+(?=[^a-zà-ỹ]))")
# Characters to either side at which a sentence is cut that does not end.
_REACH = 300


class _Sentences:
    """The sentences of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def around(self, start: int, end: int) -> str:
        """The sentence around a place; more than one where the place reaches into the next."""
        first = self._starts[bisect_right(self._starts, start) - 1]
        after = bisect_left(self._starts, end)
        last = self._starts[after] if after < len(self._starts) else len(self._text)
        return self._text[max(first, start - _REACH) : min(last, end + _REACH)].strip()


def named(mentions: Iterable[Mention]) -> list[str]:
    """The distinct names of two words and more, none an initial at its end, as they come.

    «Hoà» and «Hòa» are one name.
    """
    names: dict[tuple[str, ...], str] = {}
    for name in dict.fromkeys([mention.name for mention in mentions]):
        parts = name.split()
        if len(parts) > 1 and not INITIALS.fullmatch(parts[-1].removesuffix(".")):
            names.setdefault(tuple([key(part) for part in parts]), name)
    return list(names.values())
