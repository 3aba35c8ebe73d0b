"""Texts are respelled as their words are met in a search."""

import random

from bench.spellings import other_names, respelled
from index.language.analysis import keys, tokens
from index.language.older_spellings import older_spellings


def test_listed_words_are_respelled_in_their_capitals() -> None:
    text = "Chính phủ và NHÂN DÂN lo bệnh dịch, ông Chính thì không."
    assert respelled(text, random.Random(1)) == (
        "Chánh phủ và NHƠN DÂN lo bịnh dịch, ông Chính thì không."
    )


def test_a_text_that_is_spelled_so_already_stays() -> None:
    older = respelled("chính phủ chữa bệnh", random.Random(1))
    assert respelled(older, random.Random(1)) == older == "chánh phủ chữa bịnh"


def test_respelled_words_are_those_that_a_search_exchanges() -> None:
    (reading,) = older_spellings().of_word(keys(respelled("chính sách", random.Random(1))))
    assert ("chính", "sách") in reading.others


def test_a_name_is_replaced_by_another_of_the_same_thing() -> None:
    (change,) = other_names(tokens("bay tới Oa-sinh-tơn sớm"), random.Random(1))
    assert (change.start, change.stop) == (2, 5)
    assert change.written in ("Oasinhtơn", "Washington", "Hoa Thịnh Đốn")
