"""The lattice of diacritics, compared with a slow and obvious definition."""

import unicodedata
from collections import defaultdict
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.lattice import accepts, binding, carries_tone
from index.language.spelling import fold, key
from tests.syllables import syllables

TONES = "\u0301\u0300\u0309\u0303\u0323"
ALL = [syllable.old for syllable in syllables()]
SAME_FOLD = {
    plain: list(group) for plain, group in groupby(sorted(ALL, key=fold), key=fold) if plain
}


def letters(word):
    """Return each letter of a word with its set of diacritics; the stroke of đ is '-'."""
    clusters = []
    for character in unicodedata.normalize("NFD", word.replace("đ", "d-")):
        if character.isalpha():
            clusters.append((character, set()))
        else:
            clusters[-1][1].add(character)
    return clusters


def obviously_accepts(typed, spelling, tones_typed):
    """Return whether the lattice accepts a spelling, after misplaced diacritics are repaired."""
    typed = key(typed)
    tone_typed = any(marks & set(TONES) for _, marks in letters(typed))
    if tone_typed:
        return typed == spelling
    mark_typed = any(marks for _, marks in letters(typed))
    spelling_has_tone = any(marks & set(TONES) for _, marks in letters(spelling))
    if mark_typed and tones_typed and spelling_has_tone:
        return False
    if len(letters(typed)) != len(letters(spelling)):
        return False
    for (letter, wanted), (other, found) in zip(letters(typed), letters(spelling), strict=True):
        if letter != other:
            return False
        if wanted and wanted != found - set(TONES):
            return False
    return True


def stripped(word, chosen):
    """Return the word without the diacritics whose numbers are chosen."""
    kept, number = [], 0
    for letter, marks in letters(word):
        kept.append(letter)
        for mark in sorted(marks, key=lambda mark: mark in TONES):
            if number not in chosen:
                kept.append(mark)
            number += 1
    return unicodedata.normalize("NFC", "".join(kept).replace("d-", "đ"))


@given(st.sampled_from(ALL), st.sets(st.integers(0, 3)), st.booleans(), st.booleans())
def test_syllable_with_some_diacritics_left_out_finds_what_the_definition_says(
    word, left_out, tones_typed, upper
):
    typed = stripped(word, left_out)
    written = typed.upper() if upper else typed
    for spelling in SAME_FOLD[fold(word)]:
        expected = obviously_accepts(typed, spelling, tones_typed)
        assert accepts(written, spelling, tones_typed=tones_typed) == expected


@given(st.sampled_from(ALL), st.sampled_from(ALL), st.booleans())
def test_any_two_syllables_meet_only_where_the_guide_says(typed, spelling, tones_typed):
    expected = obviously_accepts(typed, spelling, tones_typed)
    assert accepts(typed, spelling, tones_typed=tones_typed) == expected


def test_every_typed_form_finds_what_the_guide_says_for_common_folds():
    for plain in ("duong", "dan", "hoa", "thuy", "nguyen", "quy", "o", "dao"):
        forms = {
            stripped(word, chosen)
            for word in SAME_FOLD[plain]
            for chosen in (set(), {0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}, {0, 1, 2, 3})
        }
        for typed in forms:
            for tones_typed in (False, True):
                accepted = {
                    spelling
                    for spelling in SAME_FOLD[plain]
                    if accepts(typed, spelling, tones_typed=tones_typed)
                }
                assert accepted == {
                    spelling
                    for spelling in SAME_FOLD[plain]
                    if obviously_accepts(typed, spelling, tones_typed)
                }


def test_every_syllable_finds_itself_and_is_found_without_diacritics():
    for syllable in syllables():
        assert accepts(syllable.new, syllable.old, tones_typed=True)
        assert accepts(fold(syllable.old), syllable.old, tones_typed=True)


def test_what_binds_decides_the_number_of_spellings():
    found = defaultdict(list)
    for typed in ("duong", "đuong", "đương", "đường"):
        found[binding(typed)].append(
            sum(accepts(typed, spelling) for spelling in SAME_FOLD["duong"])
        )
    assert [*found] == ["free", "letters", "exact"]
    assert found["free"][0] > found["letters"][0] > found["letters"][1] > found["exact"][0] == 1


@pytest.mark.parametrize(
    ("query", "spelling", "accepted"),
    [
        (("đuong",), "đường", True),
        (("đuong",), "đuông", True),
        (("đuong",), "dương", False),
        (("bàn",), "bần", False),
        (("công", "an"), "cộng", True),
        (("công", "an", "bộ"), "cộng", False),
        (("an", "bộ", "công"), "án", True),
        (("dân", "vận"), "dẫn", False),
        (("Nguyên", "Van"), "nguyễn", True),
        (("xuan", "nguyễn", "phuc"), "xuân", True),
        (("hoà",), "hòa", True),
        (("Trump",), "trump", True),
        (("cafe",), "café", True),
        (("café",), "cafe", False),
        (("Muller",), "müller", True),
        (("Müller",), "muller", False),
        (("Weißê",), "weissê", False),
        (("thưx",), "thưx\u0331", False),
    ],
)
def test_the_first_syllable_of_a_query(query, spelling, accepted):
    tones_typed = carries_tone(query[1:])
    assert accepts(query[0], spelling, tones_typed=tones_typed) is accepted
