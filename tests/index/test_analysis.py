"""Analysis: the same tokens however a text is written, with offsets into what was written."""

import gzip
import json
import unicodedata
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language import analysis
from index.language.analysis import FIELDS, Paragraph, analyse, keys, length, spans, tokens
from index.language.joined_numbers import DATE, DECIMAL
from index.language.spelling import VIETNAMESE, fold, key
from index.report import Report

ODD = "\u0300\u0301\u0302\u0323\u031b\u200b\u00ad\u00a0\u2028²½①Ⅳ_ʼ’'…–₫😀北"


def unsigned(token_key):
    """Return the key of a number without the sign that joins it to the one before."""
    return token_key.rstrip(DATE + DECIMAL) if fold(token_key).isdigit() else token_key


any_text = st.text(
    st.one_of(
        st.sampled_from(VIETNAMESE + "abcdghikmnopuxy0123 \t\n.,-/'" + ODD),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@given(any_text)
def test_offsets_hold_the_word_as_written(text):
    end = 0
    for position, token in enumerate(tokens(text)):
        assert token.position == position
        assert end <= token.start < token.end <= len(text)
        assert unsigned(token.key) == key(text[token.start : token.end]) != ""
        assert token.fold == fold(token.key)
        end = token.end


@given(any_text)
def test_keys_and_spans_are_those_of_the_tokens(text):
    assert keys(text) == [token.key for token in tokens(text)]
    assert spans(text) == [(token.start, token.end) for token in tokens(text)]


@given(any_text)
def test_what_stands_between_tokens_has_no_letter_and_no_digit(text):
    end = 0
    for token in [*tokens(text), None]:
        between = text[end : token.start if token else len(text)]
        assert not any(
            unicodedata.category(each) in ("Lu", "Ll", "Lt", "Lo", "Nd") for each in between
        )
        end = token.end if token else end


@given(st.text(st.sampled_from(VIETNAMESE + "abxyz 12.,-\n"), max_size=40))
def test_decomposed_text_has_the_same_tokens(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert keys(decomposed) == keys(text)
    for token in tokens(decomposed):
        assert key(decomposed[token.start : token.end]) == unsigned(token.key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("13/13 chỉ tiêu", "13 13/ chỉ tiêu"),
        ("G20, U.23, U23", "g 20 u 23 u 23"),
        ("Covid-19", "covid 19"),
        ("TP.HCM", "tp hcm"),
        ("1.000.000 đồng", "1 000, 000, đồng"),
        ("giá 2,9 tỷ, 2.9 tỷ, 2-9 tỷ", "giá 2 9, tỷ 2 9, tỷ 2 9 tỷ"),
        ("tối 2-9, hôm qua (2.9)", "tối 2 9/ hôm qua 2 9/"),
        ("ngày 10-1-2018 thắng 2-1", "ngày 10 1/ 2018/ thắng 2 1"),
        ("10.1.2018 và 192.168.1.1", "10 1/ 2018/ và 192 168, 1, 1,"),
        ("ngày 2-9/9, tối 2 - 9", "ngày 2 9 9/ tối 2 9"),
        ("từ 23-10 đến 25-11, từ 2-5 tuổi", "từ 23 10/ đến 25 11/ từ 2 5 tuổi"),
        ("ngày 31-2, lúc 19.30", "ngày 31 2 lúc 19 30,"),
        ("H'Hen Niê", "h hen niê"),
        ("H’Hen và HʼHen", "h hen và h hen"),
        ("Park Hang-seo", "park hang seo"),
        ("Hà-nội, Sài-gòn, Sàigòn", "hà nội sài gòn sàigòn"),
        ("ở ạ y ý", "ở ạ y ý"),
        ("12h31 ngày 10/1/2018", "12 h 31 ngày 10 1/ 2018/"),
        ("da\u0302n va\u0323\u0302n", "dân vận"),
        ("nh\u200bân Đắk\u00a0L\u00adắk", "nhân đắk lắk"),
        ("\u00d0ảng uỷ", "đảng ủy"),
        ("\u200b \u0301 ½ ① ₫ 😀 _", ""),
        ("3 km² CO₂", "3 km 2 co 2"),
        ("thế kỷ Ⅳ", "thế kỷ iv"),
        ("ma_trận __init__", "ma trận init"),
        ("«Bản đồ»…", "bản đồ"),
        ("(theo Instructables.com)", "theo instructables com"),
        ("Ё Ёлка", "ё ёлка"),
    ],
)
def test_the_keys_of(text, expected):
    signed = expected.replace("/", DATE).replace(",", DECIMAL)
    assert keys(text) == signed.split()
    assert [token.fold for token in tokens(text)] == [fold(each) for each in keys(text)]


def test_signs_of_joined_numbers_are_in_keys_only():
    date, decimal = keys("2/9")[1], keys("2,9")[1]
    assert date != decimal
    assert fold(date) == fold(decimal) == "9"


def test_invisible_characters_belong_to_the_letter_before():
    text = "\u200bnh\u200bân\u00ad dân"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "nh\u200bân\u00ad",
        "dân",
    ]


def test_a_report_is_analysed_in_the_order_of_the_fields():
    report = Report(
        "x",
        title="Dân vận\nkhéo",
        lead="",
        body="Đoạn một.\n\n – \nĐoạn hai",
        captions=("Ảnh", "", "Ảnh: A"),
        dateline="Huế",
    )
    paragraphs = [
        Paragraph("title", ["dân", "vận"]),
        Paragraph("title", ["khéo"]),
        Paragraph("body", ["đoạn", "một"]),
        Paragraph("body", ["đoạn", "hai"]),
        Paragraph("captions", ["ảnh"]),
        Paragraph("captions", ["ảnh", "a"]),
    ]
    assert analyse(report) == paragraphs
    assert length(paragraphs) == 3 * 3 + 4 + 3
    assert list(FIELDS) == ["title", "lead", "body", "captions"]


def test_a_full_memory_changes_nothing(monkeypatch):
    monkeypatch.setattr(analysis, "_REMEMBERED", 3)
    text = "Dân vận khéo, U23 thắng; dân vận khéo. " * 3 + "á" * 100
    assert keys(text) == [token.key for token in tokens(text)]
    assert len(analysis._KEYS) <= 4


def test_one_enormous_word_is_one_token():
    [token] = tokens("ế" * 100_000)
    assert (token.start, token.end) == (0, 100_000)


@pytest.mark.data
def test_real_reports_lose_no_letter(shared_data):
    with gzip.open(shared_data / "reports-sample.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 300):
            body = json.loads(line)["body"] or ""
            found = tokens(body)
            assert keys(body) == [token.key for token in found]
            letters = sum(map(str.isalpha, unicodedata.normalize("NFC", body)))
            assert letters == sum(sum(map(str.isalpha, token.key)) for token in found)
