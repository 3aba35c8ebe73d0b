"""Pairs of persons: which of those that resemble each other may well be one."""

from collections.abc import Iterable, Sequence

from archive.persons.lexicon import Kind, word
from index.language.spelling import fold, normalise

__all__ = ["may_be_one", "shared_office"]

# Words of an office that only few persons hold: «Thứ trưởng Bộ Y tế», not «Giám đốc».
_WORDS = 4


def may_be_one(reason: str, names: Sequence[str], office: str) -> bool:
    """Return True if two persons with these names may well be one.

    Vietnamese names that differ in a tone, or by the order of the words after the family name, are
    mostly two persons: they must share an `office`, or one name must lack all diacritics or have
    its family name last. `reason`: as in `archive.persons.duplicates`.

    >>> may_be_one("diacritics", ("Nguyễn Văn Thanh", "Nguyễn Văn Thành"), "")
    False
    >>> may_be_one("diacritics", ("Nguyen Van Thanh", "Nguyễn Văn Thành"), "")
    True
    >>> may_be_one("order", ("Ân Nguyễn", "Nguyễn Ân"), "")
    True
    """
    if office or reason not in ("diacritics", "order"):
        return True
    first, second = (name.split() for name in names)
    if reason == "diacritics":
        is_lacking = names[0].isascii() != names[1].isascii()
        return (is_lacking and fold(names[0]) == fold(names[1])) or not _is_vietnamese(first)
    return _is_reversed(first, second) or _is_reversed(second, first)


def shared_office(offices: Sequence[Iterable[str]]) -> str:
    """Return an office of few that both of two persons hold; "" if there is none."""
    first, second = ({_key(role): role for role in roles} for roles in offices)
    both = [key for key in first if key in second and len(key.split()) >= _WORDS]
    return first[min(both)] if both else ""


def _key(role: str) -> str:
    return normalise(role).casefold()


def _is_vietnamese(name: Sequence[str]) -> bool:
    """Return True if all words of a name may be Vietnamese."""
    return all(word(each).kind & Kind.SYLLABLE for each in name)


def _is_reversed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return True if a name begins with the family name with which another ends."""
    family = word(one[0]).kind & (Kind.STRONG | Kind.ASIAN)
    begins = word(other[0]).kind & (Kind.FAMILY | Kind.SINO | Kind.ASIAN)
    return bool(family) and one[0].casefold() == other[-1].casefold() and not begins
