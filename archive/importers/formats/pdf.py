"""PDF documents with a text layer: the paragraphs of all pages, the largest line the title."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, BinaryIO

from archive.importers.formats import text
from archive.importers.libraries import library
from archive.importers.press import bylines
from archive.importers.press.issue import Box, Issue, Page, Row, issue
from archive.importers.refusal import Unfit
from archive.importers.source import Format, Head, Options, Record, Source

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

MEDIA_TYPE = "application/pdf"

# Fewer letters on a page are a stamp or a page number on a picture of the page.
_SCAN = 20
# Fonts that do not say which letters they show: pdfminer writes the glyphs' numbers.
_GLYPH = re.compile(r"\(cid:\d+\)")
_HYPHEN = re.compile(r"[^\W\d_]-$")
# A line that begins this much to the right of its box (in points) begins a paragraph.
_INDENT = 6
# A line ends a paragraph where this share of its width is left free.
_SHORT = 0.85
_ENDS = (".", "!", "?", "…", ":", "”")
# Running titles and feet stand on so many pages.
_REPEATED = 3
# A report longer than this is more likely an issue with many.
_PAGES = 4


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of a document, those of an issue with several articles, or the refusal.

    What should be looked at is noted: text in columns, whose order may be wrong, words joined over
    line ends, documents of many pages, and titles that may be those of several articles.
    """
    stream = source.in_memory(options.limit)
    pages = _pages(stream)
    rows = [row for page in pages for box in page for row in box]
    letters = sum(len(row.text) for row in rows)
    if letters < _SCAN * max(1, len(pages)):
        raise Unfit(
            "a scan without text: recognise its text (OCR) and import that as PDF with a text "
            "layer or as ALTO XML"
        )
    if sum(len(_GLYPH.findall(row.text)) for row in rows) > letters / 100:
        raise Unfit("a PDF whose fonts do not say which letters they show; use OCR")
    pages = _without_repeated(pages) or pages
    usual = _usual_size([row for page in pages for box in page for row in box])
    found = issue(pages, usual)
    if found.articles:
        yield from _articles(found, source.origin)
        return
    joined = _Joined()
    title = _title([row for page in pages for box in page for row in box], usual)
    parts = [part for page in pages for box in page for part in _parts(box, title)]
    lines = [line for part in parts for line in joined.paragraphs(part)]
    notes = tuple(_notes(pages, joined.hyphens, found.titles))
    yield from text.from_lines(
        lines, [_text(title)] if title else [], stream.getvalue(), MEDIA_TYPE, source.origin, notes
    )


def _articles(found: Issue, origin: str) -> Iterator[Record]:
    """Yield the report of each article of an issue; its original is its text."""
    note = f"one of {len(found.articles)} articles of an issue in PDF: check where it ends"
    for number, article in enumerate(found.articles, 1):
        joined = _Joined()
        paragraphs = [line for box in article.boxes for line in joined.paragraphs(box)]
        lines = [found.date, *paragraphs] if found.date else paragraphs
        data = "\n".join([article.title, *lines]).encode()
        yield from text.from_lines(
            lines, [article.title], data, text.MEDIA_TYPE, f"{origin}:{number}", (note,)
        )


def _title(rows: Sequence[Row], usual: float) -> Box:
    """Return the largest lines, none where they are no larger than a title or as long as a text."""
    largest = max(row.size for row in rows)
    title = [row for row in rows if row.size >= largest - 0.5]
    return title if largest > 1.15 * usual and len(_text(title)) < 200 else []


def _text(rows: Box) -> str:
    return " ".join(row.text for row in rows)


def _parts(box: Box, title: Box) -> Iterator[Box]:
    """Yield the lines of a box, those of the title apart from the date and text around them."""
    for _is_title, rows in groupby(box, title.__contains__):
        yield list(rows)


