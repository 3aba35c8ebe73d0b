"""The encoding of documents, lists and values, detected unless it is named."""

import codecs
import re
from collections.abc import Mapping
from typing import NamedTuple

from archive.importers import legacy_codecs
from archive.importers.decoding import (
    Undecodable,
    decode,
    decode_entities,
    decode_markup,
    detect,
)
from index.language import legacy
from index.language.legacy import Encoding

__all__ = [
    "Decoded",
    "decode_document",
    "decode_page",
    "decode_paragraphs",
    "decode_values",
    "encoding_of",
    "notes_on",
]

legacy_codecs.register()


# Some lines of a document are in an old encoding if they have so many words with diacritics; lists
# of foreign names in news reports have fewer that could be read.
_MIXED_EVIDENCE = 20
_MIXED = "only some lines are in that encoding: check the others"


class Decoded(NamedTuple):
    """A text and notes on how its bytes were read, for `Original.notes`."""

    text: str
    notes: tuple[str, ...] = ()


def decode_document(data: bytes, encoding: str | None = None) -> Decoded:
    """Return the text of a whole document.

    `encoding`: overrules what would be detected. An old encoding is detected in bytes that are not
    UTF-8, and in text that a program pasted as if each byte were a character. Raise `Undecodable`.
    """
    named = encoding_of(data, encoding)
    if named is None:
        return decode_paragraphs(decode(data))
    if encoding is None and any(map(_is_vietnamese_utf_8, data.split(b"\n"))):
        return _decode_mixed_bytes(data, named)
    return Decoded(decode(data, named), notes_on(named))


def decode_paragraphs(text: str) -> Decoded:
    """Return a text in Unicode, read once more where it was pasted from an old encoding.

    Lines from an old encoding among lines in Unicode are read, too.
    """
    found = legacy.detect(text)
    return _decode_mixed(text) if found is None else _decoded(text, found)


def _decode_mixed(text: str) -> Decoded:
    """Return a text with its lines in an old encoding decoded, where others are Vietnamese."""
    lines = text.split("\n")
    suspicious = [line for line in lines if legacy.may_be_legacy(line)]
    if not suspicious or len(suspicious) == len(lines):
        return Decoded(text)
    found = legacy.detect("\n".join(suspicious), _MIXED_EVIDENCE)
    if found is None:
        return Decoded(text)
    read = (found.decode(line) if legacy.may_be_legacy(line) else line for line in lines)
    return Decoded("\n".join(read), (*notes_on(found.name), _MIXED))


def _decode_mixed_bytes(data: bytes, named: str) -> Decoded:
    """Return the text of a document with some lines in UTF-8 and the others in an old encoding."""
    lines = (
        line.decode() if _is_vietnamese_utf_8(line) else decode(line, named)
        for line in data.split(b"\n")
    )
    return Decoded("\n".join(lines), (*notes_on(named), _MIXED))


def _is_vietnamese_utf_8(line: bytes) -> bool:
    """Return whether a line is UTF-8 with letters that only Vietnamese has."""
    if line.isascii():
        return False
    try:
        return not legacy.may_be_legacy(line.decode())
    except UnicodeDecodeError:
        return False


# A transfer breaks a few bytes of a page; a page in another encoding has one in twenty or more.
_MOST_BROKEN = 0.01
# What a page does not show as text.
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)


def decode_page(data: bytes, declared: str = "", encoding: str | None = None) -> Decoded:
    """Return the text of a web page, markup included.

    `declared`, `encoding`: as `decode_markup` takes them. Pages in an old encoding declare none, or
    one of Western Europe. Raise `Undecodable`, also where too many bytes would be replaced.
    """
    text = decode_markup(data, declared, encoding)
    if encoding is not None:
        return Decoded(text, notes_on(encoding))
    if "\ufffd" in text:
        shown = _MARKUP.sub(" ", data.decode("latin-1")).encode("latin-1")
        named = encoding_of(shown)
        if named:
            return Decoded(decode(data, named), notes_on(named))
        return Decoded(text, _notes_on_broken(data, shown))
    found = legacy.detect(_MARKUP.sub(" ", text)) if legacy.may_be_legacy(text) else None
    # The markup is ASCII too: the values are decoded once they are out of it.
    return Decoded(text) if found is None or found.is_viqr else _decoded(text, found)


def _notes_on_broken(data: bytes, shown: bytes) -> tuple[str, ...]:
    """Return the note that bytes of a page in UTF-8 were replaced; () where all are valid.

    `shown`: the text of the page. Raise `Undecodable` where too many bytes of that are broken.
    """
    if _broken(shown) > _MOST_BROKEN * len(shown):
        raise Undecodable(
            f"{_broken(shown)} bytes of the text are not UTF-8, more than 1 in 100; if the page is "
            "in another encoding, name it with --encoding NAME, otherwise save the page again"
        )
    broken = _broken(data)
    return (f"bytes that are not UTF-8 were replaced: {broken}",) if broken else ()


def _broken(data: bytes) -> int:
    """Return the number of bytes that are not UTF-8."""
    return len(data) - len(data.decode("utf-8", "ignore").encode())


def _decoded(text: str, found: Encoding) -> Decoded:
    return Decoded(found.decode(text), notes_on(found.name))


def encoding_of(head: bytes, encoding: str | None = None) -> str | None:
    """Return the encoding of a source that begins so: as named, or an old one that is detected.

    None leaves the choice to the byte order mark.
    """
    if encoding is not None or detect(head) != "utf-8" or _is_utf_8(head):
        return encoding
    found = legacy.detect_bytes(head)
    return found.name if found else None


def _is_utf_8(head: bytes) -> bool:
    """Return whether bytes are UTF-8; the last character may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head or head.isascii()


def notes_on(encoding: str | None) -> tuple[str, ...]:
    """Return the note that a text was read in an old encoding, and which letters that lacks.

    >>> notes_on("tcvn3"), notes_on("utf-8")
    (('read as TCVN3 (ABC), which has no capitals with tones',), ())
    """
    found = legacy.encoding_named(encoding) if encoding else None
    if found is None:
        return ()
    missing = "capitals with tones" if len(found.missing) > 1 else found.missing
    return (f"read as {found.title}{f', which has no {missing}' if missing else ''}",)


def decode_values(values: Mapping[str, object]) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """Return the values of a record, those in an old encoding decoded, and notes on that.

    A record is one document: what its longest text is in, all its texts are in, except those with
    letters that only Vietnamese in Unicode has.
    """
    texts = [value for value in values.values() if isinstance(value, str)]
    longest = max(texts, key=len, default="")
    if not legacy.may_be_legacy(longest):
        return values, ()
    unclear = [decode_entities(text) for text in texts]
    unclear = [text for text in unclear if text.isascii() or legacy.may_be_legacy(text)]
    found = legacy.detect("\n".join(unclear))
    if found is None:
        return values, ()
    notes = notes_on(found.name)
    if len(unclear) < len(texts):
        notes = (*notes, "only some fields are in that encoding: check the others")
    return {name: _value(value, found) for name, value in values.items()}, notes


def _value(value: object, found: Encoding) -> object:
    """Return a value with all its texts decoded."""
    if isinstance(value, str):
        text = decode_entities(value)
        is_unicode = not (text.isascii() or legacy.may_be_legacy(text))
        return text if is_unicode else found.decode(text)
    if isinstance(value, list):
        return [_value(each, found) for each in value]
    if isinstance(value, dict):
        return {name: _value(each, found) for name, each in value.items()}
    return value
