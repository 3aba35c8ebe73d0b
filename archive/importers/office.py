"""Packages of office documents: ZIP archives, distinguished by their members."""

import re
import zipfile
from typing import IO

from archive.importers.refusal import Unfit
from archive.importers.source import Head

__all__ = ["check_size", "is_office", "is_open_document", "is_package"]

# The largest real workbooks unpack to some 100 MB; memory must hold several times as much.
_LARGEST = 1 << 28
# A part of a document is held in memory as a tree, ten times as large.
_LARGEST_PART = 1 << 25
# Texts of a workbook are held in memory; its sheets are read row by row.
_LARGEST_TEXTS = 1 << 27

# The first members of Office Open XML (ECMA-376-2), OpenDocument (ODF 1.3-2 §3.3) and EPUB.
_OFFICE = re.compile(
    rb"PK\x03\x04.{26}(?:mimetypeapplication/|\[Content_Types\]\.xml|_rels/|docProps/|word/|xl/)",
    re.DOTALL,
)


def is_office(head: Head) -> bool:
    """Return whether a source is a package of some office document."""
    return _OFFICE.match(head.data) is not None


def is_package(head: Head, folder: bytes) -> bool:
    """Return whether a source is Office Open XML with a member in a folder, such as `word/`."""
    return is_office(head) and re.search(rb"PK\x03\x04.{26}" + folder, head.data, re.S) is not None


def is_open_document(head: Head, kind: bytes) -> bool:
    """Return whether a source is OpenDocument of a kind, such as `text`."""
    mime = b"mimetypeapplication/vnd.oasis.opendocument." + kind
    return is_office(head) and mime in head.data[:120]


def check_size(stream: IO[bytes]) -> None:
    """Raise `Unfit` where a package is damaged or unpacks to more than memory should hold."""
    try:
        with zipfile.ZipFile(stream) as package:
            sizes = {info.filename: info.file_size for info in package.infolist()}
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unfit(f"a damaged office document: {error}") from error
    if sum(sizes.values()) > _LARGEST:
        raise Unfit(f"it unpacks to more than {_LARGEST:,} bytes; perhaps a decompression bomb")
    for name, size in sizes.items():
        if size > _limit(name):
            raise Unfit(f"its part {name!r} unpacks to more than {_limit(name):,} bytes; divide it")
    stream.seek(0)


def _limit(name: str) -> int:
    """Return how many bytes a member of a package may have."""
    if name.startswith("xl/worksheets/") or not name.endswith((".xml", ".rels")):
        return _LARGEST
    return _LARGEST_TEXTS if name == "xl/sharedStrings.xml" else _LARGEST_PART
