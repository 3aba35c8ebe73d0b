"""Matters that need a decision, by weight, each with a command that a shell takes as it is."""

import csv
import io
import json
import shlex
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click
import pytest

from archive.catalogue import Appearance, Entry, Refused, open_catalogue
from archive.cli import _COMMANDS, main
from archive.corrections.correction import Correct
from archive.newspapers.known import known_newspapers
from archive.review.persons import may_be_one
from index.report import Original, Report
from tests.khobao import Khobao

# A newspaper of the list that ships, with the year in which it began.
_OLD = next(each for each in known_newspapers().values() if each.names[0].since > "1900")
_SINCE = _OLD.names[0].since
_BEFORE = str(int(_OLD.names[0].since[:4]) - 1)


@pytest.fixture
def archive(khobao: Khobao) -> Khobao:
    """Return an archive with a matter of each kind."""
    original = Original(b"x", "text/plain", "/bao/1.txt", unread=(("date", "khoảng 1930"),))
    names = ["Nguyen Thanh Tung", *3 * ["Nguyễn Thanh Tùng"], "Nguyễn Tùng Thanh"]
    reports = [
        Report("bao:1", title="Bão", source="Báo Lạ", original=original),
        Report("bao:2", title="Lũ", source="Báo Lạ", date="2999-01-02"),
        Report("bao:3", title="Hạn", date="1823", section=("Kinh tế", "Đầu tư")),
        Report("bao:4", title="Mưa", date=_BEFORE, source=_OLD.name, section=("Kinh tế - Đầu tư",)),
        Report("bao '5", title="Nắng", body="Ngày 3/12/2019, trao đổi với báo, ông nói."),
    ]
    more = [
        Report(f"bao:{n}", body=text, date="2018-01-01", section=("Kinh tế", "Đầu tư"))
        for n, text in ((6, "Từ ngày 3/12/2019, giá tăng."), (7, "Tin"), (8, "Tin khác"))
    ]
    entries = [
        Entry(each, (Appearance(name, ("Thứ trưởng Bộ Y tế",)),) if name else ())
        for each, name in zip((*reports, *more), [*names, "", "", ""], strict=True)
    ]
    with closing(open_catalogue(_url(khobao), create=True)) as catalogue:
        refused = [Refused("no text", "/khong/co.txt", line, b"\0") for line in (1, 2, 3)]
        catalogue.reports.put(entries, refused=refused)
        catalogue.reports.put([Entry(Report("bao:9", title="Xóa"))])
        catalogue.erasures.erase(["bao:9"])
    return khobao


def _url(khobao: Khobao) -> str:
    return f"sqlite:///{khobao.folder / 'archive' / 'catalogue.sqlite'}"


def _matters(khobao: Khobao, *options: str) -> list[dict[str, object]]:
    found = json.loads(khobao("review", "--json", "--limit", "99", *options).stdout)
    matters: list[dict[str, object]] = found["matters"]
    return matters


def test_each_kind_is_found_with_its_command(archive: Khobao) -> None:
    found = {
        (str(each["kind"]), str(each["subject"])): shlex.join(each["command"])  # type: ignore[arg-type]
        for each in _matters(archive)
    }
    assert found == {
        ("refused", "/khong/co.txt"): "refused --bytes 3",
        ("newspapers", "Báo Lạ"): "newspapers set baola --name 'Báo Lạ' --why 'báo riêng'",
        ("erasures", "bao:9"): "erase --yes bao:9",
        ("persons", "Nguyen Thanh Tung = Nguyễn Thanh Tùng"): (
            "persons merge nguyen-thanh-tung nguyen-thanh-tung-2"
        ),
        ("persons", "Nguyễn Tùng Thanh = Nguyễn Thanh Tùng"): (
            "persons merge nguyen-tung-thanh nguyen-thanh-tung-2"
        ),
        ("persons", "Nguyen Thanh Tung = Nguyễn Tùng Thanh"): (
            "persons merge nguyen-thanh-tung nguyen-tung-thanh"
        ),
        ("dates", "bao:2"): "correct bao:2 --clear date --why 'ngày ở tương lai'",
        ("dates", "bao:3"): "correct bao:3 --clear date --why 'trước khi có báo quốc ngữ'",
        ("dates", "bao:4"): "correct bao:4 --clear date --why 'trước khi báo ra đời'",
        ("undated", "bao '5"): ("correct 'bao '\"'\"'5' --date 2019-12-03 --why 'ngày ở đầu bài'"),
        ("values", "bao:1"): "correct bao:1 --date 1930 --why 'báo in ghi «khoảng 1930»'",
        ("sections", "Kinh tế - Đầu tư"): (
            "sections merge 'Kinh tế - Đầu tư' 'Kinh tế › Đầu tư' --why 'cùng một chuyên mục'"
        ),
    }


