"""Reports in a spreadsheet, and the corrections of an edited one."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.corrections.correction import LISTS, Correct, Value
from archive.corrections.spreadsheet import COLUMNS, SheetError, is_writable, read, write
from archive.importers.typed_values import read_list, read_text
from index.report import Report

REPORT = Report(
    "bao:7",
    title="Tin bão",
    body="Mưa to.\nGió lớn.",
    captions=("Phố ngập",),
    date="2018-01-10",
    section=("Xã hội", "Thời sự"),
    authors=("Hà An", "Lê Thơ"),
    source="Báo Huế",
)
OTHER = Report("bao:8", title="=1+1", body="Lũ.", date="2018-02-20")


def read_value(field: str, typed: Sequence[str]) -> Value:
    return read_list(field, typed) if field in LISTS else read_text(field, typed[0])


def sheet(*reports: Report, columns: Sequence[str] = tuple(COLUMNS)) -> str:
    stream = StringIO(newline="")
    write(reports, columns, stream)
    return stream.getvalue()


def corrections(text: str, *reports: Report) -> list[Correct]:
    known = {each.identifier: each for each in reports or (REPORT, OTHER)}
    return read(StringIO(text, newline=""), lambda _: known, read_value)


def edited(text: str, **cells: str) -> str:
    """Return a sheet in which these cells of its first row were edited."""
    lines = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))
    lines[0] |= cells
    stream = StringIO(newline="")
    made = csv.DictWriter(stream, list(lines[0]))
    made.writeheader()
    made.writerows(lines)
    return stream.getvalue()


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_texts = st.lists(_text, max_size=3).map(tuple)


@given(
    st.lists(
        st.builds(
            Report, st.text("ab:1-", min_size=1), title=_text, body=_text, captions=_texts,
            date=st.sampled_from(["", "2018", "2018-01-10"]), section=_texts, authors=_texts,
            source=_text, url=_text, tags=_texts,
        ),
        unique_by=lambda report: report.identifier,
    )
)  # fmt: skip
def test_unedited_sheet_corrects_nothing(reports: list[Report]) -> None:
    assert corrections(sheet(*reports), *reports or [REPORT]) == []


@pytest.mark.parametrize(
    ("cells", "made"),
    [
        ({"date": "21/1/2018"}, [("date", "2018-01-21")]),
        ({"date": "2018"}, [("date", "2018")]),
        ({"title": "Tin lũ", "body": "Mưa."}, [("title", "Tin lũ"), ("body", "Mưa.")]),
        ({"section": "Kinh tế > Hạ tầng"}, [("section", ("Kinh tế", "Hạ tầng"))]),
        ({"authors": "Lê Thơ"}, [("authors", ("Lê Thơ",))]),
        ({"authors": "Hà An|Lê Thơ | Vũ Bằng"}, [("authors", ("Hà An", "Lê Thơ", "Vũ Bằng"))]),
        ({"captions": "Phố ngập\nNước rút"}, [("captions", ("Phố ngập", "Nước rút"))]),
        ({"newspaper": "Báo Đà Nẵng"}, [("source", "Báo Đà Nẵng")]),
        ({"date": "", "authors": ""}, [("date", ""), ("authors", ())]),
        ({"title": "'=1"}, [("title", "=1")]),
        ({"body": "Mưa to.\r\nGió lớn.\r\n"}, []),
        ({"date": "10/01/2018"}, []),
        ({"date": "1/10/2018"}, []),
        ({"beginning": "x"}, []),
    ],
)
def test_edited_cell_is_a_correction(cells: dict[str, str], made: list[tuple[str, Value]]) -> None:
    found = corrections(edited(sheet(REPORT, OTHER), **cells))
    assert sorted(found, key=lambda each: each.field) == sorted(
        (Correct("bao:7", field, value) for field, value in made), key=lambda each: each.field
    )


def test_sheet_that_was_imported_corrects_nothing_more() -> None:
    text = edited(sheet(REPORT), title="Tin lũ", date="")
    assert corrections(text, replace(REPORT, title="Tin lũ", date="")) == []


def test_decision_since_the_export_hinders_only_the_cells_it_concerns() -> None:
    later = replace(REPORT, title="Bão số 1")
    assert corrections(sheet(REPORT), later) == []
    assert corrections(edited(sheet(REPORT), date="2019"), later)
    with pytest.raises(SheetError, match=r"line 3: title of 'bao:7' was changed since"):
        corrections(edited(sheet(REPORT), title="Tin lũ"), later)


def test_column_that_was_deleted_is_left_alone() -> None:
    lines = [line.split('","') for line in sheet(REPORT, columns=["title", "date"]).split("\r\n")]
    text = "\r\n".join('","'.join([*cells[:1], *cells[2:]]) for cells in lines if cells != [""])
    assert corrections(text) == []


def test_sheet_of_ones_own_says_nothing_in_its_empty_cells() -> None:
    assert corrections("id;date;title\r\nbao:8;2018-02-21;\r\n") == [
        Correct("bao:8", "date", "2018-02-21")
    ]


def test_no_cell_is_a_formula() -> None:
    assert '"\'=1+1"' in sheet(OTHER)
    assert corrections(edited(sheet(OTHER), title="'=1+1")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (edited(sheet(REPORT), date="31/02/2018"), "line 3: '31/02/2018' is not a date"),
        (edited(sheet(REPORT), date="3/4/2018"), "line 3: date '3/4/2018' may be two days"),
        (edited(sheet(REPORT), url="javascript:alert(1)"), "line 3: .* is no address"),
        (edited(sheet(REPORT), url="khong phai dia chi"), "line 3: .* is no address"),
        (edited(sheet(REPORT), url='=HYPERLINK("http://a.vn")'), "line 3: .* is no address"),
        ("id,date\r\nbao:9,2018\r\n", "line 2: no report has the identifier 'bao:9'"),
        ("id,date\r\nbao:7,2019\r\nbao:7,2018\r\n", "line 3: line 2 has 'bao:7' too"),
        ("identifier,date\r\n", "line 1: no column id"),
        ("id,titel\r\nbao:7,Tin\r\n", "no field is called 'titel'"),
        ('id,date\r\nbao:7,"2018\r\n' + "x" * 40_000, "quotation mark"),
        ("", "the file is empty"),
    ],
)
def test_invalid_line_is_refused_with_its_number(text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        corrections(text)


def test_value_with_the_separator_in_it_is_not_divided() -> None:
    report = replace(REPORT, tags=("bão | lũ", "Huế"))
    assert corrections(sheet(report), report) == []
    with pytest.raises(SheetError, match="holds the separator itself"):
        corrections(edited(sheet(report), tags="bão | lũ | Đà Nẵng"), report)


def test_text_that_no_cell_holds_is_not_written() -> None:
    assert is_writable(REPORT, ["body"])
    assert not is_writable(replace(REPORT, body="x" * 32_767), ["body"])
    assert is_writable(replace(REPORT, body="x" * 32_767), ["title"])
