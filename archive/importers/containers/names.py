"""Names of members that hold no report: hidden files, and the parts of saved pages."""

import re
from collections.abc import Collection

__all__ = ["is_shown", "saved_page"]

# Folder in which a browser puts the parts of a page that it saves «complete».
_PARTS = re.compile(r"^(.+?)(?:_files|\.files|-filer|_tập tin)$")
_PAGE_SUFFIXES = (".html", ".htm", ".HTML", ".HTM", ".xhtml")


def saved_page(folder: str) -> list[str]:
    """Return the names of the pages whose parts a folder of this name would hold.

    >>> saved_page("tin/Bến đò_files")[:2]
    ['tin/Bến đò.html', 'tin/Bến đò.htm']
    """
    found = _PARTS.match(folder)
    return [f"{found[1]}{suffix}" for suffix in _PAGE_SUFFIXES] if found else []


def is_shown(name: str, names: Collection[str]) -> bool:
    """Return whether a member may hold reports: not hidden, and no part of a saved page."""
    parts = name.split("/")
    if any(part.startswith((".", "__MACOSX")) for part in parts):
        return False
    folders = ("/".join(parts[:end]) for end in range(1, len(parts)))
    return not any(page in names for folder in folders for page in saved_page(folder))
