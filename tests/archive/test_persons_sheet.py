"""The authority file in a spreadsheet, and back."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.decision import Decision
from archive.persons.authority import Alias, Hide, Link, Merge, Prefer, Release
from archive.persons.spreadsheet import COLUMNS, Row, SheetError, read, write

ROWS = [
    Row(
        "ho-chi-minh",
        "Hồ Chí Minh",
        ("Nguyễn Ái Quốc", "Bác Hồ"),
        offices=("Chủ tịch nước",),
        links={"wikidata": "Q36014"},
    ),
    Row("nguyen-van-an", "Nguyễn Văn An", hidden=True, reports=3),
]


def sheet(rows: list[Row]) -> str:
    stream = StringIO(newline="")
    write(rows, stream)
    return stream.getvalue()


def edited(**cells: str) -> list[Decision]:
    """Return the decisions of a sheet in which these cells of the first person were edited."""
    lines = list(csv.DictReader(StringIO(sheet(ROWS).removeprefix("\ufeff"), newline="")))
    lines[0] |= cells
    stream = StringIO(newline="")
    made = csv.DictWriter(stream, COLUMNS)
    made.writeheader()
    made.writerows(lines)
    return read(StringIO(stream.getvalue(), newline=""), ROWS)


def test_sheet_opens_in_a_spreadsheet_program() -> None:
    lines = sheet(ROWS).split("\r\n")
    assert lines[0] == "\ufeff" + ",".join(f'"{column}"' for column in COLUMNS)
    assert lines[2].startswith('"nguyen-van-an","Nguyễn Văn An","","x","","","","","3","#')


_text = st.text(st.characters(exclude_characters="|", exclude_categories=["Cs", "Cc", "Z"]))
_names = _text.filter(bool)


@given(
    st.lists(st.builds(Row, _names, _names, st.tuples(_names)), unique_by=lambda r: r.identifier)
)
def test_unedited_sheet_decides_nothing(rows: list[Row]) -> None:
    assert read(StringIO(sheet(rows), newline=""), rows) == []


@pytest.mark.parametrize(
    ("cells", "decisions"),
    [
        ({"name": "Nguyễn Ái Quốc"}, [Prefer("ho-chi-minh", "Nguyễn Ái Quốc")]),
        (
            {"name": "Chủ tịch Hồ Chí Minh"},
            [
                Alias("ho-chi-minh", "Chủ tịch Hồ Chí Minh"),
                Prefer("ho-chi-minh", "Chủ tịch Hồ Chí Minh"),
            ],
        ),
        (
            {"aliases": "Bác Hồ|nguyễn ái quốc | Nguyễn Tất  Thành"},
            [Alias("ho-chi-minh", "Nguyễn Tất Thành")],
        ),
        ({"aliases": "Nguyễn Ái Quốc"}, [Release("Bác Hồ")]),
        ({"hidden": "x"}, [Hide("ho-chi-minh")]),
        ({"merge_into": "nguyen-van-an"}, [Merge("ho-chi-minh", "nguyen-van-an")]),
        ({"merge_into": "ho-chi-minh"}, []),
        ({"viaf": "http://viaf.org/viaf/39477/"}, [Link("ho-chi-minh", "viaf", "39477")]),
        ({"wikidata": ""}, [Link("ho-chi-minh", "wikidata", "")]),
        ({"wikidata": "https://www.wikidata.org/wiki/q36014"}, []),
        ({"hidden": "FALSE"}, []),
        ({"name": "HỒ CHÍ MINH"}, [Prefer("ho-chi-minh", "HỒ CHÍ MINH")]),
        ({"name": "Hô\u0300 Chi\u0301 Minh"}, []),
        ({"offices": "vua", "reports": "9"}, []),
    ],
)
def test_edited_cell_becomes_a_decision(cells: dict[str, str], decisions: list[Decision]) -> None:
    assert edited(**cells) == decisions


def test_persons_left_out_stay_and_semicolons_are_read() -> None:
    text = "id;name;aliases;hidden;merge_into\nnguyen-van-an;Nguyễn Văn An;;;\n"
    assert read(StringIO(text, newline=""), ROWS) == [Hide("nguyen-van-an", False)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name\nho-chi-minh,X\n", "line 1: no column aliases"),
        ("id,name,aliases,hidden,merge_into\nstranger,X,,,\n", "line 2: there is no person"),
        ("id,name,aliases,hidden,merge_into\nho-chi-minh,X,,,y\n", "line 2: .*'y' to merge"),
        ("", "the file is empty"),
        (
            "id,name,aliases,hidden,merge_into\nx,X,,,\n\ny,Y,,,\n",
            "line 2: there is no person 'x'.*\nline 4: there is no person 'y'",
        ),
        (
            "id,name,aliases,hidden,merge_into\nho-chi-minh,X,,,\nho-chi-minh,Y,,,\n",
            "line 3: line 2 has 'ho-chi-minh' too",
        ),
        (
            "id,name,aliases,hidden,merge_into\nho-chi-minh,,,,nguyen-van-an\n"
            "nguyen-van-an,,,x,ho-chi-minh\n",
            "line 3: 'nguyen-van-an' would be merged into itself",
        ),
        (
            "id,name,aliases,hidden,merge_into\nho-chi-minh,,Ba,,\nnguyen-van-an,,ba,x,\n",
            "line 3: 'ba' is given to 'ho-chi-minh' too",
        ),
        (
            "id,name,aliases,hidden,merge_into\nho-chi-minh,X,,có lẽ,\nnguyen-van-an,X,,?,\n",
            "line 2: hidden is 'có lẽ': write x, or leave the cell empty\nline 3: hidden is '\\?'",
        ),
        (
            'id,name,aliases,hidden,merge_into\nho-chi-minh,"' + "x" * 40_000,
            "line 2: a cell of over 32,767 characters",
        ),
    ],
)
def test_invalid_lines_are_reported_by_number(text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        read(StringIO(text, newline=""), ROWS)


@pytest.mark.parametrize("name", ["=1+1", "+84", "-An", "@an", "'=x", "''"])
def test_cell_that_looks_like_a_formula_is_guarded_and_read_back(name: str) -> None:
    rows = [Row("a", name)]
    assert f'"\'{name}"' in sheet(rows)
    assert read(StringIO(sheet(rows), newline=""), rows) == []


def _resaved(text: str, delimiter: str, end: str) -> str:
    """Return a sheet as a spreadsheet writes it: columns moved and an empty line added."""
    lines = list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))
    stream = StringIO(newline="")
    made = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    made.writerows([[*reversed(line), ""] for line in lines])
    made.writerow([""] * (len(COLUMNS) + 1))
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeffsep={}\r\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_sheet_saved_by_another_program_says_the_same(delimiter: str, mark: str, end: str) -> None:
    text = mark.format(delimiter) + _resaved(sheet(ROWS), delimiter, end)
    assert read(StringIO(text, newline=""), ROWS) == []
    changed = text.replace("Bác Hồ", "Thầu Chín")
    assert read(StringIO(changed, newline=""), ROWS) == [
        Alias("ho-chi-minh", "Thầu Chín"),
        Release("Bác Hồ"),
    ]


def test_unedited_line_reverts_no_later_decision() -> None:
    exported = sheet(ROWS)
    since = [Row("ho-chi-minh", "Hồ Chí Minh", ("Bác Hồ", "Thầu Chín"))]
    assert read(StringIO(exported, newline=""), since) == []


def test_edited_line_of_a_person_changed_since_is_refused() -> None:
    edited = sheet(ROWS).replace("Bác Hồ", "Cụ Hồ")
    since = [Row("ho-chi-minh", "Hồ Chí Minh", ("Bác Hồ",)), ROWS[1]]
    with pytest.raises(SheetError, match="line 2: 'ho-chi-minh' was changed since the export"):
        read(StringIO(edited, newline=""), since)
    with pytest.raises(SheetError, match="line 2: 'ho-chi-minh' was merged into 'bac-ho':"):
        read(StringIO(edited, newline=""), [ROWS[1]], lambda _: "bac-ho")


def test_sheet_imported_again_decides_nothing() -> None:
    changes = {
        "name": "Nguyễn Tất Thành",
        "aliases": "Bác Hồ | Cụ Hồ",
        "hidden": "x",
        "viaf": "305",
    }
    lines = list(csv.DictReader(StringIO(sheet(ROWS).removeprefix("\ufeff"), newline="")))
    lines[0] |= changes
    lines[1]["merge_into"] = "ho-chi-minh"
    stream = StringIO(newline="")
    made = csv.DictWriter(stream, COLUMNS)
    made.writeheader()
    made.writerows(lines)
    text = stream.getvalue()
    assert len(read(StringIO(text, newline=""), ROWS)) == 7
    after = Row(
        "ho-chi-minh",
        "Nguyễn Tất Thành",
        ("Hồ Chí Minh", "Bác Hồ", "Cụ Hồ", "Nguyễn Văn An"),
        hidden=True,
        links={"wikidata": "Q36014", "viaf": "305"},
    )

    def whose(identifier: str) -> str:
        return {"nguyen-van-an": "ho-chi-minh"}.get(identifier, identifier)

    assert read(StringIO(text, newline=""), [after], whose) == []
    later = [replace(after, aliases=("Hồ Chí Minh", "Bác Hồ"))]
    with pytest.raises(SheetError, match="line 2: 'ho-chi-minh' was changed since the export"):
        read(StringIO(text, newline=""), later, whose)


def test_entity_that_no_authority_file_can_have_is_refused_by_line() -> None:
    with pytest.raises(SheetError, match="line 2: 'Hồ' is no identifier of Wikidata"):
        edited(wikidata="Hồ")


def test_sheet_of_an_earlier_version_takes_no_link_away() -> None:
    columns = [column for column in COLUMNS if column not in ("wikidata", "viaf", "exported")]
    lines = csv.DictReader(StringIO(sheet(ROWS).removeprefix("\ufeff"), newline=""))
    stream = StringIO(newline="")
    made = csv.DictWriter(stream, columns, extrasaction="ignore")
    made.writeheader()
    made.writerows(lines)
    assert read(StringIO(stream.getvalue(), newline=""), ROWS) == []
