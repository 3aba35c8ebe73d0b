"""The lexicon of a segment: its keys and their folds.

Keys are numbered in the order of their folds, then of the keys themselves, so the spellings of a
fold are a range of numbers. So are their postings, occurrences and successor codes.
"""

from index.bounded_dict import BoundedDict
from index.engines.whoosh.storage.array_file import ArrayFile
from index.engines.whoosh.storage.strings import Strings
from index.language.spelling import fold
from index.planning.clauses import Term

__all__ = ["Lexicon"]

# Folds and keys that are remembered with their numbers, about 200 bytes each.
_REMEMBERED = 1 << 14
# Terms that are remembered with their keys; one of a wildcard has 200.
_TERMS = 1 << 8


class Lexicon:
    """The keys and folds of a segment by number."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self.keys = Strings(file, "key")
        self.folds = Strings(file, "fold")
        self._spellings: BoundedDict[str, range] = BoundedDict(_REMEMBERED)
        self._numbers: BoundedDict[str, int] = BoundedDict(_REMEMBERED)
        self._keys: BoundedDict[int, str] = BoundedDict(_REMEMBERED)
        self._ranges: BoundedDict[Term, tuple[range, ...]] = BoundedDict(_TERMS)

    def keys_of_fold(self, number: int) -> range:
        """Return the keys of a fold; both by number."""
        return range(*self._file.part("fold.keys", number, number + 2).tolist())

    def fold_of_key(self, first: int) -> int:
        """Return the number of the fold whose first key has this number."""
        keys = self._file.whole("fold.keys")
        # A number of another type would make NumPy convert the whole array.
        return int(keys.searchsorted(keys.dtype.type(first)))

    def spellings(self, plain: str) -> range:
        """Return the numbers of the keys with a fold."""
        known = self._spellings.get(plain)
        if known is None:
            at = self.folds.find(plain)
            known = self.keys_of_fold(at) if at >= 0 else range(0)
            self._spellings[plain] = known
        return known

    def beginning(self, prefix: str) -> range:
        """Return the numbers of the keys whose fold begins with a prefix."""
        # No token contains the last code point of Unicode.
        ends = [self.folds.bisect(prefix), self.folds.bisect(prefix + "\U0010ffff")]
        return range(*self._file.whole("fold.keys")[ends].tolist())

    def find(self, key: str) -> int:
        """Return the number of a key; -1 if it is absent."""
        known = self._numbers.get(key)
        if known is None:
            among = self.spellings(fold(key))
            known = self.keys.find(key, among) if among else -1
            self._numbers[key] = known
        return known

    def key(self, number: int) -> str:
        """Return the key with a number."""
        known = self._keys.get(number)
        if known is None:
            known = self._keys[number] = self.keys[number]
        return known

    def ranges(self, term: Term) -> tuple[range, ...]:
        """Return the numbers of all keys of a term, as ranges that do not overlap."""
        known = self._ranges.get(term)
        if known is None:
            known = self._ranges[term] = self._find(term)
        return known

    def _find(self, term: Term) -> tuple[range, ...]:
        found = {plain: self.spellings(plain) for plain in term.folds}
        single = [self.find(key) for key in term.keys if not found or fold(key) not in found]
        return *filter(None, found.values()), *(range(at, at + 1) for at in single if at >= 0)
