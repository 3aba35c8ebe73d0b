"""Matters: the things that want a decision of a librarian."""

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["KINDS", "Matter", "by_weight"]

KINDS = {
    "erasures": "erasures that were interrupted",
    "corrections": "corrections whose value has changed in print since",
    "newspapers": "newspapers that no list knows",
    "persons": "pairs of persons that may be one",
    "dates": "dates that cannot be",
    "undated": "reports without a date that begin with one",
    "values": "values that were not understood",
    "sections": "sections met once",
    "refused": "inputs that were refused",
}
"""The kinds of matters, the most pressing first, in words."""

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to decide.

    `kind`: one of `KINDS`. `subject`: what it is about. `problem`: in words. `reports`: the number
    of reports concerned. `command`: the arguments of the command that settles it; `otherwise`:
    those of one that settles it the other way, or shows more, () if there is none.
    """

    kind: str
    subject: str
    problem: str
    reports: int
    command: tuple[str, ...]
    otherwise: tuple[str, ...] = ()


def by_weight(matters: Iterable[Matter]) -> list[Matter]:
    """Return matters in order: those of most reports first, then by kind, else as they come."""
    return sorted(matters, key=lambda each: (-each.reports, _RANK[each.kind]))
