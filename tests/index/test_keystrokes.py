"""Telex and VNI are read where no input method did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.keystrokes import decode, telex, vni
from index.language.spelling import diacritics, is_syllable, key

_TELEX_LETTERS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI_LETTERS = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}
_SYLLABLES = [
    "tiếng", "việt", "đường", "người", "được", "giữa", "quốc", "hòa", "thủy", "khỏe", "năm",
    "quăng", "mưa", "xoăn", "hương", "đồng", "cây", "trường", "huế", "nghiêng", "ưng", "ăn",
]  # fmt: skip


@pytest.mark.parametrize("syllable", _SYLLABLES)
@pytest.mark.parametrize(
    ("read", "letters", "tones"),
    [(telex, _TELEX_LETTERS, ["", *"sfrxj"]), (vni, _VNI_LETTERS, ["", *"12345"])],
)
def test_keys_of_a_syllable_give_it_back(syllable, read, letters, tones) -> None:
    bare, tone = diacritics(syllable)
    typed = "".join(letters.get(letter, letter) for letter in bare) + tones[tone]
    assert read(typed) == syllable
    assert read(typed.upper()) == syllable


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("tieesng", "tiếng"),
        ("vietej", "việt"),
        ("dduwowngf", "đường"),
        ("muaw", "mưa"),
        ("dand", "đan"),
    ],
)
def test_telex_keys_may_stand_further_on(typed: str, read: str) -> None:
    assert telex(typed) == read


@pytest.mark.parametrize("word", ["", "trump", "covid", "13", "của", "an", "zz", "wwww", "tts"])
def test_what_needs_no_reading_is_left(word: str) -> None:
    assert vni(word) is None
    assert telex(word) is None


@pytest.mark.parametrize("word", ["u23", "g20", "a9", "1000", "b7", "covid19", "a²"])
def test_numbers_are_no_vni(word: str) -> None:
    assert vni(word) is None


@given(st.text(max_size=12) | st.text("adeowuxsfrjz0123456789", max_size=8))
def test_what_is_read_is_a_syllable(word: str) -> None:
    for read in (telex, vni):
        found = read(word)
        assert found is None or (is_syllable(found) and found != key(word))


def test_word_longer_than_a_typed_syllable_is_not_read() -> None:
    assert decode("nghieengs") == "nghiếng"
    assert decode("nghieengs" + "s" * 20) is None
    assert telex("nghieengs" + "s" * 20) == "nghiếng"
