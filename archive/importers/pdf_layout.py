"""Pages of a PDF as pdfminer lays them out, within bounds of size. Imports pdfminer."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, stream_value
from pdfminer.utils import apply_matrix_rect

from archive.importers.refusal import Unfit

__all__ = ["pages"]

# Bytes of the operators that draw a page, uncompressed; a full newspaper page has 300,000. Ten
# bytes cost some 15 µs.
_PAGE = 8 << 20
_DOCUMENT = 64 << 20
# Letters of a page: a page of share prices has 40,000.
_LETTERS = 200_000
# pdfminer compares each block of lines with all others; a page of share prices has 2,000.
_BLOCKS = 1_000


def pages(stream: BinaryIO) -> Iterator[LTPage]:
    """Yield the layout of each page; raise `Unfit` where one needs too much work.

    Raise what pdfminer raises for a damaged document.
    """
    resources = PDFResourceManager()
    device = _Device(resources, laparams=LAParams())
    interpreter = _Interpreter(resources, device)
    for page in PDFPage.get_pages(stream):
        interpreter.process_page(page)
        yield device.get_result()


class _Page(LTPage):
    """A page whose blocks are ordered by their place alone where there are very many."""

    def group_textboxes(self, laparams: LAParams, boxes: Sequence[Any]) -> list[Any]:
        """Return the groups of blocks that are read together."""
        if len(boxes) <= _BLOCKS:
            groups: list[Any] = super().group_textboxes(laparams, boxes)
            return groups
        ordered = sorted(boxes, key=lambda box: (-box.y0, box.x0))
        for index, box in enumerate(ordered):
            box.index = index
            box.analyze(laparams)
        return []


class _Device(PDFPageAggregator):
    """Counts the bytes of operators and the letters of a page and of the document."""

    def __init__(self, resources: PDFResourceManager, laparams: LAParams) -> None:
        super().__init__(resources, laparams=laparams)
        self._page = self._document = self._letters = 0

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        """Begin a page."""
        self._page = self._letters = 0
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.cur_item = _Page(self.pageno, (0, 0, abs(x0 - x1), abs(y0 - y1)))

    def left(self) -> int:
        """Return the number of bytes of operators that may still be executed on this page."""
        return min(_PAGE - self._page, _DOCUMENT - self._document)

    def spend(self, size: int) -> None:
        """Count bytes of operators; raise `Unfit` for too many."""
        self._page += size
        self._document += size
        if self._page > _PAGE:
            raise Unfit(
                f"a PDF with more than {_PAGE:,} bytes of drawing on page {self.pageno}; "
                "print it to a simpler PDF, or import its text"
            )
        if self._document > _DOCUMENT:
            raise Unfit(f"a PDF with more than {_DOCUMENT:,} bytes of drawing; divide it")

    def render_char(self, *arguments: Any) -> float:
        """Place a letter; raise `Unfit` for too many."""
        self._letters += 1
        if self._letters > _LETTERS:
            raise Unfit(f"a PDF with more than {_LETTERS:,} letters on page {self.pageno}")
        advance: float = super().render_char(*arguments)
        return advance


class _Interpreter(PDFPageInterpreter):
    """Measures operators before they are executed, those of forms within pages included."""

    device: _Device

    def execute(self, streams: Sequence[object]) -> None:
        """Execute the operators of some streams."""
        for each in streams:
            self.device.spend(_size(stream_value(each), self.device.left()))
        super().execute(streams)


def _size(stream: Any, limit: int) -> int:
    """Return the uncompressed size of a stream, of which no more than the limit is unpacked."""
    filters = [name for name, _ in stream.get_filters()]
    packed = sum(name in LITERALS_FLATE_DECODE for name in filters)
    if stream.data is None and packed and filters[0] in LITERALS_FLATE_DECODE:
        if packed > 1:
            raise Unfit("a PDF whose pages are compressed twice")
        if not stream.decipher:
            return _inflated(stream.rawdata, limit)
    return len(stream.get_data())


def _inflated(data: bytes, limit: int) -> int:
    """Return the size of deflated data; more than the limit where there is more."""
    inflater, size = zlib.decompressobj(), 0
    try:
        while data and size <= limit and not inflater.eof:
            size += len(inflater.decompress(data, 1 << 20))
            data = inflater.unconsumed_tail
    except zlib.error:
        # pdfminer reads what comes before the damage.
        pass
    return size
