"""E-mail messages: the subject is the title, the message's own text the report."""

from collections.abc import Iterator
from email.message import Message
from email.utils import parseaddr

from archive.importers.decoding import Undecodable
from archive.importers.encodings import Decoded, decode_document, decode_page
from archive.importers.fields import report as report_of
from archive.importers.mime import body, header, parse
from archive.importers.press.names import is_name
from archive.importers.press.wrapping import paragraphs
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.web.fragment import fragment_text
from index.report import Original

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

MEDIA_TYPE = "message/rfc822"


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of a message, or the refusal of it."""
    data = source.whole(options.limit)
    message = parse(data)
    try:
        part = body(message)
        text, notes = _text(part) if part is not None else Decoded("")
        lines = paragraphs(text)
        values = {
            "title": header(message, "Subject"),
            "date": header(message, "Date"),
            "author": _sender(message),
            "lead": lines[0] if len(lines) > 1 else "",
            "body": "\n".join(lines[1:] or lines),
        }
        if not lines:
            raise Unfit("an e-mail without text")
        yield report_of(values, Original(data, MEDIA_TYPE, source.origin, notes=notes))
    except (Undecodable, Unfit) as error:
        yield Refusal(str(error), source.origin, None, data)


def _sender(message: Message) -> str:
    """Return the sender's name, "" where it is an address or no person's."""
    name = parseaddr(header(message, "From"))[0]
    return name if is_name(name) and " " in name else ""


def _text(part: Message) -> Decoded:
    """Return the text of a part; raise `Undecodable`."""
    data = part.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset() or ""
    if part.get_content_type() == "text/html":
        page = decode_page(content, charset)
        return Decoded(fragment_text(page.text).text, page.notes)
    return decode_document(content, charset if charset not in ("", "us-ascii") else None)


def _recognises(_head: Head) -> bool:
    """Recognise nothing: the container that parts a message from its attachments names it."""
    return False


FORMAT = Format("eml", "an e-mail", (".eml",), _recognises, read)
