"""Whether a run of capitalised words names a person: evidence inside it and around it, weighed."""

from dataclasses import dataclass

from archive.persons.lexicon import Kind, Left
from archive.persons.runs import Capital

__all__ = ["Candidate", "within"]


@dataclass(slots=True)
class Candidate:
    """Capitalised words that may name a person.

    `left`, `cue`: what stands before, see `runs.before`. `place`: the words are a known place.
    `score`: the evidence so far; above 0 the words name a person.
    """

    words: list[Capital]
    text: str
    floor: int
    ceiling: int
    left: Left
    cue: str
    place: bool = False
    opening: bool = False
    barred: bool = False
    score: int = 0
    field: str = ""
    part: int = 0
    name: str = ""
    keys: tuple[str, ...] = ()
    offsets: list[int] | None = None

    @property
    def start(self) -> int:
        """The offset of the first word."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """The offset after the last word."""
        return self.words[-1].end


# Middle names that hardly stand anywhere but in a person's name.
_MIDDLES = frozenset(["văn", "thị", "đình", "hữu", "đức", "ngọc", "xuân", "quang", "minh", "thanh", "bá", "duy", "công", "trọng"])


def within(words: list[Capital]) -> int:
    """The evidence that the words themselves give, from -3 (none) to 5."""
    kinds = [capital.word.kind for capital in words]
    first, count = kinds[0], len(kinds)
    if all(kind & Kind.SYLLABLE for kind in kinds):
        return _vietnamese(words, kinds)
    if count == 1:
        return -3
    if any(kind & Kind.DIGITS for kind in kinds):
        return -4
    if first & Kind.FIRST:
        return 3 if count <= 4 else 0
    if first & Kind.FAMILY and first & Kind.SYLLABLE and count <= 4:
        return 1
    if first & Kind.ASIAN and count <= 3:
        return 3 if count == 3 or "-" in words[-1].word.text else 1
    return -2


def _vietnamese(words: list[Capital], kinds: list[Kind]) -> int:
    first, count = kinds[0], len(kinds)
    given = sum(1 for kind in kinds[1:] if kind & Kind.GIVEN)
    if count == 1:
        return -2 if first & Kind.GIVEN else -3
    if count > 5:
        return -3
    if first & Kind.STRONG:
        return (2 if given else 1) if count == 2 else 5 if given else 3
    if first & Kind.FAMILY:
        if count == 2:
            return 0 if given else -1
        middle = words[1].word.key in _MIDDLES
        return 3 if given == count - 1 and middle else 2 if given == count - 1 else 0
    if first & Kind.SINO:
        return 1 if count == 3 else -1
    if first & Kind.FIRST and count > 1:
        return 1
    if first & Kind.ASIAN and count == 3:
        return 0
    return 0 if count == 2 and first & Kind.GIVEN and given else -2
