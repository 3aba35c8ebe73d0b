"""Measure work without a clock's absolute time, so that slow machines get the same verdict."""

import time
from collections.abc import Callable
from cProfile import Profile
from typing import TypeVar

__all__ = ["calls", "growth"]

_T = TypeVar("_T")
_ROUNDS = 3


def calls(action: Callable[[], object]) -> int:
    """Return the number of function calls that `action` makes in this thread, builtins included.

    The same code and data give the same number on every machine. Work inside one call (a regular
    expression, an operation on a NumPy array) counts as one; use `growth` for that.
    """
    profile = Profile()
    with profile:
        action()
    return sum(entry.callcount for entry in profile.getstats())


def growth(action: Callable[[_T], object], small: _T, large: _T) -> float:
    """Return how many times as long `action` takes for `large` as for `small`, by processor time.

    Both are measured in turns and the quickest round counts, so that other load hardly matters.
    """
    quickest = [float("inf"), float("inf")]
    for _ in range(_ROUNDS):
        for which, value in enumerate((small, large)):
            began = time.process_time()
            action(value)
            quickest[which] = min(quickest[which], time.process_time() - began)
    return quickest[1] / quickest[0]
