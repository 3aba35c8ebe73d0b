"""Sections: the path in a newspaper under which a report was published."""

import re
from functools import lru_cache
from itertools import pairwise

from archive.importers.press.letters import composed, unmarked
from archive.sections.names import KNOWN

__all__ = ["is_known", "path", "split"]

# Words with which a path begins that say nothing.
_HOME = frozenset({"trang chu", "trang nhat", "home", "trang dau"})
_SEPARATOR = re.compile(r"\s*[›»>→|\t]+\s*|\s+/\s+|/(?=[^\W\d_])|\s+\\\s+|\s{2,}")
# Longer names than this are titles.
_LONGEST = 60
# Lines of more words are sentences.
_MOST_WORDS = 20


def _key(name: str) -> str:
    """Return the name for comparison: without diacritics, case and spaces around its dash."""
    return re.sub(r"\s*[-–—&]\s*|\s+va\s+", " - ", " ".join(unmarked(composed(name)).split()))


_KNOWN = frozenset(map(_key, KNOWN))


def is_known(name: str) -> bool:
    """Return True if newspapers have a section of this name."""
    return _key(name) in _KNOWN


@lru_cache(maxsize=4096)
def path(text: str) -> tuple[str, ...]:
    """Return the section path in a field that holds one; separators divide it, dashes never do.

    >>> path("Giải trí > Thời trang"), path("Chính trị - Xã hội")
    (('Giải trí', 'Thời trang'), ('Chính trị - Xã hội',))
    """
    names = [" ".join(name.split()) for name in _SEPARATOR.split(composed(text))]
    kept = [name for name in names if name and unmarked(name) not in _HOME]
    # A page names its section twice, as a link and as a heading.
    return tuple(name for at, name in enumerate(kept) if at == 0 or name != kept[at - 1])


def split(line: str) -> tuple[str, ...]:
    """Return the section path in a line copied from a page, where separators may be missing.

    Known names are recognised first. Otherwise a name begins at a capital letter after a small
    one, since names of sections are in sentence case («Theo dòng thời sự»); a capital after a
    dash, or within a proper name («Ẩm thực Hà Nội»), begins none.

    >>> split("Chính trị - Xã hội Theo dòng thời sự")
    ('Chính trị - Xã hội', 'Theo dòng thời sự')
    """
    return tuple(name for part in path(line) for name in _names(part))


def _names(part: str) -> list[str]:
    """Return the names that stand side by side in one part of a path."""
    if len(part) <= _LONGEST and is_known(part):
        return [part]
    words = part.split()
    if len(words) > _MOST_WORDS:
        return [part]
    starts = [0, *(at for at in range(1, len(words)) if _begins(words, at)), len(words)]
    pieces = [" ".join(words[a:b]) for a, b in pairwise(starts)]
    return pieces if len(pieces) <= 4 else [part]


def _begins(words: list[str], at: int) -> bool:
    """Return True if a name begins at a word: known on both sides, or in sentence case."""
    if not words[at][0].isupper() or not words[at - 1][-1].isalnum():
        return False
    before, rest = " ".join(words[:at]), words[at:]
    if _ends_known(before) and _starts_known(rest):
        return True
    sentence_case = len(rest) > 1 and rest[1][0].islower() and words[at - 1][0].islower()
    return sentence_case and at > 1


def _ends_known(before: str) -> bool:
    """Return True if the words before end in a known name."""
    words = before.split()
    return any(is_known(" ".join(words[at:])) for at in range(len(words)))


def _starts_known(rest: list[str]) -> bool:
    """Return True if the rest starts with a known name in sentence case.

    Otherwise a proper name would be divided.
    """
    return any(
        is_known(" ".join(rest[:end])) and (end == 1 or rest[1][0].islower() or "-" in rest[:end])
        for end in range(1, len(rest) + 1)
    )