def test_most_reports_come_first_and_the_order_is_stable(archive: Khobao) -> None:
    matters = _matters(archive)
    weights = [int(str(each["reports"])) for each in matters]
    assert weights == sorted(weights, reverse=True)
    assert (matters[0]["subject"], weights[0]) == ("/khong/co.txt", 3)
    assert matters == _matters(archive)


def test_review_counts_each_kind_and_shows_some(archive: Khobao) -> None:
    lines = archive("review", "--limit", "2").stdout.splitlines()
    assert "      3  dates        impossible dates" in lines
    assert "         or khobao search --source 'Báo Lạ' --sort newest --limit 5" in lines
    assert lines[-1] == "2 of 12; --limit and --kind show more"
    assert [each["kind"] for each in _matters(archive, "--kind", "dates")] == 3 * ["dates"]


def test_spreadsheet_has_the_same_matters(archive: Khobao) -> None:
    rows = _rows(archive)
    assert [row["subject"] for row in rows] == [each["subject"] for each in _matters(archive)]
    assert all(row["command"].startswith("khobao ") for row in rows)
    assert {row["kind"] for row in _rows(archive, "--kind", "dates")} == {"dates"}


def test_no_cell_of_the_spreadsheet_is_a_formula(khobao: Khobao) -> None:
    with closing(open_catalogue(_url(khobao), create=True)) as catalogue:
        catalogue.reports.put([Entry(Report("a", title="Tin", section=("=1+1",)))])
    assert '"\'=1+1"' in khobao("review", "export", "-o", "-").stdout


def _rows(khobao: Khobao, *options: str) -> list[dict[str, str]]:
    written = khobao("review", "export", "-o", "-", *options).stdout
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))


def test_every_command_can_be_copied(archive: Khobao) -> None:
    for each in _matters(archive):
        assert each["dismiss"] or each["kind"] == "erasures"
        for arguments in filter(None, (each["command"], each["otherwise"], each["dismiss"])):
            name, *rest = map(str, arguments)  # type: ignore[call-overload]
            assert name in _COMMANDS
            command = main.get_command(None, name)  # type: ignore[arg-type]
            if isinstance(command, click.Group):
                command = command.get_command(None, rest.pop(0))  # type: ignore[arg-type]
            assert command is not None
            command.make_context(name, list(rest))


def test_review_changes_nothing(archive: Khobao) -> None:
    with closing(open_catalogue(_url(archive))) as catalogue:
        before = catalogue.changes.mark(), catalogue.decisions.log()
        archive("review")
        assert (catalogue.changes.mark(), catalogue.decisions.log()) == before


def test_what_is_decided_does_not_come_again(archive: Khobao) -> None:
    archive("persons", "distinct", "nguyen-thanh-tung", "nguyen-thanh-tung-2")
    archive("withdraw", "bao:2")
    archive("newspapers", "set", "baola", "--name", "Báo Lạ", "--why", "báo riêng")
    archive("sections", "merge", "Kinh tế - Đầu tư", "Kinh tế › Đầu tư")
    archive("correct", "bao '5", "--date", "2019-12-03", "--why", "ngày ở đầu bài")
    archive("correct", "bao:1", "--date", "1930", "--why", "báo in ghi «khoảng 1930»")
    archive("correct", "bao:3", "--clear", "date", "--why", "trước khi có báo quốc ngữ")
    subjects = [each["subject"] for each in _matters(archive)]
    for settled in ("Báo Lạ", "Kinh tế - Đầu tư", "bao '5", "bao:1", "bao:3"):
        assert settled not in subjects
    assert "Nguyen Thanh Tung = Nguyễn Thanh Tùng" not in subjects
    assert "bao:2" not in subjects


def test_every_matter_can_be_dismissed_by_the_command_printed(archive: Khobao) -> None:
    for each in _matters(archive):
        if each["kind"] != "erasures" and each in _matters(archive):
            made = archive(*map(str, each["dismiss"]))  # type: ignore[call-overload]
            assert made.exit_code == 0, made.output
            assert each not in _matters(archive)
    assert [each["kind"] for each in _matters(archive)] == ["erasures"]
    refused = archive("review", "dismiss", "erasures", "bao:9")
    assert (refused.exit_code, "khobao erase --yes bao:9" in refused.stderr) == (2, True)


