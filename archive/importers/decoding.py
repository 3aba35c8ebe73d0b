"""Bytes → text: UTF-8, UTF-16 by its mark, or the encoding that was named; nothing is guessed."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import BinaryIO

from archive.importers.press.letters import composed
from archive.importers.refusal import MAX_RECORD

__all__ = [
    "Line",
    "Undecodable",
    "clean",
    "decode",
    "decode_entities",
    "decode_markup",
    "detect",
    "lines",
]

_WIDE = ("utf-16", "utf-32")
_CHUNK = 1 << 16
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""")
_MARK = "\ufeff"
# With the semicolon only: `?a=1&copy=2` in a URL is no copyright sign.
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
# Every character that ends a line somewhere; LF is ours.
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and DEL, and the two non-characters of the first plane: XML 1.0 §2.2 can carry none of them;
# and the byte order marks that stay where files were joined.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


class Undecodable(ValueError):
    """The bytes are no text in the encoding; the message says where, and the way out."""


@dataclass(frozen=True)
class Line:
    """One line of a file, its end included.

    `number`: 1-based. `reason`: why the bytes are no text, "" where they are one; `text` then
    holds a replacement character for each byte that is none.
    """

    number: int
    data: bytes
    text: str
    reason: str = ""


def detect(head: bytes, encoding: str | None = None) -> str:
    """Return the encoding that a file's first bytes announce, or the one that was named.

    Raise `Undecodable` where the name is that of no text encoding.
    """
    if encoding is not None and (name := _known(encoding)) != "utf-8":
        return name
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def decode(data: bytes, encoding: str | None = None) -> str:
    """Return the text of a whole file.

    Raise `Undecodable` with the offset of the first byte that does not belong.
    """
    name = detect(data, encoding)
    return _decode(data, name)


