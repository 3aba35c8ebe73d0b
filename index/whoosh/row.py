"""The row of tokens: codes of two bytes for the keys of a segment, in reading order.

0 stands for an empty slot, 1 to 0xFFFE for the commonest keys, RARE for all others, which a
short list beside the row tells.
"""

import numpy as np

from index.whoosh.arrays import Array

__all__ = ["RARE", "number_row"]

RARE = 0xFFFF


def number_row(occurrences: Array) -> Array:
    """The code of each key, the commonest first, from how often each occurs."""
    order = np.argsort(-occurrences.astype(np.int64), kind="stable")
    codes = np.full(len(occurrences), RARE, np.uint16)
    common = order[: RARE - 1]
    codes[common] = np.arange(1, len(common) + 1, dtype=np.uint16)
    return codes
