"""The persons whose names the words of a query nearly are: a letter wrong, or spaces elsewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from archive.retrieval.hits import count_hits
from archive.retrieval.library import Library
from archive.retrieval.named_persons import NamedPerson, named_persons
from archive.slug import slug
from index.language.analysis import keys
from index.language.edits import edits
from index.planning.clauses import RemoteStatistics, Statistics, Term, TermSequence
from index.planning.expander import Expander
from index.planning.pairs import pairs_of
from index.query import Query
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Phrase, Word, Words

__all__ = ["with_names"]

# The least letters of a name; shorter ones differ by one letter from each other.
_SHORTEST = 6
# Longer texts are no names, and have many neighbours.
_LONGEST = 40
# Words of a query that is looked through, of a name, and letters of a name typed in one word.
_MOST_WORDS, _NAME_WORDS, _JOINED = 8, 4, 24
# Generations of the index for which the letters of names are kept: to divide the letters of a query
# in all ways takes 2,000 steps.
_GENERATIONS = 2
# A name has so many times the reports that have the words as typed, which may be misprints.
_MORE = 20
# A word in so few reports may be a misspelt part of a name within a longer query.
_RARE = 5


def with_names(library: Library, parsed: ParsedQuery, limit: int) -> list[str]:
    """Return texts of a query in which a name of a person was misspelt, with the name as it is.

    Diacritics do not count. A name has one other letter, one more, one less, two exchanged, or
    other spaces. Those in most reports come first; none if reports have the words as typed, or a
    person called so, nearly as often.
    """
    words = _plain_words(parsed)
    if not words:
        return []
    for start, stop in _runs(library, parsed, words):
        found = _persons(library, parsed, words[start:stop])
        if found:
            before, after = _text(words[:start]), _text(words[stop:])
            names = [each.person.name for each in found[:limit]]
            return [" ".join(filter(None, (before, name, after))) for name in names]
    return []


def _plain_words(parsed: ParsedQuery) -> tuple[Word, ...]:
    """Return the words of a query that has nothing else."""
    match parsed.tree:
        case Words(words) if len(words) <= _MOST_WORDS:
            return () if any(word.exact or word.wild for word in words) else words
    return ()


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _runs(
    library: Library, parsed: ParsedQuery, words: Sequence[Word]
) -> Iterator[tuple[int, int]]:
    """Yield the ranges of words that may be a misspelt name, as the first and the one after it.

    First all words, then those around a rare word, the longest range first.
    """
    yield 0, len(words)
    statistics = library.engine.statistics()
    if isinstance(statistics, RemoteStatistics) or len(words) < 3:
        return
    tokens = Expander.of(parsed, statistics).tokens(words)
    if len(tokens) != len(words):
        return
    rare = {
        at
        for at, token in enumerate(tokens)
        if token.written.isalpha() and statistics.document_frequency(token.leaf) <= _RARE
    }
    for length in range(min(_NAME_WORDS, len(words) - 1), 1, -1):
        for start in range(len(words) - length + 1):
            if not rare.isdisjoint(range(start, start + length)):
                yield start, start + length


def _persons(library: Library, parsed: ParsedQuery, words: Sequence[Word]) -> list[NamedPerson]:
    """Return the persons whose name was meant by words, those in most reports first."""
    typed = slug(_text(words))
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return []
    near = _near(library, typed)
    if not near:
        return []
    run = ParsedQuery.of(Query(_text(words)))
    least = _MORE * _frequency(words, library.engine.statistics())
    counts = library.catalogue.persons.report_counts(near)
    near = [each for each in near if counts.get(each, 0) >= max(least, 1)]
    known = library.catalogue.persons.many(near) if near else []
    called = named_persons(library, run) if known else []
    shown = [
        NamedPerson(person, counts[person.identifier])
        for person in known
        if not person.hidden
        and not person.merged
        and person.identifier not in {each.person.identifier for each in called}
    ]
    as_typed = max(each.reports for each in called) if called else 0
    if shown:
        as_typed = max(as_typed, _side_by_side(library, run))
    likely = [
        each
        for each in shown
        # The planner reads joined syllables apart, so that a name without spaces finds its reports.
        if (each.reports >= _MORE * as_typed or _letters(each.person.name) == _letters(typed))
        and not _changes_a_word(library, run, each)
    ]
    return sorted(likely, key=lambda each: (-each.reports, each.person.identifier))


def _letters(name: str) -> str:
    return slug(name).replace("-", "")


def _frequency(words: Sequence[Word], statistics: Statistics) -> int:
    """Return the number of reports with words side by side, just as typed."""
    terms = tuple(Term(keys=(key,)) for word in words for key in keys(word.text))
    return statistics.document_frequency(terms[0] if len(terms) == 1 else TermSequence(terms))


def _side_by_side(library: Library, parsed: ParsedQuery) -> int:
    """Return the number of reports with words side by side, in any spelling."""
    return count_hits(library, parsed.with_tree(Phrase(_plain_words(parsed))))


def _divided(letters: str) -> Iterator[str]:
    """Yield the identifiers of names with these letters.

    >>> len(list(_divided("hochiminh"))), "ho-chi-minh" in _divided("hochiminh")
    (92, True)
    """
    if len(letters) > _JOINED:
        return
    for spaces in range(1, _NAME_WORDS):
        for cuts in combinations(range(1, len(letters)), spaces):
            ends = (*cuts, len(letters))
            parts = zip((0, *cuts), ends, strict=True)
            yield "-".join(letters[start:end] for start, end in parts)


@lru_cache(_GENERATIONS)
def _by_letters(identifiers: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """Return letters → the identifiers of names with these letters, however they are divided."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for identifier in identifiers:
        parts = identifier.split("-")
        letters = "".join(parts)
        if 1 < len(parts) <= _NAME_WORDS and len(letters) <= _JOINED:
            found[letters].append(identifier)
    return dict(found)


