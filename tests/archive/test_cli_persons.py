"""Decisions about persons on the command line."""

import json
from pathlib import Path

import pytest

from archive.catalogue import Appearance, Entry, open_catalogue
from index.report import Report
from tests.khobao import Khobao, started


def test_merger_of_persons_holds_in_search_and_is_undone(filled: Khobao) -> None:
    filled("import", filled.write({"id": "bao:3", "title": "Ông Xuân Phúc Nguyễn nói"}))
    asked = ("search", "--json", "--person", "nguyen xuan phuc")
    listed = json.loads(filled("persons", "find", "nguyen xuan phuc", "--json").stdout)
    assert [(each["id"], each["reports"]) for each in listed] == [("nguyen-xuan-phuc", 1)]
    catalogue = open_catalogue(f"sqlite:///{filled.folder}/archive/catalogue.sqlite")
    named = Appearance("Ba Phúc", ("Thủ tướng",))
    catalogue.reports.put([Entry(Report("bao:4", title="Ba Phúc"), (named,), "1")])
    catalogue.close()
    assert (
        "1: merge ba-phuc nguyen-xuan-phuc"
        in filled("persons", "merge", "ba phuc", "Nguyễn Xuân Phúc", "--by", "Thu").stdout
    )
    assert json.loads(filled(*asked).stdout)["total"] == 2
    assert "Nguyễn Xuân Phúc = Ba Phúc" in filled("persons", "find", "ba phuc").stdout
    filled("persons", "undo", "1")
    assert json.loads(filled(*asked).stdout)["total"] == 1
    lines = filled("decisions", "log").stdout.splitlines()
    assert lines[0].endswith("(merge ba-phuc nguyen-xuan-phuc)  Thu")
    assert lines[1].endswith("undo 1")


def test_person_is_split_hidden_and_named(filled: Khobao) -> None:
    split = filled("persons", "split", "nguyen-xuan-phuc", "--office", "thủ tướng")
    assert split.stdout == "1: split nguyen-xuan-phuc nguyen-xuan-phuc-2 thủ tướng\n"
    assert filled("persons", "prefer", "nguyen-xuan-phuc-2", "Ông Phúc").exit_code == 0
    assert "Persons: Ông Phúc" in filled("show", "bao:1").stdout
    assert filled("persons", "alias", "nguyen-xuan-phuc-2", "Bảy Phúc").exit_code == 0
    assert "nguyen-xuan-phuc-2" in filled("persons", "find", "bay phuc").stdout
    assert filled("persons", "release", "Bảy Phúc").exit_code == 0
    assert filled("persons", "find", "bay phuc").exit_code == 1
    filled("persons", "hide", "nguyen-xuan-phuc-2")
    assert "Persons:" not in filled("show", "bao:1").stdout
    assert (
        "show nguyen-xuan-phuc-2"
        in filled("persons", "hide", "--show", "nguyen-xuan-phuc-2").stdout
    )
    assert "Persons: Ông Phúc" in filled("show", "bao:1").stdout


def test_person_is_linked_to_authority_files_by_address_or_identifier(filled: Khobao) -> None:
    made = filled(
        "persons", "link", "nguyen-xuan-phuc", "--viaf", "305",
        "--wikidata", "https://www.wikidata.org/wiki/Q1353",
    )  # fmt: skip
    assert "link nguyen-xuan-phuc wikidata Q1353" in made.stdout
    (found,) = json.loads(filled("persons", "find", "xuan phuc", "--json").stdout)
    assert found["links"] == {"wikidata": "Q1353", "viaf": "305"}
    printed = filled("persons", "find", "xuan phuc").stdout.splitlines()
    assert {"wikidata Q1353", "viaf 305"} <= {line.strip() for line in printed}
    marc = filled("export", "--person", "nguyen-xuan-phuc", "--format", "marcxml", "-o", "-").stdout
    assert '<subfield code="0">http://www.wikidata.org/entity/Q1353</subfield>' in marc
    assert (
        "such as Q36014" in filled("persons", "link", "nguyen-xuan-phuc", "--wikidata", "x").stderr
    )
    assert filled("persons", "link", "nguyen-xuan-phuc").exit_code == 2


