"""The index, following while an import goes on."""

import click

from archive.catalogue import Catalogue
from archive.cli.progress import progress
from archive.indexing import Follower, catch_up, follower
from index.engine import Engine
from index.errors import IndexingError

__all__ = ["Following"]

# Seconds that the index is waited for at the end while another import writes it.
_PATIENCE = 60


class Following:
    """Takes each batch into the index, in the time in which the next one's persons are found.

    The catalogue has everything, so nothing is lost where the index cannot follow.
    """

    def __init__(self, catalogue: Catalogue, engine: Engine) -> None:
        self._catalogue = catalogue
        self._engine = engine
        self._follower: Follower | None = None
        self._possible = True

    def follow(self) -> None:
        """Take what is new, unless another writer holds the index or it is of no use."""
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
        """Take the rest; whether that was possible."""
        try:
            if self._possible and self._follower is not None:
                self._follower.finish()
                return True
            pending = self._catalogue.changes.pending(self._engine.status().revision)
            with progress("Indexing ", pending, "reports") as step:
                catch_up(
                    self._catalogue,
                    self._engine,
                    caught=lambda taken: step(taken, taken),
                    patience=_PATIENCE,
                )
        except IndexingError as error:
            click.echo(f"the reports are kept, yet not indexed: {error}", err=True)
            click.echo("«khobao index» takes them up", err=True)
            return False
        return True
