"""Matters: the things that need a decision of a librarian."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.decision import Decision

__all__ = ["KINDS", "Matter", "by_weight", "call", "dismiss_command"]

KINDS = {
    "erasures": "erasures that were interrupted",
    "corrections": "corrections whose published value has changed since",
    "newspapers": "newspapers that no list knows",
    "persons": "pairs of persons that may be one",
    "dates": "impossible dates",
    "undated": "reports without a date that begin with one",
    "values": "values that were not understood",
    "sections": "sections met once",
    "refused": "inputs that were refused",
}
"""The kinds of matters, the most pressing first, in words."""

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
# The reasons that the commands of dismissals suggest.
_WHY = {
    "corrections": "giữ giá trị đã sửa",
    "newspapers": "để tên như trong bài",
    "dates": "ngày này đúng",
    "undated": "không phải ngày đăng bài",
    "values": "không rõ nên để trống",
    "sections": "chuyên mục này đúng",
    "refused": "không phải bài báo",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to decide.

    `kind`: one of `KINDS`. `subject`: what it is about; `detail`: which of several matters about
    it, "" if there is one. `problem`: in words. `reports`: the number of reports concerned.
    `command`: the arguments of the command that settles it; `otherwise`: those of one that settles
    it the other way, or shows more; `dismiss`: those of the one by which all stays as it is; () if
    there is none. `dismissal`: the decision that `dismiss` makes.
    """

    kind: str
    subject: str
    problem: str
    reports: int
    command: tuple[str, ...]
    otherwise: tuple[str, ...] = ()
    dismissal: Decision | None = None
    detail: str = ""
    dismiss: tuple[str, ...] = ()


def call(command: str, *subjects: str, **options: str) -> tuple[str, ...]:
    """Return the arguments of a command; a subject that begins with a hyphen is no option.

    >>> call("show", "-v"), call("correct", "bao:1", clear="date")
    (('show', '--', '-v'), ('correct', 'bao:1', '--clear', 'date'))
    """
    given = tuple(each for name, value in options.items() for each in (f"--{name}", value))
    if any(each.startswith("-") for each in subjects):
        return (*command.split(), *given, "--", *subjects)
    return (*command.split(), *subjects, *given)


def dismiss_command(kind: str, subject: str, detail: str = "") -> tuple[str, ...]:
    """Return the arguments of the command that dismisses a matter.

    >>> dismiss_command("dates", "bao:1")
    ('review', 'dismiss', 'dates', 'bao:1', '--why', 'ngày này đúng')
    """
    subjects = (kind, subject, detail) if detail else (kind, subject)
    return call("review dismiss", *subjects, why=_WHY[kind])


def by_weight(matters: Iterable[Matter]) -> list[Matter]:
    """Return matters in order: those of most reports first, then by kind, else as they come."""
    return sorted(matters, key=lambda each: (-each.reports, _RANK[each.kind]))
