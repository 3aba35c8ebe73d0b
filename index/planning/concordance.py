"""The leaves of a concordance: the words of a query, in a row as they were typed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import NamedTuple

from index.planning.clauses import (
    Any,
    Has,
    Leaf,
    Plan,
    RemoteStatistics,
    Statistics,
    TermSequence,
    all_of,
    within,
)
from index.planning.expander import Expander
from index.planning.expansion import ExpandedToken, Expansion, terms_of
from index.planning.phrases import phrase_variants
from index.planning.text_clauses import MAX_VARIANTS
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import And, InField, Near, Node, Or, Phrase, Required, Words

__all__ = ["Sought", "holding", "sought"]


class Sought(NamedTuple):
    """The leaves whose occurrences a concordance lists; () without words.

    `split`: the words as typed, in the parts into which they were split; () if they were not.
    """

    leaves: tuple[Leaf, ...]
    split: tuple[str, ...] = ()


def sought(parsed: ParsedQuery, statistics: Statistics) -> Sought:
    """Return what the concordance of a query lists.

    Words side by side are a sequence, as within quotation marks. Where no report has the whole
    sequence, it is split where its words stand side by side least often, until each part occurs.
    Synonyms are other ways to write a part. Excluded words are not listed.
    """
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: sought(parsed, known))
    finder = _LeafFinder(Expander.of(parsed, statistics), statistics)
    leaves = tuple(dict.fromkeys(finder.leaves(parsed.tree)))
    return Sought(leaves, tuple(finder.split))


def holding(plan: Plan, leaves: Sequence[Leaf]) -> Plan:
    """Return the plan of those hits in which a leaf occurs."""
    return replace(plan, match=all_of([plan.match, Any(tuple(map(Has, leaves)))]))


class _LeafFinder:
    """Finds the leaves of one query."""

    def __init__(self, expander: Expander, statistics: Statistics) -> None:
        self._expander = expander
        self._statistics = statistics
        self.split: list[str] = []

    def leaves(self, node: Node, fields: tuple[str, ...] = ()) -> Iterator[Leaf]:
        """Yield the leaves of a node in the order typed. `fields`: where they are searched."""
        match node:
            case And(nodes) | Or(nodes):
                for each in nodes:
                    yield from self.leaves(each, fields)
            case Required(below):
                yield from self.leaves(below, fields)
            case InField(field, below):
                yield from self.leaves(below, (field,))
            case Words(words):
                parts = list(self._parts(self._expander.tokens(words)))
                if len(parts) > 1:
                    self.split += [" ".join(each.written for each in part) for part in parts]
                for part in parts:
                    yield from self._variants(part, 0, fields)
            case Phrase(words, slop):
                yield from self._variants(self._expander.tokens(words), slop, fields)
            case Near(phrases, distance):
                words = tuple(word for phrase in phrases for word in phrase.words)
                terms = terms_of(self._expander.tokens(words))
                yield within(TermSequence(terms, distance, ordered=False), fields)

    def _variants(
        self, tokens: list[ExpandedToken], slop: int, fields: tuple[str, ...]
    ) -> Iterator[Leaf]:
        """Yield the sequence of tokens, then the other ways to write it."""
        if tokens:
            expansion = Expansion((), tokens, self._expander.synonyms(tokens), {})
            for leaf in islice(phrase_variants(expansion, slop), MAX_VARIANTS):
                yield within(leaf, fields)

    def _parts(self, tokens: list[ExpandedToken]) -> Iterator[list[ExpandedToken]]:
        """Yield the tokens whole if they occur in a row, else in parts that do."""
        if len(tokens) < 2 or self._frequency(tokens):
            yield tokens
            return
        together = [self._frequency(pair) for pair in pairwise(tokens)]
        cut = together.index(min(together)) + 1
        yield from self._parts(tokens[:cut])
        yield from self._parts(tokens[cut:])

    def _frequency(self, tokens: Sequence[ExpandedToken]) -> int:
        return self._statistics.document_frequency(TermSequence(terms_of(tokens)))
