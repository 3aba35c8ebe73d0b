"""Explanation: the evidence on which the rules took words of a report for a person, or did not."""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.persons.assessment import Assessment
from archive.persons.evidence import THRESHOLD, Evidence
from archive.persons.finder import assessments, is_full, mentions
from index.report import Report

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A candidate of a report, the evidence for and against it, and the outcome.

    `written`: the words, after broken letters were repaired. `field`, `part`, `start`, `end`: their
    place, as in `Mention`. `evidence`: in the order in which it was found. `score`: what it makes
    together; the words name a person if that is more than `evidence.THRESHOLD`. `final`: other
    mentions in the report cannot change the outcome. `name`: the name of the person, in full; "" if
    the words name none. `roles`: the offices read around this mention. `listed`: the name stands in
    the person facet.
    """

    written: str
    field: str
    part: int
    start: int
    end: int
    evidence: tuple[Evidence, ...]
    score: int
    final: bool
    name: str = ""
    roles: tuple[str, ...] = ()
    listed: bool = False


def explain(report: Report) -> Iterator[Explanation]:
    """Yield an explanation for each candidate of a report, in order.

    >>> (only,) = explain(Report("1", body="Hôm nay bà Nguyễn Thị Hoa vắng."))
    >>> only.name, only.score, [each.weight for each in only.evidence]
    ('Nguyễn Thị Hoa', 8, [4, 4])
    """
    found = assessments(report)
    persons = iter(list(mentions(found)))
    for each in found:
        roles = next(persons).roles if each.score > THRESHOLD else ()
        yield _explanation(each, roles)


def _explanation(each: Assessment, roles: tuple[str, ...]) -> Explanation:
    """Return the explanation of an assessment; `roles`: those of its mention."""
    candidate = each.candidate
    text = candidate.text
    return Explanation(
        written=text.clean[candidate.start : candidate.end],
        field=text.field,
        part=text.part,
        start=text.published(candidate.start),
        end=text.published(candidate.end),
        evidence=each.evidence,
        score=each.score,
        final=each.barred,
        name=each.name,
        roles=roles,
        listed=bool(each.name) and is_full(each.name),
    )
