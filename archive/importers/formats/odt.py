"""OpenDocument texts (ODF 1.3, LibreOffice): read as a text, its title the paragraph so styled."""

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from archive.importers.formats import text
from archive.importers.office import check_size, is_open_document
from archive.importers.refusal import Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.xml import local, parse_xml

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

# Comments, notes, and what was deleted while changes were tracked.
_ASIDE = ("annotation", "note", "tracked-changes", "sequence-decls")


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of a document, or several where it holds several, or the refusal of it."""
    stream = source.in_memory(options.limit)
    check_size(stream)
    try:
        with zipfile.ZipFile(stream) as package:
            root = parse_xml(package.read("content.xml"))
    except (zipfile.BadZipFile, KeyError, RuntimeError) as error:
        raise Unfit(f"a damaged OpenDocument text: {error}") from error
    blocks = [block for body in root.iter() if local(body) == "text" for block in _blocks(body)]
    titles = [line for line, style in blocks if style in ("Title", "Heading_20_1")]
    lines = [line for line, _ in blocks]
    yield from text.from_lines(lines, titles[:1], stream.getvalue(), MEDIA_TYPE, source.origin)


def _blocks(element: Element) -> Iterator[tuple[str, str]]:
    """Yield headings and paragraphs in their order, each with its style."""
    for child in element:
        if local(child) in ("h", "p"):
            style = next(
                (value for name, value in child.items() if name.endswith("style-name")), ""
            )
            for line in "".join(_text(child)).split("\n"):
                yield line, style
        elif local(child) not in _ASIDE:
            yield from _blocks(child)


def _text(element: Element) -> Iterator[str]:
    """Yield the pieces of text of a paragraph (ODF 1.3-3 §6.1)."""
    yield element.text or ""
    for child in element:
        name = local(child)
        if name in ("s", "tab"):
            yield " "
        elif name == "line-break":
            yield "\n"
        elif name not in _ASIDE:
            yield from _text(child)
        yield child.tail or ""


def _recognises(head: Head) -> bool:
    return is_open_document(head, b"text")


FORMAT = Format("odt", "an OpenDocument text", (".odt",), _recognises, read)
