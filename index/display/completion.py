"""Complete the last word of a text that is being typed."""

from index.display.restoration import Syllable, candidates, in_capitals_of
from index.language import lattice, spelling
from index.language.analysis import tokens
from index.planning.clauses import RemoteStatistics, Statistics, Term

__all__ = ["complete"]

# The commonest words with a prefix, from which completions are chosen.
_WORDS = 200


def complete(text: str, statistics: Statistics, limit: int = 8) -> list[str]:
    """Return completions of a text whose last word is being typed, likeliest first.

    The word before it ranks them, and its diacritics are restored.

    >>> complete("", None)
    []
    """
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: complete(text, known, limit))
    found = tokens(text)
    if not found or not text.endswith(text[found[-1].start : found[-1].end]):
        return []
    last = found[-1]
    typed = text[last.start :]
    known = statistics.words(last.fold, _WORDS)
    words = {key: count for key, count in known if _begins(key, typed)}
    before = found[-2] if len(found) > 1 else None
    if before is None or not words:
        return [text[: last.start] + in_capitals_of(typed, key) for key in list(words)[:limit]]
    tones = lattice.carries_tone([before.key])
    earlier = candidates(Syllable(0, 0, 0, before.key), tones, statistics)
    first, second = (Term(keys=tuple(sorted(keys))) for keys in (earlier, words))
    pairs = [pair[:2] for pair in statistics.pairs(first, second, limit)]
    others = [(before.key, key) for key in words if key not in {second for _, second in pairs}]
    start, gap = text[: before.start], text[before.end : last.start]
    written = text[before.start : before.end]
    return [
        start + in_capitals_of(written, earlier_key) + gap + in_capitals_of(typed, key)
        for earlier_key, key in [*pairs, *others][:limit]
    ]


def _begins(key: str, typed: str) -> bool:
    """Return whether a key begins with the letters typed; missing diacritics match any.

    >>> _begins("vận", "v"), _begins("vận", "va"), _begins("vận", "vâ"), _begins("văn", "vâ")
    (True, True, True, False)
    """
    typed = spelling.normalise(typed).lower()
    letters = spelling.diacritics(key).letters
    return all(
        mine in (other, letter, spelling.fold(other))
        for mine, other, letter in zip(typed, key, letters, strict=False)
    )
