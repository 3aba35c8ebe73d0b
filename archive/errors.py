"""The errors that the archive raises; `index.errors` has the base of all errors.

ArchiveError
├── ConfigInvalid
├── CatalogueError
│   ├── CatalogueNotFound
│   ├── CatalogueUnsuitable
│   ├── CatalogueReplaced
│   ├── CatalogueUnavailable
│   │   └── CatalogueAway
│   └── OriginalDamaged
├── BackupError
├── ReportNotFound
│   └── ReportWithdrawn
├── PersonNotFound
├── NewspaperNotFound
├── MatterNotFound
├── ListNotFound
├── ListRefused
├── HarvestImpossible
├── ErasureRefused
└── DecisionInvalid
"""

from index.errors import KhobaoError

__all__ = [
    "ArchiveError",
    "BackupError",
    "CatalogueAway",
    "CatalogueError",
    "CatalogueNotFound",
    "CatalogueReplaced",
    "CatalogueUnavailable",
    "CatalogueUnsuitable",
    "ConfigInvalid",
    "DecisionInvalid",
    "ErasureRefused",
    "HarvestImpossible",
    "ListNotFound",
    "ListRefused",
    "MatterNotFound",
    "NewspaperNotFound",
    "OriginalDamaged",
    "PersonNotFound",
    "ReportNotFound",
    "ReportWithdrawn",
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


class CatalogueReplaced(CatalogueError):
    """Another state was put in the place of the catalogue, such as a backup; run again."""


class CatalogueUnavailable(CatalogueError):
    """The catalogue exists, yet cannot answer now."""


class CatalogueAway(CatalogueUnavailable):
    """The server of the catalogue cannot be reached, or went away amid an answer."""


class OriginalDamaged(CatalogueError):
    """The bytes of an original are not those that were stored.

    `sha256`: of the bytes that were stored. `problem`: the difference.
    """

    def __init__(self, sha256: str, problem: str) -> None:
        super().__init__(f"the original {sha256} is damaged: {problem}")
        self.sha256 = sha256
        self.problem = problem


class BackupError(ArchiveError):
    """A backup cannot be made, is incomplete or damaged, or cannot be restored here."""


class ReportNotFound(ArchiveError):
    """No report has this identifier."""


class ReportWithdrawn(ReportNotFound):
    """The report with this identifier was withdrawn or erased.

    `date`: of the decision, ISO 8601. `reason`: "" unless readers may know it.
    """

    def __init__(self, identifier: str, date: str, reason: str, *, erased: bool) -> None:
        super().__init__(f"{identifier!r} was {'erased' if erased else 'withdrawn'} on {date}")
        self.identifier = identifier
        self.date = date
        self.reason = reason
        self.erased = erased


class NewspaperNotFound(ArchiveError):
    """No newspaper has this identifier or name."""


class PersonNotFound(ArchiveError):
    """No authority record has this identifier."""


class MatterNotFound(ArchiveError):
    """The review lists no such matter."""


class ListNotFound(ArchiveError):
    """No frozen list has this identifier."""


class ListRefused(ArchiveError):
    """A list cannot be frozen: it is empty or too long, has an invalid note, or is one too many."""


class HarvestImpossible(ArchiveError):
    """An address cannot be harvested: it is neither feed nor sitemap, or cannot be fetched."""


class ErasureRefused(ArchiveError):
    """A report cannot be erased: the bytes that it was read from hold other reports too."""


class DecisionInvalid(ArchiveError):
    """A decision cannot be carried out."""
