"""The errors that the index raises, and the base of all errors of Kho Báo.

KhobaoError
├── IndexingError
│   ├── IndexNotFound
│   ├── IndexDamaged
│   ├── IndexLocked
│   ├── IndexUnavailable
│   ├── IndexUnsuitable
│   └── UnknownEngine
└── archive.errors.ArchiveError
"""

__all__ = [
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexUnavailable",
    "IndexUnsuitable",
    "IndexingError",
    "KhobaoError",
    "UnknownEngine",
]


class KhobaoError(Exception):
    """Base of all errors that Kho Báo raises; catch it to report a failure to the user."""


class IndexingError(KhobaoError):
    """The index could not be read or written."""


class IndexNotFound(IndexingError):
    """There is no index at the given location; build one first."""


class IndexDamaged(IndexingError):
    """A file of the index does not hold what was written to it; rebuild the index."""


class IndexLocked(IndexingError):
    """Another writer holds the lock of the index; try again when it has finished."""


class IndexUnavailable(IndexingError):
    """The index exists but cannot be reached at the moment; try again later."""


class IndexUnsuitable(IndexingError):
    """The index was not built from the catalogue that it is used with."""


class UnknownEngine(IndexingError):
    """The URL of an index names an engine that does not exist or is not installed."""
