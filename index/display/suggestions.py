"""Suggest queries that the reader may have meant: restored diacritics, corrected words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from index.display.restoration import in_capitals_of, restore
from index.display.word_breaks import with_usual_breaks
from index.language import spelling
from index.language.analysis import tokens
from index.language.legacy import reread
from index.planning.clauses import RemoteStatistics, Statistics
from index.query import Query
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Near, Node, Not, Phrase, Word, Words, transform, walk

__all__ = ["suggest", "without_diacritics"]


def suggest(
    query: Query | ParsedQuery, statistics: Statistics, limit: int = 3
) -> list[ParsedQuery]:
    """Return queries that the reader may have meant, likeliest first; never the one typed.

    Only words and phrases that are searched for are replaced. An excluded word stays as typed:
    with more diacritics it would exclude fewer reports.
    """
    parsed = ParsedQuery.of(query)
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: suggest(parsed, known, limit))
    tree = parsed.tree
    excluded = _excluded(tree)
    restored = {
        node: restore(node.words, statistics, limit, parsed.synonyms)
        for node in walk(tree)
        if isinstance(node, Words | Phrase) and node not in excluded
    }
    others = [
        parsed.with_tree(transform(tree, partial(_with_words, restored, rank)))
        for rank in range(max(map(len, restored.values()), default=0))
    ]
    return [*_pasted(parsed), *_usual_breaks(parsed, statistics, excluded), *others][:limit]


def _usual_breaks(
    parsed: ParsedQuery, statistics: Statistics, excluded: set[Node]
) -> list[ParsedQuery]:
    """Return the query with a foreign word joined or taken apart, as most reports have it."""

    def usual(node: Node) -> Node:
        found = None
        if isinstance(node, Words | Phrase) and node not in excluded:
            found = with_usual_breaks(node.words, statistics)
        return replace(node, words=found) if isinstance(node, Words | Phrase) and found else node

    tree = transform(parsed.tree, usual)
    return [parsed.with_tree(tree)] if tree != parsed.tree else []


def _pasted(parsed: ParsedQuery) -> list[ParsedQuery]:
    """Return the query as it reads if it was pasted from an encoding before Unicode."""
    found = reread(parsed.query.text)
    if not found:
        return []
    read = ParsedQuery.of(replace(parsed.query, text=found[1]))
    return [read] if read.tree != parsed.tree else []


def without_diacritics(query: Query | ParsedQuery) -> ParsedQuery:
    """Return the query with no diacritics in the words searched for; itself if there are none.

    An excluded word keeps its diacritics: without them it would exclude more reports.

    >>> without_diacritics(Query('Đắc lắc =kéo -"hội nghị"')).query.text
    'Dac lac keo -"hội nghị"'
    """
    parsed = ParsedQuery.of(query)
    tree = parsed.tree
    excluded = _excluded(tree)

    def free(node: Node) -> Node:
        match node:
            case Words(words) | Phrase(words) if node not in excluded:
                return replace(node, words=tuple(map(_without_diacritics, words)))
            case Near(phrases) if node not in excluded:
                return replace(
                    node,
                    phrases=tuple(
                        replace(phrase, words=tuple(map(_without_diacritics, phrase.words)))
                        for phrase in phrases
                    ),
                )
        return node

    without = transform(tree, free)
    return parsed if without == tree else parsed.with_tree(without)


def _without_diacritics(word: Word) -> Word:
    """Return the word without diacritics and not marked as exact."""
    text = spelling.normalise(word.text)
    for token in reversed(tokens(text)):
        written = text[token.start : token.end]
        text = text[: token.start] + in_capitals_of(written, token.fold) + text[token.end :]
    return Word(text)


def _excluded(tree: Node) -> set[Node]:
    """Return the nodes that are excluded, with all nodes below them."""
    return {below for node in walk(tree) if isinstance(node, Not) for below in walk(node)}


def _with_words(
    restored: Mapping[Words | Phrase, Sequence[tuple[Word, ...]]], rank: int, node: Node
) -> Node:
    """Return a node with its restored words of some rank, or with the last if it has fewer."""
    if not isinstance(node, Words | Phrase) or not restored.get(node):
        return node
    several = restored[node]
    return replace(node, words=several[min(rank, len(several) - 1)])
