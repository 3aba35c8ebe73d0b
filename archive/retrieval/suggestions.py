"""Other queries that the reader may have meant."""

from dataclasses import replace

from archive.retrieval.hits import count_hits
from archive.retrieval.library import Library
from archive.retrieval.longer_values import with_longer_values
from archive.retrieval.misspelt_names import with_names
from archive.retrieval.names import resolve
from index.display import suggestions
from index.language.analysis import keys
from index.planning.clauses import Statistics, Term, TermSequence
from index.query import Query
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Phrase, Words

__all__ = ["suggest", "suggest_uncounted"]

# The most suggestions, and the most names of persons among them.
_MOST, _NAMES = 3, 2


def suggest(library: Library, query: Query | ParsedQuery, total: int) -> list[tuple[Query, int]]:
    """Return the queries that may have been meant, likeliest first, each with its number of hits.

    `total`: the hits of the query itself. Where it has none, the query without diacritics is
    offered last. Only queries that find something are returned.
    """
    others = _others(library, resolve(library, query), total)
    counted = [(other.query, count_hits(library, other)) for other in others]
    return [(other, hits) for other, hits in counted if hits]


def suggest_uncounted(library: Library, query: Query | ParsedQuery, total: int) -> list[Query]:
    """Return the queries of `suggest` without their numbers of hits, in less time."""
    others = _others(library, resolve(library, query), total)
    known = library.engine.statistics()
    # The sample is searched first; without one, it is the statistics themselves.
    several = dict.fromkeys((known.sample(), known))
    return [
        other.query
        for other in others
        if any(_is_found(other, each) for each in several) or count_hits(library, other)
    ]


def _others(library: Library, parsed: ParsedQuery, total: int) -> list[ParsedQuery]:
    # The words after a field may be no words of the text, so that these are not restored.
    if text := with_longer_values(library, parsed):
        return [resolve(library, replace(parsed.query, text=text))]
    named = [
        resolve(library, replace(parsed.query, text=text))
        for text in with_names(library, parsed, _NAMES)
    ]
    others = [*named, *suggestions.suggest(parsed, library.engine.statistics())][:_MOST]
    plain = suggestions.without_diacritics(parsed)
    if not total and plain != parsed:
        others.append(plain.with_query(replace(plain.query, exact=False)))
    return list({other.query: other for other in others}.values())


def _is_found(parsed: ParsedQuery, statistics: Statistics) -> bool:
    """Return whether a query surely has hits: words that stand so in some report, side by side."""
    query = parsed.query
    if not isinstance(parsed.tree, Words | Phrase) or query.filters or query.since or query.until:
        return False
    words = [key for word in parsed.tree.words for key in keys(word.text)]
    terms = tuple(Term(keys=(each,)) for each in words)
    leaf = terms[0] if len(terms) == 1 else TermSequence(terms)
    return statistics.document_frequency(leaf) > 0
