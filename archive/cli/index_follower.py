"""Update the index batch by batch during an import."""

import click

from archive.catalogue import Catalogue
from archive.cli.progress import progress
from archive.indexing import Follower, catch_up, follower
from index.engine import Engine
from index.errors import IndexingError

__all__ = ["Following", "exit_code"]

# Seconds to wait at the end while another import writes the index.
_PATIENCE = 60


_REFUSED = 1
_NOT_INDEXED = 3


def exit_code(*, refused: bool, indexed: bool | None) -> int:
    """Return the exit code of an import. `indexed`: False if its reports could not be indexed."""
    if indexed is False:
        # As for every command that finds the index locked or unreachable.
        return _NOT_INDEXED
    return _REFUSED if refused else 0


class Following:
    """Index each batch while the next one is searched for persons.

    Nothing is lost if the index cannot follow: the catalogue holds every report.
    """

    def __init__(self, catalogue: Catalogue, engine: Engine) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._follower: Follower | None = None
        self._possible = True

    def follow(self) -> None:
        """Index what is new, unless another writer holds the index or it is unusable."""
        if not self._possible:
            return
        try:
            self._follower = self._follower or follower(self._catalogue, self._engine)
            if self._follower is None:
                self._possible = False
            else:
                self._follower.take()
        except IndexingError:
            self._possible = False
            self._engine.rollback()

    def finish(self) -> bool:
        """Index the rest; return False, with a message, if that was impossible."""
        try:
            if self._possible and self._follower is not None:
                self._follower.finish()
                return True
            pending = self._catalogue.changes.pending(self._engine.status().revision)
            with progress("Indexing ", pending, "reports") as step:
                catch_up(
                    self._catalogue,
                    self._engine,
                    on_progress=lambda taken: step(taken, taken),
                    patience=_PATIENCE,
                )
        except IndexingError as error:
            click.echo(f"the reports are stored but not indexed: {error}", err=True)
            click.echo("«khobao index» indexes them", err=True)
            return False
        return True
