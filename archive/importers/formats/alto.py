"""Scanned pages as ALTO XML (Library of Congress, versions 2 to 4): the text of each page."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from archive.importers.fields import report
from archive.importers.press.scans import issue_date
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.xml import child_text, local, parse_xml, root_name
from index.report import Original

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

MEDIA_TYPE = "application/xml"


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each page, or the refusal of one without text.

    The title is the page's number, the date that in the file's name. Page and image are noted in
    the original.
    """
    data = source.whole(options.limit)
    root = parse_xml(data)
    image = next(
        (each for name in ("fileName", "fileIdentifier") if (each := _text(root, name))), ""
    )
    pages = [each for each in root.iter() if local(each) == "Page"]
    for at, page in enumerate(pages, 1):
        number = page.get("PRINTED_IMG_NR") or page.get("PHYSICAL_IMG_NR") or str(at)
        origin = source.origin if len(pages) == 1 else f"{source.origin}:{at}"
        notes = (f"page {number}", *((f"image {image}",) if image else ()))
        original = Original(data, MEDIA_TYPE, origin, notes=notes)
        body = "\n".join(_blocks(page))
        values = {"title": f"Trang {number}", "date": issue_date(source.origin), "body": body}
        if image.startswith(("http://", "https://")):
            values["url"] = image
        try:
            if not body:
                raise Unfit(f"no text on page {number}")
            yield report(values, original)
        except Unfit as error:
            yield Refusal(str(error), source.origin, None, data)
            return


def _text(root: Element, name: str) -> str:
    """Return the text of the first element of a name."""
    parents = (each for each in root.iter() if any(local(child) == name for child in each))
    return next((child_text(parent, name) for parent in parents), "")


def _blocks(page: Element) -> Iterator[str]:
    """Yield the text of each block of a page, its lines joined to a paragraph."""
    for block in (each for each in page.iter() if local(each) == "TextBlock"):
        lines = (each for each in block if local(each) == "TextLine")
        words = [word for line in lines for word in _words(line)]
        if words:
            yield " ".join(words)


def _words(line: Element) -> Iterator[str]:
    """Yield the words of a line; a word that a hyphen breaks stands whole in its first part."""
    for string in (each for each in line if local(each) == "String"):
        part = string.get("SUBS_TYPE")
        if part == "HypPart2":
            continue
        whole = string.get("SUBS_CONTENT") if part == "HypPart1" else string.get("CONTENT")
        if whole:
            yield whole


def _recognises(head: Head) -> bool:
    return root_name(head) == "alto"


FORMAT = Format("alto", "a scanned page in ALTO XML", (), _recognises, read)
