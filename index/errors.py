"""The errors that the index raises.

IndexingError
├── IndexNotFound
├── IndexDamaged
├── IndexLocked
├── IndexUnavailable
└── UnknownEngine
"""

__all__ = [
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexUnavailable",
    "IndexingError",
    "UnknownEngine",
]


class IndexingError(Exception):
    """An index could not do what was asked of it."""


class IndexNotFound(IndexingError):
    """There is no index at the place named."""


class IndexDamaged(IndexingError):
    """A file of the index does not hold what was written into it."""


class IndexLocked(IndexingError):
    """Another writer holds the index."""


class IndexUnavailable(IndexingError):
    """The index exists, yet cannot answer now."""


class UnknownEngine(IndexingError):
    """The URL names an engine that is not known here."""
