"""The query language: what is read, what is noted, and that it can be written again."""

from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.language.analysis import keys
from index.syntax.lexer import MAX_CHARACTERS, MAX_DISTANCE, MAX_PHRASE, MAX_WILDCARDS, MAX_WORDS
from index.syntax.notes import NoteKind
from index.syntax.parser import MAX_DEPTH, MAX_NEAR, parse
from index.syntax.serializer import write
from index.syntax.tree import (
    And,
    InField,
    MonthDay,
    Near,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Required,
    Value,
    Word,
    Words,
    walk,
    words_of,
)


def words(text: str) -> Words:
    """Plain words in a row."""
    return Words(tuple(map(Word, text.split())))


def phrase(text: str, slop: int = 0) -> Phrase:
    """Plain words in quotation marks."""
    return Phrase(tuple(map(Word, text.split())), slop)


@pytest.mark.parametrize(
    ("typed", "tree"),
    [
        ("", And()),
        ("  ", And()),
        ("dân vận", words("dân vận")),
        ("dân, vận!", words("dân vận")),
        ("Bà Rịa - Vũng Tàu", words("Bà Rịa Vũng Tàu")),
        ("(NLĐO)-Thời trang", And((words("NLĐO"), words("Thời trang")))),
        ("“Sao”-Thời trang", And((phrase("Sao"), words("Thời trang")))),
        ("13/13 chỉ tiêu TP.HCM U.23", words("13/13 chỉ tiêu TP.HCM U.23")),
        ("Hà-nội Covid-19 C++", words("Hà-nội Covid-19 C")),
        ("hoặc không và or not", words("hoặc không và or not")),
        ("Huế?", words("Huế")),
        ("http://bao.vn 12:31", words("http://bao.vn 12:31")),
        ("da\u0302n va\u0323\u0302n", words("dân vận")),
        ('"dân vận"', phrase("dân vận")),
        ("“dân vận” «hội nghị»", And((phrase("dân vận"), phrase("hội nghị")))),
        ('"dân vận"~3', phrase("dân vận", 3)),
        ("+huế lũ", And((Required(words("huế")), words("lũ")))),
        ("lũ -huế", And((words("lũ"), Not(words("huế"))))),
        ('lũ -"thành phố"', And((words("lũ"), Not(phrase("thành phố"))))),
        ("lũ KHÔNG thành phố", And((words("lũ"), Not(words("thành phố"))))),
        ("lũ NOT thành phố -huế", And((words("lũ"), Not(words("thành phố")), Not(words("huế"))))),
        ("dân vận OR hội nghị", Or((words("dân vận"), words("hội nghị")))),
        ("dân vận HOẶC hội nghị", Or((words("dân vận"), words("hội nghị")))),
        ("a | b|c", Or((words("a"), words("b"), words("c")))),
        ("dân vận AND lũ", And((Required(words("dân vận")), Required(words("lũ"))))),
        ('lũ VÀ "hội nghị"', And((Required(words("lũ")), Required(phrase("hội nghị"))))),
        ('lũ +"hội nghị"', And((words("lũ"), Required(phrase("hội nghị"))))),
        ("2017 KHÔNG 2018", And((words("2017"), Not(words("2018"))))),
        ("Cảnh báo: lũ về", words("Cảnh báo lũ về")),
        ("báo: huế", Value("source", "huế")),
        ("huế (lũ OR lụt)", And((words("huế"), Or((words("lũ"), words("lụt")))))),
        ("((huế))", words("huế")),
        ("a NEAR/3 b", Near((phrase("a"), phrase("b")), 3)),
        ("a NEAR b", Near((phrase("a"), phrase("b")), 10)),
        ("a GẦN b", Near((phrase("a"), phrase("b")), 10)),
        ("a gần/5 b", Near((phrase("a"), phrase("b")), 5)),
        ("a gan/5 b", Near((phrase("a"), phrase("b")), 5)),
        ("a gần b", words("a gần b")),
        ("２/９ ｌũ", words("2/9 lũ")),
        ("ngày：２／９　ａ", And((MonthDay(9, 2), words("a")))),
        ("‘a b’", phrase("a b")),
        ("x ‚a b‘, y", And((words("x"), phrase("a b"), words("y")))),
        ("‘H’Hen Niê’", phrase("H’Hen Niê")),
        ("H’Hen ‘a", words("H’Hen a")),
        ("rock ’n’ roll", words("rock n roll")),
        ('x a GẦN/5 "b c" y', And((words("x"), Near((phrase("a"), phrase("b c")), 5), words("y")))),
        ("chính* ch?nh", words("chính* ch?nh")),
        ("=dân vận", Words((Word("dân", exact=True), Word("vận")))),
        ('="dân vận"', Phrase((Word("dân", exact=True), Word("vận", exact=True)))),
        ('tiêu_đề:huế "lũ"', And((InField("title", words("huế")), phrase("lũ")))),
        ('TIEU_DE:"lũ lụt"', InField("title", phrase("lũ lụt"))),
        ("tiêu đề:huế", InField("title", words("huế"))),
        ('dân Tieu De:"lũ lụt"', And((words("dân"), InField("title", phrase("lũ lụt"))))),
        ('chuyên mục:"Xã hội"', Value("section", "Xã hội")),
        ("Hà Nội:mưa", words("Hà Nội:mưa")),
        ("huế mục:lũ", And((words("huế"), Value("section", "lũ")))),
        ("year:2018", Period("2018", "2018")),
        ("năm:2018 lũ", And((Period("2018", "2018"), words("lũ")))),
        ("title: huế", InField("title", words("huế"))),
        ("sapo:(huế OR lũ)", InField("lead", Or((words("huế"), words("lũ"))))),
        ("nội_dung:huế", InField("body", words("huế"))),
        ("chú_thích:huế", InField("captions", words("huế"))),
        ('mục:"Chính trị - Xã hội"', Value("section", "Chính trị - Xã hội")),
        ("section:(a OR b)", Or((Value("section", "a"), Value("section", "b")))),
        ("tác_giả:phong", Value("author", "phong")),
        ("nhân_vật:truong-thi-mai", Value("person", "truong-thi-mai")),
        ('nguồn:"Báo A"', Value("source", "Báo A")),
        ('mã:"vntc:tr:KD_VNE_(446)"', Value("identifier", "vntc:tr:KD_VNE_(446)")),
        ("mã:vntc:tr:KD_VNE_(446)", Value("identifier", "vntc:tr:KD_VNE_(446)")),
        ("id:a|b-c", Value("identifier", "a|b-c")),
        ("(mã:bao:1)", Value("identifier", "bao:1")),
        ("mã:(a OR b)", Or((Value("identifier", "a"), Value("identifier", "b")))),
        ("-mã:g/h", Not(Value("identifier", "g/h"))),
        ("người:mai", Value("person", "mai")),
        ('báo:"Báo A"', Value("source", "Báo A")),
        ("thời_gian:2018", Period("2018", "2018")),
        ("-mục:huế", Not(Value("section", "huế"))),
        ("ngày:2018", Period("2018", "2018")),
        ("date:2018-01", Period("2018-01", "2018-01")),
        ("ngày:10/01/2018", Period("2018-01-10", "2018-01-10")),
        ("ngày:2017..2018", Period("2017", "2018")),
        ("ngày:2/9", MonthDay(9, 2)),
        ("ngày:02-09 lễ", And((MonthDay(9, 2), words("lễ")))),
        ("ngày:2 tháng 9", MonthDay(9, 2)),
        ('date:"ngày 2 tháng 9"', MonthDay(9, 2)),
        ("-ngày:29/2", Not(MonthDay(2, 29))),
        ("ngày:8-9/3 lễ", And((MonthDay(3, 8, (3, 9)), words("lễ")))),
        ('ngày:"30/12 - 2/1"', MonthDay(12, 30, (1, 2))),
        ("ngày:8-9/3/2018", Period("2018-03-08", "2018-03-09")),
        ("ngày:2 tháng 9 năm 1945", Period("1945-09-02", "1945-09-02")),
        ("ngày:2017-2018", Period("2017", "2018")),
        ("ngày:2018..2017", Period("2017", "2018")),
        ("ngày:..2017", Period("", "2017")),
        ("ngày:2017..", Period("2017", "")),
        ("ngày:tháng 1/2018 lũ", And((Period("2018-01", "2018-01"), words("lũ")))),
        ("ngày:tháng 1 năm 2018", Period("2018-01", "2018-01")),
        ("ngày:trước 1975", Period("", "1974")),
        ('ngày:"trước 1975"', Period("", "1974")),
        ("date:after 2018-12", Period("2019-01", "")),
        ("ngày:từ 2017 đến 2018", Period("2017", "2018")),
        ("ngày:từ 1/2/2017 đến 3/4/2018", Period("2017-02-01", "2018-04-03")),
        ("ngày:không_rõ", Period("", "")),
        ("date:undated", Period("", "")),
    ],
)
def test_typed_text_is_read_as(typed: str, tree: Node) -> None:
    assert parse(typed).tree == tree
    assert parse(typed).notes == ()


