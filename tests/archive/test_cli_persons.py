"""Who is who, decided on the command line."""

import json

import pytest

from archive.catalogue import Appearance, Entry, open_catalogue
from index.report import Report
from tests.khobao import Khobao


def test_merger_of_persons_holds_in_search_and_is_undone(filled: Khobao) -> None:
    filled("import", filled.write({"id": "bao:3", "title": "Ông Xuân Phúc Nguyễn nói"}))
    asked = ("search", "--json", "--person", "nguyen xuan phuc")
    listed = json.loads(filled("persons", "find", "nguyen xuan phuc", "--json").stdout)
    assert [(each["id"], each["reports"]) for each in listed] == [("nguyen-xuan-phuc", 1)]
    catalogue = open_catalogue(f"sqlite:///{filled.folder}/archive/catalogue.sqlite")
    named = Appearance("Ba Phúc", ("Thủ tướng",))
    catalogue.put([Entry(Report("bao:4", title="Ba Phúc"), (named,), "1")])
    catalogue.close()
    assert (
        "1: merge ba-phuc nguyen-xuan-phuc"
        in filled("persons", "merge", "ba phuc", "Nguyễn Xuân Phúc", "--by", "Thu").stdout
    )
    assert json.loads(filled(*asked).stdout)["total"] == 2
    assert "Nguyễn Xuân Phúc = Ba Phúc" in filled("persons", "find", "ba phuc").stdout
    filled("persons", "undo", "1")
    assert json.loads(filled(*asked).stdout)["total"] == 1
    told = filled("persons", "log").stdout.splitlines()
    assert told[0].endswith("(merge ba-phuc nguyen-xuan-phuc)  Thu")
    assert told[1].endswith("undo 1")


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


def test_persons_are_edited_in_a_spreadsheet(filled: Khobao) -> None:
    sheet = filled.folder / "persons.csv"
    assert filled("persons", "export", "-o", str(sheet)).exit_code == 0
    assert filled("persons", "import", str(sheet)).stdout == ""
    text = sheet.read_bytes().decode("utf-8-sig")
    edited = text.replace('"Nguyễn Xuân Phúc","",', '"Nguyễn Xuân Phúc","Bảy Phúc",')
    assert edited != text
    sheet.write_text(edited, encoding="utf-8", newline="")
    assert filled("persons", "import", str(sheet)).stdout == (
        "1: alias nguyen-xuan-phuc Bảy Phúc\n"
    )
    sheet.write_text("id\n1\n", encoding="utf-8")
    assert filled("persons", "import", str(sheet)).exit_code == 1


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
