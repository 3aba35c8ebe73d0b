"""Files, folders, the standard input and compressed files."""

import bz2
import gzip
import io
import json
import lzma
import os
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.importers import STDIN, Refusal, files, origin, read
from index.report import Report
from tests.sources import paths

LINE = '{"id": "a", "title": "Bến đò", "body": "Sáng nay."}\n'.encode()
SHEET = "id,title\na,Bến đò\n".encode()
TEXT = "Bến đò\n\nSáng nay, bến đò mở lại.\n".encode()


def titles(path: Path | str, **options: object) -> list[str]:
    """The titles of the reports in a file; what is refused fails."""
    found = list(read(path, **options))  # type: ignore[arg-type]
    assert all(isinstance(record, Report) for record in found), found
    return [record.title for record in found if isinstance(record, Report)]


@pytest.mark.parametrize("data", [LINE, SHEET], ids=["jsonl", "csv"])
@pytest.mark.parametrize("name", ["archive.dat", "archive", "x.json", "note.txt"])
def test_format_is_recognised_by_content(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert titles(path) == ["Bến đò"]


@pytest.mark.parametrize("name", ["page", "page.dat"])
def test_text_without_its_suffix_is_refused_with_the_way_out(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(TEXT)
    [record] = read(path)
    assert isinstance(record, Refusal)
    assert "--format" in record.reason
    assert titles(path, format="text") == ["Bến đò"]


@pytest.mark.parametrize("name", ["app.js", "style.css", "desktop.ini"])
def test_program_text_is_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"var x = 1;\n")
    [record] = read(path)
    assert isinstance(record, Refusal)
    assert "not among the formats read" in record.reason


def test_office_document_with_a_password_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "bài.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016))
    [record] = read(path)
    assert isinstance(record, Refusal)
    assert "encrypted with a password" in record.reason
    [old] = read(path.rename(tmp_path / "bài.doc"))
    assert isinstance(old, Refusal)
    assert "save .doc as .docx" in old.reason


def test_archives_within_archives_end_at_a_depth(tmp_path: Path) -> None:
    data = LINE
    for _ in range(6):
        data = gzip.compress(data)
    path = tmp_path / "deep.jsonl.gz"
    path.write_bytes(data)
    [record] = read(path)
    assert isinstance(record, Refusal)
    assert "unpack the outermost first" in record.reason


def test_bomb_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.importers.reading._SMALLEST_BUDGET", 1 << 20)
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(b" " * (1 << 24) + b"\n"))
    [record] = read(path)
    assert isinstance(record, Refusal)
    assert "decompression bomb" in record.reason


def test_format_that_was_named_goes_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes(LINE)
    assert titles(path, format="jsonl") == ["Bến đò"]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ""])
def test_compressed_file_is_read_as_it_is(
    tmp_path: Path, compress: Callable[[bytes], bytes], suffix: str
) -> None:
    path = tmp_path / f"list.jsonl{suffix}"
    path.write_bytes(compress(LINE))
    assert titles(path) == ["Bến đò"]


def test_folder_is_read_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "inner/c.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    (tmp_path / "inner" / "back").symlink_to(tmp_path)
    found = [os.path.relpath(path, tmp_path) for path in paths([tmp_path, "-", "missing"])][:3]
    assert found == ["a.txt", "b.txt", "inner/c.txt"]
    assert list(files(["-", "missing"])) == ["-", "missing"]


def test_missing_file_is_a_refusal(tmp_path: Path) -> None:
    [record] = read(tmp_path / "missing.txt")
    assert isinstance(record, Refusal)
    assert record.reason == "cannot be read: No such file or directory"
    assert record.origin == str(tmp_path / "missing.txt")


def test_standard_input_is_read_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(gzip.compress(LINE)))
    monkeypatch.setattr(sys, "stdin", stdin)
    [record] = read(STDIN)
    assert isinstance(record, Report)
    assert record.original is not None
    assert record.original.origin == "-:1"
    assert not stdin.buffer.closed