def _pages(stream: BinaryIO) -> list[Page]:
    """Return the pages, each as boxes of printed lines in the order in which they are read."""
    layout = library("pdfminer.layout", "PDF documents")
    encrypted = library("pdfminer.pdfdocument", "PDF documents").PDFPasswordIncorrect
    # Imports pdfminer, which the lines above have found.
    from archive.importers import pdf_layout

    try:
        return [
            [
                [_row(line) for line in box if isinstance(line, layout.LTTextLine)]
                for box in page
                if isinstance(box, layout.LTTextBox)
            ]
            for page in pdf_layout.pages(stream)
        ]
    except Unfit:
        raise
    except encrypted as error:
        raise Unfit("a PDF that is encrypted with a password; remove it first") from error
    except Exception as error:
        raise Unfit(f"a damaged PDF: {error or type(error).__name__}") from error


def _row(line: Any) -> Row:
    """Return a line of pdfminer; the size of its letters is the height of the line."""
    text = " ".join(line.get_text().split())
    return Row(text, round(line.height, 1), line.x0, line.x1, line.y1, line.y0)


def _usual_size(rows: Sequence[Row]) -> float:
    """Return the size in which most letters are set."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[row.size] += len(row.text)
    return sizes.most_common(1)[0][0]


def _without_repeated(pages: Sequence[Page]) -> list[Page]:
    """Return the pages without running titles and feet: texts on many pages, numbers aside."""
    on_pages = Counter(
        each for page in pages for each in {_plain(row.text) for box in page for row in box}
    )
    repeated = {each for each, count in on_pages.items() if count >= _REPEATED or not each}
    kept = [
        [[row for row in box if row.text and _plain(row.text) not in repeated] for box in page]
        for page in pages
    ]
    return [page for page in ([box for box in page if box] for page in kept) if page]


def _plain(text: str) -> str:
    return re.sub(r"[\d\s./|–-]+", " ", text).strip().lower()


class _Joined:
    """Joins printed lines to paragraphs, and counts the words that hyphens broke."""

    def __init__(self) -> None:
        self.hyphens = 0

    def paragraphs(self, rows: Box) -> Iterator[str]:
        """Yield the paragraphs of a box."""
        left, right = min(row.left for row in rows), max(row.right for row in rows)
        current = ""
        for row, before in zip(rows, [None, *rows], strict=False):
            begins = row.left > left + _INDENT or (
                before is not None
                and (_ends(before, right, left) or (row is rows[-1] and _signs(row, before)))
            )
            if current and begins:
                yield current
                current = ""
            current = self._join(current, row.text)
        yield current

    def _join(self, text: str, more: str) -> str:
        if not text:
            return more
        if _HYPHEN.search(text) and more[0].islower():
            self.hyphens += 1
            return text[:-1] + more
        return f"{text} {more}"


def _ends(row: Row, right: float, left: float) -> bool:
    """Return whether a paragraph ends with a line: it is short and a sentence ends."""
    return row.right - left < _SHORT * (right - left) and row.text.endswith(_ENDS)


def _signs(row: Row, before: Row) -> bool:
    """Return whether a last line is a byline below a sentence that has ended."""
    return before.text.endswith(_ENDS) and bylines.recognise(row.text) is not None


def _notes(pages: Sequence[Page], hyphens: int, titles: int) -> Iterator[str]:
    """Yield what a person should look at; `titles`: number of lines that are set as titles."""
    if titles > 1:
        yield f"{titles} titles in one report: perhaps several articles"
    columns = max(len(_columns(page)) for page in pages)
    if columns > 1:
        yield f"set in {columns} columns: check the order of the paragraphs"
    if hyphens:
        yield f"{hyphens} words joined over line ends"
    if len(pages) > _PAGES:
        yield f"{len(pages)} pages in one report"


def _columns(page: Page) -> set[int]:
    """Return the left edges of the boxes of several lines, each for one column."""
    edges = sorted(min(row.left for row in box) for box in page if len(box) > 2)
    found: list[float] = []
    for edge in edges:
        if not found or edge - found[-1] > 50:
            found.append(edge)
    return {round(edge) for edge in found}


def _recognises(head: Head) -> bool:
    return head.data.lstrip()[:5] == b"%PDF-"


FORMAT = Format("pdf", "a PDF document", (".pdf",), _recognises, read)
