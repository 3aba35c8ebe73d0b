"""Containers: archives, web archives, mailboxes and saved pages, and what they may hold."""

import gzip
import io
import tarfile
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers import Refusal, read
from archive.importers.containers.warc import _without_chunks
from index.report import Report
from tests.sources import paths
from tests.web_archive import WebArchive

TEXT = "Chợ huyện\n\nSáng nay, chợ huyện họp lại.\n\nBà con vui mừng.\n"
LINE = '{"id": "c-1", "title": "Chợ huyện", "body": "Sáng nay họp chợ."}\n'
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><article><h1>Chợ huyện họp lại"
    "</h1><p>Sáng nay, chợ huyện họp lại sau ba tháng sửa chữa.</p><p>Bà con hai xã vui mừng vì "
    "không phải đi xa.</p></article></body></html>"
)


def found(path: Path) -> tuple[list[Report], list[Refusal]]:
    records = list(read(path))
    return (
        [each for each in records if isinstance(each, Report)],
        [each for each in records if isinstance(each, Refusal)],
    )


def zipped(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def origins(reports: list[Report]) -> list[str]:
    return [report.original.origin for report in reports if report.original]


def test_zip_gives_each_file_under_its_path(tmp_path: Path) -> None:
    members = {"tin/a.txt": TEXT, "tin/b.jsonl": LINE, "__MACOSX/a.txt": "x", ".x.txt": "y"}
    path = zipped(tmp_path / "tin.zip", **members)
    reports, refusals = found(path)
    assert origins(reports) == [f"{path}/tin/a.txt", f"{path}/tin/b.jsonl:1"]
    assert not refusals


def test_tar_gz_gives_each_file(tmp_path: Path) -> None:
    path = tmp_path / "tin.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("./tin/a.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    reports, refusals = found(path)
    assert origins(reports) == [f"{path}/tin/a.txt"]
    assert not refusals


def test_zip_in_a_zip_in_gzip_is_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", **{"a.txt": TEXT}).read_bytes()
    outer = zipped(tmp_path / "outer.zip", **{"inner.zip": inner}).read_bytes()
    (tmp_path / "x.gz").write_bytes(gzip.compress(outer))
    reports, _ = found(tmp_path / "x.gz")
    assert [report.title for report in reports] == ["Chợ huyện"]


def test_members_after_a_bad_one_are_read(tmp_path: Path) -> None:
    members = {"a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "b.txt": TEXT}
    reports, refusals = found(zipped(tmp_path / "tin.zip", **members))
    assert [report.title for report in reports] == ["Chợ huyện"]
    assert [refusal.origin for refusal in refusals] == [str(tmp_path / "tin.zip/a.doc")]


@pytest.mark.parametrize("cut", [20, 60, -10])
def test_damaged_zip_is_refused(tmp_path: Path, cut: int) -> None:
    data = zipped(tmp_path / "tin.zip", **{"a.txt": TEXT}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:cut])
    reports, [refusal] = found(tmp_path / "cut.zip")
    assert not reports
    assert "damaged ZIP archive" in refusal.reason


def test_zip_member_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "tin.zip", **{"a.txt": TEXT, "b.txt": TEXT})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 16] ^= 255
    path.write_bytes(data)
    reports, [refusal] = found(path)
    assert origins(reports) == [f"{path}/b.txt"]
    assert refusal.origin == f"{path}/a.txt"
    assert refusal.reason == "cannot be read: Bad CRC-32 for file 'a.txt'"


def test_tar_member_that_is_cut_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.txt")
    info.size = 1 << 20
    path = tmp_path / "tin.tar"
    path.write_bytes(info.tobuf() + TEXT.encode())
    reports, refusals = found(path)
    assert not reports
    assert f"{path}/a.txt" in [refusal.origin for refusal in refusals]


def test_message_with_a_thousand_parts_within_each_other_is_refused(tmp_path: Path) -> None:
    part = "Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n"
    path = tmp_path / "thu.eml"
    path.write_text("From: a@bao.test\nSubject: a\n" + "".join(map(part.format, range(1000))))
    _, [refusal] = found(path)
    assert (refusal.reason, refusal.origin) == ("nested too deeply", str(path))


def test_members_after_one_that_cannot_be_opened_are_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "tin.zip", **{"a.txt": TEXT, "b.txt": TEXT})
    # The name in the local header of the first member.
    path.write_bytes(path.read_bytes().replace(b"a.txt", b"z.txt", 1))
    reports, [refusal] = found(path)
    assert origins(reports) == [f"{path}/b.txt"]
    assert refusal.origin == f"{path}/a.txt"


