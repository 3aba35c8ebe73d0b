"""Withdrawals of many reports in a spreadsheet."""

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.decision import Decision, Logged, Undo, undone
from archive.sheet import SheetError
from archive.withdrawal import spreadsheet
from archive.withdrawal.decisions import (
    Erase,
    Reinstate,
    Visibility,
    Withdraw,
    hidden,
    latest,
)
from index.report import Report
from tests.khobao import RECORDS, Khobao

_REPORTS = tuple(Report(f"bao:{n}", f"=Tin {n}", date="2018-01-10", source="Báo") for n in range(4))

Rows = list[dict[str, str]]
States = Mapping[str, tuple[bool, bool]]


def _log(decisions: Sequence[Decision], why: str = " '=nhầm ") -> list[Logged]:
    return [
        Logged(n, f"2026-11-30T00:00:{n:02}Z", each, "Thu", why)
        for n, each in enumerate(decisions, 1)
    ]


def _visible(log: Sequence[Logged]) -> dict[str, Visibility]:
    decided, last = hidden(log), latest(log)
    return {
        each.identifier: Visibility(
            each, decided.get(each.identifier) is not None, last.get(each.identifier)
        )
        for each in _REPORTS
    }


def _states(log: Sequence[Logged]) -> States:
    return {name: (each.is_withdrawn, each.is_public) for name, each in _visible(log).items()}


def _rows(log: Sequence[Logged]) -> Rows:
    stream = StringIO(newline="")
    spreadsheet.write(_visible(log).values(), stream)
    return list(csv.DictReader(StringIO(stream.getvalue().removeprefix("\ufeff"), newline="")))


def _read(rows: Rows, log: Sequence[Logged]) -> list[Decision]:
    stream = StringIO(newline="")
    made = csv.DictWriter(stream, rows[0])
    made.writeheader()
    made.writerows(rows)
    held = _visible(log)
    return spreadsheet.read(StringIO(stream.getvalue(), newline=""), lambda _: held)


@st.composite
def _histories(draw: st.DrawFn) -> list[Logged]:
    """Draw logs as the catalogue takes them: what is withdrawn is shown, and the reverse."""
    made: list[Decision] = []
    for report in draw(st.lists(st.sampled_from(_REPORTS), max_size=8)):
        log = _log(made)
        stands = [each.number for each in log if each.number not in undone(log)]
        is_withdrawn, is_public = _states(log)[report.identifier]
        if stands and draw(st.booleans()):
            made.append(Undo(draw(st.sampled_from(stands))))
        elif not is_withdrawn:
            made.append(Withdraw(report.identifier, draw(st.booleans())))
        elif draw(st.booleans()):
            made.append(Withdraw(report.identifier, not is_public))
        else:
            made.append(Reinstate(report.identifier))
    return _log(made)


_WANTED = st.lists(
    st.sampled_from([(False, False), (True, False), (True, True)]), min_size=4, max_size=4
)


@given(_histories())
def test_sheet_that_was_not_edited_decides_nothing(log: list[Logged]) -> None:
    assert _read(_rows(log), log) == []


@given(_histories(), _WANTED)
def test_states_in_a_sheet_become_those_of_the_reports_once(
    log: list[Logged], wanted: list[tuple[bool, bool]]
) -> None:
    rows = [
        row | {"withdrawn": "x" * is_withdrawn, "public": "x" * is_public}
        for row, (is_withdrawn, is_public) in zip(_rows(log), wanted, strict=True)
    ]
    made = _read(rows, log)
    after = _log([*(each.decision for each in log), *made])
    assert list(_states(after).values()) == wanted
    assert _read(rows, after) == []
    assert _read(_rows(after), after) == []


@pytest.mark.parametrize("why", ["=" * 40_000, "a" * 32_765 + " b", "'" * 32_767])
def test_reason_longer_than_a_cell_leaves_the_sheet_valid(why: str) -> None:
    log = _log([Withdraw("bao:0")], why)
    rows = _rows(log)
    assert _read(rows, log) == []
    rows[0]["withdrawn"] = ""
    assert _read(rows, log) == [Reinstate("bao:0")]