def test_persons_are_edited_in_a_spreadsheet(filled: Khobao) -> None:
    sheet = filled.folder / "persons.csv"
    assert filled("persons", "export", "-o", str(sheet)).exit_code == 0
    assert filled("persons", "import", str(sheet)).stdout == ""
    text = sheet.read_bytes().decode("utf-8-sig")
    edited = text.replace('"Nguyễn Xuân Phúc","",', '"Nguyễn Xuân Phúc","Bảy Phúc",')
    assert edited != text
    sheet.write_text(edited, encoding="utf-8", newline="")
    planned = filled("persons", "import", str(sheet), "--dry-run")
    assert planned.stdout == "alias nguyen-xuan-phuc Bảy Phúc\n"
    assert planned.stderr == "1 decision would be made; nothing was changed\n"
    assert filled("decisions", "log").stdout == ""
    assert filled("persons", "import", str(sheet)).stdout == (
        "1: alias nguyen-xuan-phuc Bảy Phúc\n"
    )
    sheet.write_text("id\n1\n", encoding="utf-8")
    assert filled("persons", "import", str(sheet)).exit_code == 1


def test_persons_are_exported_to_the_standard_output(
    filled: Khobao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sheet = filled("persons", "export", "-o", "-")
    assert '"nguyen-xuan-phuc","Nguyễn Xuân Phúc","","","","","","Thủ tướng","1","#' in sheet.stdout
    assert sheet.stderr == "1 person in standard output\n"
    assert not Path("-").exists()
    (line,) = filled("persons", "export", "-o", "-", "--json").stdout.splitlines()
    assert json.loads(line) == {
        "id": "nguyen-xuan-phuc",
        "name": "Nguyễn Xuân Phúc",
        "aliases": [],
        "hidden": False,
        "links": {},
        "offices": ["Thủ tướng"],
        "reports": 1,
    }


def test_failed_export_leaves_the_older_file(
    filled: Khobao, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = filled.folder / "persons.csv"
    sheet.write_text("older", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("archive.persons.spreadsheet.write", fail)
    assert filled("persons", "export", "-o", str(sheet)).exit_code != 0
    assert sheet.read_text("utf-8") == "older"


def test_decisions_are_printed_as_json(filled: Khobao) -> None:
    hidden = filled("persons", "hide", "nguyen-xuan-phuc", "--by", "Thu", "--json").stdout
    (decision,) = json.loads(hidden)
    assert (decision["number"], decision["by"]) == (1, "Thu")
    assert (decision["kind"], decision["person"]) == ("hide", "nguyen-xuan-phuc")
    assert json.loads(filled("persons", "suggest", "--json").stdout) == []


def test_suggestions_come_by_number_of_reports(khobao: Khobao) -> None:
    written = ["Lê Văn Bàng", "Trần Thị Hoa", "Lê Văn Bằng", "Trần Thị Hóa", "Trần Thị Hoa"]
    khobao("import", khobao.write(*({"id": str(at), "body": f"Ông {name} đến."}
        for at, name in enumerate([*written, "Trần Thị Hóa"]))), "--workers", "0")  # fmt: skip
    shown = khobao("persons", "suggest", "--limit", "1")
    assert shown.stdout.split() == ["diacritics", "tran-thi-hoa", "(2)", "tran-thi-hoa-2", "(2)"]
    assert shown.stderr == "1 of 2 pairs\n"


def test_distinct_pair_is_suggested_again_only_when_undone(filled: Khobao) -> None:
    def suggested() -> list[str]:
        pairs = json.loads(filled("persons", "suggest", "--json").stdout)
        return [pair["persons"][1]["id"] for pair in pairs]

    filled("persons", "split", "nguyen-xuan-phuc", "--office", "thủ tướng")
    assert suggested() == ["nguyen-xuan-phuc-2"]
    pair = ("nguyen-xuan-phuc-2", "nguyen-xuan-phuc")
    filled("persons", "distinct", *pair, "--by", "Thu", "--why", "trùng tên")
    assert suggested() == []
    line = filled("decisions", "log").stdout.splitlines()[1]
    assert line.endswith("distinct nguyen-xuan-phuc-2 nguyen-xuan-phuc  Thu  trùng tên")
    filled("persons", "undo", "2")
    assert suggested() == ["nguyen-xuan-phuc-2"]
    filled("persons", "undo", "1")
    assert suggested() == []


def test_help_separates_looking_up_from_deciding(khobao: Khobao) -> None:
    looked, decided = khobao("persons", "--help").stdout.split("Decide:")
    assert "why" in looked.split("Look up:")[1]
    assert "merge" in decided


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("merge", "không ai", "nguyen-xuan-phuc"), 1),
        (("merge", "nguyen-xuan-phuc", "nguyen-xuan-phuc"), 3),
        (("split", "nguyen-xuan-phuc"), 2),
        (("undo", "1"), 3),
        (("suggest",), 0),
        (("log", "--json"), 0),
    ],
)
def test_persons_commands_end_with_a_meaning(
    filled: Khobao, arguments: tuple[str, ...], code: int
) -> None:
    assert filled("persons", *arguments).exit_code == code


