"""Coverage: why the archive has no reports of a newspaper in some period, as librarians state it.

Only their statements say that a newspaper did not appear, or that its reports were not collected.
Where there is no statement, the reason is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from archive.decision import Decision, Logged, standing
from index.language.dates import bounds
from index.language.spelling import normalise

__all__ = ["KINDS", "Cause", "Gap", "cause_of", "consequences", "normalised"]

Cause = Literal["unpublished", "uncollected", "unknown"]
"""Why there are no reports: the newspaper did not appear, it appeared and was not collected, or
it is not known."""

_FIRST_DAY, _LAST_DAY = "0001-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True)
class Gap(Decision):
    """The archive has no reports of a newspaper in a period.

    `since`, `until`: ISO 8601, may be partial; "" for an open end. `published`: the newspaper
    appeared, but its reports were not collected; otherwise it did not appear.
    """

    TYPED = ("source",)

    source: str
    since: str = ""
    until: str = ""
    published: bool = False

    @property
    def cause(self) -> Cause:
        """The reason why there are no reports."""
        return "uncollected" if self.published else "unpublished"

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day of the period, ISO 8601."""
        first, last = bounds(self.since), bounds(self.until)
        return first[0] if first else _FIRST_DAY, last[1] if last else _LAST_DAY


KINDS: tuple[type[Decision], ...] = (Gap,)


def normalised(gap: Gap) -> Gap:
    """Return a gap with the name of the newspaper as reports have it.

    >>> normalised(Gap("  Báo A ")).source
    'Báo A'
    """
    return replace(gap, source=" ".join(normalise(gap.source).split()))


def consequences(log: Iterable[Logged]) -> dict[str, tuple[Gap, ...]]:
    """Return newspaper → the standing statements about it, each once, the latest first."""
    found: dict[str, dict[Gap, None]] = {}
    for logged in reversed(standing(log)):
        if isinstance(gap := logged.decision, Gap):
            found.setdefault(gap.source, {}).setdefault(gap)
    return {source: tuple(gaps) for source, gaps in found.items()}


def cause_of(gaps: Iterable[Logged], date: str) -> Cause:
    """Return why a newspaper has no reports of a year, a month or a day.

    `gaps`: the standing statements about the newspaper, in the order of the log; a later one
    overrules an earlier one. A statement about only a part of the period does not count.

    >>> cause_of([Logged(1, "", Gap("Báo A", "2018-03", "2018-06"))], "2018-04")
    'unpublished'
    """
    found: Cause = "unknown"
    span = bounds(date)
    for logged in gaps:
        gap = logged.decision
        if span and isinstance(gap, Gap) and gap.days[0] <= span[0] and span[1] <= gap.days[1]:
            found = gap.cause
    return found
