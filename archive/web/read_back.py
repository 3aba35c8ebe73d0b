"""How a query was read, said back to the reader."""

from archive.retrieval import Found
from archive.web.language import locale
from index.query import Query
from index.syntax.description import explain
from index.syntax.notes import Language, told

__all__ = ["notes", "reading"]


def reading(found: Found) -> str:
    """Return how the words were read, "" for a query without words. Filters are shown as chips."""
    query = found.query
    if not query.text:
        return ""
    words = found.parsed.with_query(Query(query.text, query.match, query.exact))
    return explain(words, _language(), lambda person: found.names.get(person, person))


def notes(found: Found) -> list[str]:
    """Return what of the query could not be taken as it was typed, in sentences."""
    return [_sentence(told(note, _language())) for note in found.notes]


def _language() -> Language:
    return "en" if locale().language == "en" else "vi"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
