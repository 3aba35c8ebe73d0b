"""The persons and sections that typed names mean, and queries with the names looked up in them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from archive.catalogue import Person
from archive.persons.aliases import name_key
from archive.retrieval.library import Library
from archive.retrieval.newspapers import note_on, titles_called, unheld_name
from index.language.lattice import accepts, carries_tone
from index.planning.facet_lookup import matching
from index.planning.limits import check_size
from index.query import Query
from index.report import SECTION_SEPARATOR
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery

__all__ = ["is_called", "persons_called", "resolve", "values_called"]

# Most persons that one name in a query stands for: «nguyễn» alone names thousands.
_PERSONS = 50


def resolve(library: Library, query: Query | ParsedQuery) -> ParsedQuery:
    """Parse a query and look up the persons and newspapers it names; return a parsed one as it is.

    Names in the text get their identifiers in the tree; the text stays as typed. An identifier of
    a person who was merged into another one becomes that one's, and another name of a newspaper
    those that the index has, so that old addresses work. Raise `QueryTooLarge` if there are too
    many filters or names.
    """
    if isinstance(query, ParsedQuery):
        return query
    parsed = replace(ParsedQuery.of(query), synonyms=library.synonyms)
    check_size(parsed)
    query = _with_current_persons(library, query)
    for facet in _PUBLISHED:
        query = _with_current_values(library, query, facet)
    notes = _notes_on_newspapers(library, parsed)
    parsed = replace(parsed.with_query(query), notes=(*parsed.notes, *notes))
    for facet, called in {"person": _persons, **_PUBLISHED, "source": _titles}.items():
        names = dict.fromkeys(value.text for value in parsed.values(facet))
        meant = {name: called(library, name) for name in names}
        if meant:
            parsed = parsed.resolve(facet, partial(_looked_up, meant))
    return parsed


def _notes_on_newspapers(library: Library, parsed: ParsedQuery) -> list[Note]:
    """Return notes on the names of newspapers in a query under which there are no reports."""
    typed = [each.text for each in parsed.values("source") if not _matching(library, each.text)]
    names = dict.fromkeys([*parsed.query.values("source"), *typed])
    unheld = [each for name in names if (each := unheld_name(library, name))]
    return [note_on(each) for each in unheld]


def _looked_up(meant: Mapping[str, list[str]], name: str) -> Sequence[str]:
    return meant.get(name, ())


def _persons(library: Library, name: str) -> list[str]:
    return persons_called(library, name)[:_PERSONS]


def _titles(library: Library, name: str) -> list[str]:
    """Return the names of newspapers in the index that a name in the text of a query means.

    None if it is for the planner to compare it with the values in the index. A name under which
    there are no reports stands for itself if its newspaper has none at all.
    """
    titles = titles_called(library, name)
    if titles or _matching(library, name):
        return titles
    unheld = unheld_name(library, name)
    return [*unheld.newspaper.titles] or [name] if unheld else []


def _titles_chosen(library: Library, name: str) -> list[str]:
    """Return the names of newspapers in the index that a chosen value means."""
    titles = titles_called(library, name)
    unheld = None if titles else unheld_name(library, name)
    return [*unheld.newspaper.titles] if unheld else titles


def _matching(library: Library, name: str) -> tuple[str, ...]:
    """Return the names of newspapers in the index that hold the words of a typed one."""
    return matching("source", name, library.engine.statistics())


def _current_section(library: Library, name: str) -> list[str]:
    """Return the path under which reports of a section are listed; none if there are no reports.

    A path that the index has, or that nothing is known of, is left to the planner.
    """
    held = library.engine.statistics().values("section")
    path = tuple(name.split(SECTION_SEPARATOR))
    if name in held or not all(path):
        return []
    shown = SECTION_SEPARATOR.join(library.catalogue.names.sections().shown(path))
    below = shown + SECTION_SEPARATOR
    return [shown] if any(each == shown or each.startswith(below) for each in held) else []


# The facets whose values newspapers print, and what returns the values in the index.
_PUBLISHED = {"source": _titles_chosen, "section": _current_section}


def _with_current_persons(library: Library, query: Query) -> Query:
    """Return the query with the current identifiers of the persons chosen in its filters."""
    chosen = query.values("person")
    current = library.catalogue.persons.current(chosen) if chosen else {}
    if not current:
        return query
    filters = (
        each._replace(value=current.get(each.value, each.value)) if each.facet == "person" else each
        for each in query.filters
    )
    return replace(query, filters=tuple(dict.fromkeys(filters)))


def _with_current_values(library: Library, query: Query, facet: str) -> Query:
    """Return the query with the values under which the index has those chosen from a facet."""
    chosen = query.values(facet)
    called = {name: _PUBLISHED[facet](library, name) or [name] for name in chosen}
    if all(values == [name] for name, values in called.items()):
        return query
    filters = (
        each._replace(value=value)
        for each in query.filters
        for value in (called[each.value] if each.facet == facet else [each.value])
    )
    return replace(query, filters=tuple(dict.fromkeys(filters)))


def persons_called(library: Library, name: str) -> list[str]:
    """Return the identifiers of the persons that a name means.

    They are those with this name or alias, else those whose name holds each of its words
    («khoa»: Vũ Đình Khoa), else those whose name holds words that begin so.
    """
    known = library.catalogue.persons.get(name)
    if known is not None:
        return [known.identifier]
    found = library.catalogue.persons.matching(name, _PERSONS)
    # A withdrawn report may have been the only one that names a person.
    shown = library.catalogue.persons.report_counts([each.identifier for each in found])
    matching = [each for each in found if each.identifier in shown]
    whole = [person for person in matching if is_called(person, name)]
    within = whole or [person for person in matching if is_called(person, name, partly=True)]
    return [person.identifier for person in within or matching]


def values_called(library: Library, facet: str, name: str) -> list[str]:
    """Return the values of a facet that a name means, as in the text of a query.

    `facet`: not `date`. A newspaper's name under which there are no reports is returned as it is,
    so that the query gets a note on it.
    """
    if facet == "person":
        return persons_called(library, name)
    named = {"source": titles_called, "section": _current_section}.get(facet)
    meant = named(library, name) if named else []
    found = meant or list(matching(facet, name, library.engine.statistics()))
    return found or [name] * (facet == "source" and unheld_name(library, name) is not None)


def is_called(person: Person, name: str, *, partly: bool = False) -> bool:
    """Return whether a name or alias of the person is this name, diacritics being optional.

    `partly`: whether it is enough that it holds each word of the name.
    """
    typed = name_key(name).split()
    matches = _match_within if partly else _match_all
    return any(matches(typed, name_key(each).split()) for each in (person.name, *person.aliases))


def _match_all(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether typed words match others one by one."""
    tones = carries_tone(typed)
    return len(typed) == len(words) and all(
        accepts(one, other, tones_typed=tones) for one, other in zip(typed, words, strict=True)
    )


def _match_within(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether each typed word matches any of the others."""
    tones = carries_tone(typed)
    return all(any(accepts(one, other, tones_typed=tones) for other in words) for one in typed)
