"""How a query was read is described as facts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import Query
from index.results import UNDATED
from index.syntax.description import Choices, Span, Text, describe
from index.syntax.tree import And, Not, Phrase, Word, Words, words_of
from tests import engines


def words(text: str) -> Words:
    return Words(tuple(map(Word, text.split())))


def openness(text: str, *, exact: bool = False) -> dict[str, str]:
    """The openness of each word of a text."""
    found = describe(Query(text, exact=exact)).openness
    return {word.text: kind for word, kind in found.items()}


@pytest.mark.parametrize(
    ("query", "parts"),
    [
        (Query(), ()),
        (Query("OR"), (Text(And()),)),
        (Query("👍", since="2018"), (Text(And()), Span("2018", ""))),
        (Query("huế"), (Text(words("huế")),)),
        (Query("v?n"), (Text(words("v?n")),)),
        (Query("dân vận", "all"), (Text(words("dân vận"), "all"),)),
        (
            Query('xử vụ "đá gà"'),
            (Text(And((words("xử vụ"), Phrase((Word("đá"), Word("gà"))))), "most"),),
        ),
        (
            Query('vụ "gà"', "all"),
            (Text(words("vụ")), Text(Phrase((Word("gà"),)))),
        ),
        (Query("ch?nh chín*"), (Text(words("ch?nh chín*"), "most"),)),
        (
            Query('-"hội nghị" lũ', until="2018"),
            (
                Text(words("lũ")),
                Text(Not(Phrase((Word("hội"), Word("nghị"))))),
                Span("", "2018"),
            ),
        ),
        (
            Query()
            .choosing("person", "a", mode="not")
            .choosing("person", "b", "c")
            .choosing("date", "2018-01", UNDATED),
            (
                Choices("date", "or", ("2018-01", UNDATED)),
                Choices("person", "and", ("b", "c")),
                Choices("person", "not", ("a",)),
            ),
        ),
    ],
)
def test_query_is_described_in_parts(query: Query, parts: tuple[object, ...]) -> None:
    assert describe(query).parts == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hue", {"hue": "any"}),
        ("huế", {"huế": ""}),
        ("nguyễn xuan phuc", {"nguyễn": "", "xuan": "any", "phuc": "any"}),
        ("công an", {"công": "tone", "an": "any"}),
        ("bộ công an", {"bộ": "", "công": "", "an": "any"}),
        ("đuong", {"đuong": "further"}),
        ("nước đong", {"nước": "", "đong": "letters"}),
        ("TƯ", {"TƯ": ""}),
        ("tư", {"tư": "tone"}),
        ("ban TƯ", {"ban": "any", "TƯ": ""}),
        ("=dan", {"dan": "exact"}),
        ("=huế", {"huế": ""}),
        ("13/13", {"13/13": ""}),
        ('tiêu_đề:"da nang"', {"da": "any", "nang": "any"}),
    ],
)
def test_openness_of_words(text: str, expected: dict[str, str]) -> None:
    assert openness(text) == expected


def test_exact_query_leaves_no_diacritics_open() -> None:
    assert openness("dan vận", exact=True) == {"dan": "exact", "vận": ""}


@given(engines.queries | st.builds(Query, text=st.text(max_size=80)))
def test_every_word_of_any_query_is_described(query: Query) -> None:
    description = describe(query)
    texts = [part for part in description.parts if isinstance(part, Text)]
    assert {word for part in texts for word in words_of(part.node)} == set(description.openness)
