"""All formats: the same reports in the same order, in pieces, and nothing a file cannot hold."""

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.exporters import FORMATS, Row, format_of_file
from archive.importers import read
from index.report import Report
from tests.exported import ABOUT, FOREIGN, IDENTIFIERS, REPORT, UNTITLED, export, row, sheets

NAMES = [each.name for each in FORMATS]
# The bibliography has an order of its own.
IN_ORDER = [name for name in NAMES if name != "bibliography"]

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_every_format_has_an_independent_reader() -> None:
    assert sorted(IDENTIFIERS) == sorted(NAMES)


@pytest.mark.parametrize("name", IN_ORDER)
def test_file_holds_the_list_in_its_order(name: str) -> None:
    rows = [row(UNTITLED), row(), row(FOREIGN), row(replace(REPORT, identifier="bao:0"))]
    expected = [each.report.identifier for each in rows]
    assert IDENTIFIERS[name](export(name, rows)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_empty_list_is_a_valid_file(name: str) -> None:
    assert IDENTIFIERS[name](export(name, [])) == []


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15)
@given(texts=st.lists(_TEXT, min_size=6, max_size=6))
def test_any_text_leaves_the_file_readable(name: str, texts: list[str]) -> None:
    title, lead, name_, source, tag, person = texts
    report = Report(
        "x:1", title=title, lead=lead, authors=(name_ or "A",), source=source, tags=(tag or "b",),
        persons=("p",), section=(source or "c",),
    )  # fmt: skip
    found = IDENTIFIERS[name](export(name, [row(report, person or "C"), row()]))
    assert sorted(found) == ["bao:1", "x:1"]


@pytest.mark.parametrize("name", IN_ORDER)
def test_rows_are_read_while_pieces_are_taken(name: str) -> None:
    read = 0

    def rows() -> Iterator[Row]:
        nonlocal read
        for number in range(1000):
            read += 1
            yield row(replace(REPORT, identifier=f"bao:{number}"))

    pieces = next(each for each in FORMATS if each.name == name).write(rows(), ABOUT)
    assert sum(map(len, islice(pieces, 3))) > 100
    assert read < 200


@pytest.mark.parametrize("name", NAMES)
def test_failure_of_the_list_is_a_failure_of_the_file(name: str) -> None:
    def rows() -> Iterator[Row]:
        yield row()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        export(name, rows())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "jsonl"])
def test_identifier_never_stands_for_a_missing_title(name: str) -> None:
    data = export(name, [row(UNTITLED)])
    if name == "bundle":
        data = ZipFile(io.BytesIO(data)).read("index.html")
    text = str(sheets(data)) if name == "xlsx" else data.decode()
    assert "[Nước lên nhanh ở miền núi]" in text


def test_names_of_files_mean_formats() -> None:
    for each in FORMATS:
        assert format_of_file(f"Danh sách.2018{each.suffix.upper()}") is each
    assert format_of_file("list.docx") is None
    assert format_of_file("list.xml") is None


@pytest.fixture(scope="module")
def real_rows(shared_data: Path) -> list[Row]:
    """Return rows of 300 real reports."""
    found = islice(read(shared_data / "reports-sample.jsonl.gz"), 0, 1600, 5)
    rows = [row(each) for each in found if isinstance(each, Report)]
    assert len(rows) > 300
    return rows


@pytest.mark.data
@pytest.mark.parametrize("name", IN_ORDER)
def test_real_reports_leave_whole(name: str, real_rows: list[Row]) -> None:
    expected = [each.report.identifier for each in real_rows]
    assert IDENTIFIERS[name](export(name, real_rows)) == expected
