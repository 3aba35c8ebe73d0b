"""The codes of keys: two bytes that tell which key follows an occurrence.

0 stands for the end of a paragraph, 1 to 0xFFFE for the commonest keys of a segment, RARE for all
others, which a short list beside the codes tells. Codes rise with the number of the key, so that
those of consecutive keys, such as the spellings of a fold, are a range.
"""

import numpy as np

from index.engines.whoosh.storage.arrays import Array

__all__ = ["RARE", "codes_of"]

RARE = 0xFFFF


def codes_of(occurrences: Array) -> Array:
    """The code of each key, from how often each occurs."""
    codes = np.full(len(occurrences), RARE, np.uint16)
    by_count = np.argsort(-occurrences.astype(np.int64), kind="stable")
    common = np.sort(by_count[: RARE - 1])
    codes[common] = np.arange(1, len(common) + 1, dtype=np.uint16)
    return codes
