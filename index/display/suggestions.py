"""What the reader may have meant: marks restored, spelling mended, words completed.

All of it is told by the statistics of the index. A run of words is restored as a whole: of all
spellings of its syllables the likeliest chains by the counts of adjacent pairs (a Markov chain of
the first order, of which the best few are kept), those that stand in most reports first. Nothing
replaces what was typed; these are offers.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from math import log
from string import ascii_lowercase

from index.language import lattice, spelling
from index.language.abbreviations import lookalikes
from index.language.analysis import tokens
from index.language.keystrokes import decode
from index.planning.clauses import RemoteStatistics, Statistics, Term, TermSequence
from index.planning.expansion import Expander
from index.query import Query
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Near, Node, Not, Phrase, Word, Words, transform, walk

__all__ = ["complete", "restore", "suggest", "without_diacritics"]

# Syllables of a run that is restored; a longer one is left as it is.
_MOST_SYLLABLES = 12
# Spellings of a syllable that are considered, and chains that are kept at each step.
_SPELLINGS = 12
_CHAINS = 12
# How many occurrences of a pair the next syllable's own frequency counts for.
_PRIOR = 1.0
# A reading with less than this share of the first one's reports, or of its likelihood, is chance or
# a misprint of it («cổng an», one report to 416 with «công an»). Of 600 known items without marks
# as many are restored as with all readings, .975; of pairs of syllables at random .936, not .939.
_RARE = 0.02
# Shorter words have too many neighbours for a slip of the finger to be told.
_SHORTEST_MENDED = 3
# Longer ones are no words, and their neighbours are many.
_LONGEST_MENDED = 24
# Words that a completion chooses from.
_WORDS = 200

_Counts = dict[str, int]
_Keys = tuple[str, ...]


def suggest(
    query: Query | ParsedQuery, statistics: Statistics, limit: int = 3
) -> list[ParsedQuery]:
    """Return queries that the reader may have meant, likeliest first; never the one typed.

    Only words and phrases that are searched for are replaced. An excluded word stays as typed:
    with more diacritics it would exclude fewer reports.
    """
    parsed = ParsedQuery.of(query)
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: suggest(parsed, known, limit))
    tree = parsed.tree
    excluded = _excluded(tree)
    readings = {
        node: restore(node.words, statistics, limit)
        for node in walk(tree)
        if isinstance(node, Words | Phrase) and node not in excluded
    }
    most = max(map(len, readings.values()), default=0)
    return [parsed.with_tree(transform(tree, _Reader(readings, rank))) for rank in range(most)]


def without_diacritics(query: Query | ParsedQuery) -> ParsedQuery:
    """Return the query with no diacritics in the words searched for; itself if there are none.

    An excluded word keeps its diacritics: without them it would exclude more reports.

    >>> without_diacritics(Query('Đắc lắc =kéo -"hội nghị"')).query.text
    'Dac lac keo -"hội nghị"'
    """
    parsed = ParsedQuery.of(query)
    tree = parsed.tree
    excluded = _excluded(tree)

    def free(node: Node) -> Node:
        match node:
            case Words(words) | Phrase(words) if node not in excluded:
                return replace(node, words=tuple(map(_without_diacritics, words)))
            case Near(phrases) if node not in excluded:
                return replace(
                    node,
                    phrases=tuple(
                        replace(phrase, words=tuple(map(_without_diacritics, phrase.words)))
                        for phrase in phrases
                    ),
                )
        return node

    without = transform(tree, free)
    return parsed if without == tree else parsed.with_tree(without)


def _without_diacritics(word: Word) -> Word:
    """Return the word without diacritics and not marked as exact."""
    text = spelling.normalise(word.text)
    for token in reversed(tokens(text)):
        written = text[token.start : token.end]
        text = text[: token.start] + _like(written, token.fold) + text[token.end :]
    return Word(text)


def _excluded(tree: Node) -> set[Node]:
    """The nodes that no hit may have."""
    return {below for node in walk(tree) if isinstance(node, Not) for below in walk(node)}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts the reading of some rank in the place of what was typed; the last where it has fewer."""

    readings: dict[Words | Phrase, list[tuple[Word, ...]]]
    rank: int

    def __call__(self, node: Node) -> Node:
        if not isinstance(node, Words | Phrase) or not self.readings.get(node):
            return node
        several = self.readings[node]
        return replace(node, words=several[min(self.rank, len(several) - 1)])


