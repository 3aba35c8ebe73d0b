"""Persons that may be one: shown to librarians, never merged by guess."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Literal

from archive.persons.aliases import known, name_key
from index.language.spelling import fold

__all__ = ["Alike", "Reason", "alike"]

Reason = Literal["alias", "marks", "order", "ends"]

# Records that share one trait beyond which it tells nothing («Nguyễn Hùng» without marks).
_MOST = 8


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records that may be one person, their identifiers in order.

    `reason`: `alias`, the list that ships says so; `marks`, the names are the same without marks;
    `order`, they are the same words in another order («Ân Nguyễn»); `ends`, a foreign name has
    the same first and last word («George W. Bush»).
    """

    first: str
    second: str
    reason: Reason


def alike(names: Iterable[tuple[str, str]]) -> Iterator[Alike]:
    """The pairs among persons, given as identifier and name, a pair once, the surest reason first.

    A person may be given several times, once for each name.
    """
    given = list(names)
    seen: set[tuple[str, str]] = set()
    for reason in ("alias", "marks", "order", "ends"):
        groups: dict[str, set[str]] = defaultdict(set)
        for identifier, name in given:
            if trait := _trait(name, reason):
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
    """The preferred names in the list that ships, by `name_key`."""
    return frozenset(map(name_key, known().values()))


def _trait(name: str, reason: Reason) -> str:
    """What two names share that are alike for a reason; "" for a name that has no such trait."""
    words = [fold(word) for word in name.replace(".", " ").split()]
    match reason:
        case "alias":
            preferred = name_key(known().get(name_key(name), name))
            return preferred if preferred in _preferred() else ""
        case "marks":
            return " ".join(words)
        case "order":
            return " ".join(sorted(words))
        case "ends":
            return f"{words[0]} {words[-1]}" if len(words) > 1 and name.isascii() else ""
