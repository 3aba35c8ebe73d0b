"""The offline bundle: whole, the same every time, checked by readers of its own kinds of files."""

import csv
import hashlib
import io
import json
import re
from zipfile import ZipFile

import lxml.html

from index.report import Report
from tests.exported import FOREIGN, IDENTIFIERS, REPORT, UNTITLED, export, row

_ROWS = [row(REPORT), row(FOREIGN), row(UNTITLED)]


def _bundle(rows=_ROWS) -> ZipFile:
    return ZipFile(io.BytesIO(export("bundle", rows)))


def test_same_list_gives_the_same_bytes() -> None:
    assert export("bundle", _ROWS) == export("bundle", _ROWS)
    assert export("bundle", _ROWS) != export("bundle", _ROWS[:2])


def test_each_data_file_holds_the_list_in_its_order() -> None:
    wanted = [each.report.identifier for each in _ROWS]
    bundle = _bundle()
    for name in ("csv", "jsonl", "ris"):
        assert IDENTIFIERS[name](bundle.read(f"reports.{name}")) == wanted


def test_checksums_and_the_description_fit_the_files() -> None:
    bundle = _bundle()
    assert bundle.testzip() is None
    sums = dict(
        reversed(line.split("  ", 1)) for line in bundle.read("SHA256SUMS").decode().splitlines()
    )
    assert sums.keys() == set(bundle.namelist()) - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(bundle.read(name)).hexdigest() == digest
    for resource in json.loads(bundle.read("datapackage.json"))["resources"]:
        data = bundle.read(resource["path"])
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sums[resource['path']]}"
        if resource["format"] == "csv":
            fields = [each["name"] for each in resource["schema"]["fields"]]
            assert next(csv.reader(io.StringIO(data.decode(resource["encoding"])))) == fields


def test_pages_lead_to_one_another_and_need_nothing_from_elsewhere() -> None:
    bundle = _bundle()
    front = lxml.html.fromstring(bundle.read("index.html").decode())
    pages = front.xpath("//li/a/@href")
    assert len(pages) == len(_ROWS)
    for name in ("index.html", *pages):
        text = bundle.read(name).decode()
        assert not re.findall(r"(?:src|@import|url\()", text)
        folder = name.rpartition("/")[0]
        [style] = lxml.html.fromstring(text).xpath("//link/@href")
        assert style == ("../style.css" if folder else "style.css")
    first = bundle.read(pages[0]).decode()
    assert REPORT.lead in first
    assert all(each in first for each in REPORT.body.split("\n"))


def test_text_of_a_report_cannot_become_markup() -> None:
    evil = Report(
        "x", title="<script>alert(1)</script>", body="<img src=x onerror=y>", url="javascript:1"
    )
    bundle = _bundle([row(evil)])
    page = lxml.html.fromstring(bundle.read("reports/000001.html").decode())
    assert not page.xpath("//script | //img")
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


def test_pieces_come_while_the_list_is_read() -> None:
    from archive.exporters import format_named
    from tests.exported import ABOUT

    read = 0

    def rows():
        nonlocal read
        for _ in range(100):
            read += 1
            yield row()

    pieces = format_named("bundle").write(rows(), ABOUT)
    next(pieces)
    assert read < 100
