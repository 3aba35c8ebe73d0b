"""The likeliest sequences of spellings of consecutive syllables, by the statistics of an index.

A first-order Markov chain over the counts of adjacent pairs ranks the sequences, a beam search
keeps the best ones, and the weight of a whole sequence decides: its occurrences times the degree to
which its syllables form words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from math import log

from index.planning.clauses import Leaf, Statistics, Term, TermSequence
from index.planning.weights import FULL_INFORMATION, information

__all__ = [
    "Chain",
    "Counts",
    "Keys",
    "counted",
    "extended",
    "frequency",
    "heaviest",
    "likeliest",
    "ranked",
]

# The width of the beam.
_CHAINS = 12
# Weight of the frequency of a syllable alone, in occurrences of a pair (additive smoothing).
_PRIOR = 1.0
# Weight of an occurrence of syllables that stand side by side by chance; 1 more if they are a word.
_LOOSE = 0.1

Counts = dict[str, int]
"""Keys with their document frequencies."""
Keys = tuple[str, ...]

# A chain before it is chosen, so that candidates sort by likelihood: the score, negative, the keys,
# and the occurrences of each adjacent pair.
_Candidate = tuple[float, Keys, tuple[int, ...]]
# A key that follows another, the occurrences of both, and what it adds to a score.
_Step = tuple[str, int, float]


def frequency(keys: Sequence[str], statistics: Statistics) -> int:
    """Return the number of reports with these keys side by side."""
    return statistics.document_frequency(_leaf(keys))


def _leaf(keys: Sequence[str]) -> Leaf:
    terms = tuple(Term(keys=(key,)) for key in keys)
    return terms[0] if len(terms) == 1 else TermSequence(terms)


@dataclass(frozen=True, slots=True)
class Chain:
    """A sequence of keys with its score, the logarithm of its likelihood.

    `pairs`: the occurrences of each adjacent pair. `occurrences`: of the whole sequence, in
    `reports`; each is 0 until it is counted.
    """

    keys: Keys
    score: float
    pairs: tuple[int, ...] = ()
    occurrences: int = 0
    reports: int = 0

    @property
    def attested(self) -> int:
        """The number of adjacent pairs that occur in the index."""
        return sum(map(bool, self.pairs))


def ranked(options: Sequence[Counts], statistics: Statistics) -> list[Chain]:
    """Return the likeliest chains, those first that the reports have most often.

    `options`: the keys of each syllable with their document frequencies. The reports of the chains
    are not counted.
    """
    found = likeliest(options, statistics)
    return heaviest([_occurring(chain, statistics) for chain in found], statistics)


def _occurring(chain: Chain, statistics: Statistics) -> Chain:
    """Return a chain with its occurrences, taken from those of its pairs where they suffice."""
    if len(chain.pairs) != 1 and all(chain.pairs):
        occurrences = statistics.occurrences(_leaf(chain.keys))
    else:
        occurrences = min(chain.pairs)
    return Chain(chain.keys, chain.score, chain.pairs, occurrences)


def counted(chain: Chain, statistics: Statistics) -> Chain:
    """Return a chain with its occurrences and reports."""
    leaf = _leaf(chain.keys)
    return replace(
        chain, occurrences=statistics.occurrences(leaf), reports=statistics.document_frequency(leaf)
    )


def heaviest(chains: Iterable[Chain], statistics: Statistics) -> list[Chain]:
    """Return counted chains, most weight first.

    The weight of a chain is the number of its occurrences times its coherence: «dân vận» is in
    fewer reports than «dân vẫn», but a word.
    """
    # Most chains share most of their pairs.
    degree = cache(partial(_wordness, statistics))
    # Sorting is stable: of equally heavy chains the likelier one stays first.
    return sorted(chains, key=lambda chain: -chain.occurrences * _coherence(chain, degree))


def _wordness(statistics: Statistics, first: str, second: str, together: int) -> float:
    """Return the degree to which adjacent keys are one word, from 0 to 1."""
    if not together:
        return 0.0
    return min(1.0, information(statistics, first, second, together) / FULL_INFORMATION)


def _coherence(chain: Chain, degree: Callable[[str, str, int], float]) -> float:
    """Return the mean wordness of the adjacent pairs of a chain, and a little more."""
    # The weight of a chain that occurs nowhere is 0, whatever its coherence.
    if not chain.pairs or not chain.occurrences:
        return 1.0
    found = map(degree, chain.keys, chain.keys[1:], chain.pairs)
    return _LOOSE + sum(found) / len(chain.pairs)


def likeliest(options: Sequence[Counts], statistics: Statistics) -> list[Chain]:
    """Return the likeliest chains of one key of each syllable, by beam search."""
    chains = _best((-log(1 + count), (key,), ()) for key, count in options[0].items())
    for before, after in pairwise(options):
        first, second = (Term(keys=tuple(sorted(keys))) for keys in (before, after))
        pairs = {(a, b): count for a, b, count in statistics.pairs(first, second)}
        whole = sum(after.values()) or 1
        shares = [(key, _PRIOR * (count / whole)) for key, count in after.items()]
        # What a key adds depends on the key before it only, which several chains end with.
        steps = {
            last: [
                (key, together, _gain(together + share, before[last]))
                for key, share in shares
                for together in (pairs.get((last, key), 0),)
            ]
            for last in {chain.keys[-1] for chain in chains}
        }
        chains = _longest(chains, steps)
    return chains


def _longest(chains: Sequence[Chain], steps: Mapping[str, Sequence[_Step]]) -> list[Chain]:
    """Return the likeliest chains that are longer by one key, which follows their last key."""
    scores = [chain.score + gain for chain in chains for _, _, gain in steps[chain.keys[-1]]]
    # Sorting numbers takes a small part of the time of sorting candidates.
    least = min(sorted(scores)[-_CHAINS:], default=0.0)
    return _best(
        (-score, (*chain.keys, key), (*chain.pairs, together))
        for chain in chains
        for key, together, gain in steps[chain.keys[-1]]
        if (score := chain.score + gain) >= least
    )


def extended(
    chains: Sequence[Chain], pairs: Sequence[tuple[str, str, int]], last: Counts
) -> list[Chain]:
    """Return the likeliest chains that are longer by one key.

    `pairs`: a key at the end of a chain, a key after it, and the occurrences of both. `last`: the
    document frequencies of the keys at the ends of the chains.
    """
    return _best(
        (-(chain.score + _gain(count, last[before])), (*chain.keys, after), (*chain.pairs, count))
        for chain in chains
        for before, after, count in pairs
        if before == chain.keys[-1]
    )


def _best(candidates: Iterable[_Candidate]) -> list[Chain]:
    """Return the likeliest candidates as chains, in order; most of them are never made."""
    return [Chain(keys, -negative, pairs) for negative, keys, pairs in sorted(candidates)[:_CHAINS]]


def _gain(together: float, before: int) -> float:
    """Return what a key adds to the score of a chain.

    `together`: the occurrences of the pair of its last key and this one, smoothed. `before`: the
    reports with its last key.
    """
    likelihood = together / (before + _PRIOR)
    return log(likelihood) if likelihood else -100.0
