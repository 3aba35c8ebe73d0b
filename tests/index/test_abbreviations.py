"""Abbreviations: short and full forms meet, words that only look alike don't."""

import unicodedata

import pytest

from index.language import abbreviations
from index.language.abbreviations import expansions, lookalikes, spans
from index.language.analysis import tokens
from index.language.spelling import fold, is_syllable, key

ROWS = [row.partition(" = ") for row in abbreviations._GROUPS.strip().splitlines()]


def written(text):
    return [text[token.start : token.end] for token in tokens(text)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("UBND", "ủy ban nhân dân"),
        ("ubnd", "ủy ban nhân dân"),
        ("HĐND", "hội đồng nhân dân"),
        ("hdnd", "hội đồng nhân dân"),
        ("TP.HCM", "thành phố hồ chí minh"),
        ("TPHCM", "tp hcm"),
        ("T.Ư", "trung ương"),
        ("TƯ", "trung ương"),
        ("Trung ương", "tw"),
        ("GD-ĐT", "giáo dục và đào tạo"),
        ("GD&ĐT", "giáo dục đào tạo"),
        ("GDĐT", "gd đt"),
        ("giáo dục đào tạo", "giáo dục và đào tạo"),
        ("uỷ ban nhân dân", "ubnd"),
        ("uy ban nhan dan", "ubnd"),
        ("cảnh sat giao thong", "csgt"),
    ],
)
def test_typed_form_meets(typed, meant):
    assert tuple(meant.split()) in expansions(written(typed))


@pytest.mark.parametrize("typed", ["tư", "Tư", "tu", "ủy ban", "ủy bán nhân dân", "x", "", "ubđd"])
def test_other_words_are_left_alone(typed):
    assert expansions(written(typed)) == ()


def test_a_tone_elsewhere_binds_the_level_tones():
    typed = ["trung", "uơng"]
    assert expansions(typed) != ()
    assert expansions(["cạnh", "sat"]) == ()
    assert expansions(["tiên", "si"]) == (("ts",),)
    assert expansions(["tiên", "si"], tones_typed=True) == ()


def test_no_word_of_the_language_is_an_expansion():
    assert ("tư",) not in expansions(["trung", "ương"])
    assert ("t", "ư") in expansions(["trung", "ương"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("TƯ", {"TƯ"}),
        ("Ban Bí thư TƯ 2018", {"TƯ"}),
        ("BCH TƯ 2018", {"TƯ"}),
        ("T\u01af, tư, Tư", {"TƯ"}),
        ("TU\u031b", {"TU\u031b"}),
        ("ĐẦU TƯ 2018", set()),
        ("TU TW T.Ư TỪ", set()),
        ("", set()),
    ],
)
def test_abbreviation_that_looks_like_a_syllable_is_recognised_by_its_capitals(typed, found):
    assert lookalikes(written(typed)) == found


def test_expansion_goes_both_ways():
    for row in ROWS:
        forms = [written(form) for side in (row[0], row[2]) for form in side.split(", ")]
        for form in forms:
            keys = tuple(map(key, form))
            for other in expansions(form):
                back = expansions([part.upper() for part in other])
                assert keys in back or (len(keys) == 1 and is_syllable(keys[0]))


def test_no_form_stands_in_two_groups():
    seen = [
        tuple(map(fold, written(form)))
        for short, _, full in ROWS
        for form in f"{short}, {full}".split(", ")
    ]
    assert len(ROWS) >= 40
    assert len(seen) == len(set(seen))
    assert all(len(groups) == 1 for groups in abbreviations._BY_FOLD.values())


def test_full_forms_are_written_in_legal_syllables():
    for _, _, full in ROWS:
        for form in full.split(", "):
            assert unicodedata.is_normalized("NFC", form)
            assert all(
                is_syllable(syllable) and key(syllable) == syllable for syllable in form.split()
            )


def test_abbreviations_and_full_forms_are_found_among_other_words():
    for short, _, full in ROWS:
        for form in (*short.split(", "), *full.split(", ")):
            parts = written(form)
            assert (1, 1 + len(parts)) in spans(["x", *parts, "x"])
