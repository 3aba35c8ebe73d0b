"""Spelling: one key for every way to write a syllable, another for every other syllable."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from unidecode import unidecode

from index.language.spelling import (
    VIETNAMESE,
    Tone,
    diacritics,
    fold,
    is_syllable,
    key,
    normalise,
    variants,
)
from tests.syllables import syllables

broken_text = st.text(
    st.one_of(
        st.sampled_from("aAoOuUdDđĐðÐhngqi Yy1².-'" + "\u0300\u0301\u0302\u0306\u031b\u0323\u200b"),
        st.sampled_from(VIETNAMESE),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)


def test_there_are_some_17000_syllables():
    assert len(syllables()) == 16686


def test_every_way_to_write_a_syllable_has_one_key():
    for syllable in syllables():
        for written in (syllable.old, syllable.new):
            assert key(written) == syllable.old
            assert key(unicodedata.normalize("NFD", written)) == syllable.old
            assert key(written.upper()) == syllable.old


def test_different_syllables_have_different_keys():
    assert len({key(syllable.new) for syllable in syllables()}) == len(syllables())


def test_fold_leaves_the_letters_only():
    for syllable in syllables():
        plain = unidecode(syllable.old)
        assert fold(syllable.old) == fold(syllable.new.upper()) == fold(plain) == plain


def test_syllable_is_separated_into_letters_and_tone():
    for syllable in syllables():
        letters, tone = diacritics(syllable.new)
        assert letters == syllable.toneless
        assert (tone is Tone.NGANG) == (syllable.old == syllable.toneless)


def test_every_syllable_is_known_as_one():
    assert [syllable.old for syllable in syllables() if not is_syllable(syllable.old)] == []


@pytest.mark.parametrize(
    "word",
    ["", "g", "trump", "gòn1", "sàigòn", "kác", "ngiêng", "ghan", "cac", "càc", "biet", "fò"],
)
def test_what_cannot_be_a_syllable_is_known_as_none(word):
    assert not is_syllable(word)


def test_a_tone_on_any_vowel_is_mended():
    for syllable in syllables():
        tone = diacritics(syllable.old).tone
        if tone:
            mark = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")[tone]
            vowels = [found.end() for found in re.finditer("[aăâeêioôơuưy]", syllable.toneless)]
            for at in vowels:
                misplaced = syllable.toneless[:at] + mark + syllable.toneless[at:]
                assert key(misplaced) == syllable.old


def test_the_134_letters_fold_as_unidecode_folds_them():
    assert len(VIETNAMESE) == len(set(VIETNAMESE)) == 134
    assert [fold(letter) for letter in VIETNAMESE] == [
        unidecode(letter).lower() for letter in VIETNAMESE
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # Old and new placement.
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("UỶ", "ủy"),
        ("ỦY", "ủy"),
        ("hoàn", "hoàn"),
        ("khuỷu", "khuỷu"),
        ("ngoằn", "ngoằn"),
        ("soóc", "soóc"),
        # The u of qu and the i of gi are consonants.
        ("quý", "quý"),
        ("qúy", "quý"),
        ("quỳ", "quỳ"),
        ("quỷ", "quỷ"),
        ("qủa", "quả"),
        ("gìa", "già"),
        ("giếng", "giếng"),
        ("gíêng", "giếng"),
        ("gì", "gì"),
        # A tone or a letter mark on the wrong vowel.
        ("nứơc", "nước"),
        ("tóan", "toán"),
        ("vịêt", "việt"),
        ("nưóc", "nước"),
        ("thuơng", "thương"),
        ("thưở", "thuở"),
        # Words that are not Vietnamese, and names of the highlands.
        ("Trump", "trump"),
        ("G20", "g20"),
        ("café", "café"),
        ("Perú", "perú"),
        ("Đắk", "đắk"),
        ("Sàigòn", "sàigòn"),
        ("hóà", "hóà"),
        ("ﬁlm", "film"),
        ("Ｇ２０", "g20"),
        ("m²", "m2"),
        ("", ""),
    ],
)
def test_the_key_of(written, expected):
    assert key(written) == expected


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("da\u0302n va\u0323\u0302n", "dân vận"),
        ("a\u0301\u0302", "ấ"),
        ("\u00e1\u0302", "ấ"),
        ("a\u0303\u0306", "ẵ"),
        ("o\u0301\u031b", "ớ"),
        ("\u1ecd\u0302", "ộ"),
        ("ấ\u0301", "ấ"),
        ("\u00d0ảng", "Đảng"),
        ("\u00f0ảng", "đảng"),
        ("nh\u200bân", "nhân"),
        ("Đắk L\u00adắk", "Đắk Lắk"),
        ("Đắk\u00ad Lắk", "Đắk Lắk"),
        ("\ufeffHuế", "Huế"),
        ("50 ₫, ½", "50 ₫, ½"),
    ],
)
def test_broken_letters_are_mended(broken, mended):
    assert normalise(broken) == mended


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Đảng", "dang"),
        ("\u00d0ảng", "dang"),
        ("đ", "d"),
        ("Müller", "muller"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Путин", "putin"),
        ("北", "bei"),
        ("nh\u200bân", "nhan"),
        ("½", "½"),
        ("₫", "₫"),
        ("\U00013000", "\U00013000"),
    ],
)
def test_the_fold_of(word, expected):
    assert fold(word) == expected


@given(broken_text)
@example("\u0301\u0302a")
@example("İ")
@example("ſ\u0301")
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)
    assert not set(normalise(text)) & set("\u00ad\u200b\u200d\u200f\u2060\ufeff")


@given(broken_text)
@example("\u1ecd\u0302\u0301")
def test_decomposed_text_normalises_to_the_same(text):
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(broken_text)
@example("İ")
@example("ϓ\u0301")
@example("Ǆ")
def test_key_of_a_key_is_the_key(word):
    assert key(key(word)) == key(word)


@given(broken_text)
@example("İ")
@example("ŉ")
@example("Á\u0300")
def test_fold_of_a_fold_is_the_fold_and_depends_on_the_key_alone(word):
    assert fold(fold(word)) == fold(word) == fold(key(word))


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("kĩ", "kỹ"),
        ("Mĩ", "mỹ"),
        ("tỉ", "tỷ"),
        ("sĩ", "sỹ"),
        ("quí", "quý"),
        ("hi", "hy"),
        ("lí", "lý"),
        ("quít", "quýt"),
        ("quỳnh", "quình"),
        ("quých", "quích"),
        ("vĩ", "vỹ"),
        ("ki", "ky"),
    ],
)
def test_i_and_y_spell_one_word(word, other):
    assert variants(word) == (key(other),)
    assert variants(other) == (key(word),)


@pytest.mark.parametrize("word", ["ý", "í", "túi", "túy", "thi", "vị", "bí", "kim", "tin", "tiến"])
def test_i_and_y_spell_different_words(word):
    assert variants(word) == ()


def test_highland_names_are_alike_with_and_without_tone():
    assert variants("Đắk") == ("đăk",)
    assert variants("đăk") == ("đắk",)
    assert variants("Lak") == variants("đác") == ()


def test_every_synonym_is_the_synonym_of_its_synonym():
    for syllable in syllables():
        for other in variants(syllable.new):
            assert variants(other) == (syllable.old,)
