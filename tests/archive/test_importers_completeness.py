"""Nothing is lost in silence: every input gives a report, a refusal or a reason for neither."""

import bz2
import gzip
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.importers import Refusal, Skipped, files, read
from archive.importers.containers.web_records import LONGEST_HEADER
from index.report import Report
from tests.samples import PAGE, SAMPLES, TEXT, lines, sample
from tests.web_archive import WebArchive

LINES = lines()


def _folder() -> bytes:
    info = tarfile.TarInfo("folder")
    info.type = tarfile.DIRTYPE
    return info.tobuf()


def found(path: Path) -> tuple[list[Report], list[Refusal], list[Skipped]]:
    records = list(read(path))
    return (
        [each for each in records if isinstance(each, Report)],
        [each for each in records if isinstance(each, Refusal)],
        [each for each in records if isinstance(each, Skipped)],
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crawl.warc"


@pytest.mark.parametrize("name", SAMPLES)
def test_valid_file_gives_its_reports(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(sample(name))
    reports, refusals, _ = found(tmp_path / name)
    assert reports
    assert not refusals


EDITS = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from([1, 8, 64, 1024]),
    st.sampled_from(["flip", "cut", "repeat", "add"]),
    st.binary(min_size=1, max_size=4),
)


def edited(data: bytes, place: float, size: int, edit: str, added: bytes) -> bytes:
    """The bytes with some of them changed; `place`: the share of them before the change."""
    at = int(place * len(data))
    before, piece, after = data[:at], data[at : at + size], data[at + size :]
    flipped = bytes(byte ^ 1 << added[0] % 8 for byte in piece[:1]) + piece[1:]
    changed = {"flip": flipped, "cut": b"", "repeat": piece * 2, "add": piece + added}
    return before + changed[edit] + after


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SAMPLES)), st.lists(EDITS, min_size=1, max_size=3))
def test_every_damaged_file_ends_as_something(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    edits: list[tuple[float, int, str, bytes]],
) -> None:
    data = sample(name)
    for edit in edits:
        data = edited(data, *edit)
    path = tmp_path_factory.getbasetemp() / f"damaged-{name}"
    path.write_bytes(data)
    reports, refusals, skipped = found(path)
    assert reports or refusals or skipped
    assert all(each.reason and each.origin for each in (*refusals, *skipped))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.jsonl", b"\n\n", "JSON Lines without a report in it"),
        ("a.csv", b"id,title\n", "CSV without a report in it"),
        ("a.json", b"[]", "JSON without a report in it"),
        ("a.rss", b"<rss><channel/></rss>", "a feed without a report in it"),
        ("a.zip", b"PK\x05\x06" + bytes(18), "a ZIP archive without a file in it"),
        ("a.tar.gz", gzip.compress(_folder() + bytes(1024), mtime=0), "a TAR archive without"),
        ("a.tar", bytes(10240), "a TAR archive without a file in it"),
        ("a.warc", b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "a web archive without"),
    ],
)
def test_file_without_a_report_says_so(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    reports, refusals, [skipped] = found(tmp_path / name)
    assert (reports, refusals) == ([], [])
    assert skipped.reason.startswith(reason)
    assert skipped.origin == str(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a", b""), ("a.gz", gzip.compress(b"")), ("a.tar", b""), ("a.xz", lzma.compress(b""))],
    ids=["plain", "gzip", "tar", "xz"],
)
def test_empty_file_is_refused_as_empty(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    _, [refusal], _ = found(tmp_path / name)
    assert refusal.reason == "an empty file: it holds no byte"


@pytest.mark.parametrize("name", ["../../etc/a.txt", "tin/../../a.txt", "..\\a.txt"])
def test_member_whose_path_leads_out_of_the_archive_is_named_so(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, TEXT)
        archive.writestr("./tin/./b.txt", TEXT)
    reports, refusals, [skipped] = found(tmp_path / "a.zip")
    assert skipped.reason == "a member whose path leads out of the archive"
    assert (len(reports), refusals) == (1, [])


def test_what_systems_leave_in_folders_is_skipped_by_name(tmp_path: Path) -> None:
    for name in (
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "._bài.docx",
        "~$bài.docx",
        ".x",
        "a.txt",
    ):
        (tmp_path / name).write_bytes(TEXT.encode())
    (tmp_path / "Chợ.html").write_text(PAGE)
    (tmp_path / "Chợ_files").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    every = list(files([tmp_path]))
    assert [Path(each).name for each in every if isinstance(each, str)] == ["Chợ.html", "a.txt"]
    skipped = {Path(each.origin).name: each.reason for each in every if isinstance(each, Skipped)}
    assert skipped == {
        "Thumbs.db": "a thumbnail cache of Windows",
        "desktop.ini": "the settings of a folder in Windows",
        ".DS_Store": "the settings of a folder in macOS",
        "._bài.docx": "attributes of a file in macOS",
        "~$bài.docx": "a lock file of Microsoft Office",
        ".x": "hidden: its name begins with a dot",
        "Chợ_files": "the parts of a page saved «complete»",
        "loop": "a link to a folder",
    }


SCANS = {
    "1945-09-02/003.tif": "the image of a scanned page",
    "1945-09-02/003.txt": "",
    "1945-09-02/004.JP2": "the image of a scanned page",
    "1945-09-02/004.xml": "",
    "1945-09-02/005.tif": "",
    "1945-09-02/006.pdf": "the image of a scanned page",
    "1945-09-02/006.txt": "",
    # A text is no page without its day and number; a PDF beside a list is no image.
    "tin/anh.jpg": "",
    "tin/anh.txt": "",
    "tin/bai.pdf": "",
    "tin/bai.xml": "",
    "tin/page.jpg": "the image of a scanned page",
    "tin/page.xml": "",
}


def test_image_of_a_scanned_page_is_skipped_in_a_folder(tmp_path: Path) -> None:
    for name in SCANS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    skipped = {each.origin: each.reason for each in files([tmp_path]) if isinstance(each, Skipped)}
    assert skipped == {f"{tmp_path}/{name}": kind for name, kind in SCANS.items() if kind}


def test_image_of_a_scanned_page_is_skipped_in_a_zip_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "so.zip", "w") as archive:
        for name in SCANS:
            archive.writestr(name, b"II*\0" if name.endswith(("tif", "JP2", "jpg")) else b"x")
    _, refusals, skipped = found(tmp_path / "so.zip")
    images = {f"{tmp_path}/so.zip/{name}": kind for name, kind in SCANS.items() if kind}
    assert {each.origin: each.reason for each in skipped} == images
    alone = f"{tmp_path}/so.zip/1945-09-02/005.tif"
    assert (alone, "a picture: not among the formats read") in [
        (each.origin, each.reason) for each in refusals
    ]


def archive_with(path: Path, *, second: bytes) -> None:
    """Write an archive of three pages, the header of the second with more bytes in it."""
    archive = WebArchive(path, compressed=False)
    for number in range(3):
        archive.respond(f"https://bao.test/{number}", PAGE.encode())
    parts = archive.path.read_bytes().split(b"WARC/1.0\r\n")
    parts[2] = second + parts[2]
    path.write_bytes(b"WARC/1.0\r\n".join(parts))


@pytest.mark.parametrize(
    "second",
    [b"X: " + b"x" * LONGEST_HEADER + b"\r\n", b"X: y\r\n" * (LONGEST_HEADER // 6 + 1)],
    ids=["one line", "many lines"],
)
def test_record_with_a_huge_header_is_refused_and_the_others_read(
    path: Path, second: bytes
) -> None:
    archive_with(path, second=second)
    reports, [refusal], _ = found(path)
    assert [report.url for report in reports] == ["https://bao.test/0", "https://bao.test/2"]
    offset = path.read_bytes().index(b"WARC/1.0", 1)
    assert refusal.reason == (
        f"a damaged web archive: record 2 at byte {offset:,}: a header longer than 1,048,576 bytes"
    )


def test_response_with_a_huge_http_header_is_refused_and_the_others_read(path: Path) -> None:
    archive = WebArchive(path, compressed=False)
    archive.respond("https://bao.test/0", PAGE.encode(), headers=("X: " + "y" * 2_200_000,))
    archive.respond("https://bao.test/1", PAGE.encode())
    [report], [refusal], _ = found(path)
    assert report.url == "https://bao.test/1"
    assert "record 1 at byte 0: an HTTP header longer than" in refusal.reason


def test_record_without_a_length_is_refused_and_the_others_read(path: Path) -> None:
    archive_with(path, second=b"")
    data = path.read_bytes()
    middle = data.index(b"Content-Length", data.index(b"bao.test/1"))
    path.write_bytes(data[:middle] + b"X" + data[middle:])
    reports, refusals, _ = found(path)
    assert [report.url for report in reports] == ["https://bao.test/0", "https://bao.test/2"]
    assert "states no length" in refusals[0].reason


@pytest.mark.parametrize("error", [-7, 7])
def test_record_with_a_wrong_length_does_not_take_others_with_it_in_silence(
    path: Path, error: int
) -> None:
    archive_with(path, second=b"")
    data = path.read_bytes()
    [length] = {int(each) for each in re.findall(rb"Content-Length: (\d+)", data)}
    middle = data.index(b"Content-Length", data.index(b"bao.test/1"))
    wrong = data[middle:].replace(b"%d" % length, b"%d" % (length + error), 1)
    path.write_bytes(data[:middle] + wrong)
    reports, refusals, _ = found(path)
    assert reports[0].url == "https://bao.test/0"
    assert any("belong to no record" in each.reason for each in refusals)


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_rubbish_after_compressed_data_is_refused_and_the_data_read(
    tmp_path: Path, compress: Callable[[bytes], bytes]
) -> None:
    last = LINES.removesuffix("\n").encode()
    (tmp_path / "a.jsonl.gz").write_bytes(compress(last) + bytes(4) + b"rubbish")
    reports, [refusal], _ = found(tmp_path / "a.jsonl.gz")
    assert len(reports) == 3
    assert refusal.reason.startswith("7 bytes follow the ")
    assert refusal.data == b"rubbish"


def test_members_of_a_compressed_file_are_read_one_after_another(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(
        b"".join(map(gzip.compress, LINES.encode().splitlines(True)))
    )
    reports, refusals, _ = found(tmp_path / "a.jsonl.gz")
    assert (len(reports), refusals) == (3, [])