@pytest.mark.parametrize(
    ("typed", "tree", "kinds"),
    [
        ('dân "vận', words("dân vận"), ["quote"]),
        ('"', And(), ["quote"]),
        ("(dân vận", words("dân vận"), ["parenthesis"]),
        ("dân) vận", words("dân vận"), ["parenthesis"]),
        ("OR", And(), ["operator"]),
        ("dân OR", words("dân"), ["operator"]),
        ("OR dân", words("dân"), ["operator"]),
        ("dân AND", words("dân"), ["operator"]),
        ("dân NEAR/3", words("dân"), ["operator"]),
        ("NEAR/3 dân", words("dân"), ["operator"]),
        ("dân NOT", words("dân"), ["operator"]),
        ("tiêu_đề:", And(), ["value"]),
        ("mục:", And(), ["value"]),
        ("mục: OR dân", words("dân"), ["operator", "value"]),
        ("ngày:31/02/2018", And(), ["date"]),
        ("ngày:hôm lũ", words("lũ"), ["date"]),
        ("ngày:", And(), ["value"]),
        ("👍 ♥", And(), ["nothing"]),
        ("½ ① ʼ", And(), ["nothing"]),
        ("!!!", And(), ["nothing"]),
        ("-", And(), ["nothing"]),
        ("***", And(), ["nothing"]),
        ("()", And(), ["nothing"]),
        (f'"dân"~{MAX_DISTANCE + 1}', phrase("dân", MAX_DISTANCE), ["distance"]),
        (f'"dân"~{"9" * 1900}', phrase("dân", MAX_DISTANCE), ["distance"]),
        ("a NEAR/9999999999 b", Near((phrase("a"), phrase("b")), MAX_DISTANCE), ["distance"]),
        ("a NEAR/99999 b", Near((phrase("a"), phrase("b")), MAX_DISTANCE), ["distance"]),
        ("LŨ VÀ BÃO", words("LŨ và BÃO"), ["capitals"]),
        ("NHÀ KHÔNG SỐ", words("NHÀ không SỐ"), ["capitals"]),
        ("SIÊU BÃO GẦN BỜ", words("SIÊU BÃO gần BỜ"), ["capitals"]),
    ],
)
def test_what_cannot_be_taken_is_noted(typed: str, tree: Node, kinds: list[str]) -> None:
    parsed = parse(typed)
    assert parsed.tree == tree
    assert sorted(note.kind for note in parsed.notes) == kinds


