"""The reading of a query, reported back to the reader."""

from archive.retrieval import Found
from archive.web.language import current_messages
from archive.wording import say_note, say_text

__all__ = ["notes", "reading", "sentence"]


def reading(found: Found) -> str:
    """Return how the words were read, "" for a query without words. Filters are shown as chips."""
    if not found.query.text:
        return ""
    return say_text(found.parsed, found.names, current_messages())


def notes(found: Found) -> list[str]:
    """Return the parts of the query that could not be taken as typed, in sentences."""
    return [sentence(say_note(note, current_messages())) for note in found.notes]


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
