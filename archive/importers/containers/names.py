"""Names of files without a report: hidden, of systems, parts of saved pages, images of scans."""

import os
import re
from collections.abc import Collection

from archive.importers.press.scans import IMAGES, scanned_page

__all__ = ["left_out", "member_left_out", "saved_part", "scan_image"]

# Folder in which a browser puts the parts of a page that it saves «complete».
_PARTS = re.compile(r"^(.+?)(?:_files|\.files|-filer|_tập tin)$")
_PAGE_SUFFIXES = (".html", ".htm", ".HTML", ".HTM", ".xhtml")
# Files that systems and programs write next to those of a person.
_OF_SYSTEMS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"(?:eh)?thumbs\.db$", "a thumbnail cache of Windows"),
        (r"desktop\.ini$", "the settings of a folder in Windows"),
        (r"\.ds_store$|icon\r$", "the settings of a folder in macOS"),
        (r"\._|__macosx$", "attributes of a file in macOS"),
        (r"~\$.+\.(?:docx?|docm|dotx?|xlsx?|xlsm|pptx?|rtf)$", "a lock file of Microsoft Office"),
        (r"\.~lock\..+#$", "a lock file of LibreOffice"),
        (r"\.", "hidden: its name begins with a dot"),
    )
)


def left_out(name: str) -> str:
    """Return what a file or folder is whose name says that no person put it there, else "".

    >>> left_out("Thumbs.db"), left_out("~$bài.docx"), left_out("bài.docx")
    ('a thumbnail cache of Windows', 'a lock file of Microsoft Office', '')
    """
    return next((kind for pattern, kind in _OF_SYSTEMS if pattern.match(name)), "")


def saved_part(folder: str, names: Collection[str]) -> str:
    """Return what a folder is that holds the parts of a page among the names, else "".

    >>> saved_part("Bến đò_files", {"Bến đò.html"})
    'the parts of a page saved «complete»'
    """
    found = _PARTS.match(folder)
    is_part = found is not None and any(f"{found[1]}{each}" in names for each in _PAGE_SUFFIXES)
    return "the parts of a page saved «complete»" if is_part else ""


def scan_image(name: str, names: Collection[str], folder: str) -> str:
    """Return what an image is whose page has its text among the names, else "".

    `folder`: the path that the names are relative to. A PDF may hold a report of its own: it is an
    image only where day and page are stated as for a scanned page.

    >>> scan_image("003.tif", {"003.tif", "003.xml"}, "/scans/1945-09-02")
    'the image of a scanned page'
    """
    stem, suffix = os.path.splitext(name)
    if suffix.lower() not in IMAGES:
        return ""
    has_xml = any(f"{stem}{each}" in names for each in (".xml", ".XML"))
    has_text = has_xml or any(f"{stem}{each}" in names for each in (".txt", ".TXT"))
    is_certain = has_xml and suffix.lower() != ".pdf"
    is_image = is_certain or (has_text and scanned_page(f"{folder}/{stem}.txt") is not None)
    return "the image of a scanned page" if is_image else ""


def member_left_out(path: str, names: Collection[str], archive: str) -> str:
    """Return why a member of an archive is left out, "" where it may hold reports.

    `names`: the paths of the members. `archive`: the path of the archive.
    """
    parts = [part for part in re.split(r"[/\\]", path) if part != "."]
    if ".." in parts:
        return "a member whose path leads out of the archive"
    folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
    part = next((kind for each in folders if (kind := saved_part(each, names))), "")
    part = part or next((kind for each in parts if (kind := left_out(each))), "")
    return part or scan_image(path, names, archive)