def test_dismissal_is_a_decision_that_outlives_imports_and_can_be_undone(archive: Khobao) -> None:
    made = archive("review", "dismiss", "dates", "bao:2", "--by", "Thu", "--why", "ngày này đúng")
    number = made.stdout.partition(":")[0]
    assert made.stdout == f"{number}: dismiss dates bao:2 (2999-01-02)\n"
    assert "Thu  ngày này đúng" in archive("review", "log").stdout
    with closing(open_catalogue(_url(archive))) as catalogue:
        again = Report("bao:2", title="Lũ lớn", source="Báo Lạ", date="2999-01-02")
        catalogue.reports.put([Entry(again)])
    assert archive("index", "--rebuild").exit_code == 0
    assert "bao:2" not in [each["subject"] for each in _matters(archive, "--kind", "dates")]
    unknown = archive("review", "dismiss", "dates", "bao:2")
    assert (unknown.exit_code, "a decision has settled it" in unknown.stderr) == (1, True)
    assert archive("review", "undo", number).exit_code == 0
    assert "bao:2" in [each["subject"] for each in _matters(archive, "--kind", "dates")]
    assert "(dismiss dates bao:2 (2999-01-02))" in archive("review", "log").stdout


def test_dismissed_matter_returns_when_its_facts_change(archive: Khobao) -> None:
    for kind, subject in (("dates", "bao:2"), ("newspapers", "Báo Lạ"), ("values", "bao:1")):
        assert archive("review", "dismiss", kind, subject).exit_code == 0
    archive("review", "dismiss", "sections", "Kinh tế - Đầu tư")
    archive("review", "dismiss", "refused", "/khong/co.txt")
    left = {str(each["subject"]) for each in _matters(archive)}
    assert not left & {"bao:2", "Báo Lạ", "bao:1", "Kinh tế - Đầu tư", "/khong/co.txt"}
    read = Original(b"y", "text/plain", "/bao/2.txt", unread=(("date", "chừng 1931"),))
    with closing(open_catalogue(_url(archive))) as catalogue:
        changed = Report("bao:2", title="Lũ", source="bao la", date="2998", original=read)
        another = Refused("no text", "/khong/co.txt", 4, b"\0")
        catalogue.reports.put([Entry(changed)], refused=[another])
    matters = {(each["kind"], each["subject"]): each for each in _matters(archive)}
    assert str(matters["dates", "bao:2"]["problem"]).startswith("dated 2998")
    assert "also written bao la" in str(matters["newspapers", "Báo Lạ"]["problem"])
    assert ("values", "bao:2") in matters
    assert ("values", "bao:1") not in matters
    assert matters["refused", "/khong/co.txt"]["reports"] == 4
    assert ("sections", "Kinh tế - Đầu tư") not in matters


def test_one_of_several_values_of_a_report_is_dismissed(khobao: Khobao) -> None:
    unread = (("date", "khoảng 1930"), ("author", "?"))
    original = Original(b"x", "text/plain", "/bao/1.txt", unread=unread)
    with closing(open_catalogue(_url(khobao), create=True)) as catalogue:
        catalogue.reports.put([Entry(Report("a", title="Tin", original=original))])
    assert khobao("review", "dismiss", "values", "a", "author").exit_code == 0
    assert [each["detail"] for each in _matters(khobao, "--kind", "values")] == ["date"]


def test_matters_are_dismissed_in_a_spreadsheet(archive: Khobao) -> None:
    file = archive.folder / "review.csv"
    rows = _rows(archive)
    chosen = {"bao:2", "Báo Lạ", "Nguyen Thanh Tung = Nguyễn Thanh Tùng"}
    for row in rows:
        row["dismiss"] = "x" if row["subject"] in chosen else ""
    _save(file, rows)
    planned = archive("review", "import", str(file), "--dry-run")
    assert set(planned.stdout.splitlines()) == {
        "dismiss dates bao:2 (2999-01-02)",
        "dismiss newspapers baola (Báo Lạ)",
        "distinct nguyen-thanh-tung nguyen-thanh-tung-2",
    }
    assert archive("review", "log").stdout == ""
    assert len(archive("review", "import", str(file), "--why", "đúng").stdout.splitlines()) == 3
    assert not chosen & {str(each["subject"]) for each in _matters(archive)}
    again = archive("review", "import", str(file))
    assert (again.exit_code, again.stdout) == (0, "")
    assert "nothing differs" in again.stderr
    assert "1 line left out" in again.stderr
    # Without its cross, a matter is listed again.
    rows = _rows(archive)
    assert {row["subject"] for row in rows if row["dismiss"]} == {"bao:2", "Báo Lạ"}
    for row in rows:
        row["dismiss"] = ""
    _save(file, rows)
    assert len(archive("review", "import", str(file)).stdout.splitlines()) == 2
    assert chosen & {str(each["subject"]) for each in _matters(archive)} == {"bao:2", "Báo Lạ"}


