"""Sorted strings in an array file are found as in a list."""

from bisect import bisect_left
from pathlib import Path

from index.engines.whoosh.storage.array_file import ArrayFile, ArrayWriter
from index.engines.whoosh.storage.strings import Strings, pack

# More than three landmarks, some with equal beginnings.
_SORTED = sorted({f"{'bcd'[number % 3]}{number * 7:x}ệ" for number in range(110)})


def _strings(path: Path, values: list[str]) -> Strings:
    writer = ArrayWriter(path)
    for name, array in zip(("word.text", "word.starts"), pack(values), strict=True):
        writer.add(name, array)
    writer.close()
    return Strings(ArrayFile(path), "word")


def test_strings_are_found_at_the_index_at_which_a_list_has_them(tmp_path: Path) -> None:
    for number, size in enumerate((0, 1, 32, 33, 64, len(_SORTED))):
        values = _SORTED[:size]
        strings = _strings(tmp_path / f"{number}.arrays", values)
        for tried in ("", "a", "đ", *_SORTED, *(each[:-1] for each in _SORTED)):
            assert strings.bisect(tried) == bisect_left(values, tried)
            assert strings.find(tried) == (values.index(tried) if tried in values else -1)


def test_strings_are_found_within_a_sorted_range_of_unsorted_ones(tmp_path: Path) -> None:
    strings = _strings(tmp_path / "a.arrays", [*_SORTED[50:], *_SORTED[:50]])
    for among in (range(60), range(60, 110), range(40, 41)):
        found = [at for at in range(110) if strings.find(strings[at], among) == at]
        assert found == list(among)
