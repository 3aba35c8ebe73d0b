"""Citations of a report: Vietnamese style, Chicago, APA.

No style reorders a Vietnamese name or capitalises a title. A report without title is cited by its
opening words, one without author begins with its title.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.exporters.citing import addresses, date_parts, quoted
from archive.exporters.format import Row
from archive.headline import headline

__all__ = ["Citation", "citations"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Ends of a title after which no full stop is written.
_STOPS = ("?", "!", ".", "…")


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style. `newspaper`: the part between the others, in italics."""

    style: str
    before: str
    newspaper: str
    after: str

    def __str__(self) -> str:
        return self.before + self.newspaper + self.after


def citations(row: Row) -> list[Citation]:
    """Return the citations of a report in each style."""
    return [_vietnamese(row), _chicago(row), _apa(row)]


def _vietnamese(row: Row) -> Citation:
    """Author, «title», newspaper, day/month/year, address."""
    report = row.report
    date = "/".join(map(str, reversed(date_parts(report.date)))) or "không rõ ngày"
    before = _joined(", ", *report.authors, f"«{headline(report)}»") + ", "
    after = _joined(", ", date, _address(row)) + "."
    return Citation("Việt Nam", before, report.source, f", {after}" if report.source else after)


def _chicago(row: Row) -> Citation:
    """Author. “Title.” Newspaper, month day, year. Address (Chicago Manual of Style, 18th ed.)."""
    report = row.report
    before = _joined(
        " ", _stopped(_names(report.authors, "and")), quoted(_stopped(headline(report))) + " "
    )
    date = _american(report.date) or "n.d."
    after = _joined(" ", _stopped(f", {date}" if report.source else date), _stopped(_address(row)))
    return Citation("Chicago", before, report.source, after)


def _apa(row: Row) -> Citation:
    """Author. (Year, month day). Title. Newspaper. Address (APA Publication Manual, 7th ed.)."""
    report = row.report
    title, date = _stopped(headline(report)), f"({_year_first(report.date) or 'n.d.'})."
    authors = _stopped(_names(report.authors, "&"))
    before = _joined(" ", *((authors, date, title) if authors else (title, date))) + " "
    after = _joined(" ", "." if report.source else "", _address(row))
    return Citation("APA", before, report.source, after)


def _address(row: Row) -> str:
    return next(iter(addresses(row)), "")


def _american(date: str) -> str:
    """Return the date as Americans write it.

    >>> _american("2018-01-10"), _american("2018-01"), _american("2018"), _american("")
    ('January 10, 2018', 'January 2018', '2018', '')
    """
    year, *rest = map(str, date_parts(date) or ("",))
    month = [_MONTHS[int(rest[0]) - 1]] if rest else []
    return f"{month[0]} {rest[1]}, {year}" if len(rest) == 2 else " ".join([*month, year])


def _year_first(date: str) -> str:
    """Return the date with its year first.

    >>> _year_first("2018-01-10"), _year_first("2018-01"), _year_first("")
    ('2018, January 10', '2018, January', '')
    """
    year, *rest = map(str, date_parts(date) or ("",))
    return _joined(", ", year, " ".join([_MONTHS[int(rest[0]) - 1], *rest[1:]]) if rest else "")


def _names(names: Sequence[str], conjunction: str) -> str:
    """Return names as a list in English, each in its own order.

    >>> _names(["An", "Bình", "Cúc"], "and"), _names(["An", "Bình"], "&"), _names([], "&")
    ('An, Bình, and Cúc', 'An & Bình', '')
    """
    if len(names) < 3:
        return f" {conjunction} ".join(names)
    return f"{', '.join(names[:-1])}, {conjunction} {names[-1]}"


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)


def _stopped(text: str) -> str:
    """Return the text with a full stop, unless it is empty or ends with a mark of its own."""
    return f"{text}." if text and not text.endswith(_STOPS) else text
