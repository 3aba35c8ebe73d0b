"""Complete the phrase that is being typed: its last word is cut short, its diacritics may lack.

The diacritics of all its syllables are restored together, as suggestions restore them
(`index.display.restoration`); keys that follow the last whole syllable and begin as typed complete
the chain (`index.display.chains`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.display import chains
from index.display.chains import Chain
from index.display.restoration import Syllable, candidates, spelled, syllables_of
from index.language import lattice, spelling
from index.language.analysis import tokens
from index.language.joined_numbers import SIGNS
from index.language.spelling import Tone
from index.language.synonyms import Synonyms
from index.planning.clauses import RemoteStatistics, Statistics, Term
from index.syntax.tree import Word

__all__ = ["Completion", "begins", "complete", "phrase_start"]

# Longer texts were pasted, not typed.
_LONGEST = 300
# The last words of a text that are completed together; those before stay as typed.
_WORDS = 12
# Keys considered for the last syllable: the commonest ones, alone or after the syllable before it.
_ENDINGS = 60
# The least number of reports of an offer; in fewer, misprints outnumber words («huếslna»). A small
# archive has few reports of anything.
_FEW = 3
_SMALL = 1000
# A spelling with less than this share of the occurrences of a heavier one is a misprint («Hà Nôi»),
# and so are other letters with less than the second share of those of the heaviest («NộiTel»).
_RARE, _FAINT = 0.02, 0.001
# With so many occurrences a pair is in more than a few reports.
_SURE = 20
# Offers for a phrase that no report has as a whole: only its last pair is known for certain.
_UNATTESTED = 2

# What ends before the last phrase of a query: quotation marks, groups, names of fields, signs
# before words, operators (`index.syntax.lexer`), and punctuation.
_BREAK = re.compile(
    r"""[()|"“”„«»]|[.,;:!?…](?=\s)|(?<!\w)[^\W\d]\w*:|(?<!\S)[-+=](?=\S)"""
    r"""|(?<!\S)(?:AND|OR|NOT|VÀ|HOẶC|KHÔNG|NEAR(?:/\d+)?|GẦN/\d+)(?=\s)"""
)


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that is being typed, with its last phrase completed.

    `before`: the part of the text before the phrase, as typed. `keys`: of the syllables of the
    phrase.
    """

    before: str
    keys: tuple[str, ...]
    _words: tuple[Word, ...]
    _syllables: tuple[Syllable, ...]

    @property
    def text(self) -> str:
        """The whole text, in lower case but for capitals that were typed."""
        return self.written(self.keys)

    def written(self, forms: Sequence[str]) -> str:
        """Return the whole text with the syllables of the phrase in these forms.

        Capitals that were typed stay.
        """
        phrase = " ".join(word.text for word in spelled(self._words, self._syllables, forms))
        typed = "".join(word.text for word in self._words)
        return self.before + (phrase.upper() if len(typed) > 1 and typed.isupper() else phrase)


def complete(
    text: str, statistics: Statistics, limit: int = 8, synonyms: Synonyms | None = None
) -> list[Completion]:
    """Return completions of a text whose last word is being typed, likeliest first.

    `synonyms`: the names that stay as typed; those that ship by default.

    >>> complete("", None)
    []
    """
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: complete(text, known, limit, synonyms))
    start = phrase_start(text)
    written = text[start:].split()
    if not written or len(text) > _LONGEST or not _is_being_typed(written[-1], text):
        return []
    whole, words = written[:-_WORDS], tuple(map(Word, written[-_WORDS:]))
    gap = len(text[start:]) - len(text[start:].lstrip())
    before = text[: start + gap] + "".join(f"{word} " for word in whole)
    typed = list(syllables_of(words, statistics, synonyms))
    sample = statistics.sample()
    found = _attested(_completed(typed, sample), sample)
    if not found and sample is not statistics:
        found = _attested(_completed(typed, statistics), statistics)
    return [Completion(before, chain.keys, words, tuple(typed)) for chain in found[:limit]]


def phrase_start(text: str) -> int:
    """Return the offset at which the last phrase of a query begins.

    >>> phrase_start('huế OR "dan van'), phrase_start("mục:xa h"), phrase_start("dan van")
    (8, 4, 0)
    """
    return max((found.end() for found in _BREAK.finditer(text)), default=0)


def _is_being_typed(word: str, text: str) -> bool:
    """Return whether a text ends within a word without wildcards."""
    found = tokens(word)
    return bool(found) and found[-1].end == len(word) and text.endswith(word) and "*" not in word


def _completed(typed: Sequence[Syllable], statistics: Statistics) -> list[Chain]:
    """Return the likeliest chains of keys for some syllables, of which the last is cut short."""
    *whole, last = typed
    if not whole:
        known = _endings(last, statistics)
        return [Chain((key,), 0, (), count, count) for key, count in known.items()]
    tones = lattice.carries_tone(syllable.key for syllable in whole)
    options = [candidates(each, tones, statistics, corrected=False) for each in whole]
    heads = chains.likeliest(options, statistics)
    ends = Term(keys=tuple(sorted({head.keys[-1] for head in heads})))
    pairs = [
        pair
        for prefix in _prefixes(last)
        for pair in statistics.following(ends, spelling.fold(prefix), _ENDINGS)
        if begins(pair[1], prefix)
    ]
    return chains.extended(heads, pairs, options[-1])


def _endings(last: Syllable, statistics: Statistics) -> dict[str, int]:
    """Return the commonest keys that begin as typed, with the number of their reports."""
    known = {
        key: count
        for prefix in _prefixes(last)
        for key, count in statistics.words(spelling.fold(prefix), _ENDINGS)
        if begins(key, prefix)
    }
    return dict(sorted(known.items(), key=lambda each: (-each[1], each[0])))


def _prefixes(last: Syllable) -> Iterator[str]:
    """Yield the beginnings that a syllable cut short may stand for."""
    yield last.decoded or last.key
    yield from spelling.variants(last.key)


def _attested(found: Sequence[Chain], statistics: Statistics) -> list[Chain]:
    """Return the chains that enough reports have.

    If there are none, return those that a report has, but for misprints; else the likeliest ones.
    """
    few = _FEW if statistics.reports > _SMALL else 1
    counted = [_counted(chain, statistics) for chain in found]
    attested = [chain for chain in counted if chain.reports >= few]
    if attested:
        return list(_without_misprints(chains.heaviest(attested, statistics)))
    rare = [
        chain
        for chain in counted
        if chain.reports and chains.frequency(chain.keys[-1:], statistics) >= few
    ]
    known = [chain for chain in counted if len(chain.pairs) > 1 and chain.pairs[-1] >= few]
    return chains.heaviest(rare, statistics) or known[:_UNATTESTED]


def _without_misprints(ranked: Sequence[Chain]) -> Iterator[Chain]:
    """Yield the chains but for those that a heavier one far outnumbers."""
    most: dict[str, int] = {}
    for chain in ranked:
        letters = " ".join(map(spelling.fold, chain.keys))
        same = most.setdefault(letters, chain.occurrences)
        if chain.occurrences > max(_RARE * same, _FAINT * ranked[0].occurrences):
            yield chain


def _counted(chain: Chain, statistics: Statistics) -> Chain:
    """Return a chain with its occurrences and reports, of frequent pairs the occurrences only."""
    if not chain.pairs:
        return chain
    if len(chain.pairs) == 1 and chain.pairs[0] >= _SURE:
        return replace(chain, occurrences=chain.pairs[0], reports=chain.pairs[0])
    return chains.counted(chain, statistics)


def begins(key: str, typed: str) -> bool:
    """Return whether a key begins with the letters typed; missing diacritics match any.

    The later numbers of a date or decimal do not count: «2/9» is no ending of «2/».

    >>> begins("vận", "v"), begins("vận", "va"), begins("vận", "vâ"), begins("văn", "vâ")
    (True, True, True, False)
    >>> begins("hoàn", "hoà"), begins("hoán", "hoà")
    (True, False)
    """
    wanted, found = spelling.diacritics(typed), spelling.diacritics(key)
    if key[-1:] in SIGNS:
        return False
    return wanted.tone in (Tone.NGANG, found.tone) and all(
        mine in (other, spelling.fold(other))
        for mine, other in zip(wanted.letters, found.letters, strict=False)
    )