# Reports whose persons the rules find.
_PEOPLE = [
    {
        "id": "nguoi:1",
        "title": "Chủ tịch UBND tỉnh Lê Văn Bình thăm làng nghề",
        "date": "2010-05-01",
        "body": "Chủ tịch UBND tỉnh Lê Văn Bình nói chuyện với bà Trần Thị Hoa.",
    },
    {
        "id": "nguoi:2",
        "title": "Huấn luyện viên Lê Văn Bình từ chức",
        "date": "2020-05-01",
        "body": "Huấn luyện viên Lê Văn Bình cho biết ông đã mệt. Bà Trần Thị Hoà tiễn ông.",
    },
    {
        "id": "nguoi:3",
        "title": "Đọc thơ",
        "date": "2021-05-01",
        "body": "Nhà thơ Sáu Bình đọc thơ. Ông Nguyễn Văn Hụt vắng mặt.",
    },
]


def _shown(khobao: Khobao) -> dict[str, list[tuple[str, str]]]:
    """Return the persons of each report, which the index must find by each person."""
    identifiers = [str(record["id"]) for record in _PEOPLE]
    shown = {}
    for identifier in identifiers:
        report = json.loads(khobao("show", "--json", identifier).stdout)
        shown[identifier] = [(each["id"], each["name"]) for each in report["persons"]]
    for person in {person for persons in shown.values() for person, _ in persons}:
        hits = json.loads(khobao("search", "--json", "--person", person).stdout)["hits"]
        assert {hit["id"] for hit in hits} == {
            report for report, persons in shown.items() if person in dict(persons)
        }
    return shown


def test_every_decision_outlives_new_rules_and_a_new_index(
    khobao: Khobao, monkeypatch: pytest.MonkeyPatch
) -> None:
    khobao("import", khobao.write(*_PEOPLE), "--workers", "0")
    for arguments in (
        ("split", "le-van-binh", "--office", "huấn luyện viên"),
        ("prefer", "le-van-binh-2", "Bình Bóng Đá"),
        ("merge", "tran-thi-hoa-2", "tran-thi-hoa"),
        ("alias", "le-van-binh-2", "Sáu Bình"),
        ("hide", "nguyen-van-hut"),
        ("hide", "le-van-binh"),
    ):
        assert khobao("persons", *arguments).exit_code == 0
    assert khobao("persons", "undo", "6").exit_code == 0
    decided = _shown(khobao)
    assert decided == {
        "nguoi:1": [("le-van-binh", "Lê Văn Bình"), ("tran-thi-hoa", "Trần Thị Hoa")],
        "nguoi:2": [("le-van-binh-2", "Bình Bóng Đá"), ("tran-thi-hoa", "Trần Thị Hoa")],
        "nguoi:3": [("le-van-binh-2", "Bình Bóng Đá")],
    }
    monkeypatch.setattr("archive.persons.VERSION", "of another day")
    assert "persons searched for in 3 reports" in khobao("index", "--persons").stdout
    assert _shown(khobao) == decided
    assert khobao("index", "--rebuild").exit_code == 0
    assert _shown(khobao) == decided
    changed = [{**record, "body": f"{record['body']} Trời đẹp."} for record in _PEOPLE]
    assert khobao("import", khobao.write(*changed), "--workers", "0").exit_code == 0
    assert _shown(khobao) == decided
    # Undoing the undo hides the person, and undoing that shows the person again.
    khobao("persons", "undo", "7")
    assert _shown(khobao)["nguoi:1"] == [("tran-thi-hoa", "Trần Thị Hoa")]
    khobao("persons", "undo", "8")
    assert _shown(khobao) == decided


