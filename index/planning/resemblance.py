"""The plan of a search for reports that resemble one report.

The most informative pairs of adjacent syllables of the report are looked for, and the names of
persons that it is given. A report is a hit if it has a share of their weight.

In a large index, the sample of its statistics decides how informative a pair is, and fewer pairs
are looked for, since each is looked up in all segments.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from math import log

from index.language.analysis import FIELDS, keys
from index.language.spelling import fold
from index.planning.clauses import (
    All,
    Has,
    Leaf,
    Most,
    Not,
    Plan,
    RemoteStatistics,
    Score,
    Statistics,
    Term,
    TermSequence,
    Valued,
)
from index.planning.weights import idf, rounded
from index.report import Report

__all__ = ["resembling"]

# Characters of the body whose pairs are counted: news begins with what it is about.
_BODY = 3000
# The most frequent pairs of the report, those of them whose syllables are rarest, whose reports are
# counted, and those that are looked for.
_FREQUENT, _CANDIDATES, _PAIRS = 48, 12, 8
# Names of persons that are looked for.
_NAMES = 4
# The pairs and names that are looked for in an index that has a sample. Of 150 reports among 25,000
# the related ones had a mean cosine of .306 with eight, and of .319 with twelve; in a large index
# there are more reports to choose from.
_IN_LARGE = 8
# A pair in more than this share of the reports says little about one.
_COMMON = 0.05
# The share of the weight of all leaves that a hit has.
_SHARE = 0.35
# More occurrences in the report count no more.
_OFTEN = 6

_Pair = tuple[str, str]


def resembling(report: Report, names: Sequence[str], statistics: Statistics) -> Plan | None:
    """Return a plan that finds reports resembling one, most alike first, without the report itself.

    `names`: of persons in the report, who count like pairs of syllables. None if the report has
    nothing that others have too.
    """
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: resembling(report, names, known))
    leaves = dict(_leaves(report, names, statistics))
    if not leaves:
        return None
    weights = tuple(rounded(weight) for weight in leaves.values())
    alike = Most(tuple(map(Has, leaves)), weights, rounded(_SHARE * sum(weights)))
    return Plan(
        All((alike, Not(Valued("identifier", (report.identifier,))))),
        tuple(Score(leaf, weight) for leaf, weight in leaves.items()),
    )


def _leaves(
    report: Report, names: Sequence[str], statistics: Statistics
) -> Iterator[tuple[TermSequence, float]]:
    """Yield what is looked for, with its weight."""
    sample = statistics.sample()
    several = (statistics,) if sample is statistics else (sample, statistics)
    called = [(_sequence(keys(name)), 1.0) for name in names[:_NAMES] if len(name.split()) > 1]
    pairs = [(_sequence(pair), log(1 + count)) for pair, count in _pairs(report, sample)]
    weighted = [
        (leaf, weight * _information(leaf, several))
        for leaf, weight in dict([*pairs, *called]).items()
    ]
    found = sorted([each for each in weighted if each[1]], key=lambda each: -each[1])
    yield from found[: _PAIRS + _NAMES if sample is statistics else _IN_LARGE]


def _information(leaf: Leaf, several: Iterable[Statistics]) -> float:
    """Return the inverse document frequency of a leaf, 0 if it says too little.

    `several`: the first statistics that know the leaf from two reports decide.
    """
    for statistics in several:
        reports = statistics.document_frequency(leaf)
        if reports > 1:
            most = max(2.0, _COMMON * statistics.reports)
            return idf(statistics, leaf) if reports <= most else 0.0
    return 0.0


def _sequence(found: Iterable[str]) -> TermSequence:
    return TermSequence(tuple(Term(keys=(key,)) for key in found))


def _pairs(report: Report, statistics: Statistics) -> list[tuple[_Pair, int]]:
    """Return the pairs of the report that are likely to be informative, with their frequencies.

    Frequencies are weighted by field (`analysis.FIELDS`).
    """
    counts: Counter[_Pair] = Counter()
    texts = (("title", report.title), ("lead", report.lead), ("body", report.body[:_BODY]))
    for field, text in texts:
        here = chain.from_iterable(pairwise(keys(line)) for line in text.split("\n"))
        # `Counter` counts in C, which takes a third of the time of a loop.
        if FIELDS[field] == 1:
            counts.update(here)
        else:
            for pair in here:
                counts[pair] += FIELDS[field]
    often = {pair: min(count, _OFTEN) for pair, count in counts.most_common(_FREQUENT) if count > 1}
    syllables = {key for pair in often for key in pair if len(key) > 1 and not fold(key).isdigit()}
    rarity = {key: _rarity(key, statistics) for key in syllables}
    known = [pair for pair in often if rarity.keys() >= set(pair)]
    known.sort(key=lambda pair: -log(1 + often[pair]) * sum(map(rarity.__getitem__, pair)))
    return [(pair, often[pair]) for pair in known[:_CANDIDATES]]


def _rarity(key: str, statistics: Statistics) -> float:
    """Return the information of a syllable in nats."""
    return log((1 + statistics.tokens) / (1 + statistics.occurrences(Term(keys=(key,)))))
