"""Kinds of files that are not read, recognised so that the refusal names them and a way out."""

import re
from pathlib import PurePath

from archive.importers.source import Head

__all__ = ["unsupported"]

# First bytes, after white space → the kind; after a semicolon, the way out.
_SIGNATURES = tuple(
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb"PK\x03\x04.{26}mimetypeapplication/epub", "an e-book (EPUB)"),
        (
            rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet",
            "an OpenDocument spreadsheet; save it as .xlsx or CSV",
        ),
        (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an OpenDocument file"),
        (
            rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|ppt/).*PK\x03\x04.{26}ppt/",
            "a presentation; save it as .docx or PDF",
        ),
        (rb"\xd0\xcf\x11\xe0", "an old office document; save .doc as .docx, .xls as .xlsx"),
        (rb"\{\\rtf", "an RTF document; save it as .docx"),
        (rb"<\?xml", "an XML document"),
        (rb"\x89PNG|GIF8|\xff\xd8\xff|RIFF....WEBP|II\*\0|MM\0\*|BM....\0\0\0\0", "a picture"),
        (rb"Rar!\x1a|7z\xbc\xaf\x27\x1c", "a RAR or 7z archive; unpack it first"),
        (rb"\x28\xb5\x2f\xfd", "a file compressed with Zstandard; decompress it first"),
        (rb"ID3|\xff\xfb|OggS|fLaC|RIFF....WAVE|....ftyp|\x1aE\xdf\xa3", "a sound or a film"),
        (rb"wOF[F2]|OTTO|\x00\x01\x00\x00\x00", "a font"),
        (rb"MZ.{60}|\x7fELF", "a program"),
        (rb"SQLite format 3\0", "an SQLite database"),
    )
)
# Office encrypts a new document inside a file of the old kind.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = (
    "an office document that is encrypted with a password, or an old one with a new suffix; "
    "open it and save it as .docx or .xlsx without a password"
)
# Texts that no person reads as text, by suffix.
_SUFFIXES = {
    ".js": "a JavaScript program", ".mjs": "a JavaScript program", ".css": "a style sheet",
    ".ini": "a settings file", ".inf": "a settings file", ".url": "a link to a web page",
    ".py": "a Python program", ".sh": "a shell script", ".bat": "a batch file", ".log": "a log",
    ".svg": "a picture", ".map": "a source map", ".php": "a PHP program", ".lnk": "a link",
    ".db": "a database", ".sql": "an SQL script",
}  # fmt: skip


def unsupported(head: Head, origin: str) -> str:
    """Return why a source of a kind that is known is not read, "" for any other."""
    data = head.data.removeprefix(b"\xef\xbb\xbf").lstrip()
    suffix = PurePath(origin.lower()).suffix
    is_encrypted = data.startswith(_OLD_OFFICE) and suffix in (".docx", ".xlsx")
    kind = _ENCRYPTED if is_encrypted else ""
    kind = kind or next((kind for pattern, kind in _SIGNATURES if pattern.match(data)), "")
    kind = kind or _SUFFIXES.get(suffix, "")
    name, separator, way_out = kind.partition("; ")
    return f"{name}: not among the formats read{separator}{way_out}" if kind else ""
