"""Valid files of all formats and containers, each with a number in it that makes it another."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from docx import Document

from tests.pdf import pdf
from tests.web_archive import WebArchive

__all__ = ["PAGE", "SAMPLES", "TEXT", "lines", "page", "sample"]


def _title(number: int) -> str:
    return f"Chợ huyện họp lại sau {number + 3} tháng"


def _text(number: int = 0) -> str:
    return (
        f"{_title(number)}\n\n03/06/2019 07:45\n\nSáng nay, chợ huyện họp lại ở thôn {number}.\n\n"
        "Bà con hai xã vui mừng.\n"
    )


def page(number: int = 0) -> str:
    """A saved web page."""
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><article>"
        f"<h1>{_title(number)}</h1><p>Sáng nay, chợ huyện họp lại sau ba tháng sửa chữa ở thôn "
        f"{number}.</p><p>Bà con hai xã vui mừng vì không phải đi xa.</p></article></body></html>"
    )


def lines(number: int = 0) -> str:
    """JSON Lines with three reports."""
    records = (
        {"id": f"c-{number}-{place}", "title": _title(number), "body": f"Sáng nay, lần {place}."}
        for place in range(3)
    )
    return "".join(f"{json.dumps(each)}\n" for each in records)


TEXT = _text()
PAGE = page()


def _feed(number: int) -> str:
    return (
        f"<rss version='2.0'><channel><title>Báo</title><item><title>{_title(number)}</title>"
        f"<link>https://bao.test/cho/{number}</link></item></channel></rss>"
    )


def _alto(number: int) -> str:
    return (
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page><PrintSpace>'
        f'<TextBlock><TextLine><String CONTENT="Bến"/><SP/><String CONTENT="đò {number}."/>'
        "</TextLine></TextBlock></PrintSpace></Page></Layout></alto>"
    )


def _message(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@bao.test", "b@huyen.test", _title(number)
    mail.set_content(_text(number))
    mail.add_attachment(_text(number).encode(), maintype="text", subtype="plain", filename="a.txt")
    mail.set_boundary("b")
    return bytes(mail)


def _forwarded(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@bao.test", "b@huyen.test", "Chuyển tiếp"
    mail.set_content(f"Gửi thư viện tin số {number}.\n")
    mail.add_attachment(message_from_bytes(_message(number), policy=policy.default))
    mail.set_boundary("f")
    return bytes(mail)


def _mailbox(number: int) -> bytes:
    begin = b"From x Mon Jun  3 07:45:00 2019\n"
    return b"".join(begin + _message(each) + b"\n" for each in (number, number + 1))


def _word(number: int) -> bytes:
    document, stream = Document(), io.BytesIO()
    for text in _text(number).split("\n\n"):
        document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def _rows(number: int) -> list[tuple[str, str, str]]:
    head = ("id", "title", "body")
    return [head, *((f"r-{number}-{day}", _title(number), f"Ngày {day}.") for day in range(2))]


def _workbook(number: int) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in _rows(number):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def _csv(number: int) -> str:
    return "".join(f"{','.join(row)}\n" for row in _rows(number))


def _zip(number: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "b.txt", "Thumbs.db"):
            archive.writestr(name, f"{_text(number)}{name}")
    return stream.getvalue()


def _tar(number: int) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in ("a.txt", "b.txt"):
            data = f"{_text(number)}{name}".encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def _warc(number: int, *, compressed: bool) -> bytes:
    with TemporaryDirectory() as folder:
        archive = WebArchive(Path(folder, "a.warc"), compressed=compressed)
        for place in range(3):
            archive.respond(f"https://bao.test/{number}/{place}", page(number).encode())
        return archive.path.read_bytes()


SAMPLES: dict[str, Callable[[int], bytes]] = {
    "a.txt": lambda number: _text(number).encode(),
    "a.html": lambda number: page(number).encode(),
    "a.jsonl": lambda number: lines(number).encode(),
    "a.json": lambda number: f"[{','.join(lines(number).splitlines())}]".encode(),
    "a.csv": lambda number: _csv(number).encode(),
    "utf16.csv": lambda number: _csv(number).encode("utf-16"),
    "a.rss": lambda number: _feed(number).encode(),
    "a.xml": lambda number: _alto(number).encode(),
    "a.eml": _message,
    "forwarded.eml": _forwarded,
    "a.mbox": _mailbox,
    "a.docx": _word,
    "a.xlsx": _workbook,
    "a.pdf": lambda number: pdf([(60, 700, 12, _title(number) * 2)]),
    "a.zip": _zip,
    "a.tar": _tar,
    "a.warc": lambda number: _warc(number, compressed=False),
    "a.warc.gz": lambda number: _warc(number, compressed=True),
    "a.jsonl.gz": lambda number: gzip.compress(lines(number).encode()),
    "a.jsonl.bz2": lambda number: bz2.compress(lines(number).encode()),
    "a.txt.xz": lambda number: lzma.compress(_text(number).encode()),
}
"""Writers by the name of the file; each takes the number."""


@cache
def sample(name: str) -> bytes:
    """The bytes of the file with the number 0."""
    return SAMPLES[name](0)
