"""Groups of reports that tell the same story, from pairs of reports and decisions of librarians.

Pairs can form chains whose ends have nothing in common, such as two briefs that a weekly review
repeats. So each group has a representative: every member is the same story as the representative,
and overlaps with more than half of the members before it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from archive.decision import Decision, Logged, standing

__all__ = ["KINDS", "Join", "Pair", "Part", "decided", "groups"]

_Report = TypeVar("_Report", int, str)


@dataclass(frozen=True, slots=True)
class Join(Decision):
    """Two reports are the same story, and with them all that are the same story as one of them."""

    report: str
    other: str


@dataclass(frozen=True, slots=True)
class Part(Decision):
    """A report is not the same story as another; it leaves the group of the other."""

    report: str
    other: str


KINDS: tuple[type[Decision], ...] = (Join, Part)
"""The kinds of decisions about stories."""


@dataclass(frozen=True, slots=True)
class Pair(Generic[_Report]):
    """Two reports that overlap; `same`: they are the same story."""

    first: _Report
    second: _Report
    same: bool


def decided(log: Iterable[Logged]) -> list[Join | Part]:
    """Return the decisions about stories that stand, in their order."""
    return [each.decision for each in standing(log) if isinstance(each.decision, Join | Part)]


def groups(
    reports: Collection[_Report],
    pairs: Iterable[Pair[_Report]],
    steps: Iterable[tuple[type[Decision], _Report, _Report]] = (),
) -> dict[_Report, _Report]:
    """Return report → representative of its group, for the reports that are in a group.

    `reports`: those that may be in groups. `pairs`: of reports that overlap. `steps`: decisions as
    kind, report and other, which change the groups one after another. The result does not depend
    on the order of reports and pairs.
    """
    same: dict[_Report, set[_Report]] = defaultdict(set)
    overlapping: dict[_Report, set[_Report]] = defaultdict(set)
    shown = set(reports)
    for pair in pairs:
        if pair.first in shown and pair.second in shown:
            for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
                overlapping[one].add(other)
                if pair.same:
                    same[one].add(other)
    made = _Groups(_by_representative(same, overlapping))
    for kind, report, other in steps:
        if report in shown and other in shown:
            (made.join if kind is Join else made.part)(report, other)
    return {
        member: members[0] for members in made.groups() if len(members) > 1 for member in members
    }


def _by_representative(
    same: Mapping[_Report, Collection[_Report]], overlapping: Mapping[_Report, Collection[_Report]]
) -> list[list[_Report]]:
    """Return groups whose first report is the representative."""
    order = sorted(same, key=lambda report: (-len(same[report]), report))
    rank = {report: place for place, report in enumerate(order)}
    left = set(order)
    found = []
    for representative in order:
        if representative in left:
            group = [representative]
            for report in sorted(left & set(same[representative]), key=rank.__getitem__):
                common = sum(report in overlapping[member] for member in group)
                if 2 * common > len(group):
                    group.append(report)
            left.difference_update(group)
            found.append(group)
    return found


class _Groups(Generic[_Report]):
    """Groups that decisions change."""

    def __init__(self, groups: Sequence[list[_Report]]) -> None:
        self._of: dict[_Report, list[_Report]] = {
            report: group for group in groups for report in group
        }

    def groups(self) -> list[list[_Report]]:
        """Return all groups, each once."""
        return list({id(group): group for group in self._of.values()}.values())

    def join(self, report: _Report, other: _Report) -> None:
        """Make one group of those of two reports."""
        one, two = self._group(report), self._group(other)
        if one is not two:
            two += one
            self._of.update(dict.fromkeys(one, two))

    def part(self, report: _Report, other: _Report) -> None:
        """Take a report out of its group if the other one is there too."""
        group = self._group(report)
        if group is self._group(other) and report != other:
            group.remove(report)
            self._of[report] = [report]

    def _group(self, report: _Report) -> list[_Report]:
        return self._of.setdefault(report, [report])
