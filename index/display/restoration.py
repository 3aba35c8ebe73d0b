"""Restore the diacritics of consecutive words, correct misspelled ones, decode Telex and VNI.

The statistics of the index decide. Consecutive words are restored together
(`index.display.chains`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from math import log

from index.display.chains import Chain, Counts, Keys, frequency, ranked
from index.language import lattice, spelling
from index.language.abbreviations import lookalikes
from index.language.analysis import tokens
from index.language.edits import distance, edits
from index.language.joined_syllables import split_joined
from index.language.older_spellings import older_spellings
from index.language.synonyms import Synonyms, shipped_synonyms
from index.planning.clauses import Statistics, Term, TermSequence
from index.planning.respelling import Spellings
from index.planning.typed_keys import decoded_words
from index.planning.weights import EVIDENCE, wordness
from index.syntax.tree import Word

__all__ = [
    "Syllable",
    "candidates",
    "in_capitals_of",
    "restore",
    "spelled",
    "syllables_of",
]

# The largest number of syllables that are restored together; longer texts get no suggestion.
_MOST_SYLLABLES = 12
# Spellings of a syllable that are considered.
_SPELLINGS = 12
# A suggestion with less than this share of the reports of the first one, or of its likelihood, is
# dropped: it is chance or a misprint («cổng an» has one report, «công an» 416). Of 600 known items
# without diacritics as many are restored as without this limit, .975; of random pairs of syllables
# .936 instead of .939.
_RARE = 0.02
# Shorter words have too many neighbours at one edit to guess which one was meant.
_SHORTEST_CORRECTED = 3
# Longer strings are not words, and have many neighbours.
_LONGEST_CORRECTED = 24
# Words with the other tone are offered if they occur so many times as often as those typed.
_USUAL = 20
_HOI_AND_NGA = {0x0309: 0x0303, 0x0303: 0x0309}
# Greek, Cyrillic and Armenian letters, of which some look like Latin ones.
_OTHER_ALPHABET = re.compile("[\u0370-\u058f]")


def restore(
    words: Sequence[Word],
    statistics: Statistics,
    limit: int = 3,
    synonyms: Synonyms | None = None,
) -> list[tuple[Word, ...]]:
    """Return consecutive words as they may have been meant, likeliest first.

    Return nothing if they were probably meant as typed. If some spelling of the whole occurs in a
    report, spellings that occur in none are dropped, and so are much rarer ones. The reports of a
    large index are those of its sample, if these have the syllables as typed, and some spelling of
    the whole. `synonyms`: the names that stay as typed; those that ship by default.
    """
    if any(word.wild or word.exact for word in words):
        return []
    syllables = list(syllables_of(words, statistics, synonyms))
    if not 0 < len(syllables) <= _MOST_SYLLABLES:
        return []
    typed = tuple(syllable.key for syllable in syllables)
    known, (first, *others) = _in_sample(syllables, statistics)
    if _alike(first.keys, typed):
        return []
    kept = chain([first], _likely(others, first, known))
    meant = _distinct(typed, (each.keys for each in kept))
    return [spelled(words, syllables, keys) for keys in islice(meant, limit)]


def _distinct(typed: Keys, several: Iterable[Keys]) -> Iterator[Keys]:
    """Yield the sequences of keys that differ from the one typed and from each other."""
    seen = [typed]
    for keys in several:
        if not any(_alike(keys, other) for other in seen):
            seen.append(keys)
            yield keys


def _likely(others: Iterable[Chain], first: Chain, statistics: Statistics) -> Iterator[Chain]:
    """Yield the chains that are frequent or likely enough, compared with the first."""
    if first.occurrences:
        least = _RARE * frequency(first.keys, statistics)
        for each in others:
            # A chain is in no more reports than it has occurrences, which are known already.
            if each.occurrences > least and frequency(each.keys, statistics) > least:
                yield each
    else:
        for each in others:
            if each.attested == first.attested and each.score > first.score + log(_RARE):
                yield each


def _alike(keys: Keys, others: Keys) -> bool:
    """Return whether keys differ in nothing but i and y or signs of numbers.

    They then find the same reports.
    """
    return all(
        key == other or other in spelling.variants(key) or _are_one_number(key, other)
        for key, other in zip(keys, others, strict=True)
    )


def _are_one_number(key: str, other: str) -> bool:
    """Return whether two keys are of the same number, with whatever sign before it."""
    plain = spelling.fold(key)
    return plain.isdigit() and plain == spelling.fold(other)


# Syllables and their possible spellings


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable among consecutive words.

    `word`: the index of its word. `start`, `end`: offsets into that word. `key`: as typed.
    `decoded`: the key if the word looks typed in Telex or VNI. `fixed`: whether it must stay as
    typed, being an abbreviation, a number, or a spelling that is searched with a newer one.
    """

    word: int
    start: int
    end: int
    key: str
    decoded: str | None = None
    fixed: bool = False


