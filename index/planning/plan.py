"""Query and statistics → Plan: expansions, pairs, weights, threshold; the same for every engine.

Written out in docs/search.md, with its measurements in docs/relevance.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from index.facets import FACETS, FacetDefinition
from index.language import dates, lattice
from index.language.abbreviations import lookalikes
from index.language.analysis import keys
from index.language.keystrokes import decode
from index.planning.clauses import (
    All,
    Any,
    Clause,
    Dated,
    Decay,
    Has,
    Leaf,
    Most,
    Not,
    Order,
    Plan,
    Score,
    Statistics,
    Term,
    Valued,
    all_of,
    any_of,
    within,
)
from index.planning.clauses import Sequence as Run
from index.planning.expansion import Expander
from index.planning.facet_lookup import matching
from index.planning.phrases import Row, is_word, variants
from index.planning.threshold import HEAD_FIELDS, graded
from index.planning.weights import idf, wordness
from index.query import Match, Query
from index.results import UNDATED
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import (
    And,
    InField,
    Near,
    Node,
    Or,
    Period,
    Phrase,
    Required,
    Value,
    Word,
    Words,
    words_of,
)
from index.syntax.tree import Not as Without

__all__ = [
    "EXACT_SCORE",
    "MAX_VARIANTS",
    "OTHER_SCORE",
    "PAIR_SCORE",
    "RECENT_HALF_LIFE",
    "RECENT_SHARE",
    "ROW_SCORE",
    "TITLE_SCORE",
    "Prepared",
    "plan",
    "prepare",
]

# What an adjacent pair adds to the score, beside its syllables: R@10 from .900 to .925 with marks,
# from .835 to .915 without, on 199 topics among 20,628 reports.
PAIR_SCORE = 0.7
# The ways to say a phrase that are looked for, the first being the one typed; told when there are
# more. Each costs as much as the whole phrase.
MAX_VARIANTS = 12
# What a title that holds the whole query in a row adds, of the weight of its syllables.
TITLE_SCORE = 1.0
# What three syllables and more add that stand in a row as typed, of their own idf: by their pairs
# alone, others of the same middle name come before the person asked for.
ROW_SCORE = 1.0
# What the exact spelling adds where marks were left out and others typed.
EXACT_SCORE = 0.3
# What another way to say the same adds, of the weight of what it stands for. Reports often give
# both, the full form once and then the short one, and count twice.
OTHER_SCORE = 0.5
# Where the reader asks for what is recent: how much of its score a report loses in the end, and
# the days in which it loses half of that. What is twice as relevant thus stays ahead at any age.
RECENT_SHARE = 0.5
RECENT_HALF_LIFE = 730


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan, with what the reader should be told of how the query was taken.

    `leaves`: what was asked for, to be marked in a text, in whatever order the hits stand.
    `words`: those pairs of syllables among them that are one word each.
    """

    plan: Plan
    notes: tuple[Note, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    words: tuple[Leaf, ...] = ()


def plan(query: Query | ParsedQuery, statistics: Statistics) -> Plan:
    """Return the plan of a query over the reports that the statistics describe; never raise."""
    parsed = ParsedQuery.of(query)
    return _made(parsed, _Planner(parsed, statistics))


def prepare(query: Query | ParsedQuery, statistics: Statistics) -> Prepared:
    """Return the plan of a query with the notes on how it was read; never raise."""
    parsed = ParsedQuery.of(query)
    planner = _Planner(parsed, statistics)
    made = _made(parsed, planner)
    planner.tell_keystrokes(parsed.tree)
    leaves = [score.leaf for score in planner.scores()] + [*_required(made.match)]
    return Prepared(
        made,
        tuple(dict.fromkeys([*parsed.notes, *planner.notes])),
        tuple(dict.fromkeys(leaves)),
        tuple(dict.fromkeys(planner.words)),
    )


def _made(parsed: ParsedQuery, planner: "_Planner") -> Plan:
    """Return the plan of a query, leaving scores and notes in the planner."""
    query = parsed.query
    clauses = [*_span(query), *_conditions(query)]
    if parsed.tree != And():
        clauses.append(planner.clause(parsed.tree))
    elif query.text.strip():
        clauses.append(Any(()))
    order = _order(query)
    scores = planner.scores() if order == "relevance" else ()
    return Plan(
        match=all_of(clauses),
        scores=scores,
        filters=tuple(_filters(query)),
        order=order if scores or order != "relevance" else "newest",
        decay=planner.decay() if scores and query.sort == "recent" else None,
    )


def _required(clause: Clause) -> Iterator[Leaf]:
    """The leaves that make a clause match, not those that hinder it."""
    match clause:
        # What is looked for in the head only adds to what is there without it.
        case Has(leaf) if leaf.fields != HEAD_FIELDS:
            yield leaf
        case All(clauses) | Any(clauses) | Most(clauses=clauses):
            for each in clauses:
                yield from _required(each)


def _order(query: Query) -> Order:
    """The order of the engine that serves the one asked for."""
    return "relevance" if query.sort == "recent" else query.sort


def _span(query: Query) -> Iterator[Clause]:
    """The span of time that was asked for, apart from the facet's choices."""
    if not query.since and not query.until:
        return
    since, until = dates.bounds(query.since), dates.bounds(query.until)
    if since or until:
        yield Dated(since[0] if since else "", until[1] if until else "")


def _conditions(query: Query) -> Iterator[Clause]:
    """Yield the clauses of the values that every report must have, and of those it must not."""
    for facet in FACETS.values():
        for value in query.values(facet.name, "and"):
            yield _chosen(facet, (value,))
        if excluded := query.values(facet.name, "not"):
            yield Not(_chosen(facet, excluded))


def _filters(query: Query) -> Iterator[tuple[str, Clause]]:
    """Yield each facet of which one of several values will do, with the clause of these."""
    for facet in FACETS.values():
        if values := query.values(facet.name, "or"):
            yield facet.name, _chosen(facet, values)


def _chosen(facet: FacetDefinition, values: tuple[str, ...]) -> Clause:
    """Return the clause of the reports that have one of these values."""
    if facet.kind != "date":
        return Valued(facet.name, values)
    spans = (("", "") if value == UNDATED else dates.bounds(value) for value in values)
    return any_of(Dated(*days) for days in spans if days)


class _Planner:
    """Collects scores and notes while a tree is turned into clauses."""

    def __init__(self, parsed: ParsedQuery, statistics: Statistics) -> None:
        self._statistics = statistics
        self._match: Match = parsed.query.match
        words = [word.text for word in words_of(parsed.tree)]
        typed = [key for word in words for key in keys(word)]
        self._marked = any(lattice.binding(key) != "free" for key in typed)
        self._expander = Expander(
            statistics,
            tones_typed=lattice.carries_tone(typed),
            exact=parsed.query.exact,
            lookalikes=lookalikes(words),
        )
        self._fields: tuple[str, ...] = ()
        self._scored = True
        self._weights: dict[Leaf, float] = {}
        self.notes = self._expander.notes
        self.words: list[Leaf] = []

    def tell_keystrokes(self, tree: Node) -> None:
        """Tell where every word reads as the keys of an input method, and no report has it."""
        words = [word.text for word in words_of(tree)]
        if words and all(decode(each) and not self._known(each) for each in words):
            self.notes.append(Note("keystrokes"))

    def _known(self, text: str) -> bool:
        """Whether a report has the tokens of a word side by side."""
        terms = tuple(Term(keys=(key,)) for key in keys(text))
        leaf = terms[0] if len(terms) == 1 else Run(terms)
        return self._statistics.document_frequency(leaf) > 0

    def scores(self) -> tuple[Score, ...]:
        """What adds to the score, as far as clauses were made."""
        return tuple([Score(leaf, weight) for leaf, weight in self._weights.items() if weight])

    def decay(self) -> Decay | None:
        """How scores fade with age, counted from the newest report: not from today, so that a list
        changes only when the archive does, and that one which ends in 1975 has recent reports too.
        """
        newest = self._statistics.newest
        return Decay(newest, RECENT_HALF_LIFE, RECENT_SHARE) if newest else None

    def clause(self, node: Node) -> Clause:
        """The reports that a node asks for; what it finds is scored."""
        match node:
            case Words(words):
                return self._graded([self._row(words)], self._match)
            case And(nodes):
                return self._together(nodes)
            case Or(nodes):
                return Any(tuple(map(self.clause, nodes)))
            case Required(Words(words)):
                return self._graded([self._row(words)], "any" if self._match == "any" else "all")
            case Required(below):
                return self.clause(below)
            case Without(below):
                return Not(self._unscored(below))
            case Phrase(words, slop):
                return self._phrase(words, slop)
            case Near(phrases, distance):
                return self._near(phrases, distance)
            case InField(field, below):
                return self._in_field(field, below)
            case Value():
                return self._value(node)
            case Period(since, until):
                first, last = dates.bounds(since), dates.bounds(until)
                return Dated(first[0] if first else "", last[1] if last else "")

    def _together(self, nodes: Iterable[Node]) -> Clause:
        """Plain words side by side are graded together, everything else is required."""
        rows = [self._row(node.words) for node in nodes if isinstance(node, Words)]
        clauses = [self.clause(node) for node in nodes if not isinstance(node, Words)]
        return all_of([*([self._graded(rows, self._match)] if rows else []), *clauses])

    def _unscored(self, node: Node) -> Clause:
        """The clause of what a hit must not have: all of the words, never just most."""
        scored, self._scored = self._scored, False
        clause = self.clause(Required(node) if isinstance(node, Words) else node)
        self._scored = scored
        return clause

    def _in_field(self, field: str, node: Node) -> Clause:
        """The clause of what must be found in one field of the text."""
        fields, self._fields = self._fields, (field,)
        clause = self.clause(node)
        self._fields = fields
        return clause

    def _value(self, node: Value) -> Clause:
        """Return the clause of the reports with the values that a typed text stands for."""
        values = node.values or matching(node.field, node.text, self._statistics)
        if not values:
            self.notes.append(Note("no_value", (node.field, node.text)))
        return Valued(node.field, values or (node.text,))

    # Words

    def _row(self, words: Iterable[Word]) -> Row:
        """Words in a row with all that is said of them."""
        units = self._expander.units(words)
        pairs = {}
        for place, (first, second) in enumerate(pairwise(units)):
            pair = Run((first.term, second.term))
            value = 1.0 if second.touches else wordness(self._statistics, pair)
            if value and self._statistics.document_frequency(pair):
                pairs[place] = pair, value
        row = Row(units, self._expander.others(units), pairs)
        self._score(row)
        self._tell_unknown(row)
        return row

    def _tell_unknown(self, row: Row) -> None:
        """Tell which words are in no report."""
        for place, unit in enumerate(row.units):
            if not self._statistics.document_frequency(unit.term) and not any(
                other.start <= place < other.stop for other in row.others
            ):
                self.notes.append(Note("unknown", (unit.written,)))

    def _score(self, row: Row) -> None:
        """Add what the words of a row count for in the score."""
        if not self._scored:
            return
        parts: dict[tuple[int, int], float] = {}
        for place, unit in enumerate(row.units):
            parts[place, place + 1] = self._add(unit.term, unit.exact, 1.0)
        for place, (pair, value) in row.pairs.items():
            first, second = row.units[place : place + 2]
            exact = Run((first.exact or first.term, second.exact or second.term))
            self.words += [within(each, self._fields) for each in (pair, exact) if value == 1.0]
            parts[place, place + 2] = self._add(pair, exact if exact != pair else None, PAIR_SCORE)
        whole = Run(tuple(unit.term for unit in row.units))
        if len(row.units) > 1 and not self._fields:
            singles = (weight for (a, b), weight in parts.items() if b - a == 1)
            self._count(within(whole, ("title",)), TITLE_SCORE * sum(singles))
        if len(row.units) > 2 and self._statistics.document_frequency(whole):
            self._count(whole, ROW_SCORE * idf(self._statistics, whole))
        for other in row.others:
            inside = (w for (a, b), w in parts.items() if other.start <= a and b <= other.stop)
            # A common word says nothing of how rare the abbreviation is that looks like it.
            truer = idf(self._statistics, other.leaf) if other.truer else 0.0
            self._count(other.leaf, max(OTHER_SCORE * sum(inside), truer))

    def _add(self, leaf: Leaf, exact: Leaf | None, factor: float) -> float:
        """Score a leaf by its idf, and its exact spelling on top; the weight without that."""
        weight = factor * idf(self._statistics, leaf)
        self._count(leaf, weight)
        if exact and self._marked:
            self._count(exact, EXACT_SCORE * weight)
        return weight

    def _count(self, leaf: Leaf, weight: float) -> None:
        here = within(leaf, self._fields)
        self._weights[here] = self._weights.get(here, 0.0) + weight

    def _graded(self, rows: Sequence[Row], match: Match) -> Clause:
        """Reports that hold enough of the words in some rows."""
        if match == "most" and is_word(rows):
            return self._said(rows[0])
        return graded(rows, match, self._statistics, self._fields)

    # Phrases

    def _phrase(self, words: Iterable[Word], slop: int) -> Clause:
        """Reports with words in their order, in any way that they may be said."""
        return self._said(self._row(words), slop)

    def _said(self, row: Row, slop: int = 0) -> Clause:
        """Reports with the words of a row in their order, in any way that they may be said."""
        said = list(islice(variants(row, slop), MAX_VARIANTS + 1))
        if len(said) > MAX_VARIANTS:
            self.notes.append(Note("variants", (str(MAX_VARIANTS),)))
        return any_of(Has(within(each, self._fields)) for each in said[:MAX_VARIANTS])

    def _near(self, phrases: Iterable[Phrase], distance: int) -> Clause:
        """Reports with all phrases, and with all their words near one another."""
        rows = [(self._row(phrase.words), phrase.slop) for phrase in phrases]
        terms = tuple(unit.term for row, _ in rows for unit in row.units)
        near = Has(within(Run(terms, distance, ordered=False), self._fields))
        whole = [
            Has(within(Run(tuple(unit.term for unit in row.units), slop), self._fields))
            for row, slop in rows
            if len(row.units) > 1
        ]
        return all_of([*whole, near])