@pytest.mark.parametrize(
    "since",
    [[Withdraw("bao:0"), Reinstate("bao:0")], [Withdraw("bao:0", public=True)]],
)
def test_line_of_a_report_decided_since_the_export_is_refused(since: list[Decision]) -> None:
    rows = _rows([])
    rows[0]["withdrawn"] = "x"
    with pytest.raises(SheetError, match="line 2: 'bao:0' was changed since the export"):
        _read(rows, _log(since))


def test_list_of_your_own_withdraws_and_says_nothing_by_empty_cells() -> None:
    log = _log([Withdraw("bao:1", public=True), Withdraw("bao:2")])
    text = "id;withdrawn;public\nbao:0;X;\nbao:1;x;\nbao:2;;\n\nbao:3;có;1\n"
    held = _visible(log)
    made = spreadsheet.read(StringIO(text, newline=""), lambda _: held)
    assert made == [Withdraw("bao:0"), Withdraw("bao:3", public=True)]


_HEAD = "id,title,withdrawn,public,why"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,public\nbao:1,x\n", "line 1: no column withdrawn"),
        (f"{_HEAD}\nla:1,,x,,\n", "line 2: no report has the identifier 'la:1'"),
        (f"{_HEAD}\nbao:1,,x,,\n,,x,,\n,,x,,\n", "line 3: the column id is empty\nline 4: the"),
        (f"{_HEAD}\nbao:3,,x,,\n", "line 2: 'bao:3' was erased for good: delete the line"),
        (f"{_HEAD}\nbao:1,,xem lại,,\n", "line 2: withdrawn is 'xem lại': write x, or leave"),
        (f"{_HEAD}\nbao:1,,,x,\n", "line 2: 'bao:1' has an x in public and none in withdrawn"),
        (f"{_HEAD}\nbao:1,,x,,nhầm\n", "line 2: the reason of all lines is given with --why"),
        (f"{_HEAD}\nbao:1,,x,,\n\nbao:1,,x,,\n", "line 4: line 2 has 'bao:1' too: keep one"),
        (f"{_HEAD},ghi chú\nbao:1,,x,,,tin\n", "line 2: no column is called 'ghi chú'"),
    ],
)
def test_sheet_is_refused_with_the_line(text: str, message: str) -> None:
    held = _visible(_log([Erase("bao:3")]))
    with pytest.raises(SheetError, match=message):
        spreadsheet.read(StringIO(text, newline=""), lambda _: held)


def _save(file: Path, rows: Rows) -> str:
    with file.open("w", encoding="utf-8", newline="") as stream:
        made = csv.DictWriter(stream, rows[0])
        made.writeheader()
        made.writerows(rows)
    return str(file)


def _exported(khobao: Khobao, *arguments: str) -> Rows:
    made = khobao("withdrawals", "export", *arguments, "-o", "-")
    assert made.exit_code in (0, 1), made.output
    return list(csv.DictReader(StringIO(made.stdout.removeprefix("\ufeff"), newline="")))


def _listed(khobao: Khobao) -> dict[str, str]:
    """Return identifier → reason of the reports that are withdrawn."""
    made = khobao("withdrawals", "list", "--json")
    return {each["id"]: each["why"] for each in json.loads(made.stdout)}


def test_reports_of_a_query_are_withdrawn_by_a_sheet_and_shown_again(filled: Khobao) -> None:
    rows = _exported(filled, "--to", "2100")
    assert [row["withdrawn"] for row in rows] == [""] * len(rows)
    sheet = _save(filled.folder / "w.csv", [row | {"withdrawn": "x"} for row in rows])
    planned = filled("withdrawals", "import", sheet, "--dry-run")
    assert len(planned.stdout.splitlines()) == len(rows)
    assert _listed(filled) == {}
    made = filled("withdrawals", "import", sheet, "--by", "Thu", "--why", "toà soạn yêu cầu")
    assert made.stdout.splitlines()[0] == f"1: withdraw {rows[0]['id']}"
    assert _listed(filled) == dict.fromkeys((row["id"] for row in rows), "toà soạn yêu cầu")
    assert filled("search", "--to", "2100").exit_code == 1
    again = filled("withdrawals", "import", sheet)
    assert (again.stdout, again.stderr) == ("", "nothing differs; nothing was changed\n")
    # The withdrawn reports are exported without a query; a cross that is removed reinstates one.
    rows = _exported(filled)
    assert [row["by"] for row in rows] == ["Thu"] * len(rows)
    shown = rows[0]["id"]
    rows[0]["withdrawn"] = ""
    sheet = _save(filled.folder / "w.csv", rows)
    assert filled("withdrawals", "import", sheet).stdout.endswith(f": reinstate {shown}\n")
    assert shown not in _listed(filled)
    assert filled("withdrawals", "undo", str(len(rows) + 1)).exit_code == 0
    assert shown in _listed(filled)
    log = filled("withdrawals", "log").stdout.splitlines()
    assert log[-1].endswith(f"(reinstate {shown})")


