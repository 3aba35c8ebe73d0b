"""The leaves of a query that are scored, with their weights; docs/search.md has the table."""

from collections.abc import Iterator, Mapping, Sequence

from index.planning.clauses import Leaf, Measure, Score, Statistics, TermSequence, within
from index.planning.expansion import ExpandedToken, Expansion, leaf_of, terms_of
from index.planning.phrases import covering, names_in, respelled
from index.planning.weights import idf

__all__ = [
    "EXACT_SCORE",
    "PAIR_SCORE",
    "PHRASE_SCORE",
    "SYNONYM_SCORE",
    "TITLE_SCORE",
    "ScoreWeights",
]

# The weight of an adjacent pair, times its idf, on top of its syllables: R@10 rises from .900 to
# .925 with diacritics and from .835 to .915 without, on 199 topics among 20,628 reports.
PAIR_SCORE = 0.7
# The weight of the whole query in a title, times the weights of its syllables. It does not depend
# on the length of the report, which says nothing about its title. The value is the BM25F value of
# one occurrence in the title of a report of average length.
TITLE_SCORE = 1.46
# The weight of three or more syllables in the order typed, times their own idf: with their pairs
# alone, persons with the same middle name rank above the person who was asked for.
PHRASE_SCORE = 1.0
# The weight of the exact spelling, times that of its leaf, where some diacritics were left out and
# others typed.
EXACT_SCORE = 0.3
# The weight of a synonym, times the weights of the part that it replaces. Reports often have both,
# the full form once and the abbreviation after it, and would count twice.
SYNONYM_SCORE = 0.5


