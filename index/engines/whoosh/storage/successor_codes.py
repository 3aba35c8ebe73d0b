"""Codes of two bytes for keys, by which the key after an occurrence is stored.

The code is 0 at the end of a paragraph, 1 to 0xFFFE for the commonest keys of a segment, and `RARE`
for all others, whose numbers are in a separate list. Codes ascend with the number of the key, so
consecutive keys, such as the spellings of a fold, have a range of codes.
"""

import numpy as np

from index.engines.whoosh.storage.arrays import Array

__all__ = ["RARE", "successor_codes"]

RARE = 0xFFFF


def successor_codes(occurrences: Array) -> Array:
    """Return the code of each key, given the number of its occurrences."""
    codes = np.full(len(occurrences), RARE, np.uint16)
    by_count = np.argsort(-occurrences.astype(np.int64), kind="stable")
    common = np.sort(by_count[: RARE - 1])
    codes[common] = np.arange(1, len(common) + 1, dtype=np.uint16)
    return codes
