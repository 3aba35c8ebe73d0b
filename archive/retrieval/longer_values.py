"""The values of several words of which the field of a query takes only the first.

`mục:the thao` looks for sections called «the»; the section Thể thao was meant.
"""

import re
from collections.abc import Iterable, Iterator

from archive.retrieval.library import Library
from archive.retrieval.names import is_called, persons_called
from archive.retrieval.newspapers import titles_called
from archive.slug import folded
from index.facets import FACETS
from index.planning.facet_lookup import matching
from index.report import SECTION_SEPARATOR
from index.syntax.lexer import facet_called
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery

__all__ = ["notes_on_fields", "with_longer_values"]

# Words of the longest value that is looked up.
_LONGEST = 8


def notes_on_fields(library: Library, notes: Iterable[Note]) -> Iterator[Note]:
    """Yield notes, those on a field that takes one word with the value that was meant.

    They are left out where more words make no value: in `báo:vnexpress huế` nothing is amiss.
    """
    for note in notes:
        if note.kind != "field" or not _facet(note):
            yield note
        elif meant := _meant(library, note):
            field, word, _ = note.details
            yield Note("field", (field, word, f'{field}:"{meant[1]}"'))


def with_longer_values(library: Library, parsed: ParsedQuery) -> str:
    """Return the text of a query with all words of such values in quotation marks.

    "" if it has none.
    """
    text = parsed.query.text
    for note in parsed.notes:
        if note.kind == "field" and _facet(note) and (meant := _meant(library, note)):
            words, value = meant
            typed = r"\s+".join(map(re.escape, words))
            field = re.escape(note.details[0])
            text = re.sub(rf"{field}:\s*{typed}", f'{note.details[0]}:"{value}"', text, count=1)
    return text if text != parsed.query.text else ""


def _facet(note: Note) -> str:
    """Return the facet whose field took one word, "" for a field of the text."""
    return facet_called(note.details[0].replace(" ", "_"))


def _meant(library: Library, note: Note) -> tuple[list[str], str] | None:
    """Return the words of the longest value that begins after a field, and the value."""
    words = note.details[2].partition(":")[2].strip('"').split()[:_LONGEST]
    facet = _facet(note)
    if facet not in FACETS or facet == "date":
        return None
    for count in range(len(words), 1, -1):
        if value := _value_called(library, facet, " ".join(words[:count])):
            return words[:count], value
    return None


def _value_called(library: Library, facet: str, name: str) -> str:
    """Return the value that has exactly this name, "" if there is none.

    Diacritics may be left out. Of a section its own name or its path counts.
    """
    if facet == "person":
        found = library.catalogue.persons.many(persons_called(library, name))
        return next((person.name for person in found if is_called(person, name)), "")
    if facet == "source" and (titles := titles_called(library, name)):
        return next((title for title in titles if folded(title) == folded(name)), name)
    for value in matching(facet, name, library.engine.statistics()):
        own = value.rpartition(SECTION_SEPARATOR)[2]
        for each in (own, value):
            if folded(each) == folded(name):
                return each
    return ""