def test_line_whose_matter_has_changed_is_left_out(archive: Khobao) -> None:
    file = archive.folder / "review.csv"
    rows = [row | {"dismiss": "x"} for row in _rows(archive, "--kind", "dates")]
    _save(file, rows)
    for options in (("bao:2", "--date", "1850"), ("bao:3", "--clear", "date")):
        assert archive("correct", *options, "--why", "báo in").exit_code == 0
    made = archive("review", "import", str(file))
    assert made.stdout.splitlines() == [
        f"4: dismiss dates bao:4 ({_BEFORE}, {_OLD.name}, {_SINCE})"
    ]
    assert "2 lines left out" in made.stderr


def test_mark_that_is_no_cross_is_refused(archive: Khobao) -> None:
    file = archive.folder / "review.csv"
    rows = _rows(archive, "--kind", "dates")
    for row, mark in zip(rows, ("X", "không", "xem lại", ""), strict=False):
        row["dismiss"] = mark
    _save(file, rows)
    made = archive("review", "import", str(file))
    assert (made.exit_code, made.stdout) == (1, "")
    assert made.stderr.splitlines()[-1] == (
        "line 4: dismiss is 'xem lại': write x, or leave the cell empty"
    )
    assert archive("review", "log").stdout == ""


@pytest.mark.parametrize(
    ("kind", "exported", "message"),
    [
        ("erasures", None, "line 2: 'bao:9' cannot be dismissed; use khobao erase --yes bao:9"),
        ("dates", "", "line 2: the cell «exported» is empty"),
    ],
)
def test_line_that_cannot_be_dismissed_changes_nothing(
    archive: Khobao, kind: str, exported: str | None, message: str
) -> None:
    file = archive.folder / "review.csv"
    rows = [row | {"dismiss": "x"} for row in _rows(archive, "--kind", kind)]
    for row in rows:
        row["exported"] = row["exported"] if exported is None else exported
    _save(file, rows)
    made = archive("review", "import", str(file))
    assert (made.exit_code, made.stdout) == (1, "")
    assert message in made.stderr
    assert archive("review", "log").stdout == ""


