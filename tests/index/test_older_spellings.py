"""Older spellings: the words of the table meet those of today, other words and names do not."""

import re
from importlib.resources import files

import pytest

from index.errors import TableInvalid
from index.language.older_spellings import older_spellings, read_spellings
from tests.index.test_plan import engine_of, found

HEAD = "today\tother\twords\n"
TABLE = files("index.language").joinpath("data", "older_spellings.tsv").read_text("utf-8")


def words(text: str, *, sure: bool = True) -> list[str]:
    """The other forms of a word."""
    return [
        " ".join(form)
        for reading in older_spellings().of_word(text.split())
        if reading.sure is sure
        for form in reading.others
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chính phủ", "chánh phủ"),
        ("thứ nhất", "thứ nhứt"),
        ("nhân dân", "nhơn dân"),
        ("tính tình", "tánh tình"),
        ("lĩnh vực", "lãnh vực"),
        ("học sinh", "học sanh"),
        ("hoa kỳ", "huê kỳ"),
        ("căn bản", "căn bổn"),
        ("hạnh phúc", "hạnh phước"),
        ("triều đình", "trào đình"),
        ("dây thép", "giây thép"),
        ("vũ khí", "võ khí"),
        ("nhật bản", "nhựt bổn"),
        ("bệnh nhân", "bịnh nhơn"),
        ("sử dụng", "xử dụng"),
    ],
)
def test_word_has_the_other_spelling_in_both_directions(one: str, other: str) -> None:
    assert other in words(one)
    assert one in words(other)


@pytest.mark.parametrize(
    "text",
    ["văn chánh", "chánh án", "chánh văn phòng", "quy nhơn", "an nhơn", "tân phước", "võ tánh",
     "phút giây", "giây phút", "lãnh cảm", "thị huê", "cao trào", "phong trào", "phú quới",
     "nhơn hậu", "phước đức"],
)  # fmt: skip
def test_names_and_other_words_have_none(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("bổ nhiệm chức danh", "nhiệm chức"),
        ("ký kết hiệp định", "kết hiệp"),
        ("một số mạng xã hội", "số mạng"),
        ("khẳng định mạng 5G", "định mạng"),
        ("vấn đề lãnh thổ", "đề lãnh"),
        ("Vũ bị bắt", "vũ bị"),
        ("điều bực nhất", "bực nhất"),
        ("đánh dấu Mặt Trời", "dấu mặt"),
        ("ngoài ra uy tín", "ra uy"),
    ],
)
def test_ends_of_two_words_are_no_older_spelling(text: str, syllables: str) -> None:
    assert syllables in text.lower()
    assert words(syllables) == []


def test_diacritics_left_out_match_any() -> None:
    assert words("chinh phu") == ["chánh phủ"]
    assert words("chánh phù") == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [("chanh phu", "chính phủ"), ("chánh phu", "chính phủ"), ("quy nhơn", "quý nhân")],
)
def test_older_spelling_without_all_diacritics_is_a_guess(typed: str, word: str) -> None:
    assert words(typed) == []
    assert word in words(typed, sure=False)


def test_word_has_all_combinations_of_its_syllables() -> None:
    assert words("nhơn tánh") == ["nhân tính", "nhân tánh", "nhơn tính"]


@pytest.mark.parametrize(
    ("typed", "others"),
    [("bịnh", ("bệnh",)), ("bệnh", ("bịnh",)), ("benh", ("bịnh",)), ("binh", ()), ("bình", ()),
     ("giòng", ("dòng",)), ("chánh", ()), ("nhơn", ())],
)  # fmt: skip
def test_syllable_alone_has_a_spelling_only_where_it_is_one_word(
    typed: str, others: tuple[str, ...]
) -> None:
    assert older_spellings().of_syllable(typed) == others


def test_tone_elsewhere_binds_the_level_tone() -> None:
    table = older_spellings()
    assert list(table.of_word(["nhân", "vât"])) != []
    assert list(table.of_word(["nhân", "vât"], tones_typed=True)) == []


def test_table_has_sources_and_a_hundred_pairs() -> None:
    assert len({group for each in older_spellings().words.values() for group in each}) >= 100
    groups = TABLE.split("\n#\n")[3:]
    assert len(groups) == 3
    assert all(re.search(r"\((Hà Nội|Sài Gòn), \d{4}", group) for group in groups)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("chính\tchánh", "'' is not a word of several syllables with 'chính'"),
        ("chính\tchánh\tchính", "'chính' is not a word of several syllables with 'chính'"),
        ("chính\tchánh\tphủ đệ", "'phủ đệ' is not a word of several syllables with 'chính'"),
        ("chính\tchính\t*", "'chính' and 'chính' are one spelling"),
        ("chính phủ\tchánh\t*", "'chính phủ' and 'chánh' must be syllables"),
        ("chính\t\t*", "'chính' and '' must be syllables"),
        ("chính\tchánh\t*\tnguồn", "4 cells for 3 columns"),
    ],
)
def test_line_that_cannot_be_used_is_named(line: str, reason: str) -> None:
    with pytest.raises(TableInvalid) as caught:
        read_spellings(f"# nguồn\n{HEAD}\n{line}\n", "spellings.tsv")
    assert str(caught.value) == f"spellings.tsv, line 4: {reason}"


def test_other_columns_are_refused() -> None:
    with pytest.raises(TableInvalid, match="line 1: the columns are 'a, b', not 'today, other"):
        read_spellings("a\tb\n", "spellings.tsv")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bịnh viện", "ab"),
        ("bệnh viện", "ab"),
        ("ủy ban nhơn dân", "cd"),
        ("tòa án nhơn dân", "de"),
    ],
)
def test_older_spelling_meets_the_abbreviation_of_the_word_of_today(
    typed: str, expected: str
) -> None:
    texts = ["vào BV nằm", "vào bệnh viện nằm", "UBND xã", "ủy ban nhân dân xã", "TAND tỉnh"]
    assert "".join(sorted(found(engine_of(texts), typed))) == expected
