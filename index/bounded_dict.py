"""A dictionary for a cache: it is emptied before it holds too much."""

from typing import TypeVar

__all__ = ["BoundedDict"]

K = TypeVar("K")
V = TypeVar("V")


class BoundedDict(dict[K, V]):
    """A dictionary that forgets all of its `limit` values when one more is assigned.

    For values that are cheap to compute again, this costs less than to record their use. Other
    threads may empty it at any time, so look a value up with `get` and once only.

    >>> cache = BoundedDict(2)
    >>> cache["a"], cache["b"], cache["c"] = 1, 2, 3
    >>> cache
    {'c': 3}
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def __setitem__(self, key: K, value: V) -> None:
        if len(self) >= self._limit:
            self.clear()
        super().__setitem__(key, value)
