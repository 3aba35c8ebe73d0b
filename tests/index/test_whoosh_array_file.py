"""Array files are read as written; damaged or crafted ones give an error that names them."""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.engines.whoosh.storage.array_file import ArrayFile, ArrayWriter
from index.engines.whoosh.storage.layout import ARRAYS, OPTIONAL
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.writing.writer import write_segment
from index.errors import IndexDamaged
from index.facets import FACETS
from index.report import Report

_HEADER = struct.Struct("<8sQQII")
# More than two blocks under a checksum each.
_LONG = np.arange(50_000, dtype=np.uint32)


def _written(folder: Path) -> Path:
    path = folder / "MAIN_a.arrays"
    writer = ArrayWriter(path)
    writer.add("short", np.array([1, 2, 3], np.uint8))
    writer.add("long", _LONG)
    writer.close()
    return path


def test_arrays_are_read_as_written_whole_and_in_part(tmp_path: Path) -> None:
    path = _written(tmp_path)
    assert ArrayFile(path).types == {"short": "|u1", "long": "<u4"}
    assert ArrayFile(path).whole("long").tolist() == _LONG.tolist()
    assert ArrayFile(path).part("long", 20_000, 20_003).tolist() == [20_000, 20_001, 20_002]
    assert ArrayFile(path).take("long", np.array([49_999, 7])).tolist() == [49_999, 7]


def test_damaged_block_is_detected_when_it_is_used(tmp_path: Path) -> None:
    path = _written(tmp_path)
    data = bytearray(path.read_bytes())
    data[data.index(struct.pack("<I", 40_000))] ^= 1
    path.write_bytes(data)
    file = ArrayFile(path)
    assert file.part("long", 0, 10_000).tolist() == _LONG[:10_000].tolist()
    assert file.take("long", np.array([3])).tolist() == [3]
    for use in (
        lambda: file.part("long", 39_000, 41_000),
        lambda: file.take("long", np.array([3, 40_000])),
        lambda: file.whole("long"),
        file.verify,
    ):
        with pytest.raises(IndexDamaged, match=r"MAIN_a\.arrays: the array 'long' is damaged"):
            use()


def _with_directory(path: Path, change: Callable[[Any], Any]) -> None:
    """Change the directory of a file, with valid checksums."""
    data = path.read_bytes()
    mark, at, size, _, _ = _HEADER.unpack(data[: _HEADER.size])
    directory = json.dumps(change(json.loads(data[-size:]))).encode()
    header = _HEADER.pack(mark, at, len(directory), zlib.crc32(directory), 0)[:-4]
    header += struct.pack("<I", zlib.crc32(header))
    path.write_bytes(header + data[_HEADER.size : len(data) - size] + directory)


def _array(*facts: object) -> Callable[[Any], Any]:
    return lambda directory: {**directory, "arrays": {**directory["arrays"], "long": facts}}


@pytest.mark.parametrize(
    "change",
    [
        lambda directory: [],
        lambda directory: None,
        lambda directory: {},
        lambda directory: {**directory, "blocks": "4"},
        lambda directory: {**directory, "blocks": -1},
        lambda directory: {**directory, "arrays": ["long"]},
        lambda directory: {**directory, "arrays": {"short": directory["arrays"]["short"]}},
        _array("|O", 128, 50_000),
        _array("V8", 128, 10),
        _array(["<u4"], 128, 50_000),
        _array("<u4", 128),
        _array("<u4", 128, 60_000_000),
        _array("<u4", 128, -1),
        _array("<u4", -4, 50_000),
        _array("<u4", "128", 50_000),
        _array("<u4", 1.5, 50_000),
        _array("<u4", 10**30, 50_000),
    ],
)
def test_invalid_directory_is_damage_of_a_named_file(
    tmp_path: Path, change: Callable[[Any], Any]
) -> None:
    path = _written(tmp_path)
    _with_directory(path, lambda directory: directory)
    assert ArrayFile(path).whole("short").tolist() == [1, 2, 3]
    _with_directory(path, change)
    with pytest.raises(IndexDamaged, match=r"MAIN_a\.arrays: "):
        ArrayFile(path)


def test_file_of_another_layout_is_named(tmp_path: Path) -> None:
    path = _written(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[:7] + b"\1" + data[8:])
    with pytest.raises(IndexDamaged, match=r"MAIN_a\.arrays: it has layout 1, not 2"):
        ArrayFile(path)
    path.write_bytes(b"PK" + data[2:])
    with pytest.raises(IndexDamaged, match=r"MAIN_a\.arrays: it is not an array file"):
        ArrayFile(path)


def test_segment_has_the_arrays_of_its_layout(tmp_path: Path) -> None:
    path = tmp_path / "MAIN_b.arrays"
    write_segment(path, [Report("a", title="Dân vận", persons=("p",))])
    assert Segment(path).file.types == ARRAYS | OPTIONAL


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"gaps": None}, "'gaps' is missing"), ({"tokens": np.int64}, "'tokens' is <i8, not")],
)
def test_array_that_is_missing_or_of_another_type_is_named(
    tmp_path: Path, changed: dict[str, type | None], said: str
) -> None:
    write_segment(tmp_path / "whole.arrays", [Report("a", title="Dân vận")])
    whole = ArrayFile(tmp_path / "whole.arrays")
    writer = ArrayWriter(tmp_path / "MAIN_b.arrays")
    for name in whole.types:
        kind = changed.get(name, whole.whole(name).dtype.type)
        if kind is not None:
            writer.add(name, whole.whole(name).astype(kind))
    writer.close()
    with pytest.raises(IndexDamaged, match=rf"MAIN_b\.arrays: the array {said}"):
        Segment(writer.path)


def test_every_array_of_the_layout_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "index-format.md").read_text(encoding="utf-8")
    for name in ARRAYS:
        first, _, rest = name.partition(".")
        assert f"`{f'<facet>.{rest}' if first in FACETS else name}`" in page
