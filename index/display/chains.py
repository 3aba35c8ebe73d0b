"""The likeliest sequences of spellings of consecutive syllables, by the statistics of an index.

A first-order Markov chain over the counts of adjacent pairs ranks the sequences, a beam search
keeps the best ones, and the weight of a whole sequence decides: its occurrences times the degree to
which its syllables form words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
        return replace(chain, occurrences=statistics.occurrences(_leaf(chain.keys)))
    return replace(chain, occurrences=min(chain.pairs))


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
    # Sorting is stable: of equally heavy chains the likelier one stays first.
    return sorted(chains, key=lambda chain: -chain.occurrences * _coherence(chain, statistics))


def _coherence(chain: Chain, statistics: Statistics) -> float:
    """Return the mean wordness of the adjacent pairs of a chain, and a little more."""
    if not chain.pairs:
        return 1.0
    found = (
        information(statistics, *keys, count) / FULL_INFORMATION if count else 0.0
        for keys, count in zip(pairwise(chain.keys), chain.pairs, strict=True)
    )
    return _LOOSE + sum(min(1.0, each) for each in found) / len(chain.pairs)


def likeliest(options: Sequence[Counts], statistics: Statistics) -> list[Chain]:
    """Return the likeliest chains of one key of each syllable, by beam search."""
    chains = _best((-log(1 + count), (key,), ()) for key, count in options[0].items())
    for before, after in pairwise(options):
        first, second = (Term(keys=tuple(sorted(keys))) for keys in (before, after))
        pairs = {(a, b): count for a, b, count in statistics.pairs(first, second)}
        whole = sum(after.values()) or 1
        shares = [(key, count / whole) for key, count in after.items()]
        chains = _best(
            _longer(chain, key, pairs.get((chain.keys[-1], key), 0), before, share)
            for chain in chains
            for key, share in shares
        )
    return chains


def extended(
    chains: Sequence[Chain], pairs: Sequence[tuple[str, str, int]], last: Counts
) -> list[Chain]:
    """Return the likeliest chains that are longer by one key.

    `pairs`: a key at the end of a chain, a key after it, and the occurrences of both. `last`: the
    document frequencies of the keys at the ends of the chains.
    """
    return _best(
        _longer(chain, after, count, last, 0.0)
        for chain in chains
        for before, after, count in pairs
        if before == chain.keys[-1]
    )


def _best(candidates: Iterable[_Candidate]) -> list[Chain]:
    """Return the likeliest candidates as chains, in order; most of them are never made."""
    return [Chain(keys, -negative, pairs) for negative, keys, pairs in sorted(candidates)[:_CHAINS]]


def _longer(chain: Chain, key: str, together: int, before: Counts, share: float) -> _Candidate:
    """Return a chain with one more key.

    `together`: the occurrences of the pair of its last key and this one. `share`: the part of the
    occurrences of all candidates that this key has.
    """
    likelihood = (together + _PRIOR * share) / (before[chain.keys[-1]] + _PRIOR)
    score = chain.score + (log(likelihood) if likelihood else -100.0)
    return -score, (*chain.keys, key), (*chain.pairs, together)
