"""Quotations: the part of a sentence that shows a person together with an office."""

from collections.abc import Sequence

from index.display.snippets import highlight, snippet
from index.language.analysis import spans
from index.language.spelling import key, normalise
from index.planning.clauses import Term, TermSequence

__all__ = ["quotation"]

_Span = tuple[int, int]


def quotation(sentence: str, names: Sequence[str], office: str, length: int) -> str:
    """Return the part of a sentence that contains a name and an office, with «…» where it is cut.

    `names`: of the person; the last word of one, as in «ông Tuấn», counts where none is in full.
    `length`: characters; a part with both may be longer. If the office is not in the sentence as it
    is written, the part contains the name.

    >>> quotation("Sáng nay tại Huế, ông Lê Ba, Giám đốc Sở Y tế, nói.", ["Lê Ba"], "Giám đốc", 24)
    '… ông Lê Ba, Giám đốc Sở …'
    """
    if len(sentence) <= length:
        return sentence
    both = _nearest(sentence, names, office)
    passage = snippet(sentence, [_words(each) for each in (*names, office)], length)
    # Whole clauses read best, where they contain both.
    if both is None or _nearest(passage.text, names, office):
        before, after = "… " * passage.clipped_before, " …" * passage.clipped_after
        return before + passage.text + after
    start, end = _widened(sentence, *both, length)
    before, after = "… " * (start > 0), " …" * (end < len(sentence))
    return before + sentence[start:end] + after


def _words(text: str) -> TermSequence:
    text = normalise(text)
    return TermSequence(tuple(Term((key(text[start:end]),)) for start, end in spans(text)))


def _nearest(text: str, names: Sequence[str], office: str) -> _Span | None:
    """Return the shortest span that contains a name and the office; None if there is none."""
    offices = highlight(text, [_words(office)])
    called = highlight(text, list(map(_words, names)))
    if offices and not called:
        called = highlight(text, [_words(name.split()[-1]) for name in names])
    found = [(min(a, c), max(b, d)) for a, b in offices for c, d in called]
    return min(found, key=lambda span: span[1] - span[0], default=None)


def _widened(text: str, start: int, end: int, length: int) -> _Span:
    """Return a span with as many whole words around it as fit: first before it, then after it.

    The words before take no more than half of the room, unless the text ends sooner.
    """
    room = max(0, length - (end - start))
    before = max(room // 2, room - (len(text) - end))
    words = spans(text)
    first = min((a for a, _ in words if start - before <= a), default=start)
    start = 0 if start <= before else min(start, first)
    last = max((b for _, b in words if b <= start + length), default=end)
    return start, len(text) if len(text) <= start + length else max(end, last)
