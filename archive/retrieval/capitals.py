"""The capitals in which the reports of an archive write a phrase."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from unicodedata import normalize
from weakref import WeakKeyDictionary

from archive.retrieval.library import Library
from index.bounded_dict import BoundedDict
from index.planning.clauses import Has, Plan, Term, TermSequence

__all__ = ["capitalised"]

# Reports with a phrase that are read; a few agree on a proper name.
_REPORTS = 3
# Occurrences in one report that are looked at.
_OCCURRENCES = 5
# Phrases whose form is remembered; it hardly changes as reports are added.
_REMEMBERED = 1 << 13
# Before the first word of a sentence, which has a capital whatever it means.
_SENTENCE = re.compile(r"(?:^|[.!?…:;\n])[\s\"“”„«»'()–-]*$")

# The syllables of a phrase, as keys or in their usual capitals.
_Phrase = tuple[str, ...]

_known: WeakKeyDictionary[Library, BoundedDict[_Phrase, _Phrase]] = WeakKeyDictionary()


def capitalised(library: Library, phrases: Sequence[Sequence[str]]) -> list[_Phrase]:
    """Return the syllables of phrases in the capitals that most reports write.

    `phrases`: each a sequence of keys. The beginnings of sentences say nothing about capitals; a
    phrase that stands only there, or nowhere, is in lower case.

    For the keys `thừa thiên huế` the result is «Thừa», «Thiên», «Huế».
    """
    known = _known.setdefault(library, BoundedDict(_REMEMBERED))
    wanted = [tuple(phrase) for phrase in phrases]
    forms = {phrase: form for phrase in wanted if (form := known.get(phrase))}
    read = _read(library, [phrase for phrase in wanted if phrase not in forms])
    for phrase, form in read.items():
        known[phrase] = form
    return [(forms | read)[phrase] for phrase in wanted]


def _read(library: Library, phrases: Sequence[_Phrase]) -> dict[_Phrase, _Phrase]:
    """Return phrase → its usual form, from the texts of a few reports that have it."""
    found = {phrase: _identifiers(library, phrase) for phrase in phrases}
    texts = library.catalogue.reports.texts(
        list({each for some in found.values() for each in some})
    )
    return {
        phrase: _usual(phrase, [texts[each] for each in identifiers if each in texts])
        for phrase, identifiers in found.items()
    }


def _identifiers(library: Library, phrase: _Phrase) -> list[str]:
    """Return some reports with a phrase."""
    terms = tuple(Term(keys=(key,)) for key in phrase)
    leaf = terms[0] if len(terms) == 1 else TermSequence(terms)
    results = library.engine.execute(Plan(Has(leaf)), limit=_REPORTS)
    return [hit.identifier for hit in results.hits]


def _usual(phrase: _Phrase, texts: Sequence[str]) -> _Phrase:
    """Return a phrase in the capitals that it has most often in some texts."""
    counts = Counter(
        tuple(map(_in_form, phrase, written))
        for text in texts
        for written in islice(_within_sentences(phrase, normalize("NFC", text)), _OCCURRENCES)
    )
    # Among equals the one with fewest capitals: it sorts last.
    best = max(counts, key=lambda forms: (counts[forms], forms), default=phrase)
    # «Ban Dân vận», «Quốc hội»: a body, written with one capital; the words in general have none.
    alone = best[1:] == phrase[1:] and best[0][1:] == phrase[0][1:]
    return phrase if alone and len(phrase) > 1 else best


def _within_sentences(phrase: _Phrase, text: str) -> Iterator[list[str]]:
    """Yield the syllables of a phrase as a text writes them within its sentences."""
    for found in _pattern(phrase).finditer(text.lower()):
        # Some capitals are longer in lower case, and shift all that follows them.
        written = text[found.start() : found.end()]
        if written.lower() == found[0] and not _SENTENCE.search(text[: found.start()][-4:]):
            yield re.split(r"\W+", written)


@lru_cache(1 << 10)
def _pattern(phrase: _Phrase) -> re.Pattern[str]:
    words = r"[^\w\n]+".join(map(re.escape, phrase))
    return re.compile(rf"(?<!\w){words}(?!\w)")


def _in_form(key: str, written: str) -> str:
    """Return a key in the capitals of a syllable.

    >>> _in_form("covid", "COVID"), _in_form("huế", "Huế"), _in_form("iphone", "iPhone")
    ('COVID', 'Huế', 'iPhone')
    """
    return written if written.lower() == key else key
