"""Lists for tests of exporters, and readers of their files that share no code with them."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote
from zipfile import ZipFile

import lxml.etree
import lxml.html
import openpyxl
import pymarc
import rispy
from pybtex.database import BibliographyData, parse_string

from archive.addresses import report_address
from archive.exporters import About, Row, format_named
from index.report import Report

__all__ = [
    "ABOUT", "FOREIGN", "IDENTIFIERS", "REPORT", "SITE", "UNTITLED", "bibtex", "export", "row",
    "sheets",
]  # fmt: skip

SITE = "https://kho.example"

ABOUT = About(
    archive="Kho Báo",
    query="phần lớn: dan van (mọi dấu)",
    filters=("mục: Chính trị - Xã hội",),
    reports=1,
    date=datetime(2026, 6, 1, 9, 30, tzinfo=timezone(timedelta(hours=7))),
    generation="7",
    site=SITE,
    url=f"{SITE}/tim-kiem?q=dan+van&sort=newest",
)

REPORT = Report(
    "bao:1",
    title='Dân vận khéo: "làm thật", nói ít',
    lead="Đoạn dẫn.",
    body="Đoạn một.\nĐoạn hai.",
    captions=("Ảnh một", "Ảnh hai"),
    dateline="Huế",
    date="2018-01-10T12:31:00+07:00",
    section=("Chính trị - Xã hội", "Theo dòng thời sự"),
    authors=("Anh Phong", "Lê Thọ"),
    source="Thừa Thiên Huế",
    url="https://bao.example/1",
    tags=("Huế", "dân vận"),
)

FOREIGN = Report(
    "https://example.org/tin?x=1#2 (bản 3%)",
    title="Ngoặc {nhọn} & 50% <b>\x0b",
    date="2018-01",
    authors=("Gabriel García Márquez",),
    source="A & B",
)

UNTITLED = Report("bao:khong-tit", body="- Nước lên nhanh ở miền núi.\nDân chạy lũ.")


def row(report: Report = REPORT, *persons: str) -> Row:
    """Return the row of a report that names these persons."""
    return Row(report, persons, report_address(SITE, report.identifier))


def export(name: str, rows: Iterable[Row], about: About = ABOUT) -> bytes:
    """Return the file of the rows in a format."""
    format_ = format_named(name)
    assert format_ is not None
    return b"".join(format_.write(rows, about))


def bibtex(data: bytes) -> BibliographyData:
    """Return the entries of a BibTeX file as pybtex reads them."""
    return parse_string(data.decode(), "bibtex")


def sheets(data: bytes) -> list[list[tuple[object, ...]]]:
    """Return the cells of each sheet of a workbook as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return [[tuple(line) for line in sheet.iter_rows(values_only=True)] for sheet in book]


def _csv(data: bytes) -> list[str]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return [line["id"] for line in csv.DictReader(text)]


def _xpath(expression: str) -> Callable[[bytes], list[str]]:
    """Return a reader of the texts that an expression finds, whatever their namespace."""
    return lambda data: list(map(str, lxml.etree.fromstring(data).xpath(expression)))


def _marc(data: bytes) -> list[str]:
    return [record["001"].data for record in pymarc.MARCReader(data)]


def _marcxml(data: bytes) -> list[str]:
    return [record["001"].data for record in pymarc.parse_xml_to_array(io.BytesIO(data))]


def _bundle(data: bytes) -> list[str]:
    return _csv(ZipFile(io.BytesIO(data)).read("reports.csv"))


IDENTIFIERS: dict[str, Callable[[bytes], list[str]]] = {
    "csv": _csv,
    "bundle": _bundle,
    "xlsx": lambda data: [str(line[0]) for sheet in sheets(data)[:-1] for line in sheet[1:]],
    "jsonl": lambda data: [json.loads(line)["id"] for line in data.splitlines()],
    "ris": lambda data: [record["id"] for record in rispy.loads(data.decode())],
    "bibtex": lambda data: [unquote(key.replace("+", "%")) for key in bibtex(data).entries],
    "csl": lambda data: [item["id"] for item in json.loads(data)],
    "endnote": _xpath("//foreign-keys/key/text()"),
    "mods": _xpath("//*[local-name()='identifier']/text()"),
    "marcxml": _marcxml,
    "marc": _marc,
    "txt": lambda data: re.findall(r"^   \[(.*)\]$", data.decode(), re.MULTILINE),
    "bibliography": lambda data: lxml.html.fromstring(data.decode()).xpath("//li/@data-id"),
    "html": lambda data: lxml.html.fromstring(data.decode()).xpath("//li/@data-id"),
}
"""Readers of the identifiers in a file, by the name of its format, in the order of the file."""
