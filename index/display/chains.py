"""The likeliest sequences of spellings of consecutive syllables, by the statistics of an index.

A first-order Markov chain over the counts of adjacent pairs ranks the sequences, a beam search
keeps the best ones, and those that occur in most reports come first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from index.planning.clauses import Statistics, Term, TermSequence

__all__ = ["Chain", "Counts", "Keys", "frequency", "ranked"]

# The width of the beam.
_CHAINS = 12
# Weight of the frequency of a syllable alone, in occurrences of a pair (additive smoothing).
_PRIOR = 1.0

Counts = dict[str, int]
"""Keys with their document frequencies."""
Keys = tuple[str, ...]


def frequency(keys: Sequence[str], statistics: Statistics) -> int:
    """Return the number of reports with these keys side by side."""
    terms = tuple(Term(keys=(key,)) for key in keys)
    return statistics.document_frequency(terms[0] if len(terms) == 1 else TermSequence(terms))


@dataclass(frozen=True, slots=True)
class Chain:
    """A sequence of keys with its score, the logarithm of its likelihood.

    `attested`: the number of its adjacent pairs that occur in the index. `reports`: the number of
    reports in which the whole sequence occurs.
    """

    keys: Keys
    score: float
    attested: int = 0
    reports: int = 0


def ranked(options: Sequence[Counts], statistics: Statistics) -> list[Chain]:
    """Return the likeliest chains, those in most reports first.

    `options`: the keys of each syllable with their document frequencies.
    """
    chains = (
        replace(chain, reports=frequency(chain.keys, statistics))
        for chain in _chains(options, statistics)
    )
    # Sorting is stable: of equally frequent chains the likelier one stays first.
    return sorted(chains, key=lambda chain: -chain.reports)


def _chains(options: Sequence[Counts], statistics: Statistics) -> list[Chain]:
    """Return the likeliest chains of one key of each syllable, by beam search."""
    chains = _best(Chain((key,), log(1 + count)) for key, count in options[0].items())
    for before, after in pairwise(options):
        first, second = (Term(keys=tuple(sorted(keys))) for keys in (before, after))
        pairs = {(a, b): count for a, b, count in statistics.pairs(first, second)}
        whole = sum(after.values()) or 1
        chains = _best(
            _longer(chain, key, pairs.get((chain.keys[-1], key), 0), before, count / whole)
            for chain in chains
            for key, count in after.items()
        )
    return chains


def _best(chains: Iterable[Chain]) -> list[Chain]:
    """Return the likeliest chains, in order."""
    return sorted(chains, key=lambda chain: (-chain.score, chain.keys))[:_CHAINS]


def _longer(chain: Chain, key: str, together: int, before: Counts, share: float) -> Chain:
    """Return a chain with one more key.

    `together`: the occurrences of the pair of its last key and this one. `share`: the part of the
    occurrences of all candidates that this key has.
    """
    likelihood = (together + _PRIOR * share) / (before[chain.keys[-1]] + _PRIOR)
    score = chain.score + (log(likelihood) if likelihood else -100.0)
    return Chain((*chain.keys, key), score, chain.attested + (together > 0))
