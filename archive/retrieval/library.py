"""Library: a catalogue with the index built from it."""

import hashlib
from typing import Any

from archive.catalogue import Catalogue, open_catalogue
from archive.config import Config
from index.bounded_dict import BoundedDict
from index.engine import Engine, open_engine
from index.errors import IndexNotFound
from index.language.synonyms import Synonyms, shipped_synonyms

__all__ = ["Library", "open_library"]

# Concordances whose order is remembered, so that turning a page does not read all texts again; each
# has up to 20,000 lines of some 200 bytes.
_CONCORDANCES = 4
# Seconds that an SQL statement may take; gunicorn gives the whole page 30.
_SLOWEST = 20


class Library:
    """A catalogue and its engine. Open one in each process, after any fork.

    Between two updates of the index the engine may still find a report that was withdrawn from the
    catalogue; readers of a list leave such a report out. `concordances`: those asked for last.
    `index_revision`: the revision of the index when `generation` was last called, None before.
    `synonyms`: the names of things that ship, and those of the archive.
    """

    def __init__(
        self, catalogue: Catalogue, engine: Engine, synonyms: Synonyms | None = None
    ) -> None:
        self.catalogue = catalogue
        self.engine = engine
        shipped = shipped_synonyms()
        self.synonyms = shipped.overridden_by(synonyms) if synonyms else shipped
        self._synonyms_tag = _tag(synonyms) if synonyms else ""
        self.concordances: BoundedDict[object, Any] = BoundedDict(_CONCORDANCES)
        self.index_revision: int | None = None

    def close(self) -> None:
        """Close the engine and the catalogue."""
        self.engine.close()
        self.catalogue.close()

    def generation(self) -> str:
        """Return a tag that changes whenever a page may look different.

        Raise `IndexNotFound` if the catalogue has reports and there is no index of them.
        """
        status, (mark, decision) = self.engine.status(), self.catalogue.state()
        self.index_revision = status.revision
        if not status.revision and not mark.startswith("0-"):
            raise IndexNotFound("there is no index of the reports in the catalogue")
        # A name that was chosen for a person, for example, changes pages but no report.
        return f"{status.generation}-{mark}-{decision}{self._synonyms_tag}"

    def pending(self) -> int:
        """Return the number of changes in the catalogue that the index does not hold yet."""
        return self.catalogue.changes.pending(self.engine.status().revision)


def open_library(config: Config) -> Library:
    """Open the library of an archive.

    Raise `CatalogueNotFound` if nothing was imported yet.
    """
    catalogue = open_catalogue(config.catalogue, slowest=_SLOWEST)
    return Library(catalogue, open_engine(config.index), config.synonyms)


def _tag(synonyms: Synonyms) -> str:
    """Return a tag that differs between tables of names."""
    return "-" + hashlib.sha256(repr(synonyms.groups).encode()).hexdigest()[:8]
