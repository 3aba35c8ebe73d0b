"""The schema under which stock Whoosh reads the index.

It has four fields: the text by key and by fold, the identifier, and the moment for sorting. Its
analyzer is ours, so that Whoosh's query parser cuts a query into the same tokens.
"""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.formats import Positions

from index.language.analysis import tokens

__all__ = ["FOLD", "IDENTIFIER", "MOMENT", "TEXT_FIELDS", "KeyAnalyzer", "schema"]

TEXT_FIELDS = ("text", "fold")
FOLD = "fold"
IDENTIFIER = "identifier"
MOMENT = "moment"


class KeyAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """An analyzer that yields the keys of a text, or their folds, as Whoosh's tokens."""

    def __init__(self, folded: bool) -> None:
        self.folded = folded

    def __call__(self, value: str, **options: Any) -> Iterator[Token]:
        """Yield the tokens of a text: one object, changed for each token, as Whoosh does it."""
        token = Token(positions=True, chars=True, **options)
        for each in tokens(value):
            token.text = each.fold if self.folded else each.key
            token.original = value[each.start : each.end]
            token.boost, token.pos, token.stopped = 1.0, each.position, False
            token.startchar, token.endchar = each.start, each.end
            yield token


def _text(folded: bool) -> TEXT:
    field = TEXT(analyzer=KeyAnalyzer(folded))
    field.format = Positions()
    return field


def schema() -> Schema:
    """Return the schema of every index."""
    return Schema(
        text=_text(folded=False),
        fold=_text(folded=True),
        identifier=ID(stored=True, unique=True, sortable=True),
        moment=NUMERIC(int, bits=64, sortable=True),
    )
