"""Phrases: the leaves that match expanded words in the order typed."""

from collections.abc import Iterator, Sequence

from index.planning.clauses import Leaf, Term, TermSequence
from index.planning.expansion import ExpandedToken, Expansion, Synonym, terms_of

__all__ = ["covering", "is_word", "names_in", "phrase_variants", "respelled", "word_spans"]


def is_word(expansions: Sequence[Expansion]) -> bool:
    """Return whether the expansions are those of a single word of two syllables."""
    return (
        len(expansions) == 1
        and len(expansions[0].tokens) == 2
        and 0 in expansions[0].pairs
        and expansions[0].pairs[0].is_word
    )


def word_spans(expansion: Expansion) -> Iterator[tuple[int, int]]:
    """Yield the first token and the last + 1 of each word, from left to right."""
    at = 0
    while at < len(expansion.tokens):
        pair = expansion.pairs.get(at)
        stop = at + 2 if pair and pair.is_word else at + 1
        yield at, stop
        at = stop


def covering(expansion: Expansion, start: int, stop: int) -> list[Synonym]:
    """Return the synonyms that replace at least the tokens from `start` up to `stop`."""
    return [each for each in expansion.synonyms if each.replaces(start, stop)]


def names_in(expansion: Expansion) -> dict[int, int]:
    """Return the names of several tokens that are searched as one: first → last index + 1."""
    spans = [*expansion.wholes]
    for each in expansion.synonyms:
        named = [at for at in range(each.start, each.stop) if at not in each.kept]
        if each.named and len(named) > 1:
            spans.append((named[0], named[-1] + 1))
    if not spans:
        return {}
    found: dict[int, int] = {}
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= max(found.values(), default=0):
            found[start] = stop
    return found


def respelled(expansion: Expansion) -> list[ExpandedToken]:
    """Return the tokens with their older and newer spellings too."""
    tokens = list(expansion.tokens)
    for each in expansion.synonyms:
        if each.spelled and isinstance(each.leaf, TermSequence):
            for at, term in enumerate(each.leaf.terms, each.start):
                if at not in each.kept:
                    tokens[at] = _with_keys(tokens[at], term.keys)
    return tokens


def _with_keys(token: ExpandedToken, keys: Sequence[str]) -> ExpandedToken:
    (term,) = token.terms
    wider = term._replace(keys=tuple(sorted({*term.keys, *keys})))
    return token._replace(terms=(wider,))


def phrase_variants(expansion: Expansion, slop: int) -> Iterator[Leaf]:
    """Yield the phrase in all spellings, then with one part replaced by each other synonym."""
    tokens = respelled(expansion)
    yield _in_order(terms_of(tokens), slop)
    for each in expansion.synonyms:
        if each.spelled:
            continue
        instead = each.leaf.terms if isinstance(each.leaf, TermSequence) else (each.leaf,)
        before, after = terms_of(tokens[: each.start]), terms_of(tokens[each.stop :])
        yield _in_order(before + instead + after, slop)


def _in_order(terms: tuple[Term, ...], slop: int) -> Leaf:
    """Return the terms in this order as one leaf."""
    return terms[0] if len(terms) == 1 else TermSequence(terms, slop)