def decode_markup(data: bytes, declared: str = "", encoding: str | None = None) -> str:
    """Return the text of a web page or an XML document.

    The encoding is, in this order: the one named in `encoding`; that of a byte order mark; UTF-8
    where the bytes are valid, since pages in UTF-8 often declare another; `declared`, as a server
    or a message gives it; the one that the markup declares in its first bytes. Where a page in
    UTF-8 holds broken bytes, each becomes a replacement character. Raise `Undecodable`.
    """
    name = detect(data, encoding)
    if encoding is not None or name != "utf-8":
        return decode(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        found = _DECLARED.search(data[:2048])
        named = declared or (found[1].decode("ascii") if found else "")
    if not named or _known(named) == "utf-8":
        return data.decode("utf-8", "replace")
    # WHATWG Encoding Standard §4.2: these labels mean windows-1252.
    name = _known(named)
    return _decode(data, "windows-1252" if name in ("iso8859-1", "ascii") else name)


def lines(stream: BinaryIO, encoding: str | None = None, limit: int = MAX_RECORD) -> Iterator[Line]:
    """Yield the lines of a file, as bytes and as text, at most `limit` bytes of it at a time.

    A line that is too long or no text is yielded with its reason; the lines after it go on.
    Raise `Undecodable` where the encoding is unknown.
    """
    first = stream.readline(limit + 1)
    name = detect(first, encoding)
    if name.startswith(_WIDE):
        yield from _wide_lines(first, stream, name, limit)
    else:
        yield from _byte_lines(first, stream, name, limit)


def clean(text: str) -> str:
    """Return the text with entities decoded, LF at line ends, and no control characters.

    Marks, spaces within a line and their composition stay as they were published.

    >>> clean("D&acirc;n v&#7853;n&nbsp;")
    'Dân vận'
    """
    text = decode_entities(text)
    lines = [text]
    # An ordinary text is printable but for its line feeds; only others are looked at closely.
    if not text.isprintable():
        lines = text.split("\n")
        if not all(map(str.isprintable, lines)):
            lines = _CONTROL.sub("", _BREAK.sub("\n", text)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def decode_entities(text: str) -> str:
    """Return the text with the entities of HTML decoded."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda found: unescape(found.group()), text)


def _known(encoding: str) -> str:
    """Return the canonical name of a text encoding; raise `Undecodable` for any other name."""
    try:
        name = codecs.lookup(encoding).name
        # Refuses codecs between bytes and bytes, such as base64; nothing would be decoded of b"".
        b"\0\0\0\0".decode(name, "replace")
    except (LookupError, ValueError) as error:
        raise Undecodable(f"no text encoding is called {encoding!r}") from error
    return name


def _decode(data: bytes, name: str, before: int = 0) -> str:
    """Return the bytes as text. `before`: number of bytes of the file that came earlier."""
    try:
        text = data.decode(name)
    except UnicodeError as error:
        raise Undecodable(_reason(error, data, name, before)) from error
    if "\x00" in text and name in ("utf-8", "utf-8-sig"):
        at = before + data.index(0)
        raise Undecodable(f"NUL at byte {at}: UTF-16 without its mark, or no text at all")
    if name == "cp1258":
        # Its letters are written in two bytes, letter and tone, which no author chose.
        text = composed(text)
    return text if before else text.removeprefix(_MARK)


def _reason(error: UnicodeError, data: bytes, name: str, before: int) -> str:
    """Return, in words, where the decoding stopped."""
    shown = "UTF-8" if name in ("utf-8", "utf-8-sig") else name
    if not isinstance(error, UnicodeDecodeError):
        return f"not {shown}: {error}"
    start = min(error.start, len(data) - 1)
    return (
        f"not {shown} at byte {before + start} (0x{data[start]:02X}); "
        "if the text is in another encoding, name it with --encoding NAME"
    )


def _byte_lines(first: bytes, stream: BinaryIO, name: str, limit: int) -> Iterator[Line]:
    """Yield lines of an encoding in which LF is one byte and nothing else holds that byte."""
    data, number, before = first, 0, 0
    while data:
        number += 1
        size = len(data)
        if size > limit:
            size += _skip_line(stream, data)
            yield Line(number, data[:limit], "", f"longer than {limit} bytes")
        else:
            try:
                yield Line(number, data, _decode(data, name, before))
            except Undecodable as error:
                yield Line(number, data, data.decode(name, "replace"), str(error))
        if name == "utf-8-sig":
            name = "utf-8"
        before += size
        data = stream.readline(limit + 1)


def _skip_line(stream: BinaryIO, begun: bytes) -> int:
    """Read to the end of a line that is too long; the number of bytes passed over."""
    skipped, data = 0, begun
    while data and not data.endswith(b"\n"):
        data = stream.readline(_CHUNK)
        skipped += len(data)
    return skipped


def _wide_lines(first: bytes, stream: BinaryIO, name: str, limit: int) -> Iterator[Line]:
    """Yield lines of UTF-16 or UTF-32; what follows broken bytes cannot be found again."""
    order = _byte_order(first, name)
    decoder = codecs.getincrementaldecoder(order)()
    rest, number, data, before, reason = "", 1, first, 0, ""
    while not reason:
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            text = error.object[: error.start].decode(order)
            reason = _reason(error, error.object, name, before + len(data) - len(error.object))
        if not before:
            text = text.removeprefix(_MARK)
        *whole, rest = _split(rest + text)
        for line in [*whole, rest] if rest and not data else whole:
            yield Line(number, line.encode(order), line)
            number += 1
        if not (data or reason):
            return
        if 2 * len(rest) > limit:
            reason = f"longer than {limit} bytes"
        before += len(data)
        data = stream.read(_CHUNK)
    yield Line(number, rest.encode(order)[:limit], "", reason)


def _split(text: str) -> list[str]:
    """Return the text in lines, each with its LF; the last piece has none and may be empty."""
    pieces = text.split("\n")
    return [*(piece + "\n" for piece in pieces[:-1]), pieces[-1]]


def _byte_order(first: bytes, name: str) -> str:
    """Return the encoding without a byte order mark, so that one line can be encoded again."""
    if name not in _WIDE:
        return name
    big = first.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    return f"{name}-be" if big else f"{name}-le"
