"""Dismissal: librarians decide that a matter of the review is right as it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.decision import Decision, Logged, standing

__all__ = ["KINDS", "Dismiss", "dismissals"]


@dataclass(frozen=True, slots=True)
class Dismiss(Decision):
    """A matter needs no change as long as its facts are these.

    `matter`: its kind (`archive.review.matter.KINDS`). `subject`: the report, newspaper, section or
    file that it is about. `facts`: the values on which the decision rests.
    """

    matter: str
    subject: str
    facts: tuple[str, ...] = ()


KINDS: tuple[type[Decision], ...] = (Dismiss,)


def dismissals(log: Iterable[Logged]) -> dict[Decision, list[int]]:
    """Return each dismissal that stands → its numbers in the log.

    >>> log = [Logged(1, "", Dismiss("dates", "bao:1", ("2999",)))]
    >>> dismissals(log)[Dismiss("dates", "bao:1", ("2999",))]
    [1]
    """
    found: dict[Decision, list[int]] = {}
    for logged in standing(log):
        if isinstance(logged.decision, Dismiss):
            found.setdefault(logged.decision, []).append(logged.number)
    return found
