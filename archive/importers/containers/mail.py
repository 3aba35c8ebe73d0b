"""E-mail: messages with their attachments, mailboxes, and pages saved as MHTML."""

import re
from collections.abc import Iterator
from email.message import Message

from archive.importers.mime import (
    body,
    content,
    file_name,
    header,
    is_attachment,
    parse,
    parts,
    problem,
)
from archive.importers.refusal import Refusal, Skipped, Unfit
from archive.importers.source import Container, Head, Member, Options, Source

__all__ = ["MAILBOX", "MESSAGE", "MHTML"]

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]?\S")
_KNOWN = re.compile(
    r"^(?:from|received|return-path|delivered-to|mime-version|message-id|date|subject|to):", re.I
)
_BOUNDARY = re.compile(rb"(?:^|\n)From [^\n]*\n")


def _message_members(source: Source, options: Options) -> Iterator[Member]:
    """Yield a message, unless it only carries files, and the files attached to it."""
    data = source.whole(options.limit)
    message = parse(data)
    text = body(message)
    every = list(parts(message))
    files = [part for part in every if is_attachment(part)]
    if text is not None or not files:
        yield Source(source.member("", data).stream, source.origin, format="eml")
    for at, part in enumerate(files, 1):
        place = file_name(part) or f"attachment-{at}"
        if part.get_content_maintype() == "image":
            yield Skipped("a picture in a message", f"{source.origin}/{place}")
        else:
            yield _attached(source, place, part)
    for part in every:
        # A text in HTML is the same as the one without markup in the same message.
        kind = part.get_content_type()
        if part is not text and part not in files and (text is None or kind != "text/html"):
            yield Skipped(f"a further part of a message ({kind[:60]})", source.origin)
    if reason := problem(message):
        yield Refusal(reason, source.origin, None, data)


def _attached(source: Source, place: str, part: Message) -> Source | Refusal:
    """Return an attached file, or the refusal of a forwarded message that is damaged."""
    try:
        return source.member(place, content(part))
    except Unfit as error:
        return Refusal(str(error), f"{source.origin}/{place}")


def _page_members(source: Source, options: Options) -> Iterator[Member]:
    """Yield the page that an MHTML file was made of (RFC 2557): its first part in HTML."""
    message = parse(source.whole(options.limit))
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    data = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(data, bytes):
        raise Unfit("an MHTML file without a page in HTML")
    url = header(message, "Snapshot-Content-Location") or header(page, "Content-Location")
    charset = page.get_content_charset() or ""
    yield Source(
        source.member("", data).stream, source.origin, url=url, charset=charset, format="html"
    )


def _mailbox_members(source: Source, options: Options) -> Iterator[Member]:
    """Yield the messages of a mailbox (RFC 4155), each under its number."""
    message: list[bytes] = []
    size, number, blank = 0, 0, True
    for line in iter(lambda: source.stream.readline(options.limit), b""):
        if blank and line.startswith(b"From "):
            if number:
                yield _numbered(source, number, message, size, options.limit)
            message, size, number = [], 0, number + 1
            continue
        blank = not line.strip()
        size += len(line)
        if size <= options.limit:
            message.append(line[1:] if re.match(rb">+From ", line) else line)
    if number:
        yield _numbered(source, number, message, size, options.limit)


def _numbered(
    source: Source, number: int, message: list[bytes], size: int, limit: int
) -> Source | Refusal:
    if size > limit:
        return Refusal(f"a message longer than {limit} bytes", f"{source.origin}/{number}")
    return source.member(str(number), b"".join(message))


def _header_lines(head: Head) -> list[str]:
    """Return the lines before the first blank one where all are fields of a message."""
    lines = head.text.partition("\n\n")[0].partition("\r\n\r\n")[0].splitlines()
    fields = [line for line in lines if not line.startswith((" ", "\t"))]
    known = sum(_KNOWN.match(line) is not None for line in fields)
    return fields if known > 1 and all(map(_FIELD.match, fields)) else []


def _is_message(head: Head) -> bool:
    """Recognise fields of a message, at least two of them those of mail."""
    return bool(_header_lines(head))


def _is_page(head: Head) -> bool:
    """Recognise a message that is a page with its parts, as browsers save it."""
    if not _is_message(head):
        return False
    fields = head.text[:4000].lower()
    return "multipart/related" in fields and (
        "snapshot-content-location:" in fields or "saved by" in fields or "mhtml" in fields
    )


def _is_mailbox(head: Head) -> bool:
    """Recognise the line that begins a message in a mailbox, before the fields of the message."""
    if not head.data.startswith(b"From "):
        return False
    return _is_message(Head(head.data.partition(b"\n")[2], head.options))


MESSAGE = Container("mail", "an e-mail", _is_message, _message_members)
MAILBOX = Container("mailbox", "a mailbox", _is_mailbox, _mailbox_members)
MHTML = Container("mhtml", "a page saved as MHTML", _is_page, _page_members)