def syllables_of(
    words: Sequence[Word], statistics: Statistics, synonyms: Synonyms | None = None
) -> Iterator[Syllable]:
    """Yield the syllables of words; a word that was typed in Telex or VNI is one.

    Those of a listed name are fixed. `synonyms`: the names; those that ship by default.
    """
    found = list(_syllables(words, statistics))
    listed = _listed([syllable.key for syllable in found], synonyms or shipped_synonyms())
    for at, syllable in enumerate(found):
        yield replace(syllable, fixed=True) if at in listed else syllable


def _listed(keys: Sequence[str], names: Synonyms) -> set[int]:
    """Return the indices of the keys that are listed as spellings or names, just as typed."""
    spellings = older_spellings()
    folds = [(spelling.fold(key),) for key in keys]
    single = ((at, at + 1) for at in range(len(keys)))
    found: set[int] = set()
    for start, stop in {*single, *spellings.words.spans(folds), *names.spans(folds)}:
        run = keys[start:stop]
        if spellings.lists(run) or names.lists(run):
            found |= {*range(start, stop)}
    return found


def _syllables(words: Sequence[Word], statistics: Statistics) -> Iterator[Syllable]:
    decoded = decoded_words([word.text for word in words], statistics)
    abbreviations = lookalikes(word.text for word in words)
    for number, word in enumerate(words):
        found = tokens(word.text)
        if word.text in decoded:
            key = spelling.key(word.text)
            yield Syllable(number, 0, len(word.text), key, decoded[word.text])
            continue
        for token in found:
            written = word.text[token.start : token.end]
            fixed = written in abbreviations
            yield Syllable(number, token.start, token.end, token.key, fixed=fixed)


def candidates(
    syllable: Syllable, tones_typed: bool, statistics: Statistics, *, corrected: bool = True
) -> Counts:
    """Return the keys that a syllable may stand for, with their document frequencies.

    `corrected`: whether one that the index lacks stands for keys at one edit from it. To find them
    takes a hundred times as long.
    """
    if syllable.fixed:
        return {syllable.key: statistics.document_frequency(Term(keys=(syllable.key,)))}
    known = {
        key: count
        for typed in (syllable.key, *spelling.variants(syllable.key))
        for key, count in _known(typed, statistics).items()
        if lattice.accepts(typed, key, tones_typed=tones_typed)
    }
    if syllable.decoded:
        decoded = Term(keys=(syllable.decoded,))
        known[syllable.decoded] = statistics.document_frequency(decoded)
    if known:
        return known
    if reports := _reports_with_parts(syllable.key, statistics):
        return {syllable.key: reports}
    near = _corrections(syllable.key, statistics) if corrected else {}
    return near or {syllable.key: 0}


def _reports_with_parts(key: str, statistics: Statistics) -> int:
    """Return the number of reports with the parts of a joined word («Sàigòn»)."""
    spellings = Spellings(statistics, tones_typed=lattice.carries_tone([key]))
    runs = (TermSequence(tuple(map(spellings.term, pair))) for pair in split_joined(key))
    return max(map(statistics.document_frequency, runs), default=0)


def _known(key: str, statistics: Statistics) -> Counts:
    """Return the commonest keys with the base letters of a syllable.

    Keys with letters of other alphabets are misprints and left out: «QL1Α» with a Greek letter.
    """
    found = statistics.spellings(spelling.fold(key))[:_SPELLINGS]
    return {each: count for each, count in found if not _OTHER_ALPHABET.search(each)}


def _other_diacritics(key: str, statistics: Statistics) -> Counts:
    """Return the keys of a syllable with other diacritics.

    A key without any is left out if some were typed: people do not add diacritics by mistake.
    """
    plain = spelling.fold(key)
    known = _known(key, statistics)
    return {other: count for other, count in known.items() if key == plain or other != plain}


def _corrections(key: str, statistics: Statistics) -> Counts:
    """Return the keys of the index at one edit from a key that it lacks, nearest first."""
    plain = spelling.fold(key)
    if not _SHORTEST_CORRECTED <= len(plain) <= _LONGEST_CORRECTED or not plain.isalpha():
        return {}
    found = [
        (distance(key, near), -count, near)
        for fold in statistics.near_folds(sorted(edits(plain)))
        for near, count in statistics.spellings(fold)
        if near != plain
    ]
    return {near: -negative for _, negative, near in sorted(found)[:_SPELLINGS]}


def _in_sample(
    syllables: Sequence[Syllable], statistics: Statistics
) -> tuple[Statistics, list[Chain]]:
    """Return the likeliest chains of spellings, with the statistics by which they were chosen."""
    sample = statistics.sample()
    tones = lattice.carries_tone(syllable.key for syllable in syllables)
    if sample is not statistics and all(_attested(each, tones, sample) for each in syllables):
        found = _likeliest(syllables, sample)
        if found[0].occurrences:
            return sample, found
    return statistics, _likeliest(syllables, statistics)


