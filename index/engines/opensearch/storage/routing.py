"""The shard on which OpenSearch puts a document with a routing value."""

from functools import lru_cache
from itertools import count

__all__ = ["routings", "shard_of"]

_WORD = 0xFFFFFFFF
# An index can be split until it has about this many shards.
_SPLITS = 10


def shard_of(routing: str, shards: int) -> int:
    """Return the number of the shard, from 0, of an index with so many shards.

    As OpenSearch does it: a 32-bit Murmur3 hash of the value in UTF-16, divided among the largest
    number of shards into which the index could be split.
    """
    doublings = max(1, _SPLITS - (shards - 1).bit_length())
    return _murmur3(routing.encode("utf-16-le")) % (shards << doublings) >> doublings


@lru_cache(64)
def routings(shards: int) -> tuple[str, ...]:
    """Return a routing value for each shard, in the order of the shards."""
    found: dict[int, str] = {}
    for number in count():
        found.setdefault(shard_of(str(number), shards), str(number))
        if len(found) == shards:
            break
    return tuple(found[shard] for shard in range(shards))


def _murmur3(data: bytes) -> int:
    """Return the hash MurmurHash3_x86_32 with the seed 0 of data, as a number with a sign."""
    found = 0
    whole = len(data) & ~3
    for start in range(0, whole, 4):
        found ^= _scrambled(int.from_bytes(data[start : start + 4], "little"))
        found = (_rotated(found, 13) * 5 + 0xE6546B64) & _WORD
    found ^= _scrambled(int.from_bytes(data[whole:], "little"))
    found ^= len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        found = (found ^ found >> shift) * factor & _WORD
    return found - (found >> 31 << 32)


def _scrambled(word: int) -> int:
    return _rotated(word * 0xCC9E2D51 & _WORD, 15) * 0x1B873593 & _WORD


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> (32 - bits)) & _WORD
