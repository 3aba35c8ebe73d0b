"""The persons whose name a query consists of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.catalogue import Person
from archive.persons.aliases import known, name_key
from archive.retrieval.library import Library
from archive.retrieval.names import is_called
from archive.slug import slug
from index.planning.clauses import RemoteStatistics
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import Words

__all__ = ["NamedPerson", "named_persons"]

# Words. Hundreds of persons share a name of one word; longer texts are titles of reports.
_SHORTEST, _LONGEST = 2, 6
# Most persons of one name; identifiers of namesakes end in a number.
_NAMESAKES = 5


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person with the number of reports that name him or her."""

    person: Person
    reports: int


def named_persons(library: Library, parsed: ParsedQuery) -> list[NamedPerson]:
    """Return the persons who are called exactly as the query reads, most mentioned first.

    Diacritics may be left out. Only queries of plain words are looked up, by their identifiers: a
    search in all names takes as long as a page.
    """
    name = _plain_words(parsed)
    if not name:
        return []
    named = _in_reports(library, list(_identifiers(name)))
    found = library.catalogue.persons.many(named) if named else []
    persons = [
        person
        for person in found
        if not person.hidden and not person.merged and _is_meant(person, name)
    ]
    if not persons:
        return []
    counts = library.catalogue.persons.report_counts([each.identifier for each in persons])
    counted = [NamedPerson(each, counts.get(each.identifier, 0)) for each in persons]
    return sorted((each for each in counted if each.reports), key=lambda each: -each.reports)


def _in_reports(library: Library, identifiers: Sequence[str]) -> list[str]:
    """Return those of some identifiers that the index has, so that most queries need no SQL.

    All of them are returned where the index is distant and would have to send its persons.
    """
    statistics = library.engine.statistics()
    if isinstance(statistics, RemoteStatistics):
        return list(identifiers)
    known = statistics.values("person")
    return [each for each in identifiers if each in known]


def _plain_words(parsed: ParsedQuery) -> str:
    """Return the words of a query that has nothing else, "" for any other query."""
    match parsed.tree:
        case Words(words) if _SHORTEST <= len(words) <= _LONGEST:
            special = any(word.exact or word.wild for word in words)
            return "" if special else " ".join(word.text for word in words)
    return ""


def _identifiers(name: str) -> Iterator[str]:
    """Yield the identifiers that persons of a name may have."""
    for each in dict.fromkeys([name, known().get(name_key(name), name)]):
        base = slug(each)
        yield base
        for number in range(2, _NAMESAKES + 1):
            yield f"{base}-{number}"


def _is_meant(person: Person, name: str) -> bool:
    """Return whether a name is the person's, or an alias that everybody uses."""
    return is_called(person, name) or known().get(name_key(name)) == person.name