def _save(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_archive_without_doubts_says_so(filled: Khobao) -> None:
    assert filled("review", "--kind", "dates").stdout == "nothing needs a decision\n"


@pytest.mark.parametrize(
    ("reason", "names", "office", "expected"),
    [
        ("diacritics", ("Nguyễn Viết Tiến", "Nguyễn Việt Tiến"), "", False),
        ("diacritics", ("Nguyễn Viết Tiến", "Nguyễn Việt Tiến"), "Thứ trưởng Bộ Y tế", True),
        ("diacritics", ("Quoc Bao", "Quốc Bảo"), "", True),
        ("diacritics", ("Lucas Vázquez", "Lucas Vazquez"), "", True),
        ("order", ("Nguyễn Tuấn Anh", "Nguyễn Anh Tuấn"), "", False),
        ("order", ("Ân Nguyễn", "Nguyễn Ân"), "", True),
        ("ends", ("George Bush", "George W. Bush"), "", True),
    ],
)
def test_names_of_two_vietnamese_are_mostly_two_persons(
    reason: str, names: tuple[str, str], office: str, expected: bool
) -> None:
    assert may_be_one(reason, names, office) is expected


def test_date_of_the_subject_is_not_that_of_the_report(khobao: Khobao) -> None:
    texts = {
        "a": "Từ ngày 1/7/2004, đất được giao.",
        "b": "Ngày 9/1/2007, ông đứng trên sân khấu. Đến 2019, ông kể lại.",
        "c": "Trước đó, ngày 14-6-2005, toà đã xử.",
        "d": "Huế, ngày 2/9/1995 - Sáng nay mưa.",
    }
    with closing(open_catalogue(_url(khobao), create=True)) as catalogue:
        report = Report("", title="Tin")
        catalogue.reports.put(
            [Entry(replace(report, identifier=each, body=text)) for each, text in texts.items()]
        )
    found = _matters(khobao, "--kind", "undated")
    assert [(each["subject"], each["command"][3]) for each in found] == [("d", "1995-09-02")]  # type: ignore[index]


def test_identifier_that_begins_with_a_hyphen_is_no_option(khobao: Khobao) -> None:
    with closing(open_catalogue(_url(khobao), create=True)) as catalogue:
        catalogue.reports.put([Entry(Report("-v", title="Tin", date="2999"))])
    lines = khobao("review", "--kind", "dates").stdout.splitlines()
    assert [line.strip() for line in lines[-3:]] == [
        "khobao correct --clear date --why 'ngày ở tương lai' -- -v",
        "or khobao show -- -v",
        "or khobao review dismiss --why 'ngày này đúng' -- dates -v",
    ]
    assert khobao(*shlex.split(lines[-1])[2:]).exit_code == 0
    assert _matters(khobao, "--kind", "dates") == []


def test_databases_answer_alike(catalogue_url: str) -> None:
    original = Original(b"x", "text/plain", "/bao/a.txt", unread=(("url", "javascript:1"),))
    reports = [
        Report(
            "a",
            title="Tin",
            date="2999",
            source="Báo A",
            section=("Kinh tế", "Đầu tư"),
            original=original,
        ),
        Report("b", title="Tin b", body="Ngày 3/12/2019, ông nói.", section=("Xã hội",)),
        Report("c", title="Tin c", date="1823", section=("Xã hội",)),
    ]
    with closing(open_catalogue(catalogue_url)) as catalogue:
        catalogue.reports.put(
            [Entry(each) for each in reports], refused=[Refused("hỏng", "/a", 1, b"x")]
        )
        review = catalogue.review
        assert review.unread() == [("a", "url", "javascript:1")]
        catalogue.decisions.add(
            [Correct("c", "date", "2001"), Correct("a", "url", "https://bao.example/1")]
        )
        assert [each.identifier for each in review.dated("2026-11-30", "1865")] == ["a"]
        for period, expected in (
            (("", "2020"), ["a"]),
            (("3000-01-01", ""), ["a"]),
            (("", "3000"), []),
            # Some days of this year are within.
            (("2999-05-01", "2999-06-30"), []),
        ):
            found = review.dated_outside({"Báo A": period, "Báo B": ("", "2020")})
            assert [each.identifier for each in found] == expected
        assert review.dated_outside({}) == []
        assert [each.identifier for each in review.undated()] == ["b"]
        assert review.sources() == {"": 2, "Báo A": 1}
        assert sorted(review.sections()) == [
            ('["Kinh tế", "Đầu tư"]', 1, "a"), ('["Xã hội"]', 2, "b")
        ]  # fmt: skip
        assert review.sections_shown()['["Xã hội"]'] == ("Xã hội",)
        # A server draws the number of a refusal from a sequence that other tests used too.
        ((*refused, _number),) = review.refusals()
        assert refused == ["/a", "hỏng", 1]
        assert (review.unread(), review.names()) == ([], [])


def test_correction_of_a_value_published_again_is_to_be_decided(khobao: Khobao) -> None:
    with closing(open_catalogue(_url(khobao), create=True)) as catalogue:
        catalogue.reports.put([Entry(Report("a", title="Bão số 5"))])
        catalogue.decisions.add([Correct("a", "title", "Bão số 6")], why="nhầm số")
        assert _matters(khobao, "--kind", "corrections") == []
        catalogue.reports.put([Entry(Report("a", title="Bão số 7"))])
    (matter,) = _matters(khobao, "--kind", "corrections")
    assert matter["command"] == ["corrections", "undo", "1"]
    assert matter["problem"] == "the published title has changed since correction 1"
    keep = list(map(str, matter["dismiss"]))  # type: ignore[call-overload]
    assert keep == ["review", "dismiss", "corrections", "a", "title", "--why", "giữ giá trị đã sửa"]
    assert khobao(*keep[:5]).exit_code == 2
    assert khobao(*keep).stdout == "2: correct a title: Bão số 6\n"
    assert _matters(khobao, "--kind", "corrections") == []
    assert "0 in conflict" in khobao("corrections", "list").stderr
