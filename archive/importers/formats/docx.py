"""Word documents (Office Open XML): read as a text, its title the paragraph that has that style."""

from collections.abc import Iterator
from typing import Any

from archive.importers.formats import text
from archive.importers.libraries import library
from archive.importers.office import check_size, is_package
from archive.importers.refusal import Unfit
from archive.importers.source import Format, Head, Options, Record, Source

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_TITLES = ("Title", "Heading 1")


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of a document, or several where it holds several, or the refusal of it."""
    docx = library("docx", "Word documents")
    stream = source.in_memory(options.limit)
    check_size(stream)
    try:
        document = docx.Document(stream)
        blocks = list(_blocks(document))
    except Unfit:
        raise
    except Exception as error:
        raise Unfit(f"a damaged Word document: {error}") from error
    titles = [line for line, style in blocks if style in _TITLES]
    lines = [line for line, _ in blocks]
    yield from text.from_lines(lines, titles[:1], stream.getvalue(), MEDIA_TYPE, source.origin)


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a document and the rows of its tables, each with its style."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                # A cell that spans columns comes once for each.
                cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
                yield " | ".join(filter(None, cells)), ""
        else:
            for line in block.text.split("\n"):
                yield line, block.style.name if block.style is not None else ""


def _recognises(head: Head) -> bool:
    return is_package(head, b"word/")


FORMAT = Format("docx", "a Word document", (".docx", ".docm"), _recognises, read)
