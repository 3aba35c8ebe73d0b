"""Single values of a report as a librarian types them, read and checked as imports read them."""

import re
from collections.abc import Sequence

from archive.importers.decoding import clean, decode_entities
from archive.importers.fields import runs_program
from archive.importers.press import dates, sections
from archive.importers.press.letters import composed
from archive.importers.refusal import MAX_RECORD, Unfit
from archive.typed_text import TextInvalid, require_visible

__all__ = ["read_list", "read_text"]

# Fields that imports bring into NFC, so that facets do not divide a name by its composition.
_COMPOSED = frozenset({"source", "section", "authors", "tags"})
_PARAGRAPHS = frozenset({"lead", "body"})
# An address on the web, with or without its scheme; not a word, a sentence or a formula.
_ADDRESS = re.compile(r"[a-z]+://\S+|[^\s/=.]+\.\S+", re.IGNORECASE)
_BREAKS = re.compile(r"\n+")


def read_text(field: str, typed: str) -> str:
    """Return the value of a field of `Report` that holds one text.

    Raise `Unfit` for a date or an address that is none.

    >>> read_text("date", "10/1/2018"), read_text("title", " Tin\\nbão ")
    ('2018-01-10', 'Tin bão')
    """
    text = _cleaned(field, typed)
    if field == "date" and text:
        found = dates.parse(text) or dates.of_number(text)
        if not found:
            raise Unfit(f"{text!r} is not a date; examples are 2018, 1/2018, 10/1/2018, 2018-01-10")
        return found
    if field == "url" and text and (runs_program(text) or not _ADDRESS.fullmatch(text)):
        raise Unfit(f"{text!r} is no address of a page, such as https://example.vn/tin-1.html")
    return text


def read_list(field: str, typed: Sequence[str]) -> tuple[str, ...]:
    """Return the value of a field of `Report` that holds several texts, each once.

    A section that is typed as one text is a path, as in «Kinh tế › Hạ tầng».

    >>> read_list("section", ["Kinh tế > Hạ tầng"])
    ('Kinh tế', 'Hạ tầng')
    """
    texts = [text for each in typed if (text := _cleaned(field, each))]
    if field == "section" and len(texts) == 1:
        path = sections.path(texts[0])
        if not path:
            raise Unfit(f"{texts[0]!r} is the home page of a newspaper, not a section")
        return path
    return tuple(texts) if field == "section" else tuple(dict.fromkeys(texts))


def _cleaned(field: str, typed: str) -> str:
    """Return a text with entities decoded, on one line unless it has paragraphs.

    Raise `Unfit` for a text that cannot be stored, or holds characters that are not seen.
    """
    if len(typed) > MAX_RECORD:
        raise Unfit(f"{field} is longer than {MAX_RECORD:,} characters")
    try:
        typed.encode()
        require_visible(decode_entities(typed), field)
    except UnicodeEncodeError as error:
        raise Unfit(f"{field} is not in UTF-8") from error
    except TextInvalid as error:
        raise Unfit(str(error)) from error
    text = _BREAKS.sub("\n" if field in _PARAGRAPHS else " ", clean(typed))
    return composed(text) if field in _COMPOSED else text
