"""The interface between the log of decisions and one subject of decisions, such as persons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from archive.decision import Decision, Logged

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The kinds of decisions about one subject, and the functions that handle them.

    `complete(connection, decision, log)`: return the decision as it is to be logged, with its
    texts normalised and missing fields filled in. `log` holds the decisions before it.

    `check(connection, added, log)`: raise `DecisionInvalid`, or the error for something unknown,
    if the decisions that were `added` cannot be carried out. `log` holds all decisions with them.

    `follow(connection, concerned, before, after)`: update the tables from the consequences of the
    log `before` to those of the log `after`; return the numbers of the reports that readers now
    see differently. `concerned`: the decisions that were added, undone or redone.
    """

    kinds: tuple[type[Decision], ...]
    complete: Callable[[Connection, Decision, Sequence[Logged]], Decision]
    check: Callable[[Connection, Sequence[Logged], Sequence[Logged]], None]
    follow: Callable[[Connection, Sequence[Decision], Sequence[Logged], Sequence[Logged]], set[int]]
