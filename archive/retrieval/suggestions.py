"""Other queries that the reader may have meant."""

from dataclasses import replace

from archive.retrieval.hits import count_hits
from archive.retrieval.library import Library
from index.display import suggestions
from index.query import Query

__all__ = ["suggest"]


def suggest(library: Library, query: Query, total: int) -> list[tuple[Query, int]]:
    """Return the queries that may have been meant, likeliest first, each with its number of hits.

    `total`: the hits of the query itself. Where it has none, the query without diacritics is
    offered last. Only queries that find something are returned.
    """
    texts = suggestions.suggest(query.text, library.engine.statistics())
    others = [replace(query, text=text) for text in texts]
    free = suggestions.freed(query.text)
    if not total and free != query.text:
        others.append(replace(query, text=free, exact=False))
    counted = [(other, count_hits(library, other)) for other in dict.fromkeys(others)]
    return [(other, hits) for other, hits in counted if hits]
