"""Mixed pairs spelled out: folds beside keys are replaced by the keys that they stand for.

The index has pairs of two keys and pairs of two folds. For a key beside a fold («công tac») the
pairs of all spellings of the fold are looked up, instead of comparing positions.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.planning.clauses import All, Any, Clause, Has, Leaf, Most, Not, Plan, Term, TermSequence

__all__ = ["spelled_out", "spelled_plan"]

Spellings = Callable[[str], Sequence[str]]


def spelled_out(leaf: Leaf, spellings: Spellings) -> Leaf:
    """Return a leaf that occurs in the same places, with keys only if it is a mixed pair.

    `spellings`: returns the keys of a fold.
    """
    if not isinstance(leaf, TermSequence) or not _is_mixed(leaf):
        return leaf
    return leaf._replace(terms=tuple(_in_keys(term, spellings) for term in leaf.terms))


def spelled_plan(plan: Plan, spellings: Spellings) -> Plan:
    """Return a plan with the same answer, and all its leaves spelled out."""
    scores = tuple(score._replace(leaf=spelled_out(score.leaf, spellings)) for score in plan.scores)
    return replace(plan, match=_spelled(plan.match, spellings), scores=scores)


def _is_mixed(leaf: TermSequence) -> bool:
    """Return whether a leaf consists of two adjacent terms, with keys and with folds."""
    if len(leaf.terms) != 2 or leaf.slop or not leaf.ordered or leaf.fields:
        return False
    return any(term.keys for term in leaf.terms) and any(term.folds for term in leaf.terms)


def _in_keys(term: Term, spellings: Spellings) -> Term:
    spelt = (key for plain in term.folds for key in spellings(plain))
    return Term(tuple(sorted({*term.keys, *spelt})))


def _spelled(clause: Clause, spellings: Spellings) -> Clause:
    """Return a clause with all its leaves spelled out."""
    match clause:
        case Has(leaf):
            return Has(spelled_out(leaf, spellings))
        case Not(inner):
            return Not(_spelled(inner, spellings))
        case All(clauses) | Any(clauses) | Most(clauses=clauses):
            return replace(clause, clauses=tuple(_spelled(each, spellings) for each in clauses))
    return clause
