"""Plan a query over the statistics of an index; the plan is the same for every engine.

docs/search.md describes the rules, docs/relevance.md the measurements.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.planning.clauses import (
    All,
    Any,
    Clause,
    Decay,
    Has,
    Leaf,
    Most,
    Order,
    Plan,
    Statistics,
    all_of,
)
from index.planning.filters import alternatives, conditions
from index.planning.limits import check_positions, check_size
from index.planning.text_clauses import Expansions, TextPlanner
from index.planning.threshold import HEAD_FIELDS
from index.query import Query
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import And

__all__ = [
    "RECENT_HALF_LIFE",
    "RECENT_SHARE",
    "Expansions",
    "Prepared",
    "plan",
    "plan_to_count",
    "prepare",
]

# With `sort="recent"`: the share of its score that an infinitely old report loses, and the age in
# days at which it loses half of that share. A report that is twice as relevant thus stays ahead.
RECENT_SHARE = 0.5
RECENT_HALF_LIFE = 730


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with the details that a page of results shows.

    `notes`: the parts of the query that could not be taken as typed. `leaves`: the searched
    leaves, to be highlighted in the hits, also if these are sorted by date; of a phrase the whole.
    `words`: the pairs of syllables among the leaves that are one word. `neighbours`: of a leaf with
    words beside a name, the numbers of its terms before and after the name.
    """

    plan: Plan
    notes: tuple[Note, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    words: tuple[Leaf, ...] = ()
    neighbours: Mapping[Leaf, tuple[int, int]] = field(default_factory=dict)


def plan(query: Query | ParsedQuery, statistics: Statistics) -> Plan:
    """Return the plan of a query over the reports that the statistics describe.

    Raise `QueryTooLarge` for a query that asks for too much work, and nothing else.
    """
    parsed = ParsedQuery.of(query)
    return _plan(parsed, TextPlanner(parsed, statistics), statistics)


def plan_to_count(
    query: Query | ParsedQuery, statistics: Statistics, known: Expansions | None = None
) -> Plan:
    """Return the plan of a query whose hits are counted, but not ranked; raise as `plan` does.

    `known`: as in `TextPlanner`.
    """
    parsed = ParsedQuery.of(query)
    return _plan(parsed, TextPlanner(parsed, statistics, known, ranks=False), statistics)


def prepare(
    query: Query | ParsedQuery, statistics: Statistics, known: Expansions | None = None
) -> Prepared:
    """Return the plan of a query with notes and leaves; raise as `plan` does.

    `known`: as in `TextPlanner`.
    """
    parsed = ParsedQuery.of(query)
    planner = TextPlanner(parsed, statistics, known)
    made = _plan(parsed, planner, statistics)
    planner.note_keystrokes()
    planner.note_encoding()
    planner.note_synonyms()
    leaves = [*planner.highlighted, *_matching(made.match)]
    return Prepared(
        made,
        tuple(dict.fromkeys([*parsed.notes, *planner.notes])),
        tuple(dict.fromkeys(leaves)),
        tuple(dict.fromkeys(planner.words)),
        planner.neighbours,
    )


def _plan(parsed: ParsedQuery, planner: TextPlanner, statistics: Statistics) -> Plan:
    """Return the plan of a query, and leave its scores and notes in the planner."""
    query = parsed.query
    check_size(parsed)
    clauses = [*conditions(query)]
    if parsed.tree != And():
        clauses.append(planner.clause(parsed.tree))
    elif query.text.strip():
        clauses.append(Any(()))
    order: Order = "relevance" if query.sort == "recent" else query.sort
    scores = planner.scores() if order == "relevance" else ()
    planned = Plan(
        match=all_of(clauses),
        scores=scores,
        filters=tuple(alternatives(query)),
        order=order if scores or order != "relevance" else "newest",
        decay=_decay(statistics) if scores and query.sort == "recent" else None,
    )
    check_positions([planned], statistics)
    return planned


def _decay(statistics: Statistics) -> Decay | None:
    """Return the decay of scores with age, or None for an index without dated reports.

    Age counts from the newest report, not from today: a list changes only when the archive does,
    and an archive that ends in 1975 has recent reports too.
    """
    newest = statistics.newest
    return Decay(newest, RECENT_HALF_LIFE, RECENT_SHARE) if newest else None


def _matching(clause: Clause) -> Iterator[Leaf]:
    """Yield the leaves that can make a clause match, and skip those below `Not`."""
    match clause:
        # Leaves of the head only add to the weight of the same leaves anywhere.
        case Has(leaf) if leaf.fields != HEAD_FIELDS:
            yield leaf
        case All(clauses) | Any(clauses) | Most(clauses=clauses):
            for each in clauses:
                yield from _matching(each)
