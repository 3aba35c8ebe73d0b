"""Other queries that the reader may have meant."""

from dataclasses import replace

from archive.retrieval.hits import count_hits
from archive.retrieval.library import Library
from archive.retrieval.names import resolve
from index.display import suggestions
from index.query import Query
from index.syntax.parsed_query import ParsedQuery

__all__ = ["suggest"]


def suggest(library: Library, query: Query | ParsedQuery, total: int) -> list[tuple[Query, int]]:
    """Return the queries that may have been meant, likeliest first, each with its number of hits.

    `total`: the hits of the query itself. Where it has none, the query without diacritics is
    offered last. Only queries that find something are returned.
    """
    parsed = resolve(library, query)
    others = suggestions.suggest(parsed, library.engine.statistics())
    plain = suggestions.without_diacritics(parsed)
    if not total and plain != parsed:
        others.append(plain.with_query(replace(plain.query, exact=False)))
    distinct = {other.query: other for other in others}
    counted = [(other.query, count_hits(library, other)) for other in distinct.values()]
    return [(other, hits) for other, hits in counted if hits]