def restore(
    words: Sequence[Word], statistics: Statistics, limit: int = 3
) -> list[tuple[Word, ...]]:
    """Words in a row as they may have been meant, likeliest first; none where typed as meant.

    Where a reading stands in a report as a whole, readings that stand in none are not offered, nor
    are those that are rare beside the first.
    """
    if any(word.wild or word.exact for word in words):
        return []
    places = list(_places(words, statistics))
    if not 0 < len(places) <= _MOST_SYLLABLES:
        return []
    typed = tuple(place.key for place in places)
    first, *others = _likeliest(places, statistics)
    if _alike(first.keys, typed):
        return []
    kept = [first, *(chain for chain in others if _likely(chain, first))]
    meant = _distinct(typed, (chain.keys for chain in kept))
    return [_spelt(words, places, keys) for keys in islice(meant, limit)]


def _distinct(typed: _Keys, readings: Iterable[_Keys]) -> Iterator[_Keys]:
    """The readings that are other words than what was typed, and than each other."""
    seen = [typed]
    for keys in readings:
        if not any(_alike(keys, other) for other in seen):
            seen.append(keys)
            yield keys


def _likely(chain: "_Chain", first: "_Chain") -> bool:
    """Whether a reading is worth an offer beside the first."""
    if first.reports:
        return chain.reports > _RARE * first.reports
    return chain.attested == first.attested and chain.score > first.score + log(_RARE)


def _alike(keys: _Keys, others: _Keys) -> bool:
    """Whether keys are the same words, i and y alike: who looks for one has found the other."""
    return all(
        key == other or other in spelling.variants(key)
        for key, other in zip(keys, others, strict=True)
    )


def _frequency(keys: Sequence[str], statistics: Statistics) -> int:
    """The number of reports with these keys in a row."""
    terms = tuple(Term(keys=(key,)) for key in keys)
    return statistics.document_frequency(terms[0] if len(terms) == 1 else TermSequence(terms))


# Syllables and what they may mean


@dataclass(frozen=True, slots=True)
class _Place:
    """A syllable of a run: its word by number, where it stands in it, its key as typed.

    `read`: its key, if it looks typed in Telex or VNI. `bound`: nothing in it is free.
    """

    word: int
    start: int
    end: int
    key: str
    read: str | None = None
    bound: bool = False


def _places(words: Sequence[Word], statistics: Statistics) -> Iterator[_Place]:
    """The syllables of words; one that the index lacks and that reads as Telex or VNI is one."""
    short = lookalikes(word.text for word in words)
    for number, word in enumerate(words):
        found = tokens(word.text)
        read = decode(word.text)
        if read and not _frequency([token.key for token in found], statistics):
            yield _Place(number, 0, len(word.text), spelling.key(word.text), read)
            continue
        for token in found:
            written = word.text[token.start : token.end]
            yield _Place(number, token.start, token.end, token.key, bound=written in short)


def _meant(place: _Place, tones_typed: bool, statistics: Statistics) -> _Counts:
    """The keys that a syllable may mean, with their document frequencies."""
    if place.bound:
        return {place.key: statistics.document_frequency(Term(keys=(place.key,)))}
    known = {
        key: count
        for typed in (place.key, *spelling.variants(place.key))
        for key, count in _known(typed, statistics).items()
        if lattice.accepts(typed, key, tones_typed=tones_typed)
    }
    if place.read:
        known[place.read] = statistics.document_frequency(Term(keys=(place.read,)))
    if known:
        return known
    if apart := _apart(place.key, statistics):
        return {place.key: apart}
    return _near(place.key, statistics) or {place.key: 0}


