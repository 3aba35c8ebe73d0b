"""Newspapers that no list knows, and sections met once."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from archive.catalogue.review import Review
from archive.dismissal import Dismiss
from archive.newspapers.authority import Newspapers
from archive.review.matter import Matter, call, dismiss_command
from index.language.spelling import fold
from index.report import SECTION_SEPARATOR

__all__ = ["sections_met_once", "unknown_newspapers"]

# More letters are a caption or a sentence that was taken for a section.
_LONGEST = 50
# Names of fewer letters differ by one for good reason: «Văn học», «Văn hoá».
_SHORTEST = 8
_ODD = re.compile(r"(?:ảnh|nguồn|theo)\s*:|https?:|www\.|[“”\"!?…]", re.IGNORECASE)


def unknown_newspapers(review: Review) -> Iterator[Matter]:
    """Yield the newspapers of which nothing but their spellings is known."""
    counts = review.sources()
    counts.pop("", None)
    authority = Newspapers(review.log(), counts)
    found: dict[str, Counter[str]] = {}
    for spelling, reports in counts.items():
        found.setdefault(authority.newspaper(spelling), Counter())[spelling] += reports
    for newspaper, spellings in found.items():
        record = authority.get(newspaper)
        if record is None or not record.is_known:
            name = spellings.most_common(1)[0][0]
            others = sorted(spellings.keys() - {name})
            problem = "no list has it" + (f"; also written {', '.join(others)}" if others else "")
            yield Matter(
                "newspapers",
                name,
                problem,
                spellings.total(),
                call("newspapers set", newspaper, name=name, why="báo riêng"),
                call("search", source=name, sort="newest", limit="5"),
                Dismiss("newspapers", newspaper, tuple(sorted(spellings))),
                dismiss=dismiss_command("newspapers", name),
            )


def sections_met_once(review: Review) -> Iterator[Matter]:
    """Yield the sections that one report has, with a section that may be the same."""
    shown = review.sections_shown()
    counts: Counter[tuple[str, ...]] = Counter()
    named_in: dict[tuple[str, ...], str] = {}
    for path, reports, report in review.sections():
        means = shown.get(path) or tuple(json.loads(path))
        counts[means] += reports
        named_in.setdefault(means, report)
    often = _Spellings(path for path, reports in counts.items() if reports > 1 and path)
    met_once = sorted(each for each, reports in counts.items() if reports == 1 and each)
    named = [(SECTION_SEPARATOR.join(each), often.other(each), named_in[each]) for each in met_once]
    # Those with a likely answer come first.
    for name, other, report in sorted(named, key=lambda each: (not each[1], not _is_odd(each[0]))):
        yield _met_once(report, name, other)


def _met_once(report: str, name: str, other: str) -> Matter:
    show = call("show", report)
    clear = call("correct", report, clear="section", why="không phải chuyên mục")
    if other:
        problem = f"may be «{other}»"
        settling = call("sections merge", name, other, why="cùng một chuyên mục"), show
    elif _is_odd(name):
        problem, settling = "unlikely to be the name of a section", (clear, show)
    else:
        problem, settling = "only one report has it", (show, clear)
    dismissal = Dismiss("sections", name, (other,) if other else ())
    dismiss = dismiss_command("sections", name)
    return Matter("sections", name, problem, 1, *settling, dismissal, dismiss=dismiss)


def _is_odd(name: str) -> bool:
    """Return True if a section is rather a caption, a sentence or an address."""
    return len(name) > _LONGEST or bool(_ODD.search(name))


class _Spellings:
    """Sections, to be found by the letters of their names, of which one may be missing."""

    def __init__(self, paths: Iterable[tuple[str, ...]]) -> None:
        self._whole: dict[str, str] = {}
        self._shorter: dict[str, str] = {}
        for path in sorted(paths):
            plain, name = _plain(path), SECTION_SEPARATOR.join(path)
            self._whole.setdefault(plain, name)
            for each in _without_one_letter(plain):
                self._shorter.setdefault(each, name)

    def other(self, path: tuple[str, ...]) -> str:
        """Return the section that a path may be another spelling of; "" if there is none."""
        plain = _plain(path)
        if plain in self._whole:
            return self._whole[plain]
        near = (self._whole[each] for each in _without_one_letter(plain) if each in self._whole)
        return self._shorter.get(plain) or next(near, "")


def _without_one_letter(text: str) -> Iterator[str]:
    """Yield all that is left of a text without one of its letters; nothing of a short one."""
    if len(text) >= _SHORTEST:
        yield from (text[:at] + text[at + 1 :] for at in range(len(text)))


def _plain(path: tuple[str, ...]) -> str:
    """Return the letters of a path without diacritics, spaces and punctuation."""
    return "".join(filter(str.isalnum, fold(" ".join(path)).casefold()))