def _near(library: Library, typed: str) -> list[str]:
    """Return the identifiers of persons at one edit from one, or with the same letters."""
    statistics = library.engine.statistics()
    letters = typed.replace("-", "")
    edited = {typed, *edits(typed)}
    # A distant index would have to send all persons.
    if isinstance(statistics, RemoteStatistics):
        return list(library.catalogue.persons.names(edited.union(_divided(letters))))
    known = frozenset(statistics.values("person"))
    return list(edited.intersection(known).union(_by_letters(known).get(letters, ())))


def _changes_a_word(library: Library, parsed: ParsedQuery, named: NamedPerson) -> bool:
    """Return whether a name would change a word that was meant: «nhà văn Dũng», Hà Văn Dũng.

    Such a word stands among words in capitals without having one, or is one with its neighbour in
    many more reports than have the name.
    """
    words = _plain_words(parsed)
    typed, name = (
        [slug(each) for each in text.split()] for text in (_text(words), named.person.name)
    )
    if len(typed) != len(name):
        return False
    changed = [at for at, pair in enumerate(zip(typed, name, strict=True)) if pair[0] != pair[1]]
    capitals = [word.text[:1].isupper() for word in words]
    if any(capitals) and not all(capitals[at] for at in changed):
        return True
    statistics = library.engine.statistics()
    return any(
        at in (start, start + 1)
        for start in _pairs(parsed, statistics, _MORE * named.reports)
        for at in changed
    )


def _pairs(parsed: ParsedQuery, statistics: Statistics, reports: int) -> list[int]:
    """Return the first tokens of pairs that are one word, in more than a number of reports."""
    if isinstance(statistics, RemoteStatistics):
        return statistics.answer(lambda known: _pairs(parsed, known, reports))
    tokens = Expander.of(parsed, statistics).tokens(_plain_words(parsed))
    pairs = pairs_of(tokens, (), statistics)
    frequency = statistics.document_frequency
    return [at for at, each in pairs.items() if each.is_word and frequency(each.leaf) > reports]
