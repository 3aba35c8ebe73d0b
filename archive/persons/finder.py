"""Who is named in a report."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from archive.persons import roles
from archive.persons.judge import Candidate, within
from archive.persons.lexicon import COMPOUNDS, OFFICES, PLACES, Kind, Left
from archive.persons.mention import Mention
from archive.persons.runs import Capital, before, runs, said_after
from index import spelling
from index.report import Report

__all__ = ["VERSION", "find"]

# Changes whenever the same report may give other mentions.
VERSION = "1"


def find(report: Report) -> list[Mention]:
    """The persons that a report names, in the order of its title, lead, body and captions.

    Every mention is given, also of a single name such as «Lan» that no full name explains; a list
    of those named takes names of two syllables and more, see `named`.
    """
    candidates: list[Candidate] = []
    for field, part, text in _fields(report):
        clean, offsets = _cleaned(text)
        for candidate in _candidates(clean):
            candidate.field, candidate.part, candidate.offsets = field, part, offsets
            candidates.append(candidate)
    _settle(candidates)
    return list(_mentions([candidate for candidate in candidates if candidate.score > 0]))


def _fields(report: Report) -> Iterator[tuple[str, int, str]]:
    """The fields of a report with their text."""
    yield "title", 0, report.title
    yield "lead", 0, report.lead
    yield "body", 0, report.body
    for part, caption in enumerate(report.captions):
        yield "captions", part, caption


_CLUSTER = re.compile(f"(?s:.)[\u0300-\u036f{spelling.IGNORABLE}]*")


def _cleaned(text: str) -> tuple[str, list[int] | None]:
    """The text with broken letters mended, and where each of its characters stood before.

    The second has an offset for the end as well; it is None where nothing had to be mended.
    """
    if spelling.normalise(text) == text:
        return text, None
    parts: list[str] = []
    offsets: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        mended = spelling.normalise(cluster[0])
        parts.append(mended)
        offsets += [cluster.start()] * len(mended)
    offsets.append(len(text))
    return "".join(parts), offsets


def _candidates(text: str) -> Iterator[Candidate]:
    """What may name a person in one text, with the evidence of its surroundings."""
    floor, ceiling = 0, 0
    previous: Candidate | None = None
    for run in runs(text):
        if run[0].start >= ceiling:
            floor = text.rfind("\n", 0, run[0].start) + 1
            ceiling = text.find("\n", run[0].start)
            ceiling = len(text) if ceiling < 0 else ceiling
        for candidate in _cut(text, floor, ceiling, run):
            _weigh(candidate, previous)
            previous = candidate
            yield candidate


def _cut(text: str, floor: int, ceiling: int, run: list[Capital]) -> Iterator[Candidate]:
    """The candidates that a run holds: openers, titles, places and abbreviations taken off."""
    if _compound(text, run[-1]):
        run = run[:-1]
        if not run:
            return
    left, cue = before(text, floor, run[0].start)
    opening = cue in ("", ".", "!", "?", "…", ":", "-", "–")
    position, count = 0, len(run)
    while position < count:
        kind = run[position].word.kind
        rest = count - position
        if opening and position == 0 and kind & Kind.OPENER:
            if rest == 1:
                return
            left, cue, position = Left(0), run[0].word.key, 1
            continue
        if (
            kind & Kind.HONORIFIC
            and rest > 1
            and (
                opening
                or kind & Kind.CAPITALS
                or run[position].word.key not in ("anh", "bé", "sư", "y", "em", "mẹ")
            )
        ):
            left |= Left.HONORIFIC
            cue = run[position].word.key
            position += 1
            continue
        if rest > 1 and f"{run[position].word.key} {run[position + 1].word.key}" in OFFICES:
            left, position = Left.OFFICE, position + 2
            continue
        if kind & Kind.ORGAN and not kind & Kind.FAMILY:
            left, cue, position = (
                (left & Left.OFFICE) | Left.MARKER | Left.ORGAN,
                "place",
                position + 1,
            )
            continue
        length = _place_length(run, position)
        if length and length < rest and _startles(run, position, length):
            left = (left & Left.OFFICE) | Left.MARKER | Left.ORGAN
            cue = "place"
            position += length
            continue
        if kind & (Kind.CAPITALS | Kind.DIGITS):
            if kind & Kind.CAPITALS and run[position].word.key not in ("tp", "tx"):
                left, cue = Left(0), "abbreviation"
            else:
                left, cue = Left.MARKER | Left.ORGAN, "tp"
            position += 1
            continue
        stop = position + 1
        while stop < count and not run[stop].word.kind & (Kind.CAPITALS | Kind.DIGITS):
            stop += 1
        words = run[position:stop]
        yield Candidate(
            words=words,
            text=text,
            floor=floor,
            ceiling=ceiling,
            left=left,
            cue=cue,
            place=length == stop - position,
            opening=opening and position == 0,
            keys=tuple(capital.word.key for capital in words),
        )
        left, cue, position = Left(0), "name", stop


_NEXT = re.compile(r"[ \xa0]([^\W\d_]+)")


def _compound(text: str, last: Capital) -> bool:
    """Whether the last word of a run is the first syllable of an ordinary word («Chính phủ»)."""
    following = _NEXT.match(text, last.end)
    return following is not None and f"{last.word.key} {spelling.key(following[1])}" in COMPOUNDS


def _place_length(run: list[Capital], position: int) -> int:
    """How many words of a known place begin at a position of a run; 0 for none."""
    for length in range(min(5, len(run) - position), 0, -1):
        if " ".join(c.word.key for c in run[position : position + length]) in PLACES:
            return length
    return 0


def _startles(run: list[Capital], position: int, length: int) -> bool:
    """Whether a name begins right after a place, rather than the place being part of the name."""
    kind = run[position + length].word.kind
    rest = len(run) - position - length
    if kind & Kind.CAPITALS:
        return True
    if length == 1 and run[position].word.kind & Kind.GIVEN:
        return bool(kind & Kind.STRONG and rest > 1) or not kind & Kind.SYLLABLE
    return (
        bool(kind & (Kind.FAMILY | Kind.FIRST | Kind.ASIAN | Kind.SINO)) or not kind & Kind.SYLLABLE
    )


_LIST = re.compile(r"\s*(?:,|;|và|hay|hoặc|,\s*và|-|–)\s*")
_AT = frozenset(["ở", "tại", "đến", "từ", "về", "sang", "vào", "tới", "qua", "ra", "quanh", "khắp"])


def _weigh(candidate: Candidate, previous: Candidate | None) -> None:
    """Adds up the evidence in and around a candidate."""
    score = within(candidate.words)
    left = candidate.left
    if left & Left.HONORIFIC:
        score += 2 if left & Left.WEAK else 4
    elif left & Left.OFFICE:
        score += 4
    elif left & Left.MARKER:
        if (
            left & Left.ORGAN
            and score >= 1
            and roles.office_before(candidate.text, candidate.floor, candidate.start)
        ):
            score += 1
        elif left & Left.WEAK:
            score -= 2
        else:
            score -= 6
            candidate.barred = not left & Left.ORGAN or candidate.cue != "place"
    elif candidate.cue in _AT:
        score -= 2
    elif (
        previous and candidate.cue in (",", ";", "và", "-", "–") and previous.text is candidate.text
    ):
        gap = candidate.text[previous.end : candidate.start]
        if len(gap) < 9 and _LIST.fullmatch(gap):
            if previous.barred:
                score -= 6
                candidate.barred = True
            elif previous.score > 2 and not previous.place:
                score += 1
    if not candidate.barred and said_after(candidate.text, candidate.end):
        score += 2
    if not candidate.barred and -2 <= score <= 0 and len(candidate.words) > 1:
        if roles.office_before(candidate.text, candidate.floor, candidate.start) or roles.after(candidate.text, candidate.end, candidate.ceiling):
            score += 2
    if candidate.place:
        score -= 4
    if candidate.opening and len(candidate.words) == 1:
        score -= 1
    candidate.score = score


def _settle(candidates: list[Candidate]) -> None:
    """Lets what is sure of one mention speak for the others of the same report."""
    best: dict[tuple[str, ...], int] = {}
    for candidate in candidates:
        if len(candidate.keys) > 1:
            best[candidate.keys] = max(best.get(candidate.keys, -9), candidate.score)
    full = {keys for keys, score in best.items() if score > 0}
    short: dict[tuple[str, ...], tuple[str, ...]] = {}
    for keys in sorted(full, key=len):
        for cut in range(1, len(keys)):
            short.setdefault(keys[cut:], keys)
    spelt: dict[tuple[str, ...], str] = {}
    for candidate in candidates:
        written = " ".join(capital.word.text for capital in candidate.words)
        spelt.setdefault(candidate.keys, written)
        candidate.name = written
    for candidate in candidates:
        if candidate.barred:
            continue
        if candidate.keys in full:
            candidate.score = max(candidate.score, 1)
        elif candidate.keys in short:
            if candidate.score > -2:
                candidate.score = max(candidate.score, 1)
            candidate.name = spelt[short[candidate.keys]]


_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^a-zà-ỹ])|\n")


def _mentions(candidates: list[Candidate]) -> Iterator[Mention]:
    """The mentions that candidates make, with roles and evidence."""
    for position, candidate in enumerate(candidates):
        floor, ceiling = candidate.floor, candidate.ceiling
        if position and candidates[position - 1].text is candidate.text:
            floor = max(floor, candidates[position - 1].end)
        if position + 1 < len(candidates) and candidates[position + 1].text is candidate.text:
            ceiling = min(ceiling, candidates[position + 1].start)
        text = candidate.text
        titles = roles.chain_before(text, floor, candidate.start) + roles.after(
            text, candidate.end, ceiling
        )
        yield Mention(
            candidate.name,
            titles,
            _sentence(text, candidate.start, candidate.end),
            candidate.field,
            candidate.part,
            candidate.start if candidate.offsets is None else candidate.offsets[candidate.start],
            candidate.end if candidate.offsets is None else candidate.offsets[candidate.end],
        )


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place, at most some 400 characters of it."""
    low, high = max(0, start - 300), min(len(text), end + 300)
    for match in _SENTENCE.finditer(text, low, high):
        if match.end() <= start:
            low = match.end()
        elif match.start() >= end:
            high = match.start()
            break
    return text[low:high].strip()


def named(mentions: Iterable[Mention]) -> list[str]:
    """The distinct names of two syllables and more, in the order in which they come."""
    names: dict[tuple[str, ...], str] = {}
    for mention in mentions:
        keys = tuple(spelling.key(part) for part in mention.name.split())
        if len(keys) > 1:
            names.setdefault(keys, unicodedata.normalize("NFC", mention.name))
    return list(names.values())