def _apart(key: str, statistics: Statistics) -> int:
    """The number of reports that have two syllables which the key runs together («Sàigòn»)."""
    expander = Expander(statistics, tones_typed=lattice.carries_tone([key]), exact=False)
    runs = (TermSequence(tuple(map(expander.term, pair))) for pair in spelling.split_joined(key))
    return max(map(statistics.document_frequency, runs), default=0)


def _known(key: str, statistics: Statistics) -> _Counts:
    """The commonest keys of a syllable's letters, whatever their marks."""
    return dict(statistics.spellings(spelling.fold(key))[:_SPELLINGS])


def _other_marks(key: str, statistics: Statistics) -> _Counts:
    """The keys of a syllable's letters with other marks; nobody puts on marks to mean none."""
    plain = spelling.fold(key)
    known = _known(key, statistics)
    return {other: count for other, count in known.items() if key == plain or other != plain}


def _near(key: str, statistics: Statistics) -> _Counts:
    """The keys of the index that are one slip away from one that it lacks, the nearest first."""
    plain = spelling.fold(key)
    if not _SHORTEST_MENDED <= len(plain) <= _LONGEST_MENDED or not plain.isalpha():
        return {}
    found = [
        (_distance(key, near), -count, near)
        for fold in statistics.near_folds(sorted(_slips(plain)))
        for near, count in statistics.spellings(fold)
        if near != plain
    ]
    return {near: -negative for _, negative, near in sorted(found)[:_SPELLINGS]}


def _slips(word: str) -> set[str]:
    """All words one slip away: a letter left out, added, mistaken, or two exchanged."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(a + b[1:] for a, b in cuts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + letter + b[1:] for a, b in cuts if b for letter in ascii_lowercase),
        *(a + letter + b for a, b in cuts for letter in ascii_lowercase),
    }


def _distance(first: str, second: str) -> int:
    """Levenshtein's distance of two keys, each mark counted like a letter."""
    first, second = (unicodedata.normalize("NFD", key) for key in (first, second))
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(second, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != other))
    return row[-1]


# Chains


@dataclass(frozen=True, slots=True)
class _Chain:
    """Keys in a row with the logarithm of their likelihood.

    `attested`: how many of their pairs occur. `reports`: how many have them all in a row.
    """

    keys: _Keys
    score: float
    attested: int = 0
    reports: int = 0


def _likeliest(places: Sequence[_Place], statistics: Statistics) -> list[_Chain]:
    """The likeliest chains of keys: as the lattice has them, or of any marks if that finds more.

    Pairs are no proof of a whole that stands nowhere: reports have misprints too («bênh viện»).
    """
    tones = lattice.carries_tone(place.key for place in places)
    bound = [_meant(place, tones, statistics) for place in places]
    chains = _ranked(bound, statistics)
    if chains[0].reports:
        return chains
    loose = [
        keys if place.bound else _other_marks(place.key, statistics) or keys
        for place, keys in zip(places, bound, strict=True)
    ]
    if loose == bound:
        return chains
    others = _ranked(loose, statistics)
    better = others[0].reports or others[0].attested > chains[0].attested
    return others if better else chains


def _ranked(several: Sequence[_Counts], statistics: Statistics) -> list[_Chain]:
    """The likeliest chains of one key from each, those that stand in most reports first."""
    chains = (
        replace(chain, reports=_frequency(chain.keys, statistics))
        for chain in _chains(several, statistics)
    )
    # Python sorts stably: where all are as frequent, the likelier chain stays first.
    return sorted(chains, key=lambda chain: -chain.reports)


