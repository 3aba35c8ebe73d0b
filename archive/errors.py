"""The errors that the archive raises; `index.errors` has the base of all errors.

ArchiveError
├── ConfigInvalid
├── CatalogueError
│   ├── CatalogueNotFound
│   ├── CatalogueUnsuitable
│   └── CatalogueUnavailable
│       └── CatalogueAway
├── ReportNotFound
├── PersonNotFound
├── ListNotFound
├── ListRefused
└── DecisionInvalid
"""

from index.errors import KhobaoError

__all__ = [
    "ArchiveError",
    "CatalogueAway",
    "CatalogueError",
    "CatalogueNotFound",
    "CatalogueUnavailable",
    "CatalogueUnsuitable",
    "ConfigInvalid",
    "DecisionInvalid",
    "ListNotFound",
    "ListRefused",
    "PersonNotFound",
    "ReportNotFound",
]


class ArchiveError(KhobaoError):
    """The archive could not do what was asked of it."""


class ConfigInvalid(ArchiveError):
    """A setting is unknown or has a value that cannot be used."""


class CatalogueError(ArchiveError):
    """The catalogue could not do what was asked of it."""


class CatalogueNotFound(CatalogueError):
    """There is no catalogue at the place named."""


class CatalogueUnsuitable(CatalogueError):
    """The catalogue was laid out by another version of the program."""


class CatalogueUnavailable(CatalogueError):
    """The catalogue exists, yet cannot answer now."""


class CatalogueAway(CatalogueUnavailable):
    """The server of the catalogue cannot be reached, or went away amid an answer."""


class ReportNotFound(ArchiveError):
    """No report has this identifier."""


class PersonNotFound(ArchiveError):
    """No authority record has this identifier."""


class ListNotFound(ArchiveError):
    """No frozen list has this identifier."""


class ListRefused(ArchiveError):
    """A list cannot be frozen: it is empty or too long, or there is no room for another one."""


class DecisionInvalid(ArchiveError):
    """A decision about persons cannot be carried out."""
