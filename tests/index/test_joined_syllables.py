"""Syllables that are written as one word, and names of the highlands."""

import pytest

from index.language.joined_syllables import is_highland, joined, split_joined
from index.language.spelling import key


def test_old_joined_spellings_meet_the_syllables():
    assert joined("Sài", "Gòn") == joined("sài", "gòn") == key("Sàigòn")
    assert joined("sai", "gon") == "saigon"
    assert split_joined("Sàigòn") == (("sài", "gòn"),)
    assert ("ha", "noi") in split_joined("HANOI")


@pytest.mark.parametrize(
    "name",
    ["Đắk Lắk", "Đăk Lăk", "Dak Lak", "Krông Pắk", "Ea Súp", "Êa Súp", "Plei Ku", "Kon Tum"],
)
def test_names_of_the_highlands_are_run_together_too(name):
    whole = key(name.replace(" ", ""))
    assert joined(*name.split()) == whole
    assert tuple(map(key, name.split())) in split_joined(whole)


@pytest.mark.parametrize("syllables", [("ho", "a"), ("hà",), (), ("donald", "trump"), ("g", "20")])
def test_what_would_mislead_is_not_joined(syllables):
    assert joined(*syllables) is None


@pytest.mark.parametrize("word", ["", "hoa", "việt", "trump", "x"])
def test_a_syllable_or_a_foreign_word_has_no_parts(word):
    assert split_joined(word) == ()


@pytest.mark.parametrize(
    ("apart", "whole"),
    [
        ("M Đrắk", "MĐrắk"),
        ("h mong", "hmong"),
        ("Cư Mgar", "Cưmgar"),
        ("Cư M gar", "Cưmgar"),
        ("R Lấp", "RLấp"),
        ("Ea H leo", "Eahleo"),
        ("Ea Hleo", "Eahleo"),
        ("Ea Kar", "Eakar"),
        ("H rê", "Hrê"),
        ("H Hen", "Hhen"),
    ],
)
def test_names_with_an_apostrophe_are_run_together(apart: str, whole: str) -> None:
    parts = tuple(apart.split())
    assert joined(*parts) == key(whole)
    assert tuple(map(key, parts)) in split_joined(whole)
    assert is_highland(parts)


@pytest.mark.parametrize("word", ["thu", "khang", "nga", "bar", "barca", "canada", "skin", "flan"])
def test_initials_are_not_taken_from_other_words(word: str) -> None:
    assert split_joined(word) == ()
