"""A subject of decisions, such as persons, as the log of decisions sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from archive.decision import Decision, Logged

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The kinds of decisions about one subject, and the functions that handle them.

    `complete(connection, decision, log)`: return the decision as it is to be logged, its texts
    normalised and what was left open filled in. `log` holds the decisions before it.

    `check(connection, added, log)`: raise `DecisionInvalid`, or the error for something unknown,
    if the decisions that were `added` cannot be carried out. `log` holds all decisions with them.

    `follow(connection, concerned, before, after)`: make the tables say what follows from the log
    `after` where it said something else `before`; return the numbers of the reports that readers
    now see differently. `concerned`: the decisions that were added or undone.
    """

    kinds: tuple[type[Decision], ...]
    complete: Callable[[Connection, Decision, Sequence[Logged]], Decision]
    check: Callable[[Connection, Sequence[Logged], Sequence[Logged]], None]
    follow: Callable[[Connection, Sequence[Decision], Sequence[Logged], Sequence[Logged]], set[int]]
