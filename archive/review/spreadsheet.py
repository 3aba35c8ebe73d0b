"""Matters as a spreadsheet, in which those that are right as they are get a cross."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from archive import sheet
from archive.decision import Decision, Undo, texts_in, to_record
from archive.review.matter import Matter
from archive.sheet import SheetError

__all__ = ["COLUMNS", "SheetError", "read", "typed", "write"]

# Librarians edit the column `dismiss`. `exported` identifies a matter with its facts, and says if
# it was dismissed.
COLUMNS = ("kind", "reports", "subject", "problem", "command", "otherwise", "dismiss", "exported")
_DISMISSED = " x"

Dismissed = Mapping[Decision, Sequence[int]]
"""Dismissal that stands → its numbers in the log."""


def write(matters: Iterable[Matter], dismissed: Dismissed, stream: TextIO) -> int:
    """Write matters, dismissed ones with a cross; return their number.

    `stream`: opened with `newline=""`.
    """
    rows = (
        (
            each.kind,
            str(each.reports),
            each.subject,
            each.problem,
            typed(each.command),
            typed(each.otherwise),
            "x" if each.dismissal in dismissed else "",
            # Without the sign, a spreadsheet would read 12345e6789 as a number.
            f"#{_key(each)}{_DISMISSED if each.dismissal in dismissed else ''}",
        )
        for each in matters
    )
    return sheet.write(COLUMNS, rows, stream)


def read(
    stream: TextIO, matters: Iterable[Matter], dismissed: Dismissed
) -> tuple[list[Decision], int]:
    """Return the decisions that an edited spreadsheet makes, and the number of lines left out.

    `stream`: opened with `newline=""`. `matters`: all of the archive, dismissed ones too. A line
    whose matter was settled, or whose facts have changed since the export, is left out. Raise
    `SheetError` if a line is invalid.
    """
    known = {_key(each): each for each in matters}
    made: dict[Decision, None] = {}
    left_out = 0
    wrong: list[str] = []
    for number, cells in sheet.read(stream, ("dismiss", "exported"), COLUMNS):
        if not any(cells.values()):
            continue
        key, _, state = cells["exported"].removeprefix("#").partition(" ")
        matter = known.get(key)
        try:
            wanted = sheet.is_crossed(cells, "dismiss")
            if wanted == bool(state):
                continue
            if not key:
                raise SheetError("the cell «exported» is empty: export again and edit that")
            if matter is None:
                left_out += 1
            else:
                made |= dict.fromkeys(_decisions(matter, dismissed, is_dismissed=wanted))
        except SheetError as error:
            wrong.append(f"line {number}: {error}")
    sheet.raise_all(wrong)
    return list(made), left_out


def typed(arguments: Sequence[str]) -> str:
    """Return a command as a shell takes it; "" if there is none."""
    return f"khobao {shlex.join(arguments)}" if arguments else ""


def _decisions(matter: Matter, dismissed: Dismissed, *, is_dismissed: bool) -> Iterator[Decision]:
    """Yield the decisions that dismiss a matter, or take its dismissal back."""
    if matter.dismissal is None:
        raise SheetError(f"{matter.subject!r} cannot be dismissed; use {typed(matter.command)}")
    numbers = dismissed.get(matter.dismissal, ())
    if not is_dismissed:
        yield from map(Undo, numbers)
    elif not numbers:
        yield matter.dismissal


def _key(matter: Matter) -> str:
    """Return a digest that identifies a matter with the facts on which a dismissal rests."""
    facts = texts_in(to_record(matter.dismissal)) if matter.dismissal else ()
    return sheet.digest("\0".join((matter.kind, matter.subject, matter.detail, *facts)))