def test_progress_counts_the_bytes_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl.gz"
    path.write_bytes(gzip.compress(LINE * 1))
    reported: list[int] = []
    assert titles(path, on_progress=reported.append) == ["Bến đò"]
    assert reported == sorted(reported)
    assert reported[-1] == path.stat().st_size


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"format": "papyrus"}, "no format"),
        ({"mapping": {"x": "titel"}}, "no field is called 'titel'"),
    ],
)
def test_wrong_option_is_an_error_before_anything_is_read(
    options: dict[str, object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        read("missing", **options)  # type: ignore[arg-type]


def test_unknown_encoding_is_a_refusal(tmp_path: Path) -> None:
    for name, data in (("a.txt", TEXT), ("a.jsonl", LINE), ("a.csv", SHEET)):
        (tmp_path / name).write_bytes(data)
        [record] = read(tmp_path / name, encoding="utf-9")
        assert isinstance(record, Refusal)
        assert "no text encoding is called 'utf-9'" in record.reason


def test_named_encoding_is_used(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("Bê\u0301n đo\u0300\n\nSáng nay, bê\u0301n mở.\n".replace("ở", "o").replace(
        "á", "a").encode("windows-1258"))  # fmt: skip
    assert titles(path, encoding="windows-1258") == ["Bến đò"]


def test_name_that_is_no_utf8_can_be_kept(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/b\xe9.txt")
    origin(path).encode()
    Path(path).write_bytes(TEXT)
    [record] = read(path)
    assert isinstance(record, Report)


def test_pipe_in_a_folder_is_passed_over_and_a_broken_link_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("nowhere.txt")
    (tmp_path / "note.txt").write_bytes(TEXT)
    assert [Path(each).name for each in paths([tmp_path])] == ["link.txt", "note.txt"]
    [record] = read(tmp_path / "link.txt")
    assert isinstance(record, Refusal)


def test_link_to_itself_and_folder_that_cannot_be_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "locked").mkdir()
    (tmp_path / "note.txt").write_bytes(TEXT)

    def scan(folder: str) -> Iterator[os.DirEntry[str]]:
        if folder.endswith("locked"):
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", scan)
    found = paths([tmp_path])
    assert [Path(each).name for each in found] == ["locked", "loop.txt", "note.txt"]
    kinds = [type(record) for each in found for record in read(each)]
    assert kinds == [Refusal, Refusal, Report]


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1", "an RTF"),
    ],
)
def test_other_formats_are_refused_by_name(tmp_path: Path, head: bytes, what: str) -> None:
    (tmp_path / "file").write_bytes(head + b"\n" * 100)
    [record] = read(tmp_path / "file")
    assert isinstance(record, Refusal)
    assert what in record.reason


@pytest.mark.parametrize(
    "text",
    [
        '{"articles": [{"title": "Bến đò"}]}',
        '{"articles": [{"title": "Bến đò"}]}\n',
        '{"data": [\n{"title": "Bến đò"},\n{"title": "Cầu"}]}',
        '{"title": "Bến đò",\n "body": "Sáng nay."}',
        '[{"title": "Bến đò"}]',
    ],
)
def test_json_is_distinguished_from_json_lines(tmp_path: Path, text: str) -> None:
    (tmp_path / "list").write_text(text, encoding="utf-8")
    assert titles(tmp_path / "list")[0] == "Bến đò"


def test_json_lines_are_recognised_by_their_second_line(
    tmp_path: Path,
) -> None:
    (tmp_path / "list").write_text('{"title": "Cầu\n{"title": "Bến đò"}\n', encoding="utf-8")
    refusal, report = read(tmp_path / "list")
    assert isinstance(refusal, Refusal)
    assert isinstance(report, Report)


def test_progress_in_a_zip_archive_goes_on_with_its_members(tmp_path: Path) -> None:
    path = tmp_path / "tin.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(4):
            line = json.dumps({"id": str(number), "title": "Đò", "body": "đò " * 200_000})
            archive.writestr(f"{number}.jsonl", line)
    size, read_so_far, shares = path.stat().st_size, [0], []
    for _ in read(path, on_progress=read_so_far.append):
        shares.append(read_so_far[-1] / size)
    assert shares == sorted(shares)
    assert shares[0] < 0.5
    assert shares[-1] > 0.9


BROKEN = b'{"id": "x", "title": "Cut off\n'


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson.gz", "a", "a.json"])
def test_lines_after_two_broken_ones_are_read(tmp_path: Path, name: str) -> None:
    data = BROKEN + b'{"title": "No comma" "body": "x"}\n' + LINE
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    found = list(read(tmp_path / name))
    assert [record.line for record in found if isinstance(record, Refusal)] == [1, 2]
    assert [record.title for record in found if isinstance(record, Report)] == ["Bến đò"]


def test_lines_of_which_none_is_whole_are_refused_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(BROKEN * 3)
    found = list(read(tmp_path / "a.jsonl"))
    assert [record.line for record in found if isinstance(record, Refusal)] == [1, 2, 3]


def test_broken_json_over_several_lines_is_refused_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"articles": [\n {"title": "A"} x\n {"title": "B"}\n]}\n')
    [record] = read(tmp_path / "a.json")
    assert isinstance(record, Refusal)
    assert record.reason.startswith("no JSON")
