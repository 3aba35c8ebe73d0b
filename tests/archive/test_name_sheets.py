"""Spreadsheets of newspapers and sections: every edit is one decision, however often imported."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.decision import Decision, Logged
from archive.newspapers import spreadsheet as newspapers
from archive.newspapers.authority import Newspapers
from archive.newspapers.decisions import (
    NewspaperAlias,
    NewspaperField,
    NewspaperMerge,
    NewspaperSeparation,
    free_identifier,
)
from archive.sections import spreadsheet as sections
from archive.sections.authority import SectionMerge, Sections, SectionSeparation
from archive.sheet import SheetError

Rows = list[dict[str, str]]

_SPELLINGS = ("docbao.vn", "Đọc Báo", "vnexpress", "Soha", "CafeF", "Báo Lạ")
_EDITED = ("docbao", "soha", "cafef", "baola", "hue-ngay-nay")
_PATHS = (("THỂ THAO",), ("Thể thao", "Xe"), ("Chuyện lạ",), ("Tin > nóng",), ("Xe cũ", "Mới"))


_BASE = Newspapers((), _SPELLINGS)


def _log(decisions: Iterable[Decision]) -> list[Logged]:
    """Return decisions as the catalogue logs them."""
    taken = set(_EDITED)
    made = []
    for number, each in enumerate(decisions, 1):
        if isinstance(each, NewspaperSeparation) and not each.newspaper:
            each = replace(each, newspaper=free_identifier(each.name, taken))
        made.append(Logged(number, "", each))
    return made


def _papers(decisions: Sequence[Decision]) -> Newspapers:
    return Newspapers(_log(decisions), _SPELLINGS) if decisions else _BASE


def _rows(text: str) -> Rows:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline="")))


def _saved(rows: Rows, delimiter: str = ",") -> StringIO:
    stream = StringIO(newline="")
    made = csv.DictWriter(stream, rows[0].keys(), delimiter=delimiter)
    made.writeheader()
    made.writerows(rows)
    return StringIO(stream.getvalue(), newline="")


def _newspapers() -> Rows:
    """Return the rows of some newspapers before any decision."""
    stream = StringIO(newline="")
    newspapers.write([(each, 1) for each in map(_BASE.get, _EDITED) if each], stream)
    return _rows(stream.getvalue())


def _shown(authority: Sections) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {path: authority.shown(path) for path in _PATHS}


def _sections(authority: Sections) -> Rows:
    stream = StringIO(newline="")
    sections.write(_shown(authority), {}, stream)
    return _rows(stream.getvalue())


def _edit(rows: Rows, identifier: str, **cells: str) -> Rows:
    """Return the rows with other cells in that of a newspaper or a section."""
    return [
        row | cells if identifier in (row.get("id"), row.get("section")) else row for row in rows
    ]


# None is a name of another newspaper in the sheet, which would take its reports.
_NAMES = ("Báo  Đọc", "Đọc Tin [..2023] | Báo Đọc[2024..]", "ĐB")
_CELLS = {
    "names": st.sampled_from(_NAMES),
    "place": st.sampled_from(["", "Huế", " Đà  Nẵng"]),
    "issns": st.sampled_from(["", "03785955", "0378-5955 | 2434561x"]),
    "urls": st.sampled_from(["", "doc.example", "https://doc.example/a"]),
    "predecessors": st.sampled_from(["", "soha", "soha | cafef"]),
    "source": st.sampled_from(["", "librarian", "https://a.example | https://b.example"]),
    "aliases": st.sampled_from(["", "ĐB", "docbao.vn", "ĐB | docbao.vn", "VTV | docbao.vn"]),
}
_LINES = st.dictionaries(
    st.sampled_from(["docbao", "baola", "hue-ngay-nay"]),
    st.one_of(
        st.fixed_dictionaries({}, optional=_CELLS),
        st.sampled_from([{"merge_into": "soha"}, {"merge_into": "cafef"}]),
    ),
)


@given(_LINES)
def test_sheet_of_newspapers_imported_again_decides_nothing(
    lines: dict[str, dict[str, str]],
) -> None:
    rows = _newspapers()
    for identifier, cells in lines.items():
        rows = _edit(rows, identifier, **cells)
    try:
        made = newspapers.read(_saved(rows), _BASE)
    except SheetError:
        return
    assert newspapers.read(_saved(rows), _papers(made)) == []


def test_form_that_moves_from_one_line_to_another_is_given_once() -> None:
    rows = _edit(_newspapers(), "docbao", aliases="")
    for each in (_edit(rows, "soha", aliases="docbao.vn"), rows[::-1]):
        each = _edit(each, "soha", aliases="docbao.vn")
        assert newspapers.read(_saved(each), _BASE)[-1] == NewspaperAlias("soha", "docbao.vn")
        assert NewspaperSeparation("docbao.vn") not in newspapers.read(_saved(each), _BASE)
    rows = _edit(_edit(_newspapers(), "docbao", aliases="ĐB"), "soha", aliases="đb")
    with pytest.raises(SheetError, match="'đb' is given to 'docbao' too: keep one of them"):
        newspapers.read(_saved(rows), _BASE)


@given(
    st.dictionaries(
        st.sampled_from([sections._joined(path) for path in _PATHS]),
        st.sampled_from(
            ["Đời sống > Lạ", "thể thao", "THỂ THAO", "Chuyện lạ", "Xe cũ › Mới", "Khỏe", "Mới", ""]
        ),
    )
)
def test_sheet_of_sections_imported_again_decides_nothing(edited: dict[str, str]) -> None:
    authority = Sections()
    rows = _sections(authority)
    for section, shown in edited.items():
        rows = _edit(rows, section, shown=shown)
    try:
        made = sections.read(_saved(rows), _shown(authority), authority)
    except SheetError:
        return
    after = Sections(_log(made))
    assert sections.read(_saved(rows), _shown(after), after) == []


def test_unedited_sheets_revert_no_later_decision() -> None:
    since = [
        NewspaperField("docbao", "place", ("Huế",)),
        NewspaperAlias("docbao", "ĐB"),
        NewspaperMerge("soha", "cafef"),
    ]
    assert newspapers.read(_saved(_newspapers()), _papers(since)) == []
    after = Sections(_log([SectionMerge(("Chuyện lạ",), ("Lạ",))]))
    assert sections.read(_saved(_sections(Sections())), _shown(after), after) == []


def test_renamed_newspaper_keeps_its_old_name_as_a_form() -> None:
    rows = _edit(_newspapers(), "docbao", names="Báo Đọc", aliases="docbao.vn | ĐB")
    made = newspapers.read(_saved(rows), _BASE)
    assert made == [
        NewspaperField("docbao", "names", ("Báo Đọc",)),
        NewspaperAlias("docbao", "ĐB"),
    ]
    record = _papers(made).get("docbao")
    assert record is not None
    assert "Đọc Báo" in record.aliases
    assert newspapers.read(_saved(rows), _papers(made)) == []


def test_form_that_was_deleted_becomes_a_newspaper_of_its_own_once() -> None:
    rows = _edit(_newspapers(), "docbao", aliases="")
    made = newspapers.read(_saved(rows), _BASE)
    assert made == [NewspaperSeparation("docbao.vn")]
    assert newspapers.read(_saved(rows), _papers(made)) == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeffsep={}\r\n"])
def test_sheets_saved_by_other_programs_say_the_same(delimiter: str, mark: str) -> None:
    def saved(rows: Rows) -> StringIO:
        text = mark.format(delimiter) + _saved(rows, delimiter).getvalue()
        return StringIO(text, newline="")

    rows = _newspapers()
    assert newspapers.read(saved(rows), _BASE) == []
    moved = [dict(reversed(row.items())) for row in _edit(rows, "docbao", place="Huế")]
    assert newspapers.read(saved(moved), _BASE) == [NewspaperField("docbao", "place", ("Huế",))]
    rows = _edit(_sections(Sections()), "Chuyện lạ", shown="Lạ")
    made = sections.read(saved(rows), _shown(Sections()), Sections())
    assert made == [SectionMerge(("Chuyện lạ",), ("Lạ",))]


_HEAD = "id,names,place,issns,urls,predecessors,source,aliases,merge_into"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "^the file is empty$"),
        ("\ufeff\r\n", "^the file is empty$"),
        ("id,names\n", "line 1: no column place, issns, urls"),
        (f"{_HEAD},place\n", "line 1: the column place occurs twice"),
        (f"{_HEAD},titel\ndocbao,Đọc Báo,,,,,,,,Tin\n", "line 2: no column is called 'titel'"),
        (f"{_HEAD}\ndocbao,Đọc Báo,,,,,,,,,Tin\n", "line 2 has more cells than there are columns"),
        (f"{_HEAD}\nkhong-co,X,,,,,,,\n", "line 2: there is no newspaper 'khong-co'"),
        (f"{_HEAD}\ndocbao,X,,1,,,,,\n", "line 2: '1' is not an ISSN"),
        (f"{_HEAD}\ndocbao,X [2020..2019],,,,,,,\n", "line 2: the period of .* ends before"),
        (f"{_HEAD}\ndocbao,,,,,,,,\n", "line 2: a newspaper needs a name"),
        (f"{_HEAD}\ndocbao,Đọc Báo,,,,,,,x\n", "line 2: there is no newspaper 'x' to merge"),
        (f"{_HEAD}\nsoha,X,,,,,,,\n\nsoha,Y,,,,,,,\n", "line 4: line 2 has 'soha' too"),
        (
            f"{_HEAD}\ndocbao,Đọc Báo,,,,,,,baola\nbaola,Báo Lạ,,,,,,,docbao\n",
            "line 3: 'baola' would be merged into itself through others",
        ),
    ],
)
def test_sheet_of_newspapers_is_refused_with_the_line(text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        newspapers.read(StringIO(text, newline=""), _BASE)


def test_line_without_its_last_cells_is_read() -> None:
    text = f"{_HEAD}\nbaola,Báo Lạ,Huế\n"
    made = newspapers.read(StringIO(text, newline=""), _BASE)
    assert made == [NewspaperField("baola", "place", ("Huế",))]
    text = "section,shown\nChuyện lạ\n"
    with pytest.raises(SheetError, match="line 2: 'Chuyện lạ' is listed nowhere"):
        sections.read(StringIO(text, newline=""), _shown(Sections()), Sections())


def test_newspaper_changed_since_the_export_is_refused() -> None:
    rows = _edit(_newspapers(), "docbao", place="Huế")
    since = [NewspaperField("docbao", "place", ("Hà Nội",))]
    with pytest.raises(SheetError, match="'docbao' was changed since the export"):
        newspapers.read(_saved(rows), _papers(since))
    merged = [NewspaperMerge("docbao", "soha")]
    with pytest.raises(SheetError, match="'docbao' was merged into 'soha': edit that line"):
        newspapers.read(_saved(rows), _papers(merged))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "^the file is empty$"),
        ("section\n", "line 1: no column shown"),
        ("section,shown\nKhông có,Lạ\n", "line 2: no report has the section 'Không có'"),
        ("section,shown\nChuyện lạ,\n", "line 2: 'Chuyện lạ' is listed nowhere"),
        ("section,shown\nChuyện lạ,›\n", "line 2: 'Chuyện lạ' is listed nowhere"),
        ("section,shown\nChuyện lạ,Chuyện lạ › Hay\n", "line 2: .* is below 'Chuyện lạ'"),
        ("section,shown\nChuyện lạ,CHUYỆN LẠ\n", "line 2: .* are one section by rule"),
        ("section,shown\nChuyện lạ,A\nChuyện lạ,B\n", "line 3: line 2 has 'Chuyện lạ' too"),
        (
            "section,shown\nChuyện lạ,Thể thao\nTHỂ THAO,Chuyện lạ\n",
            "line 3: 'THỂ THAO' would be listed under itself",
        ),
        (
            "section,shown\nChuyện lạ,Thể thao\nTHỂ THAO,Chuyện lạ\nTin > nóng,Thể thao\n",
            "line 3: 'THỂ THAO' would be listed under itself",
        ),
        ("section,shown,note\nChuyện lạ,Lạ,x\n", "line 2: no column is called 'note'"),
    ],
)
def test_sheet_of_sections_is_refused_with_the_line(text: str, message: str) -> None:
    with pytest.raises(SheetError, match=message):
        sections.read(StringIO(text, newline=""), _shown(Sections()), Sections())


def test_first_lines_of_each_kind_are_named_and_the_others_counted() -> None:
    lines = [f"la-{number},Lạ" for number in range(100_000)] + ["Chuyện lạ,", "la-1,Lạ"]
    text = "\r\n".join(["section,shown", *lines])
    with pytest.raises(SheetError) as raised:
        sections.read(StringIO(text, newline=""), _shown(Sections()), Sections())
    assert str(raised.value).splitlines() == [
        *(f"line {n + 2}: no report has the section 'la-{n}': export again" for n in range(3)),
        "… and 99,997 more like this",
        "line 100002: 'Chuyện lạ' is listed nowhere: write a section in the column shown",
        "line 100003: line 3 has 'la-1' too: keep one of them",
    ]


def test_section_whose_name_holds_a_separator_is_the_one_meant() -> None:
    rows = _edit(_sections(Sections()), "Tin > nóng", shown="Thời sự › Nóng")
    made = sections.read(_saved(rows), _shown(Sections()), Sections())
    assert made == [SectionMerge(("Tin > nóng",), ("Thời sự", "Nóng"))]


@pytest.mark.parametrize(
    ("decisions", "shown"),
    [
        ([SectionSeparation(("THỂ THAO",))], "THỂ THAO"),
        ([SectionSeparation(("THỂ THAO",)), SectionMerge(("THỂ THAO",), ("Khỏe",))], "Khỏe"),
        (
            [
                SectionSeparation(("THỂ THAO",)),
                SectionMerge(("THỂ THAO",), ("Khỏe",)),
                SectionSeparation(("THỂ THAO",)),
            ],
            "THỂ THAO",
        ),
    ],
)
def test_spelling_that_is_kept_apart_is_merged_alone(
    decisions: Sequence[Decision], shown: str
) -> None:
    authority = Sections(_log(decisions))
    assert authority.shown(("THỂ THAO", "Xe")) == (shown, "Xe")
    assert authority.shown(("Thể thao", "Xe")) == ("Thể thao", "Xe")
