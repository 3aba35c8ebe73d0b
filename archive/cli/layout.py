"""Reports formatted for a terminal; click drops the highlights if there is none."""

import re
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap

import click

from index.display.snippets import Snippet
from index.report import Report

__all__ = [
    "byline",
    "counted",
    "highlighted",
    "indented",
    "one_line",
    "passage",
    "readable_date",
    "shortened",
]

_WIDEST = 100
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_STYLED = "\ue000"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def readable_date(date: str) -> str:
    """Return the date as newspapers write it.

    >>> [readable_date(date) for date in ("2018-01-10T12:31:00+07:00", "2018-01", "2018", "")]
    ['10/01/2018 12:31', '01/2018', '2018', '']
    """
    day = "/".join(reversed(date[:10].split("-")))
    return f"{day} {date[11:16]}".rstrip()


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a number of things in words. `things`: the plural, if it is not `thing` with an s.

    >>> counted(1, "report"), counted(1387, "report"), counted(2, "story", "stories")
    ('1 report', '1,387 reports', '2 stories')
    """
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {things or f'{thing}s'}"


def one_line(text: str) -> str:
    """Return a text without line ends, other control characters and repeated spaces.

    >>> one_line("theo\\n  báo\\x1b in")
    'theo báo in'
    """
    return " ".join(_CONTROL.sub(" ", text).split())


def shortened(text: str, longest: int) -> str:
    """Return a text on one line, cut after so many characters.

    >>> shortened("Lũ lớn ở hạ lưu", 6)
    'Lũ lớn …'
    """
    line = one_line(text)
    return line if len(line) <= longest else f"{line[:longest].rstrip()} …"


def byline(report: Report) -> str:
    """Return date, section, newspaper and authors, as far as they are known."""
    parts = (
        readable_date(report.date),
        report.section_path,
        report.source,
        ", ".join(report.authors),
    )
    return " · ".join(part for part in parts if part)


def highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return the text with its spans highlighted."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += [text[at:start], click.style(text[start:end], fg="yellow", bold=True)]
        at = end
    return "".join([*pieces, text[at:]])


def passage(snippet: Snippet) -> str:
    """Return a snippet with its highlights and an ellipsis where it was cut."""
    before = "… " if snippet.clipped_before else ""
    after = " …" if snippet.clipped_after else ""
    return f"{before}{highlighted(snippet.text, snippet.marks)}{after}"


def indented(text: str, indent: str) -> str:
    """Return the text wrapped to the terminal's width, with every line indented."""
    width = min(get_terminal_size().columns, _WIDEST)
    return "\n".join(line for part in text.splitlines() for line in _wrapped(part, width, indent))


def _wrapped(text: str, width: int, indent: str) -> Iterator[str]:
    """Yield lines of at most `width` letters, where each style counts as one letter."""
    styles = iter(_STYLE.findall(text))
    # A private-use letter replaces each style while the text is wrapped.
    bare = _STYLE.sub(_STYLED, text)
    for line in wrap(
        bare, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    ):
        yield re.sub(_STYLED, lambda _found: next(styles, ""), line)
