"""The names of persons, sections, newspapers and authors, found by how their words begin."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from weakref import WeakKeyDictionary

from archive.retrieval.library import Library
from archive.slug import folded
from index.display.completion import begins
from index.language.lattice import accepts, carries_tone
from index.language.spelling import normalise
from index.query import Query
from index.report import SECTION_SEPARATOR
from index.results import Facet, FacetRequest

__all__ = ["Named", "names_beginning"]

# The most frequent values of each facet whose names are kept in memory.
_KEPT = {"person": 5000, "section": 5000, "source": 1000, "author": 2000}
# The least number of reports of a name that is offered, in an archive of more than `_SMALL`.
_FEW = 3
_SMALL = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """A value of a facet with a name. `reports`: the number of reports that have it."""

    facet: str
    value: str
    name: str
    reports: int


class _NameIndex:
    """All words with which a name, or the rest of a name, begins, in alphabetical order."""

    def __init__(self, named: Iterable[tuple[Named, str]]) -> None:
        self._entries = sorted(
            (
                (" ".join(words[start:]), start, number, each, name)
                for number, (each, name) in enumerate(named)
                for words in [folded(name).split()]
                for start in range(len(words))
            ),
            key=lambda entry: entry[:3],
        )
        self._keys = [entry[0] for entry in self._entries]

    def beginning(self, text: str, facet: str) -> list[Named]:
        """Return what has a name with a word from which on it begins with a text.

        Whole names come first, then names that begin so; among equals those in most reports.
        """
        wanted = folded(text)
        first = bisect_left(self._keys, wanted)
        last = bisect_left(self._keys, wanted + "\U0010ffff")
        typed = normalise(text).split()
        # Where no diacritics were typed, any are accepted.
        plain = " ".join(typed) == wanted
        ranks: dict[Named, int] = {}
        for words, start, _, each, name in self._entries[first:last]:
            if each.facet == facet and (plain or _accepted(typed, name, start)):
                rank = 2 if start else int(words != wanted)
                ranks[each] = min(rank, ranks.get(each, rank))
        return sorted(ranks, key=lambda each: (ranks[each], -each.reports, each.name))


def names_beginning(library: Library, text: str, facet: str, limit: int) -> list[Named]:
    """Return the values of a facet with a word in their name from which on it begins with a text.

    Diacritics that were not typed match any. Only the commonest values are looked at, in a large
    archive none in fewer than three reports.
    """
    if not folded(text):
        return []
    return list(islice(_index(library).beginning(text, facet), limit))


# The generation of an index with the names in it; read again after each commit.
_indexes: WeakKeyDictionary[Library, tuple[str, _NameIndex]] = WeakKeyDictionary()
_lock = Lock()


def _index(library: Library) -> _NameIndex:
    generation = library.engine.status().generation
    with _lock:
        known = _indexes.get(library)
        if known is None or known[0] != generation:
            known = _indexes[library] = generation, _NameIndex(_named(library))
        return known[1]


def _named(library: Library) -> Iterator[tuple[Named, str]]:
    """Yield the commonest values of all facets, each with one of its names."""
    wanted = [FacetRequest(facet, limit, total=False) for facet, limit in _KEPT.items()]
    results = library.engine.search(Query(), limit=0, facets=wanted)
    few = _FEW if results.total > _SMALL else 1
    for facet in results.facets:
        common = Facet(facet.name, tuple(each for each in facet.counts if each.count >= few), 0)
        yield from _persons(library, common) if facet.name == "person" else _values(common)


def _persons(library: Library, facet: Facet) -> Iterator[tuple[Named, str]]:
    counts = {each.value: each.count for each in facet.counts}
    for person in library.catalogue.persons.many(list(counts)):
        named = Named("person", person.identifier, person.name, counts[person.identifier])
        for name in (person.name, *person.aliases):
            yield named, name


def _values(facet: Facet) -> Iterator[tuple[Named, str]]:
    """Yield values of a facet; of a section the last part of the path is its name."""
    for value, count in facet.counts:
        yield Named(facet.name, value, value, count), value.rpartition(SECTION_SEPARATOR)[2]


def _accepted(typed: Sequence[str], name: str, start: int) -> bool:
    """Return whether the words of a name from `start` on match the typed ones, the last begun."""
    *whole, last = typed
    words = normalise(name).split()[start:]
    tones = carries_tone(whole)
    return (
        len(words) > len(whole)
        and begins(words[len(whole)], last)
        and all(
            accepts(one, word, tones_typed=tones) for one, word in zip(whole, words, strict=False)
        )
    )