def _attested(syllable: Syllable, tones_typed: bool, statistics: Statistics) -> bool:
    """Return whether some report has a syllable as typed."""
    return any(
        lattice.accepts(syllable.key, key, tones_typed=tones_typed)
        for key in _known(syllable.key, statistics)
    )


def _likeliest(syllables: Sequence[Syllable], statistics: Statistics) -> list[Chain]:
    """Return the likeliest chains: with the diacritics typed or, if that finds more, with others.

    A chain that occurs nowhere as a whole is not trusted because of its pairs: reports have
    misprints too («bênh viện»). Two syllables that are a word stay, though: `đất Vân Đồn` is not
    «đất vẫn đón».
    """
    tones = lattice.carries_tone(syllable.key for syllable in syllables)
    as_typed = [candidates(syllable, tones, statistics) for syllable in syllables]
    chains = ranked(as_typed, statistics)
    if chains[0].occurrences:
        return _with_usual_tones(syllables, as_typed, chains, statistics)
    words = set(_in_words(chains[0], statistics))
    loose = [
        keys
        if syllable.fixed or at in words
        else _other_diacritics(syllable.key, statistics) or keys
        for at, (syllable, keys) in enumerate(zip(syllables, as_typed, strict=True))
    ]
    if loose == as_typed:
        return chains
    others = ranked(loose, statistics)
    better = others[0].occurrences or _attested_pairs(others[0]) > _attested_pairs(chains[0])
    return others if better else chains


def _with_usual_tones(
    syllables: Sequence[Syllable],
    as_typed: Sequence[Counts],
    chains: list[Chain],
    statistics: Statistics,
) -> list[Chain]:
    """Return chains with hỏi and ngã exchanged if these are far more frequent, else those given.

    Many writers, and the press with them, confuse the two tones: «nhiểm trùng», «sữa chữa».
    """
    least = _USUAL * chains[0].occurrences
    wider = [
        keys if syllable.fixed else keys | _other_tone(syllable.key, least, statistics)
        for syllable, keys in zip(syllables, as_typed, strict=True)
    ]
    if len(wider) < 2 or wider == list(as_typed):
        return chains
    others = ranked(wider, statistics)
    return others if others[0].occurrences >= least else chains


def _other_tone(key: str, least: int, statistics: Statistics) -> Counts:
    """Return a key with ngã for hỏi or hỏi for ngã, if at least so many reports have it."""
    letters = unicodedata.normalize("NFD", key)
    other = unicodedata.normalize("NFC", letters.translate(_HOI_AND_NGA))
    known = _known(key, statistics) if other != unicodedata.normalize("NFC", letters) else {}
    return {other: known[other]} if known.get(other, 0) >= least else {}


def _in_words(chain: Chain, statistics: Statistics) -> Iterator[int]:
    """Yield the indices of the keys that are one word with a neighbour, and no misprint of another.

    A misprint is as much of a word, but much rarer than what was meant.
    """
    for at, (pair, count) in enumerate(zip(pairwise(chain.keys), chain.pairs, strict=True)):
        leaf = TermSequence(tuple(Term(keys=(key,)) for key in pair))
        if count >= EVIDENCE and wordness(statistics, leaf) == 1.0:
            first, second = (Term(folds=(spelling.fold(key),)) for key in pair)
            usual = statistics.pairs(first, second, 1)
            if count >= _RARE * max((most for _, _, most in usual), default=0):
                yield from (at, at + 1)


def _attested_pairs(chain: Chain) -> int:
    """Return the number of adjacent pairs in the index, without those that have a number.

    Such a pair says nothing of diacritics: «chở 19 người» does not make «chở 19/5» of `chợ 19/5`.
    """
    pairs = zip(pairwise(chain.keys), chain.pairs, strict=True)
    return sum(count > 0 and not any(map(_is_number, pair)) for pair, count in pairs)


def _is_number(key: str) -> bool:
    return spelling.fold(key).isdigit()


# Back to text


def spelled(
    words: Sequence[Word], found: Sequence[Syllable], keys: Sequence[str]
) -> tuple[Word, ...]:
    """Return the words with their syllables replaced by keys, in the capitals typed."""
    texts = [word.text for word in words]
    # From the last to the first, so that offsets stay valid.
    for syllable, key in reversed(list(zip(found, keys, strict=True))):
        text = texts[syllable.word]
        before, after = text[: syllable.start], text[syllable.end :]
        if key != syllable.key and not _are_one_number(key, syllable.key):
            written = text[syllable.start : syllable.end]
            texts[syllable.word] = before + in_capitals_of(written, key) + after
    return tuple(Word(text) for text in texts)


def in_capitals_of(written: str, key: str) -> str:
    """Return a key in the capitals of the syllable as written.

    >>> in_capitals_of("DAN", "dân"), in_capitals_of("Dan", "dân"), in_capitals_of("dan", "dân")
    ('DÂN', 'Dân', 'dân')
    """
    if written.isupper() and len(written) > 1:
        return key.upper()
    return key[:1].upper() + key[1:] if written[:1].isupper() else key
