"""What wants a decision is listed by weight, each with a command that a shell takes as it is."""

import csv
import io
import json
import shlex
from contextlib import closing
from dataclasses import replace

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
        ("erasures", "bao:9"): "erase bao:9 --yes",
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
    assert "      3  dates        dates that cannot be" in lines
    assert "         or khobao search --source 'Báo Lạ' --sort newest --limit 5" in lines
    assert lines[-1] == "2 of 12; --limit and --kind show more"
    assert [each["kind"] for each in _matters(archive, "--kind", "dates")] == 3 * ["dates"]


def test_spreadsheet_has_the_same_matters(archive: Khobao) -> None:
    written = archive("review", "--csv", "--limit", "99").stdout
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert [row["subject"] for row in rows] == [each["subject"] for each in _matters(archive)]
    assert all(row["command"].startswith("khobao ") for row in rows)
    assert archive("review", "--csv", "--json").exit_code == 2


def test_no_cell_of_the_spreadsheet_is_a_formula(khobao: Khobao) -> None:
    with closing(open_catalogue(_url(khobao), create=True)) as catalogue:
        catalogue.reports.put([Entry(Report("a", title="Tin", section=("=1+1",)))])
    assert '"\'=1+1"' in khobao("review", "--csv").stdout


def test_every_command_can_be_copied(archive: Khobao) -> None:
    for each in _matters(archive):
        for arguments in filter(None, (each["command"], each["otherwise"])):
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


def test_archive_without_doubts_says_so(filled: Khobao) -> None:
    assert filled("review", "--kind", "dates").stdout == "nothing wants a decision\n"


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
    assert lines[-2].strip() == "khobao correct --clear date --why 'ngày ở tương lai' -- -v"
    assert lines[-1].strip() == "or khobao show -- -v"


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
    assert matter["problem"] == "title of correction 1 has changed in print since"