def test_member_that_needs_too_much_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhaust(*_arguments: object, **_options: object) -> None:
        raise MemoryError

    path = zipped(tmp_path / "tin.zip", **{"a.txt": TEXT})
    monkeypatch.setattr(zipfile.ZipExtFile, "read", exhaust)
    _, [refusal] = found(path)
    assert "memory" in refusal.reason


def test_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "tin.zip", **{"a.txt": TEXT})
    data = bytearray(path.read_bytes())
    # The flag of encryption, in the local header and in the central directory.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    _, [refusal] = found(path)
    assert "password" in refusal.reason


def test_zip_bomb_is_refused_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.importers.reading._SMALLEST_BUDGET", 1 << 20)
    monkeypatch.setattr("archive.importers.reading._RATIO", 1)
    members = {f"{number}.txt": "chợ " * 60_000 for number in range(9)}
    _, refusals = found(zipped(tmp_path / "bomb.zip", **members))
    assert [refusal.origin for refusal in refusals] == [str(tmp_path / "bomb.zip")]
    assert "decompression bomb" in refusals[0].reason


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.importers.reading._MEMBERS", 2)
    members = {f"{number}.txt": TEXT for number in range(5)}
    reports, [refusal] = found(zipped(tmp_path / "many.zip", **members))
    assert len(reports) == 2
    assert "too many members" in refusal.reason


def test_parts_of_a_page_saved_complete_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "Chợ_files").mkdir()
    (tmp_path / "Chợ.html").write_text(PAGE, encoding="utf-8")
    for name in ("app.js", "style.css", "frame.html"):
        (tmp_path / "Chợ_files" / name).write_text(PAGE, encoding="utf-8")
    assert [Path(path).name for path in paths([tmp_path])] == ["Chợ.html"]
    members = {"Chợ.html": PAGE, "Chợ_files/frame.html": PAGE, "Chợ_files/app.js": "x"}
    reports, refusals = found(zipped(tmp_path / "page.zip", **members))
    assert (len(reports), refusals) == (1, [])


@pytest.fixture
def warc(tmp_path: Path) -> WebArchive:
    return WebArchive(tmp_path / "crawl.warc.gz")


def test_response_of_a_web_archive_keeps_address_and_payload(warc: WebArchive) -> None:
    warc.respond("https://bao.test/cho", PAGE.encode())
    [report], refusals = found(warc.path)
    assert report.title == "Chợ huyện họp lại"
    assert report.url == "https://bao.test/cho"
    assert report.original is not None
    assert report.original.data == PAGE.encode()
    assert report.original.retrieved == "2019-06-03T01:02:03Z"
    assert report.original.origin == f"{warc.path}/https://bao.test/cho"
    assert not refusals


@pytest.mark.parametrize("date", ["hôm qua", "2019-06-31T99:02:03Z", "03/06/2019"])
def test_time_of_archiving_that_is_none_is_kept_as_written(warc: WebArchive, date: str) -> None:
    warc.respond("https://bao.test/cho", PAGE.encode(), date=date)
    [report], _ = found(warc.path)
    assert report.original is not None
    assert (report.original.retrieved, report.original.unread) == ("", (("retrieved", date),))


def test_only_pages_with_status_200_are_read(warc: WebArchive) -> None:
    warc.respond("https://bao.test/a", PAGE.encode(), "404 Not Found")
    warc.respond("https://bao.test/b", b"var x", headers=("Content-Type: text/javascript",))
    warc.respond("https://bao.test/c", b"", kind="revisit")
    warc.respond("https://bao.test/d", PAGE.encode(), "301 Moved Permanently")
    assert found(warc.path) == ([], [])


def chunked(data: bytes) -> bytes:
    middle = len(data) // 2
    pieces = (data[:middle], data[middle:], b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


@pytest.mark.parametrize(
    ("header", "encoded"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE.encode())),
        ("Content-Encoding: deflate", zlib.compress(PAGE.encode())),
        ("Content-Encoding: br", brotli.compress(PAGE.encode())),
        ("Transfer-Encoding: chunked", chunked(PAGE.encode())),
    ],
)
def test_encoding_of_the_transfer_is_undone(warc: WebArchive, header: str, encoded: bytes) -> None:
    headers = ("Content-Type: text/html; charset=utf-8", header)
    warc.respond("https://bao.test/cho", encoded, headers=headers)
    [report], _ = found(warc.path)
    assert report.original is not None
    assert report.original.data == PAGE.encode()


def test_page_whose_compression_is_broken_is_refused(warc: WebArchive) -> None:
    headers = ("Content-Type: text/html", "Content-Encoding: gzip")
    warc.respond("https://bao.test/a", gzip.compress(PAGE.encode())[:-30], headers=headers)
    reports, [refusal] = found(warc.path)
    assert not reports
    assert "damaged" in refusal.reason


