"""Opening an index reads checked data: it runs no code and does not import Whoosh."""

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.stock.schema import schema
from index.engines.whoosh.storage import toc
from index.engines.whoosh.storage.toc import INDEX_NAME, Contents, SegmentInfo
from index.errors import IndexDamaged
from index.query import Query
from index.report import Report

_TAIL = 16


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an index of two reports in generation 1."""
    engine = WhooshEngine(tmp_path / "index")
    engine.add([Report("a", title="Dân vận khéo"), Report("b", title="Công an")])
    engine.commit(7)
    engine.close()
    return tmp_path / "index"


def _found(folder: Path, text: str = "") -> list[str]:
    engine = WhooshEngine(folder)
    try:
        return [hit.identifier for hit in engine.scan(Query(text))]
    finally:
        engine.close()


# Pickles


class _Hostile:
    """An object whose pickle creates a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_hostile_pickle_in_the_table_of_contents_is_never_run(folder: Path) -> None:
    trace = folder.parent / "code ran"
    storage = RamStorage()
    TOC(schema(), [_Hostile(trace)], 1).write(storage, INDEX_NAME)
    path = toc.path_of(folder, 1)
    path.write_bytes(toc.encode(toc.read(folder, 1), storage.files[path.name]))

    engine = WhooshEngine(folder)
    assert engine.search(Query("dân vận")).total == engine.status().segments == 1
    engine.verify()
    engine.add([Report("c", title="Hội nghị")])
    engine.commit(8)
    assert _found(folder, "hội nghị") == ["c"]
    assert not trace.exists()

    # The pickle is a real one: stock Whoosh runs it.
    TOC.read(storage, INDEX_NAME, 1)
    assert trace.exists()


_SEARCH = """
import sys
from index.engine import open_engine
from index.query import Query
from index.results import FacetRequest

engine = open_engine(f"whoosh://{sys.argv[1]}")
results = engine.search(Query("dan van"), facets=[FacetRequest("date"), FacetRequest("person")])
assert results.total == 1
assert engine.status().reports == 2
print(sorted(name for name in sys.modules if name.partition(".")[0] == "whoosh"))
"""


def test_searching_does_not_import_whoosh(folder: Path) -> None:
    command = [sys.executable, "-c", _SEARCH, str(folder)]
    root = Path(__file__).parents[2]
    assert subprocess.run(command, cwd=root, check=True, capture_output=True).stdout == b"[]\n"


# Damage


def _facts(folder: Path) -> dict[str, Any]:
    data = toc.path_of(folder, 1).read_bytes()
    size = struct.unpack("<I", data[-_TAIL : -_TAIL + 4])[0]
    found: dict[str, Any] = json.loads(data[-_TAIL - size : -_TAIL])
    return found


def _write_facts(folder: Path, written: bytes) -> None:
    """Write a table of contents with this JSON and a valid checksum."""
    checked = b"pickles" + written + struct.pack("<I", len(written))
    tail = struct.pack("<I8s", zlib.crc32(checked), b"KHOBAO\0\2")
    toc.path_of(folder, 1).write_bytes(checked + tail)


def _segment(**changed: object) -> Callable[[dict[str, Any]], None]:
    return lambda facts: facts["segments"][0].update(changed)


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda facts: facts.pop(name)


_ODD: dict[str, Callable[[dict[str, Any]], None]] = {
    "revision is a text": lambda facts: facts.update(revision="7"),
    "revision is a truth value": lambda facts: facts.update(revision=True),
    "no revision": _without("revision"),
    "analysis is a number": lambda facts: facts.update(analysis=3),
    "no segments": _without("segments"),
    "segments are an object": lambda facts: facts.update(segments={"a": 1}),
    "segment is a text": lambda facts: facts.update(segments=["MAIN_a"]),
    "segment twice": lambda facts: facts["segments"].append(facts["segments"][0]),
    "segment in another folder": _segment(name="../../etc/passwd"),
    "segment without a name": _segment(name=""),
    "segment of no documents": _segment(documents=0),
    "segment of too many documents": _segment(documents=65_537),
    "fraction of a document": _segment(documents=1.5),
    "too few bits": _segment(live=""),
    "bits that are no base64": _segment(live="!!!!"),
    "bits in a list": _segment(live=[1, 1]),
    "another generation": lambda facts: facts.update(generation=2),
}


@pytest.mark.parametrize("oddity", _ODD)
def test_invalid_value_in_the_json_is_damage_of_a_named_file(folder: Path, oddity: str) -> None:
    facts = _facts(folder)
    _write_facts(folder, json.dumps(facts).encode())
    assert _found(folder, "dân") == ["a"]
    _ODD[oddity](facts)
    _write_facts(folder, json.dumps(facts).encode())
    with pytest.raises(IndexDamaged, match=r"_MAIN_1\.toc: "):
        _found(folder)


@pytest.mark.parametrize(
    "written", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b"9" * 10_000]
)
def test_invalid_json_is_damage_of_a_named_file(folder: Path, written: bytes) -> None:
    _write_facts(folder, written)
    with pytest.raises(IndexDamaged, match=r"_MAIN_1\.toc: "):
        _found(folder)


def test_every_flipped_bit_at_the_end_of_the_table_is_detected(folder: Path) -> None:
    path = toc.path_of(folder, 1)
    data = path.read_bytes()
    for bit in range(8 * _TAIL):
        at = len(data) - 1 - bit // 8
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << bit % 8]) + data[at + 1 :])
        with pytest.raises(IndexDamaged, match=r"_MAIN_1\.toc: "):
            toc.read(folder, 1)


def test_table_of_another_generation_is_refused(folder: Path) -> None:
    toc.path_of(folder, 1).rename(toc.path_of(folder, 5))
    with pytest.raises(IndexDamaged, match=r"_MAIN_5\.toc: it is the table of generation 1"):
        _found(folder)


def test_index_of_an_earlier_layout_is_refused_and_can_be_replaced(folder: Path) -> None:
    facts = json.dumps({"revision": 7, "analysis": "3"}).encode()
    data = b"pickles" + facts
    path = toc.path_of(folder, 1)
    path.write_bytes(data + struct.pack("<II8s", len(facts), zlib.crc32(data), b"KHOBAO\0T"))
    with pytest.raises(IndexDamaged, match="layout of an earlier version"):
        _found(folder)
    engine = WhooshEngine(folder)
    engine.clear()
    engine.add([Report("new", title="mới")])
    engine.commit(8)
    assert _found(folder) == ["new"]


_names = st.text("0123456789abcdef", min_size=1, max_size=16)
_infos = st.integers(1, 100).flatmap(
    lambda documents: st.builds(
        SegmentInfo,
        _names,
        st.just(documents),
        st.none() | st.binary(min_size=(documents + 7) // 8, max_size=(documents + 7) // 8),
    )
)


@given(
    revision=st.integers(0, 2**63),
    analysis=st.text(),
    segments=st.lists(_infos, unique_by=lambda info: info.name, max_size=5),
    stock=st.binary(max_size=50),
)
def test_table_of_contents_is_read_as_written(
    tmp_path_factory: pytest.TempPathFactory,
    revision: int,
    analysis: str,
    segments: list[SegmentInfo],
    stock: bytes,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    contents = Contents(3, revision, analysis, tuple(segments))
    toc.path_of(folder, 3).write_bytes(toc.encode(contents, stock))
    assert toc.read(folder, 3) == contents
