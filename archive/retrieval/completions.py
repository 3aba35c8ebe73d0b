"""Completions of a query being typed: persons and sections by name, and phrases of reports."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.retrieval.capitals import capitalised
from archive.retrieval.library import Library
from archive.retrieval.name_index import names_beginning
from archive.retrieval.named_persons import named_persons
from index.display import completion
from index.query import Query
from index.syntax.lexer import facet_called
from index.syntax.parsed_query import ParsedQuery

__all__ = ["Completion", "completions"]

# The most completions of each kind.
_PHRASES = 6
_NAMED = {"person": 4, "section": 3}
# A single letter begins too many names.
_SHORTEST_NAME = 2

_FIELD = re.compile(r"(?<!\w)([^\W\d]\w*):\s*[\"“„«]?$")


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion. `facet`, `value`: of the person or section with this name; "" for words."""

    text: str
    facet: str = ""
    value: str = ""


def completions(library: Library, text: str) -> list[Completion]:
    """Return completions of a query: persons, then sections, then phrases, likeliest first.

    Only the last phrase of a query is completed; after the name of a facet, with its values. The
    name of a person that is offered is not offered as a phrase too.
    """
    start = completion.phrase_start(text)
    field = _FIELD.search(text[:start])
    facet = facet_called(field[1]) if field else ""
    if field and facet:
        return list(_values(library, text[: field.end(1) + 1], facet, text[start:]))
    phrases = _phrases(library, text)
    named = [] if text[:start].strip() else _named(library, text, phrases)
    persons = {each.text.casefold() for each in named if each.facet == "person"}
    return [*named, *(each for each in phrases if each.text.casefold() not in persons)]


def _named(library: Library, text: str, phrases: Sequence[Completion]) -> list[Completion]:
    """Return the persons and sections with a word in their names that begins as typed."""
    if len(text.strip()) < _SHORTEST_NAME:
        return []
    persons, sections = (
        [
            Completion(each.name, facet, each.value)
            for each in names_beginning(library, text, facet, limit)
        ]
        for facet, limit in _NAMED.items()
    )
    return [*(persons or _rarely_named(library, phrases)), *sections]


def _rarely_named(library: Library, phrases: Sequence[Completion]) -> list[Completion]:
    """Return the persons whose whole name is the first completion, if that looks like a name."""
    if not phrases or not phrases[0].text.istitle():
        return []
    found = named_persons(library, ParsedQuery.of(Query(phrases[0].text)))
    return [Completion(each.person.name, "person", each.person.identifier) for each in found]


def _values(library: Library, before: str, facet: str, typed: str) -> Iterator[Completion]:
    """Yield the query with values of a facet in place of the one typed."""
    for each in names_beginning(library, typed, facet, _PHRASES):
        yield Completion(f'{before}"{each.name}"')


def _phrases(library: Library, text: str) -> list[Completion]:
    """Return the query with its last phrase completed, in the capitals of the reports."""
    found = completion.complete(text, library.engine.statistics(), _PHRASES, library.synonyms)
    forms = capitalised(library, [each.keys for each in found])
    texts = (each.written(form) for each, form in zip(found, forms, strict=True))
    return [Completion(each) for each in dict.fromkeys(texts)]