def test_web_archive_with_a_response_without_an_address_is_refused(tmp_path: Path) -> None:
    archive = WebArchive(tmp_path / "crawl.warc", compressed=False)
    archive.respond("https://bao.test/a", PAGE.encode())
    archive.respond("https://bao.test/b", PAGE.encode())
    data = archive.path.read_bytes()
    archive.path.write_bytes(data.replace(b"WARC-Target-URI: https://bao.test/b\r\n", b""))
    [report], [refusal] = found(archive.path)
    assert report.url == "https://bao.test/a"
    offset = archive.path.read_bytes().index(b"WARC/1.0", 1)
    assert refusal.reason == (
        f"a damaged web archive: record 2 at byte {offset:,}: a response without an address"
    )


def test_page_that_was_cut_short_is_refused(warc: WebArchive) -> None:
    cut = PAGE.encode()[:200]
    warc.respond("https://bao.test/a", cut, warc_headers=("WARC-Truncated: length",))
    warc.respond("https://bao.test/b", PAGE.encode())
    [report], [refusal] = found(warc.path)
    assert report.url == "https://bao.test/b"
    assert "cut short" in refusal.reason
    assert refusal.origin.endswith("/https://bao.test/a")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Transfer-Encoding: chunked", b"ffff\r\n" + PAGE.encode()),
        ("Transfer-Encoding: chunked", chunked(PAGE.encode()).removesuffix(b"0\r\n\r\n")),
        ("Transfer-Encoding: chunked", chunked(PAGE.encode())[:90]),
        ("Content-Length: 99999", PAGE.encode()),
    ],
)
def test_page_that_is_shorter_than_the_server_said_is_refused(
    warc: WebArchive, header: str, body: bytes
) -> None:
    warc.respond("https://bao.test/a", body, headers=("Content-Type: text/html", header))
    reports, [refusal] = found(warc.path)
    assert not reports
    assert "cut short" in refusal.reason


@pytest.mark.parametrize(
    "header", ["Transfer-Encoding: chunked", "Content-Length: 10", "Content-Length: x"]
)
def test_page_that_was_decoded_when_it_was_archived_is_read(warc: WebArchive, header: str) -> None:
    headers = ("Content-Type: text/html; charset=utf-8", header)
    warc.respond("https://bao.test/a", PAGE.encode(), headers=headers)
    [report], _ = found(warc.path)
    assert report.original is not None
    assert report.original.data == PAGE.encode()


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.data())
def test_chunks_are_joined_and_a_cut_is_noticed(pieces: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    assert _without_chunks(whole) == (b"".join(pieces), True)
    cut = whole[: data.draw(st.integers(0, len(whole) - 5))]
    joined, is_whole = _without_chunks(cut)
    assert not is_whole or joined == cut


@pytest.mark.parametrize("compressed", [True, False])
def test_records_before_the_cut_of_an_archive_are_read(tmp_path: Path, compressed: bool) -> None:
    archive = WebArchive(tmp_path / "crawl.warc", compressed=compressed)
    archive.respond("https://bao.test/a", PAGE.encode())
    whole = archive.path.stat().st_size
    archive.respond("https://bao.test/b", PAGE.encode())
    archive.path.write_bytes(archive.path.read_bytes()[: whole + 350])
    [report], refusals = found(archive.path)
    assert report.url == "https://bao.test/a"
    assert refusals


def test_wacz_gives_its_web_archives_only(tmp_path: Path, warc: WebArchive) -> None:
    warc.respond("https://bao.test/cho", PAGE.encode())
    members = {
        "datapackage.json": "{}",
        "pages/pages.jsonl": '{"id": "x", "title": "Chợ", "url": "https://bao.test/cho"}\n',
        "archive/crawl.warc.gz": warc.path.read_bytes(),
    }
    reports, refusals = found(zipped(tmp_path / "crawl.wacz", **members))
    assert [report.url for report in reports] == ["https://bao.test/cho"]
    assert not refusals


def message(text: str = TEXT, **files: bytes) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Lê Minh Tâm <tam@bao.test>"
    mail["To"] = "thuvien@huyen.test"
    mail["Subject"] = "Tin: chợ huyện họp lại"
    mail["Date"] = "Mon, 03 Jun 2019 07:45:00 +0700"
    if text:
        mail.set_content(text)
    for name, data in files.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def test_message_becomes_a_report(tmp_path: Path) -> None:
    (tmp_path / "tin.eml").write_bytes(bytes(message()))
    [report], _ = found(tmp_path / "tin.eml")
    assert report.title == "Tin: chợ huyện họp lại"
    assert report.date == "2019-06-03T07:45:00+07:00"
    assert report.authors == ("Lê Minh Tâm",)
    assert report.body.endswith("Bà con vui mừng.")


def test_bytes_of_a_message_in_markup_that_are_not_utf8_are_noted(tmp_path: Path) -> None:
    mail = message("")
    mail.set_content(f"<p>{TEXT}</p>" * 5, subtype="html", cte="8bit")
    data = bytes(mail)
    at = next(at for at, byte in enumerate(data) if byte > 0xE0)
    (tmp_path / "tin.eml").write_bytes(data[:at] + b"\xff" + data[at:])
    [report], _ = found(tmp_path / "tin.eml")
    assert report.original is not None
    assert report.original.notes == ("bytes that are not UTF-8 were replaced: 1",)


def test_attachments_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "tin.eml").write_bytes(bytes(message(**{"Chợ.txt": TEXT.encode()})))
    reports, _ = found(tmp_path / "tin.eml")
    assert origins(reports) == [f"{tmp_path}/tin.eml", f"{tmp_path}/tin.eml/Chợ.txt"]


