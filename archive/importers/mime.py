"""Messages in MIME (RFC 2045, RFC 5322): their fields, their text and their attachments."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import (
    CloseBoundaryNotFoundDefect,
    MessageError,
    MultipartInvariantViolationDefect,
    NoBoundaryInMultipartDefect,
    StartBoundaryNotFoundDefect,
)
from email.header import decode_header, make_header
from email.message import Message

from archive.importers.refusal import Unfit

__all__ = ["body", "content", "file_name", "header", "is_attachment", "parse", "parts", "problem"]

# Each is an object; lines of dashes in a text count too.
_PARTS = 50_000
# What the parser notes where it cannot find the parts.
_BROKEN = (
    CloseBoundaryNotFoundDefect,
    MultipartInvariantViolationDefect,
    NoBoundaryInMultipartDefect,
    StartBoundaryNotFoundDefect,
)


def parse(data: bytes) -> Message:
    """Return the message; the parser takes whatever bytes there are.

    Raise `Unfit` where it has more parts than messages have.
    """
    if data.count(b"\n--") > _PARTS:
        raise Unfit(f"a message of more than {_PARTS:,} parts")
    return message_from_bytes(data)


def header(message: Message, name: str) -> str:
    """Return a field with its encoded words decoded, "" where it is missing."""
    # The message gives bytes beyond ASCII as unknown; many programs write UTF-8 (RFC 6532).
    values = (str(value) for each, value in message.raw_items() if each.lower() == name.lower())
    raw = next(values, "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(_decoded(raw).split())


def _decoded(value: str) -> str:
    """Return a value with its encoded words decoded (RFC 2047); as it is where they are broken."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, MessageError):
        return value


def problem(message: Message) -> str:
    """Return why parts of a message may be missing, "" where it is whole."""
    defects = {type(defect) for part in message.walk() for defect in part.defects}
    found = defects.intersection(_BROKEN)
    return (
        "a damaged message: its parts cannot be separated, or its end is missing" if found else ""
    )


def parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a message that hold no others of it; a message forwarded in it is one."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and (part is message or not _is_message(part)):
            waiting.extend(each for each in reversed(_inner(part)))
        else:
            yield part


def content(part: Message) -> bytes:
    """Return the bytes of a part, decoded; those of a forwarded message.

    Raise `Unfit` for a damaged one.
    """
    if _is_message(part):
        try:
            return b"".join(each.as_bytes() for each in _inner(part))
        except (LookupError, TypeError, ValueError) as error:
            # The library cannot write all that it can read.
            raise Unfit(f"a damaged message: {error}") from error
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _is_message(part: Message) -> bool:
    return part.get_content_type() == "message/rfc822"


def _inner(part: Message) -> list[Message]:
    """Return the messages within a part."""
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if part.is_multipart() else []


def is_attachment(part: Message) -> bool:
    """Return whether a part is a file that was attached, or a forwarded message."""
    if _is_message(part):
        return True
    return part.get_content_disposition() == "attachment" or bool(file_name(part))


def file_name(part: Message) -> str:
    """Return the name of an attached file without folders, "" where it has none."""
    name = _decoded(part.get_filename() or "")
    return name.replace("\\", "/").rpartition("/")[2].strip()


def body(message: Message) -> Message | None:
    """Return the part that is the message's own text: plain where there is one, else HTML."""
    texts = [
        part
        for part in parts(message)
        if part.get_content_maintype() == "text" and not is_attachment(part)
    ]
    plain = (part for part in texts if part.get_content_type() == "text/plain")
    return next(plain, None) or next(iter(texts), None)
