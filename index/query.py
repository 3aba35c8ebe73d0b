"""Query: what is looked for, as a value."""

from dataclasses import dataclass
from typing import Literal

from index.clauses import Order

__all__ = ["Match", "Query"]

Match = Literal["most", "all", "any"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the archive; the same value serves the page, the command line and exports.

    `since`, `until`: ISO 8601, may be partial; a report matches when its date lies within.
    `dates`: years, months or `UNDATED`, any of which will do; likewise `sections` (paths joined
    by ` › `, each with what is below it), `persons` (identifiers), `authors` and `sources`.
    """

    text: str = ""
    match: Match = "most"
    exact: bool = False
    since: str = ""
    until: str = ""
    dates: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sort: Order = "relevance"
