"""Day, page and image of a scanned page, from the names of its file and folders."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from archive.importers.press import dates

__all__ = ["IMAGES", "ScannedPage", "issue_date", "scanned_page"]

# The day of the issue in the name of a file or folder, such as `nhandan_19450902_003.xml`.
_DAY = re.compile(
    r"(?<!\d)((?:1[89]|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
# The page at the end of the name of a file: after a word for it, or with a leading zero.
_PAGE = re.compile(r"(?:(?<![^\W\d_])(?:trang|tr|page|p)[-_. ]?0*|(?<!\d)0+)(\d{1,3})$", re.I)
IMAGES = (".tif", ".tiff", ".jpg", ".jpeg", ".jp2", ".png", ".pdf")
"""Suffixes of the images of scanned pages."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page of an issue: the day, as of a report, the page's number, and its image's name."""

    date: str
    number: int
    image: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The page and its image as notes on an original."""
        return (f"page {self.number}", *((f"image {self.image}",) if self.image else ()))


def issue_date(origin: str) -> str:
    """Return the day in the names of a file and its folders, the innermost first; "" for none.

    >>> issue_date("/scans/1945-09-02/003.xml")
    '1945-09-02'
    """
    for part in reversed(PurePath(origin).parts):
        if found := _DAY.search(part):
            return dates.parse("-".join(found.groups()))
    return ""


def scanned_page(origin: str) -> ScannedPage | None:
    """Return the page that the names of a file and its folders state; None without day or page.

    A plain number is no page: `2018-01-10_2.txt` may be the second report of that day.

    >>> scanned_page("/scans/dongkhe_19450902_003.txt")
    ScannedPage(date='1945-09-02', number=3, image='')
    >>> scanned_page("/scans/2018-01-10_2.txt")
    """
    path = PurePath(origin)
    date = issue_date(origin)
    found = _PAGE.search(_DAY.sub("", path.stem))
    if not date or found is None:
        return None
    return ScannedPage(date, int(found[1]), _image(origin))


def _image(origin: str) -> str:
    """Return the name of an image beside a file, of the same name but for the suffix; or ""."""
    path = Path(origin)
    if not path.is_absolute():
        return ""
    try:
        beside = (path.with_suffix(suffix) for suffix in IMAGES)
        return next((image.name for image in beside if image.is_file()), "")
    except OSError:  # a member of an archive may have a name that no file can have
        return ""