def test_import_and_rebuilt_index_keep_what_a_sheet_withdrew(filled: Khobao) -> None:
    rows = [row | {"withdrawn": "x", "public": "x"} for row in _exported(filled, "--to", "2100")]
    filled("withdrawals", "import", _save(filled.folder / "w.csv", rows), "--why", "nhầm")
    before = filled("withdrawals", "list").stdout
    assert "reason public  nhầm" in before
    filled("import", filled.write(*RECORDS), "--workers", "0")
    filled("index", "--persons")
    filled("index", "--rebuild")
    assert filled("withdrawals", "list").stdout == before
    assert filled("search", "--to", "2100").exit_code == 1


def test_reports_of_a_frozen_list_are_exported_withdrawn_ones_too(filled: Khobao) -> None:
    listed = json.loads(filled("lists", "freeze", "--to", "2100", "--json").stdout)["identifier"]
    rows = _exported(filled, "--list", listed)
    filled("withdraw", rows[0]["id"])
    marks = [row["withdrawn"] for row in _exported(filled, "--list", listed)]
    assert marks == ["x"] + [""] * (len(rows) - 1)
    both = filled("withdrawals", "export", "dân", "--list", listed, "-o", "-")
    assert (both.exit_code, "a frozen list takes no query" in both.stderr) == (2, True)
    assert filled("withdrawals", "export", "--list", "khong-co", "-o", "-").exit_code == 1


@pytest.mark.parametrize("arguments", [(), ("   ",), ("--exact",), ("--match", "all")])
def test_query_that_chooses_nothing_exports_withdrawn_reports(
    filled: Khobao, arguments: tuple[str, ...]
) -> None:
    filled("withdraw", "bao:2")
    assert [row["id"] for row in _exported(filled, *arguments)] == ["bao:2"]


def test_public_reason_must_be_given(filled: Khobao) -> None:
    sheet = filled.folder / "w.csv"
    sheet.write_text("id,withdrawn,public\nbao:1,x,\nbao:2,x,x\n", encoding="utf-8")
    for command in (
        ("withdraw", "bao:1", "--public"),
        ("withdraw", "bao:1", "--public", "--why", " \u200b"),
        ("withdrawals", "import", str(sheet)),
        ("withdrawals", "import", str(sheet), "--dry-run"),
        ("erase", "bao:1", "--public", "--yes"),
    ):
        refused = filled(*command)
        assert (refused.exit_code, "give it with --why" in refused.stderr) == (2, True)
    assert _listed(filled) == {}
    assert filled("withdrawals", "import", str(sheet), "--why", "nhầm").exit_code == 0
    assert list(_listed(filled)) == ["bao:2", "bao:1"]


def test_planned_decisions_are_printed_as_json(filled: Khobao) -> None:
    sheet = filled.folder / "w.csv"
    for text, planned in (
        ("bao:1,x", [{"kind": "withdraw", "report": "bao:1", "public": False}]),
        ("bao:1,", []),
    ):
        sheet.write_text(f"id,withdrawn\n{text}\n", encoding="utf-8")
        made = filled("withdrawals", "import", str(sheet), "--dry-run", "--json")
        assert (made.exit_code, json.loads(made.stdout)) == (0, planned)
    assert _listed(filled) == {}


def test_reason_of_a_withdrawn_report_is_published_later(filled: Khobao) -> None:
    filled("withdraw", "bao:1", "--why", "nhầm tên")
    assert filled("withdraw", "bao:1").exit_code == 1
    made = filled("withdraw", "bao:1", "--public", "--why", "cải chính")
    assert made.stdout == "2: withdraw bao:1, reason public\n"
    assert _listed(filled) == {"bao:1": "cải chính"}
    filled("withdrawals", "undo", "2")
    assert _listed(filled) == {"bao:1": "nhầm tên"}
    assert filled("reinstate", "bao:1").exit_code == 0
