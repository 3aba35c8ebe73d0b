"""Bounds of the work that one document may cost, so that none keeps an import busy for hours.

Sizes and numbers are checked before the work begins. What they cannot foresee ends when the time
of the processor is spent: one page of a few kilobytes can be made to need hours.
"""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from archive.importers.refusal import Unfit

__all__ = [
    "COLUMNS",
    "DEPTH",
    "LINES",
    "SECONDS",
    "TooMuchWork",
    "bounded",
    "check_lines",
    "check_markup",
]

LINES = 100_000
"""Lines of a document; the longest real one seen, a yearbook, has 40,000."""

COLUMNS = 1_000
"""Columns of a table; the widest real one seen has 60."""

DEPTH = 500
"""Elements of a page within each other; pages have dozens, old ones with open fonts some more."""

SECONDS = 120
"""Processor time for one document, in seconds; a PDF of a thousand pages needs about sixty."""

# Elements and attributes of a page; a long live report with all its comments has 20,000 elements.
_TAGS = 100_000
# Attributes of one element: libxml2 compares each with all before it.
_ATTRIBUTES = 1_000
# A tag, its attributes' values within quotes included (HTML Standard §13.2.5).
_TAG = re.compile(r"""<[A-Za-z](?:[^>=]++|=\s*+(?:"[^"]*+"?|'[^']*+'?)?)*+""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"?|'[^']*+'?)""")
_NAME = re.compile(r"[^\s/=]+")
# An attribute has at least two characters, with the space before it.
_LONG = 2 * _ATTRIBUTES

_Item = TypeVar("_Item")


class TooMuchWork(BaseException):
    """The processor time of a document is spent; libraries must not catch it as an error."""


def check_lines(text: str | bytes) -> None:
    """Raise `Unfit` for a text of more than `LINES` lines."""
    ends = text.count(b"\n") if isinstance(text, bytes) else text.count("\n")
    if ends >= LINES:
        raise Unfit(f"more than {LINES:,} lines in one document; divide it, or import it as a list")


def check_markup(text: str) -> None:
    """Raise `Unfit` for a page of more tags, or an element of more attributes, than pages have."""
    if len(text) < _LONG:
        return
    tags = 0
    for tag in _TAG.finditer(text):
        tags += 1
        if tag.end() - tag.start() > _LONG:
            names = _NAME.findall(_VALUE.sub("", tag.group()))
            if len(names) > _ATTRIBUTES:
                raise Unfit(
                    f"an element with more than {_ATTRIBUTES:,} attributes: no page of a paper"
                )
    if tags > _TAGS:
        raise Unfit(f"more than {_TAGS:,} elements on one page; save its parts")


def bounded(records: Iterator[_Item], seconds: float = SECONDS) -> Iterator[_Item]:
    """Yield the records; raise `TooMuchWork` where one needs more processor time.

    In a thread other than the main one, and on systems without interval timers, there is no bound.
    """
    while True:
        with _limit(seconds):
            record = next(records, None)
        if record is None:
            return
        yield record


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise `TooMuchWork` within a block that uses more processor time than that."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    # Repeated, since an exception that is raised within a callback is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooMuchWork
