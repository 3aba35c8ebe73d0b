"""Values read of the catalogue, remembered for as long as its state stays the same.

Pages of lists show the names of the same persons, newspapers and sections again and again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

from archive.catalogue.database import Database
from archive.catalogue.state import State, state
from index.bounded_dict import BoundedDict

__all__ = ["Recollection"]

K = TypeVar("K")
V = TypeVar("V")

# The most values of a kind: some megabytes.
_MOST = 1 << 14
_UNREAD = object()


class Recollection:
    """The values of a catalogue by key, for any number of threads.

    They are remembered within `Database.sharing` only, where the state is known.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[object, tuple[State, BoundedDict[Any, Any]]] = {}

    def values(
        self,
        connection: Connection,
        read: Callable[[Connection, Sequence[K]], Mapping[K, V]],
        keys: Collection[K],
    ) -> Mapping[K, V]:
        """Return what `read` returns for some keys: key → value, for those that have one.

        `read`: always the same function; its values depend on key and state alone.
        """
        if not self._database.is_sharing:
            return read(connection, list(keys))
        known = self._known(read)
        found = {key: known.get(key, _UNREAD) for key in keys}
        unread = [key for key, value in found.items() if value is _UNREAD]
        if unread:
            values = read(connection, unread)
            for key in unread:
                found[key] = known[key] = values.get(key)
        return {key: value for key, value in found.items() if value is not None}

    def _known(self, read: object) -> BoundedDict[Any, Any]:
        """Return what was read in the present state; None stands for no value."""
        present = self._database.read_once(state)
        held = self._held.get(read)
        if held is None or held[0] != present:
            held = self._held[read] = present, BoundedDict(_MOST)
        return held[1]