def test_forwarded_message_is_read_with_its_attachments(tmp_path: Path) -> None:
    mail = message("Chuyển tiếp tin này.\n")
    mail.add_attachment(message("Sáng nay, chợ huyện họp lại.\n", **{"b.txt": TEXT.encode()}))
    (tmp_path / "tin.eml").write_bytes(bytes(mail))
    reports, refusals = found(tmp_path / "tin.eml")
    forwarded = f"{tmp_path}/tin.eml/attachment-1"
    assert origins(reports) == [f"{tmp_path}/tin.eml", forwarded, f"{forwarded}/b.txt"]
    assert [report.body for report in reports[:2]] == [
        "Chuyển tiếp tin này.",
        "Sáng nay, chợ huyện họp lại.",
    ]
    assert not refusals


def test_forwarded_message_that_is_damaged_is_refused_and_the_rest_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_message: object, **_options: object) -> bytes:
        raise UnicodeEncodeError("ascii", "ợ", 0, 1, "ordinal not in range(128)")

    mail = message("Chuyển tiếp tin này.\n")
    mail.add_attachment(message())
    mail.add_attachment(TEXT.encode(), maintype="text", subtype="plain", filename="b.txt")
    (tmp_path / "tin.eml").write_bytes(bytes(mail))
    monkeypatch.setattr("email.message.Message.as_bytes", fail)
    reports, [refusal] = found(tmp_path / "tin.eml")
    assert origins(reports) == [f"{tmp_path}/tin.eml", f"{tmp_path}/tin.eml/b.txt"]
    assert "a damaged message" in refusal.reason


def test_message_without_text_gives_its_attachments_alone(tmp_path: Path) -> None:
    (tmp_path / "tin.eml").write_bytes(bytes(message("", **{"a.txt": TEXT.encode()})))
    reports, refusals = found(tmp_path / "tin.eml")
    assert origins(reports) == [f"{tmp_path}/tin.eml/a.txt"]
    assert not refusals


def test_message_in_html_loses_its_markup(tmp_path: Path) -> None:
    mail = message("")
    mail.set_content("<p>Sáng nay họp chợ.</p><p>Bà con vui.</p>", subtype="html")
    (tmp_path / "tin.eml").write_bytes(bytes(mail))
    [report], _ = found(tmp_path / "tin.eml")
    assert (report.lead, report.body) == ("Sáng nay họp chợ.", "Bà con vui.")


def test_mailbox_gives_each_message(tmp_path: Path) -> None:
    stored = bytes(message("Trước chợ.\n\n>From đây là chợ.\n"))
    box = b"".join(b"From x Mon Jun  3 07:45:00 2019\n" + stored + b"\n" for _ in range(3))
    (tmp_path / "box").write_bytes(box)
    reports, refusals = found(tmp_path / "box")
    assert origins(reports) == [f"{tmp_path}/box/{number}" for number in (1, 2, 3)]
    assert not refusals


def test_page_saved_as_mhtml_is_read_with_its_address(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "<Saved by Blink>"
    mail["Snapshot-Content-Location"] = "https://bao.test/cho"
    mail["Subject"] = "Chợ"
    mail["MIME-Version"] = "1.0"
    mail.set_content(PAGE, subtype="html", cte="quoted-printable")
    mail.make_related()
    mail.add_related(b"body {}", maintype="text", subtype="css")
    (tmp_path / "cho.mhtml").write_bytes(bytes(mail))
    [report], _ = found(tmp_path / "cho.mhtml")
    assert (report.title, report.url) == ("Chợ huyện họp lại", "https://bao.test/cho")