@pytest.mark.parametrize(
    ("typed", "tree", "whole"),
    [
        (
            "tiêu_đề:huế lũ lụt",
            And((InField("title", words("huế")), words("lũ lụt"))),
            "tiêu_đề:(huế lũ lụt)",
        ),
        (
            "title:=huế lũ OR bão",
            Or(
                (
                    And((InField("title", Words((Word("huế", exact=True),))), words("lũ"))),
                    words("bão"),
                )
            ),
            "title:(huế lũ)",
        ),
        (
            "tác_giả:anh phong -bão",
            And((Value("author", "anh"), words("phong"), Not(words("bão")))),
            'tác_giả:"anh phong"',
        ),
    ],
)
def test_field_takes_one_word_and_a_note_shows_how_it_takes_all(
    typed: str, tree: Node, whole: str
) -> None:
    parsed = parse(typed)
    assert parsed.tree == tree
    (note,) = parsed.notes
    assert note.kind == "field"
    assert note.details[-1] == whole
    assert parse(whole).notes == ()


def test_control_characters_and_surrogates_part_words() -> None:
    assert parse("dân\x00vận\ud800huế\r\nlũ").tree == words("dân vận huế lũ")


def test_long_query_is_cut_and_noted() -> None:
    parsed = parse("dân " * 10_000)
    assert parsed.tree == words("dân " * MAX_WORDS)
    assert [note.kind for note in parsed.notes] == ["cut", "words"]
    assert len(parse("x" * 10_000).tree.words[0].text) == MAX_CHARACTERS


