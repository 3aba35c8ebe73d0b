"""Find records that may be one person; librarians decide, none is merged automatically."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Literal

from archive.persons.aliases import known, name_key
from index.language.spelling import fold

__all__ = ["Alike", "Reason", "alike"]

Reason = Literal["alias", "diacritics", "order", "ends"]

# A trait that more records share says nothing («Nguyen Hung», without diacritics).
_MOST = 8


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records that may be one person, in the order of their identifiers.

    `reason`: `alias`, the list that ships says so; `diacritics`, the names differ in diacritics
    only; `order`, they have the same words in another order («Ân Nguyễn»); `ends`, a foreign name
    has the same first and last word («George W. Bush»).
    """

    first: str
    second: str
    reason: Reason


def alike(names: Iterable[tuple[str, str]]) -> Iterator[Alike]:
    """Yield the pairs of records that may be one person, each pair once, surest reason first.

    `names`: identifier and name, one item for each name of a person.
    """
    given = [(identifier, name, _folded(name)) for identifier, name in names]
    seen: set[tuple[str, str]] = set()
    for reason in ("alias", "diacritics", "order", "ends"):
        groups: dict[str, set[str]] = defaultdict(set)
        for identifier, name, words in given:
            if trait := _trait(name, words, reason):
                groups[trait].add(identifier)
        for trait in sorted(groups):
            if len(groups[trait]) > _MOST:
                continue
            for first, second in combinations(sorted(groups[trait]), 2):
                if (first, second) not in seen:
                    seen.add((first, second))
                    yield Alike(first, second, reason)


@cache
def _preferred() -> frozenset[str]:
    """Return the preferred names in the list that ships, as `name_key`."""
    return frozenset(map(name_key, known().values()))


@cache
def _listed() -> frozenset[str]:
    """Return all names in the list that ships, without diacritics, as `_folded` has them."""
    return frozenset(" ".join(_folded(name)) for name in (*known(), *known().values()))


def _folded(name: str) -> list[str]:
    """Return the words of a name without diacritics."""
    return fold(name.replace(".", " ")).lower().split()


def _trait(name: str, words: list[str], reason: Reason) -> str:
    """Return what names that are alike for this reason share; "" if the name has no such trait.

    `words`: those of the name, as `_folded` returns them.
    """
    match reason:
        case "alias":
            if " ".join(words) not in _listed():
                return ""
            preferred = name_key(known().get(name_key(name), name))
            return preferred if preferred in _preferred() else ""
        case "diacritics":
            return " ".join(words)
        case "order":
            return " ".join(sorted(words))
        case "ends":
            return f"{words[0]} {words[-1]}" if len(words) > 1 and name.isascii() else ""