class ScoreWeights:
    """Collects the scored leaves of one query.

    `any_diacritics`: whether any syllable of the query was typed with diacritics. `words` lists the
    pairs of syllables that are one word, `highlighted` the leaves that a text shows, `neighbours`
    of such a leaf the numbers of terms before and after what it is highlighted for.
    """

    def __init__(self, statistics: Statistics, *, any_diacritics: bool) -> None:
        self._statistics = statistics
        self._any_diacritics = any_diacritics
        self._weights: dict[tuple[Leaf, Measure], float] = {}
        self.words: list[Leaf] = []
        self.highlighted: dict[Leaf, None] = {}
        self.neighbours: dict[Leaf, tuple[int, int]] = {}
        self._is_highlighted = True

    def scores(self) -> tuple[Score, ...]:
        """Return the leaves that have a weight, in the order in which they were added."""
        return tuple(
            [
                Score(leaf, weight, measure)
                for (leaf, measure), weight in self._weights.items()
                if weight
            ]
        )

    def add(
        self, expansion: Expansion, fields: tuple[str, ...], *, highlighted: bool = True
    ) -> None:
        """Add the syllables, pairs, phrase and synonyms of consecutive words.

        `fields`: the fields in which they are searched; empty for all. `highlighted`: whether a
        text shows where they occur.
        """
        self._is_highlighted = highlighted
        parts = self._parts(expansion, fields)
        singles = sum(weight for (start, stop), weight in parts.items() if stop - start == 1)
        for tokens, share in _rows(expansion):
            if len(tokens) > 1 and not fields:
                title = within(TermSequence(terms_of(tokens)), ("title",))
                self._count(title, share * TITLE_SCORE * singles, (), "presence")
            if len(tokens) > 2:
                self.add_row(tokens, fields, share)
        for each in expansion.synonyms:
            replaced = sum(weight for part, weight in parts.items() if each.replaces(*part))
            # The weight of a common word does not show the rarity of an abbreviation that looks
            # like it.
            own = idf(self._statistics, each.leaf) if each.rarer else 0.0
            weight = max(SYNONYM_SCORE * each.share * replaced, own)
            self._count(each.leaf, weight, fields)
            if any(each.neighbours):
                self.neighbours[within(each.leaf, fields)] = each.neighbours

    def add_row(
        self, tokens: Sequence[ExpandedToken], fields: tuple[str, ...], share: float = 1.0
    ) -> None:
        """Add several tokens as one leaf, if they occur in the order typed, side by side.

        `share`: of the weight of such a row.
        """
        row = TermSequence(terms_of(tokens))
        if len(tokens) > 1 and self._statistics.document_frequency(row):
            self._count(row, share * PHRASE_SCORE * idf(self._statistics, row), fields)

    def _parts(self, expansion: Expansion, fields: tuple[str, ...]) -> dict[tuple[int, int], float]:
        """Add the syllables and pairs. Return their weights by their first token and last + 1.

        Those of a name that is searched as one have weights, but the whole is added with all of
        them: «Tân Gia Ba» is not in a report that has «ba».
        """
        names = names_in(expansion)
        weights: dict[tuple[int, int], float] = {}
        for at, token in enumerate(expansion.tokens):
            alike = _spellings(expansion, at, at + 1)
            weight = weights[at, at + 1] = idf(self._statistics, token.leaf, *alike)
            if not _is_in_name(names, at, at + 1):
                self._add(token.leaf, token.exact, weight, fields)
        for at, (pair, wordness, is_word) in expansion.pairs.items():
            exact = _exact(expansion.tokens[at : at + 2])
            alike = _spellings(expansion, at, at + 2)
            weight = PAIR_SCORE * wordness * idf(self._statistics, pair, *alike)
            weights[at, at + 2] = weight
            if any(first < at + 2 and at < last for first, last in names.items()):
                continue
            if is_word:
                self.words += [within(each, fields) for each in (pair, exact, *alike)]
            self._add(pair, exact if exact != pair else None, weight, fields)
        for start, stop in names.items():
            inside = ((first, last) for first, last in weights if start <= first and last <= stop)
            weight = sum(weights[part] for part in inside)
            self._add_whole(expansion.tokens[start:stop], weight, fields)
        return weights

    def _add_whole(
        self, tokens: Sequence[ExpandedToken], weight: float, fields: tuple[str, ...]
    ) -> None:
        """Add a name that is searched as one."""
        whole, exact = leaf_of(terms_of(tokens)), _exact(tokens)
        self._add(whole, exact if exact != whole else None, weight, fields)

    def _add(self, leaf: Leaf, exact: Leaf | None, weight: float, fields: tuple[str, ...]) -> None:
        """Add a leaf and its exact spelling."""
        self._count(leaf, weight, fields)
        if exact and self._any_diacritics:
            self._count(exact, EXACT_SCORE * weight, fields)

    def _count(
        self, leaf: Leaf, weight: float, fields: tuple[str, ...], measure: Measure = "bm25f"
    ) -> None:
        here = within(leaf, fields), measure
        self._weights[here] = self._weights.get(here, 0.0) + weight
        if weight and self._is_highlighted:
            self.highlighted[here[0]] = None


def _is_in_name(names: Mapping[int, int], start: int, stop: int) -> bool:
    """Return whether tokens are part of a name that is searched as one."""
    return any(first <= start and stop <= last for first, last in names.items())


def _exact(tokens: Sequence[ExpandedToken]) -> Leaf:
    """Return tokens in the spelling as typed."""
    return leaf_of(
        tuple(term for token in tokens for term in ((token.exact,) if token.exact else token.terms))
    )


def _rows(expansion: Expansion) -> Iterator[tuple[Sequence[ExpandedToken], float]]:
    """Yield the tokens in the order typed, and in all spellings, with shares of their weight.

    A report with the spelling typed has both shares.
    """
    anyhow = respelled(expansion)
    if anyhow == expansion.tokens:
        yield anyhow, 1.0
    else:
        yield expansion.tokens, 1.0 - SYNONYM_SCORE
        yield anyhow, SYNONYM_SCORE


def _spellings(expansion: Expansion, start: int, stop: int) -> list[Leaf]:
    """Return the older and newer spellings of a part, and its other names."""
    found = covering(expansion, start, stop)
    return [each.leaf for each in found if each.spelled or each.named]