def _chains(several: Sequence[_Counts], statistics: Statistics) -> list[_Chain]:
    """The likeliest chains of one key from each."""
    chains = _best(_Chain((key,), log(1 + count)) for key, count in several[0].items())
    for before, after in pairwise(several):
        first, second = (Term(keys=tuple(sorted(keys))) for keys in (before, after))
        pairs = {(a, b): count for a, b, count in statistics.pairs(first, second)}
        whole = sum(after.values()) or 1
        chains = _best(
            _longer(chain, key, pairs.get((chain.keys[-1], key), 0), before, count / whole)
            for chain in chains
            for key, count in after.items()
        )
    return chains


def _best(chains: Iterable[_Chain]) -> list[_Chain]:
    """The likeliest chains, in order."""
    return sorted(chains, key=lambda chain: (-chain.score, chain.keys))[:_CHAINS]


def _longer(chain: _Chain, key: str, together: int, before: _Counts, share: float) -> _Chain:
    """A chain with one more key, of which its letters have that share of all occurrences."""
    likelihood = (together + _PRIOR * share) / (before[chain.keys[-1]] + _PRIOR)
    score = chain.score + (log(likelihood) if likelihood else -100.0)
    return _Chain((*chain.keys, key), score, chain.attested + (together > 0))


# Back to text


def _spelt(words: Sequence[Word], places: Sequence[_Place], keys: _Keys) -> tuple[Word, ...]:
    """The words with these keys in their places, capitals as they were typed."""
    texts = [word.text for word in words]
    # From the last to the first, so that offsets hold.
    for place, key in reversed(list(zip(places, keys, strict=True))):
        text = texts[place.word]
        written = text[place.start : place.end]
        if key != place.key:
            texts[place.word] = text[: place.start] + _like(written, key) + text[place.end :]
    return tuple(Word(text) for text in texts)


def _like(written: str, key: str) -> str:
    """A key with the capitals of what was written.

    >>> _like("DAN", "dân"), _like("Dan", "dân"), _like("dan", "dân")
    ('DÂN', 'Dân', 'dân')
    """
    if written.isupper() and len(written) > 1:
        return key.upper()
    return key[:1].upper() + key[1:] if written[:1].isupper() else key


# Completion


def complete(text: str, statistics: Statistics, limit: int = 8) -> list[str]:
    """What a text may become whose last word is being typed, likeliest first.

    The word before it helps to choose, and is given its marks if it was typed without.

    >>> complete("", None)
    []
    """
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: complete(text, known, limit))
    found = tokens(text)
    if not found or not text.endswith(text[found[-1].start : found[-1].end]):
        return []
    last = found[-1]
    known = statistics.words(last.fold, _WORDS)
    words = {key: count for key, count in known if _begins(key, text[last.start :])}
    before = found[-2] if len(found) > 1 else None
    if before is None or not words:
        return [text[: last.start] + _like(text[last.start :], key) for key in list(words)[:limit]]
    bound = _meant(_Place(0, 0, 0, before.key), lattice.carries_tone([before.key]), statistics)
    first, second = (Term(keys=tuple(sorted(keys))) for keys in (bound, words))
    pairs = [pair[:2] for pair in statistics.pairs(first, second, limit)]
    others = [(before.key, key) for key in words if key not in {second for _, second in pairs}]
    start, gap = text[: before.start], text[before.end : last.start]
    return [
        start + _like(text[before.start : before.end], first) + gap + _like(text[last.start :], key)
        for first, key in [*pairs, *others][:limit]
    ]


def _begins(key: str, typed: str) -> bool:
    """Whether a key begins with what was typed, marks left out being free.

    >>> _begins("vận", "v"), _begins("vận", "va"), _begins("vận", "vâ"), _begins("văn", "vâ")
    (True, True, True, False)
    """
    typed = spelling.normalise(typed).lower()
    letters = spelling.diacritics(key).letters
    return all(
        mine in (other, letter, spelling.fold(other))
        for mine, other, letter in zip(typed, key, letters, strict=False)
    )