def test_mergers_never_close_a_circle(khobao: Khobao) -> None:
    khobao("import", khobao.write(*_PEOPLE), "--workers", "0")
    khobao("persons", "merge", "tran-thi-hoa", "le-van-binh")
    khobao("persons", "merge", "le-van-binh", "sau-binh")
    refused = khobao("persons", "merge", "sau-binh", "tran-thi-hoa")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "'sau-binh' cannot be merged into itself" in refused.stderr
    assert _shown(khobao)["nguoi:1"] == [("sau-binh", "Sáu Bình")]
    khobao("persons", "undo", "2")
    assert _shown(khobao)["nguoi:1"] == [("le-van-binh", "Lê Văn Bình")]


def test_two_librarians_decide_at_once(khobao: Khobao) -> None:
    khobao("import", khobao.write(*_PEOPLE), "--workers", "0")
    names = [f"Tên thứ {number}" for number in range(6)]
    at_once = [
        started(khobao.folder, "persons", "alias", person, name)
        for person, name in zip(["sau-binh", "tran-thi-hoa"] * 3, names, strict=True)
    ]
    assert [librarian.wait() for librarian in at_once] == [0] * 6
    for librarian in at_once:
        librarian.communicate()
    log = json.loads(khobao("decisions", "log", "--json").stdout)
    assert [each["number"] for each in log] == [1, 2, 3, 4, 5, 6]
    assert {each["name"] for each in log} == set(names)
    found = json.loads(khobao("persons", "find", "tên thứ", "--json").stdout)
    assert sorted(each["id"] for each in found) == ["sau-binh", "tran-thi-hoa"]


def test_sheet_with_invalid_lines_is_refused_and_changes_nothing(khobao: Khobao) -> None:
    khobao("import", khobao.write(*_PEOPLE), "--workers", "0")
    sheet = khobao.folder / "persons.csv"
    khobao("persons", "export", "-o", str(sheet))
    text = sheet.read_text("utf-8-sig")
    sheet.write_text(text.replace('"Sáu Bình",""', '"Sáu Bình","Bình Thơ"') + "ai,đó,,,\n", "utf-8")
    refused = khobao("persons", "import", str(sheet))
    assert refused.exit_code == 1
    assert "nothing was changed\nline 7: there is no person 'ai'" in refused.stderr
    assert json.loads(khobao("decisions", "log", "--json").stdout) == []
    sheet.write_bytes(text.encode("utf-16"))
    assert "save it as «CSV UTF-8»" in khobao("persons", "import", str(sheet)).stderr
    # The sheet is older than these decisions: it reverts none, and editing a merged person fails.
    khobao("persons", "alias", "sau-binh", "Bảy Bình")
    khobao("persons", "merge", "tran-thi-hoa-2", "tran-thi-hoa")
    sheet.write_text(text, "utf-8")
    assert khobao("persons", "import", str(sheet)).stdout == ""
    sheet.write_text(text.replace("Trần Thị Hoà", "Bà Hoà"), "utf-8")
    assert "was merged into 'tran-thi-hoa':" in khobao("persons", "import", str(sheet)).stderr
    assert len(json.loads(khobao("decisions", "log", "--json").stdout)) == 2
