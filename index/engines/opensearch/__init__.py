"""The distributed engine: an index on OpenSearch 3, read and written over HTTP."""

from index.engines.opensearch.engine import OpenSearchEngine

__all__ = ["OpenSearchEngine"]
