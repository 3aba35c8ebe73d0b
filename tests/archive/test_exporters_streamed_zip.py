"""The streamed ZIP: read by another reader, beyond the old limits, in constant memory."""

import io
import tracemalloc
from tempfile import TemporaryFile
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st

from archive.exporters.streamed_zip import StreamedZip

_FILES = st.dictionaries(
    st.text(st.characters(exclude_characters="\0/\\:", codec="utf-8"), min_size=1),
    st.lists(st.binary()),
)


def _made(files, *, before: int = 0, earlier: int = 0) -> bytes:
    """Return a ZIP as if after so many bytes `before`, and `earlier` files."""
    with TemporaryFile() as directory:
        made = StreamedZip(directory)
        made._offset, made._members = before, earlier
        pieces = [piece for name, data in files.items() for piece in made.add(name, data)]
        return b"".join([*pieces, *made.end()])


@given(_FILES)
def test_other_reader_finds_the_files_whole_and_in_order(files) -> None:
    with ZipFile(io.BytesIO(_made(files))) as read:
        assert read.namelist() == list(files)
        assert read.testzip() is None
        assert {name: read.read(name) for name in files} == {
            name: b"".join(data) for name, data in files.items()
        }


def test_file_that_begins_beyond_4_gb_is_found() -> None:
    made = _made({"a": [b"first"], "b": [b"second"]}, before=2**33)
    assert b"PK\6\6" in made
    with TemporaryFile() as sparse:
        sparse.seek(2**33)
        sparse.write(made)
        with ZipFile(sparse) as read:
            assert [read.read(name) for name in ("a", "b")] == [b"first", b"second"]


def test_more_than_65535_files_are_counted() -> None:
    made = _made({"a": [b"last"]}, earlier=65_600)
    with ZipFile(io.BytesIO(made)) as read:
        assert read.read("a") == b"last"
    # APPNOTE.TXT 4.3.14: the number of files stands 32 bytes into the record.
    record = made.index(b"PK\6\6")
    assert int.from_bytes(made[record + 32 : record + 40], "little") == 65_601


def test_files_already_written_cost_no_memory() -> None:
    with TemporaryFile() as directory:
        made = StreamedZip(directory)
        tracemalloc.start()
        try:
            for number in range(1000):
                for _ in made.add(f"{number}.html", [b"text"]):
                    pass
            assert tracemalloc.get_traced_memory()[0] < 50_000
        finally:
            tracemalloc.stop()
