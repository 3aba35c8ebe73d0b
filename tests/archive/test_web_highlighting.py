"""Highlighted text in HTML."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from archive.web.display.highlighting import highlighted


@given(st.text("ab<>&\"' ệ", max_size=20), st.lists(st.integers(0, 20), max_size=6))
def test_text_comes_back_from_its_marks_and_nothing_else_is_markup(
    text: str, cuts: list[int]
) -> None:
    places = sorted({min(cut, len(text)) for cut in cuts})
    spans = list(zip(places[::2], places[1::2], strict=False))
    html = str(highlighted(text, spans))
    assert re.findall(r"<[^>]*>", html) == ["<mark>", "</mark>"] * len(spans)
    found = [unescape(inner) for inner in re.findall(r"<mark>(.*?)</mark>", html)]
    assert found == [text[start:end] for start, end in spans]
    assert unescape(re.sub(r"</?mark>", "", html)) == text
