"""The memory allocator: freed memory of arrays is kept for the next ones."""

import ctypes
from contextlib import suppress
from functools import cache

__all__ = ["keep_freed_memory"]

# Parameters of mallopt(3), from glibc's malloc.h, and their values in bytes. An array over all
# documents of a segment has at most half a megabyte; what exceeds `_LARGE` is still returned.
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
_LARGE = 4 << 20
_KEPT = 64 << 20


@cache
def keep_freed_memory() -> None:
    """Make glibc reuse the memory of freed arrays; do nothing with another C library.

    By default glibc takes memory for more than 128 kB from the system and returns it as soon as
    it is freed. The system clears pages that it gives out, which took a third of the time of a
    search for a common word.
    """
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_TRIM_THRESHOLD, _KEPT)