@pytest.mark.parametrize("typed", ["dân* " * 40, "dân*-" * 300 + "x", '"dân* vận"' * 40])
def test_many_wildcards_are_cut_and_noted(typed: str) -> None:
    parsed = parse(typed + " lũ")
    kept = [word for word in words_of(parsed.tree) if word.wild]
    assert len(kept) in (0, MAX_WILDCARDS)
    assert Word("lũ") in words_of(parsed.tree)
    assert "wildcards" in [note.kind for note in parsed.notes]


def test_long_phrase_is_cut_and_noted() -> None:
    parsed = parse('"' + "dân " * (MAX_PHRASE + 1) + '"')
    assert parsed.tree == phrase("dân " * MAX_PHRASE)
    assert [note.kind for note in parsed.notes] == ["phrase"]


def test_near_has_few_words() -> None:
    parsed = parse(" NEAR/2 ".join("abcdefgh"))
    assert parsed.tree == Near(tuple(map(phrase, "abcdef")), 2)
    assert MAX_NEAR == 6
    assert [note.kind for note in parsed.notes] == ["near"]


def test_nesting_is_bounded_and_noted() -> None:
    deep = parse("(" * 500 + "a" + ")" * 500 + " b")
    assert deep.tree == words("b")
    assert [note.kind for note in deep.notes] == ["depth"]
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).tree == words("a")


_SIGNS = 'dân vận OR HOẶC AND KHÔNG GẦN NOT NEAR/3 NEAR gần/2 " ‘ ’ ( ) + - = * ? ~2 | “ / : .'
_FIELDS = "tiêu_đề: mục: mã: ngày: 2018 .. đến"
_pieces = st.sampled_from([*_SIGNS.split(), *_FIELDS.split()])
_typed = st.lists(_pieces | st.just(" "), max_size=25).map("".join) | st.text(max_size=60)


@given(_typed)
@example('=dân NEAR/3 ="vận"')
@example("ngày:2018 (đến 2019)")
@example("(a b) c")
@example("mục:-dân")
@example("dân(dân mã:dân(")
@example("mã:+(")
@example('mục:"OR" mã:OR')
@example("tiêu_đề:(tiêu_đề:dân)")
def test_written_query_reads_the_same(typed: str) -> None:
    tree = parse(typed).tree
    assert parse(write(tree)).tree == tree


def test_word_with_the_letters_of_an_operator_is_written_in_small_letters() -> None:
    assert write(Words((Word("bão"), Word("KHÔNG"), Word("vào")))) == "bão không vào"
    assert write(Not(Words((Word("GẦN"),)))) == "-gần"


@given(st.text("½①ʼ*?=+'a9 ", max_size=12) | st.text(max_size=100))
@example("½")
@example("½*")
def test_every_word_of_a_query_has_tokens(typed: str) -> None:
    assert all(keys(word.text) or word.wild for word in words_of(parse(typed).tree))


@given(st.text(max_size=300) | _typed)
def test_any_text_gives_a_query(typed: str) -> None:
    parsed = parse(typed)
    assert sum(1 for _ in walk(parsed.tree)) <= len(typed) + 1
    assert {note.kind for note in parsed.notes} <= set(get_args(NoteKind))
