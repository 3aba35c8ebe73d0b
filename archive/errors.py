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


class DecisionInvalid(ArchiveError):
    """A decision about persons cannot be carried out."""
