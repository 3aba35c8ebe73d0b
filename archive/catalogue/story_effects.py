"""Decisions about stories: their checks, and their effects on the groups."""

from collections.abc import Sequence

from sqlalchemy import Connection

from archive.catalogue.story_groups import numbers_of, regroup
from archive.catalogue.subject import Subject
from archive.decision import Decision, Logged
from archive.errors import DecisionInvalid, ReportNotFound
from archive.stories.grouping import KINDS, Join, Part

__all__ = ["SUBJECT"]


def _complete(connection: Connection, decision: Decision, log: Sequence[Logged]) -> Decision:
    """Return a decision as it is: nothing is missing in it."""
    return decision


def _check(connection: Connection, added: Sequence[Logged], log: Sequence[Logged]) -> None:
    """Raise `ReportNotFound` or `DecisionInvalid` if the added decisions cannot be carried out."""
    made = [each.decision for each in added if isinstance(each.decision, Join | Part)]
    known = numbers_of(connection, _named(made))
    for decision in made:
        for identifier in (decision.report, decision.other):
            if identifier not in known:
                raise ReportNotFound(f"no report has the identifier {identifier!r}")
        if decision.report == decision.other:
            raise DecisionInvalid(f"{decision.report!r} is one report; name two")


def _follow(
    connection: Connection,
    concerned: Sequence[Decision],
    before: Sequence[Logged],
    after: Sequence[Logged],
) -> set[int]:
    """Group the reports of the decisions again; return the numbers of those that changed."""
    made = [each for each in concerned if isinstance(each, Join | Part)]
    return regroup(connection, numbers_of(connection, _named(made)).values(), after)


def _named(decisions: Sequence[Join | Part]) -> set[str]:
    """Return the identifiers of the reports that decisions name."""
    return {each for made in decisions for each in (made.report, made.other)}


SUBJECT = Subject(KINDS, _complete, _check, _follow)
"""Decisions about stories."""
