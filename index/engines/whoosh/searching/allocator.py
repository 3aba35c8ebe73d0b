"""How this process keeps the memory of arrays that come and go."""

import ctypes
from contextlib import suppress
from functools import cache

__all__ = ["keep_arrays"]

# glibc's names for its settings (malloc.h), and what they are set to: an array over all documents
# of a segment has half a megabyte at most; what is larger goes back to the system as ever.
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
_LARGE = 4 << 20
_KEPT = 64 << 20


@cache
def keep_arrays() -> None:
    """Let arrays of queries be made in memory that earlier ones left, where glibc is the library.

    By itself glibc takes memory for anything over 128 kB from the system and gives it back at
    once. Clearing its pages again and again was a third of the time of a common word.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _KEPT)
