"""The errors that the index raises, and the base of all errors of Kho Báo.

KhobaoError
├── IndexingError
│   ├── IndexNotFound
│   ├── IndexDamaged
│   ├── IndexLocked
│   ├── IndexUnavailable
│   ├── IndexUnsuitable
│   └── UnknownEngine
├── QueryTooLarge
├── TableInvalid
└── archive.errors.ArchiveError
"""

from typing import Literal

__all__ = [
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexUnavailable",
    "IndexUnsuitable",
    "IndexingError",
    "KhobaoError",
    "QueryTooLarge",
    "TableInvalid",
    "UnknownEngine",
]


class KhobaoError(Exception):
    """Base of all errors that Kho Báo raises; catch it to report a failure to the user."""


class QueryTooLarge(KhobaoError):
    """A query asks for more work than one request may take.

    `kind`: what is counted. `asked`: the number in the query, `limit`: the largest one allowed.
    """

    def __init__(
        self, kind: Literal["address", "filters", "names", "positions"], asked: int, limit: int
    ) -> None:
        super().__init__(_TOO_LARGE[kind].format(asked=f"{asked:,}", limit=f"{limit:,}"))
        self.kind = kind
        self.asked = asked
        self.limit = limit


_TOO_LARGE = {
    "address": "the query is too large: its address has {asked} bytes, of at most {limit}",
    "filters": "the query is too large: it has {asked} filters, of at most {limit}; choose fewer",
    "names": (
        "the query is too large: it names {asked} persons, of at most {limit}; name fewer, or "
        "choose them from the facet"
    ),
    "positions": (
        'the query is too large: NEAR, "…"~n and fields of the text would compare {asked} '
        "positions of words, of at most {limit}; use rarer words, or fewer of these operators"
    ),
}


class TableInvalid(KhobaoError):
    """A line of a table of words cannot be used; the message names the table and the line."""


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
