"""The persons whose name differs by one letter from the words of a query."""

from archive.catalogue import Person
from archive.retrieval.library import Library
from archive.retrieval.named_persons import named_persons, plain_words
from archive.slug import slug
from index.display.restoration import edits
from index.planning.clauses import RemoteStatistics
from index.syntax.parsed_query import ParsedQuery

__all__ = ["persons_at_one_letter"]

# The least letters of a name; shorter ones differ by one letter from each other.
_SHORTEST = 6
# Longer texts are no names, and have many neighbours.
_LONGEST = 40


def persons_at_one_letter(library: Library, parsed: ParsedQuery) -> list[Person]:
    """Return the persons whose name has one other letter, one more, less, or two exchanged.

    They are those in most reports first; none if a person is called as typed. Diacritics do not
    count. Identifiers are names without diacritics, so that no name has to be compared.
    """
    typed = slug(plain_words(parsed))
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return []
    near = _known(library, {typed, *edits(typed)})
    if not near or named_persons(library, parsed):
        return []
    counts = library.catalogue.persons.report_counts(near)
    found = library.catalogue.persons.many([each for each in near if each in counts])
    shown = [person for person in found if not person.hidden and not person.merged]
    return sorted(shown, key=lambda person: (-counts[person.identifier], person.identifier))


def _known(library: Library, identifiers: set[str]) -> list[str]:
    """Return those of some identifiers of persons that exist."""
    statistics = library.engine.statistics()
    # A distant index would have to send all persons.
    if isinstance(statistics, RemoteStatistics):
        return list(library.catalogue.persons.names(identifiers))
    return list(identifiers.intersection(statistics.values("person")))
