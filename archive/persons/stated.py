"""Decide which of a person's offices a public page may state.

Offices are read by rules, which err. An office that several reports give has been read several
times; one that fewer give must be beyond doubt by its own words and by the name given with it.
"""

from collections.abc import Iterable

from archive.persons.lexicon import CUES, HEADS, OFFICES, STAGE, Kind, key, word
from archive.persons.title_words import begins, ends_loosely, verbs

__all__ = ["may_state"]

# Reports after which an office is stated however it is worded.
_SEVERAL = 3
# Named in so many reports, a person who holds an office has it in several; one error would be read
# by many.
_MANY = 20
# Words of an office that few reports give; more are a sentence.
_LONGEST = 14
# Verbs that names of bodies and professions have too: «chuyên gia về», «Sở Giáo dục và Đào tạo».
_NOMINAL = frozenset(
    ("và", "về", "học", "sinh", "thế", "trách", "dùng", "cứu", "đầu", "tiếp", "cầm", "quá", "thi")
)


def may_state(office: str, reports: int, names: Iterable[str], named: int = 0) -> bool:
    """Return True if a public page may state an office of a person.

    `reports`: the number of reports that give it. `names`: the names of the person, written in
    full, that stand with the office in any of them. `named`: the number of reports that name the
    person.

    >>> may_state("Giám đốc Sở Y tế", 1, ["Lê Thị Lan"]), may_state("Giám đốc Sở Y tế", 1, [])
    (True, False)
    >>> may_state("Giám đốc bắt công nhân phơi nắng", 1, ["Lê Thị Lan"])
    False
    >>> may_state("Giám đốc", 1, ["Ba Huân"]), may_state("ca sĩ", 1, ["Thanh Lam"])
    (False, True)
    >>> may_state("Giám đốc Sở Y tế", 2, ["Lê Thị Lan"], named=250)
    False
    """
    if reports >= _SEVERAL or named >= _MANY:
        return reports >= _SEVERAL
    return _plain(office) and any(_in_full(name, office) for name in names)


def _plain(office: str) -> bool:
    """Return True if an office is an office noun with what belongs to it, and no statement."""
    words = office.split()
    head = begins(office)
    if not head or len(words) > _LONGEST or ends_loosely(office):
        return False
    if words[head:] and words[head].isdigit():
        # The number of a player's shirt.
        return False
    return not any(verb not in _NOMINAL for verb in verbs(office, head))


def _in_full(name: str, office: str) -> bool:
    """Return True if a holder of an office is called by name in full.

    Two given names are a name on stage, but not that of an official: «Giám đốc Ba Huân».
    """
    parts = name.split()
    if len(parts) < 2:
        return False
    if len(parts) > 2 or not all(word(part).kind & Kind.SYLLABLE for part in parts):
        return True
    if word(parts[0]).kind & (Kind.FAMILY | Kind.SINO):
        return True
    keys = [key(part) for part in office.split()]
    if keys[0] in CUES["prefix"]:
        del keys[0]
    return any(
        " ".join(keys[:count]) in STAGE
        for count in HEADS.get(keys[0] if keys else "", ())
        if " ".join(keys[:count]) in OFFICES
    )
