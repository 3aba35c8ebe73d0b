"""Names of files that hold no report: hidden ones, those of systems, parts of saved pages."""

import re
from collections.abc import Collection

__all__ = ["left_out", "member_left_out", "saved_part"]

# Folder in which a browser puts the parts of a page that it saves «complete».
_PARTS = re.compile(r"^(.+?)(?:_files|\.files|-filer|_tập tin)$")
_PAGE_SUFFIXES = (".html", ".htm", ".HTML", ".HTM", ".xhtml")
# Files that systems and programs write beside those of a person.
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


def member_left_out(path: str, names: Collection[str]) -> str:
    """Return why a member of an archive is left out, "" where it may hold reports.

    `names`: the paths of the members.
    """
    parts = path.split("/")
    folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
    part = next((kind for each in folders if (kind := saved_part(each, names))), "")
    return part or next((kind for each in parts if (kind := left_out(each))), "")
