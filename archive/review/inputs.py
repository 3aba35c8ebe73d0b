"""Values that were not understood, and inputs that were refused."""

import os
import re
from collections import Counter
from collections.abc import Iterator

from archive.catalogue.review import Review
from archive.dismissal import Dismiss
from archive.importers.press import dates
from archive.review.matter import Matter, call, dismiss_command

__all__ = ["refused_inputs", "unread_values"]

# Field of an unread value → option of `khobao correct`. An address that runs a program is none.
_OPTIONS = {
    "dateline": "dateline",
    "date": "date",
    "author": "author",
    "section": "section",
    "tags": "tag",
    "source": "newspaper",
    "captions": "caption",
}
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


def unread_values(review: Review) -> Iterator[Matter]:
    """Yield the values that were not understood, one matter for each field of a report."""
    for identifier, field, written in review.unread():
        option = _OPTIONS.get(field)
        show = call("show", identifier)
        value = _guessed(field, written)
        options = {option: value, "why": f"báo in ghi «{written}»"} if option and value else {}
        yield Matter(
            "values",
            identifier,
            f"{field} «{written}» was not understood",
            1,
            call("correct", identifier, **options) if options else show,
            show if options else (),
            Dismiss("values", identifier, (field, written)),
            field,
            dismiss_command("values", identifier, field),
        )


def _guessed(field: str, written: str) -> str:
    """Return what a value may say: for a date the year in it, for others the value itself."""
    if field != "date":
        return written
    found = dates.find(written)
    years = set(_YEAR.findall(written))
    return found.date if found and found.date else years.pop() if len(years) == 1 else ""


def refused_inputs(review: Review) -> Iterator[Matter]:
    """Yield the files with inputs that were refused, by reason."""
    found: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], int] = {}
    for origin, reason, count, number in review.refusals():
        key = _file(origin), reason
        found[key] += count
        last[key] = max(number, last.get(key, 0))
    for (file, reason), count in found.items():
        bytes_of = call("refused", bytes=str(last[file, reason]))
        there = os.path.exists(file)
        yield Matter(
            "refused",
            file,
            reason,
            count,
            call("import", file) if there else bytes_of,
            bytes_of if there else (),
            Dismiss("refused", file, (reason, str(count))),
            reason,
            dismiss_command("refused", file, reason),
        )


def _file(origin: str) -> str:
    """Return the file of an origin: the one that holds a member; an address as it is."""
    path = origin
    while "://" not in origin and path not in ("", os.sep) and not os.path.exists(path):
        path = os.path.dirname(path)
    return path if os.path.isfile(path) else origin
