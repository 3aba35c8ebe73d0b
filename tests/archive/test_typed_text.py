"""Characters that act on a screen unseen, in what librarians type."""

import csv
import unicodedata
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.typed_text import TextInvalid, replace_unseen, require_visible
from tests.khobao import Khobao

_OVERRIDE, _ISOLATE, _ESCAPE, _NEXT_LINE = "\u202e", "\u2066", "\x1b", "\x85"
_SEEN = "\t\n\r\u200b\u200c\u200d\u200e\u00ad\ufeff"


@given(st.text())
def test_text_whose_unseen_characters_are_replaced_is_visible(text: str) -> None:
    replaced = replace_unseen(text)
    require_visible(replaced, "the text")
    assert len(replaced) == len(text)
    assert replace_unseen(replaced) == replaced


@given(st.text())
def test_controls_and_changes_of_direction_are_refused_and_all_else_is_taken(text: str) -> None:
    unseen = [
        letter
        for letter in text
        if letter not in _SEEN
        and (
            unicodedata.category(letter) == "Cc"
            or unicodedata.bidirectional(letter) in ("LRE", "RLE", "LRO", "RLO", "PDF")
            or unicodedata.bidirectional(letter) in ("LRI", "RLI", "FSI", "PDI")
            or "\u206a" <= letter <= "\u206f"
        )
    ]
    if not unseen:
        require_visible(text, "why")
        return
    with pytest.raises(TextInvalid, match=f"^why holds U\\+{ord(unseen[0]):04X} "):
        require_visible(text, "why")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("withdraw", "bao:1", "--why", f"nhầm {_OVERRIDE}tên"),
         "the reason holds U+202E RIGHT-TO-LEFT OVERRIDE after 'nhầm '; write it without"),
        (("withdraw", "bao:1", "--by", f"{_ESCAPE}[31mThu"),
         "the name of the librarian holds U+001B (a control character) at the beginning"),
        (("erase", "bao:1", "--yes", "--why", f"a{_ISOLATE}b"), "the reason holds U+2066 LEFT-TO-"),
        (("correct", "bao:1", "--title", f"Tin{_OVERRIDE}", "--why", "báo in"),
         "title holds U+202E RIGHT-TO-LEFT OVERRIDE after 'Tin'"),
        (("correct", "bao:1", "--tag", f"a{_ESCAPE}", "--why", "báo in"), "tags holds U+001B"),
        (("correct", "bao:1", "--title", "Tin &#x202E;", "--why", "báo in"), "title holds U+202E"),
        (("persons", "alias", "nguyen-xuan-phuc", f"Phúc{_OVERRIDE}"), "the value holds U+202E"),
        (("persons", "prefer", "nguyen-xuan-phuc", f"P{_NEXT_LINE}"), "the value holds U+0085"),
        (("newspapers", "set", "baohue", "--place", f"H{_OVERRIDE}"), "the value holds U+202E"),
        (("newspapers", "rename", "baohue", f"B{_ISOLATE}"), "the value holds U+2066"),
        (("sections", "merge", "Xã hội", f"X{_OVERRIDE}"), "the value holds U+202E"),
        (("coverage", "unpublished", f"B{_OVERRIDE}", "--from", "2001", "--absent"),
         "the value holds U+202E"),
    ],
)  # fmt: skip
def test_command_names_the_character_and_decides_nothing(
    filled: Khobao, arguments: tuple[str, ...], message: str
) -> None:
    filled("import", filled.write({"id": "bao:9", "title": "Tin", "source": "Báo Huế"}))
    made = filled(*arguments)
    assert (made.exit_code in (2, 3), made.stdout) == (True, ""), made.output
    assert message in " ".join(made.stderr.split())
    assert filled("decisions", "log").stdout == ""


@pytest.mark.parametrize(
    ("group", "column"),
    [("persons", "name"), ("persons", "aliases"), ("newspapers", "place"), ("newspapers", "names"),
     ("newspapers", "aliases"), ("sections", "shown"), ("corrections", "title"),
     ("corrections", "authors")],
)  # fmt: skip
def test_sheet_names_the_character_with_its_line(filled: Khobao, group: str, column: str) -> None:
    filled("import", filled.write({"id": "bao:9", "title": "Tin", "source": "Báo Huế"}))
    file = filled.folder / "sheet.csv"
    assert filled(group, "export", "-o", str(file)).exit_code == 0
    text = file.read_text("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text, newline="")))
    rows[0][column] = f"{_OVERRIDE}lạ"
    with file.open("w", encoding="utf-8", newline="") as stream:
        written = csv.DictWriter(stream, rows[0])
        written.writeheader()
        written.writerows(rows)
    made = filled(group, "import", str(file), "--why", "báo in")
    assert (made.exit_code, made.stdout) == (1, "")
    assert f"line 2: {column} holds U+202E RIGHT-TO-LEFT OVERRIDE at the beginning" in made.stderr
    assert filled("decisions", "log").stdout == ""
