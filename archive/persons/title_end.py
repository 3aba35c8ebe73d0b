"""The end of a title that follows a name."""

from archive.persons.lexicon import (
    COMPOUNDS,
    CUES,
    HEADS,
    LEFT,
    OFFICES,
    PLACES,
    PLAIN,
    RIGHT,
    TITLE_ENDS,
    Kind,
    Left,
    key,
    word,
)
from archive.persons.title_words import BEGINNINGS, LONGEST, WORD, head, loose, stops

__all__ = ["end_of_title"]


def end_of_title(text: str, start: int, stop: int) -> int:
    """Return the offset at which the title that begins at `start` ends; `start` if none does."""
    first = WORD.search(text, start, stop)
    if first is None or key(first[0]) not in BEGINNINGS:
        return start
    found = list(WORD.finditer(text, start, stop))
    words = [match[0] for match in found]
    keys = [key(word) for word in words]
    if not head(keys, 0):
        return start
    count = 0
    while count < len(keys) and not (
        stops(words, keys, count) or _parts(keys, count) or _predicate(words, keys, count)
    ):
        count += 1
    if 1 < count < len(keys) and _halved(words, keys, count):
        # The noun alone is better than a title cut in the middle, but an author is that of a work.
        count = 0 if keys[:2] == ["tác", "giả"] else head(keys, 0)
    while count and (loose(words, keys, count - 1) or not words[count - 1].strip("-–—")):
        count -= 1
    if count > LONGEST and "kiêm" in keys[:LONGEST]:
        # Of two offices held at once, the first is enough.
        count = keys.index("kiêm")
    return found[count - 1].end() if 0 < count <= LONGEST else start


def _halved(words: list[str], keys: list[str], count: int) -> bool:
    """Return True if a title seems cut in the middle after `count` words.

    True for «sĩ quan siêu» of «sĩ quan siêu nhận diện», False for «giáo sư vật lý» of «… vật lý ở
    Huế» and «… cho biết».
    """
    if words[count - 1][0].isupper() or LEFT.get(keys[count - 1], Left.NOTHING) & Left.BODY:
        return False
    pair = " ".join(keys[count : count + 2])
    return not (
        keys[count] in CUES["beyond"] or pair in TITLE_ENDS or pair in RIGHT or keys[count] in RIGHT
    )


def _predicate(words: list[str], keys: list[str], position: int) -> bool:
    """Return True if a proper name ends before a word, so that a statement begins with it.

    True for «luôn» in «Phó Chủ tịch UBND huyện Mường La luôn trăn trở», False for «dục» in «Giám
    đốc Sở Giáo dục».
    """
    if position < 3 or not words[position][0].islower() or keys[position] in CUES["onward"]:
        return False
    if not word(keys[position]).kind & Kind.SYLLABLE:
        # «đạo diễn The Shape of Water»
        return False
    if not all(each[0].isupper() for each in words[position - 2 : position]):
        return False
    before = keys[position - 2 : position]
    if any(word(each).kind & Kind.ORGAN for each in words[position - 2 : position]):
        return False
    if before[0] in HEADS or before[0] in CUES["ward"]:
        return False
    pair, triple = f"{before[1]} {keys[position]}", f"{' '.join(before)} {keys[position]}"
    return not (pair in COMPOUNDS or pair in OFFICES or pair in PLAIN or triple in PLACES)


def _parts(keys: list[str], position: int) -> bool:
    """Return True if a word is «và» and another person follows it."""
    if keys[position] != "và":
        return False
    following = keys[position + 1 : position + 2]
    return not following or bool(LEFT.get(following[0], Left.NOTHING) & Left.HONORIFIC)
