"""Values in portions that one statement can take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

__all__ = ["chunks"]

_Item = TypeVar("_Item")

# SQLite takes 32,766 parameters in a statement since 3.32.
_MOST = 5000


def chunks(items: Iterable[_Item], most: int = _MOST) -> Iterator[list[_Item]]:
    """Yield the items in lists of up to `most`."""
    left = iter(items)
    while chunk := list(islice(left, most)):
        yield chunk
