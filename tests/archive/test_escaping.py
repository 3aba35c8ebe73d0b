"""Text in HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from archive.web.display.escaping import escaped


@given(st.text() | st.text("&<>\"'a"))
def test_escaped_text_is_that_of_markupsafe(text: str) -> None:
    assert escaped(text) == str(escape(text))


@pytest.mark.parametrize("letter", "&<>\"'")
def test_no_letter_that_ends_a_text_or_an_attribute_stays(letter: str) -> None:
    assert letter not in escaped(letter).removeprefix("&")
