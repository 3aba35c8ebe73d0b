"""Library: a query answered with whole reports, for the pages and the command line alike.

The engine finds identifiers, the catalogue has the reports. Between two catch-ups the index may
still name a report that was deleted: it is left out here, never shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from archive.catalogue import Catalogue, Person, open_catalogue
from archive.config import Config
from archive.persons.aliases import name_key
from archive.slug import folded
from index.display.snippets import Snippet, highlight, snippet
from index.display.suggestions import freed, suggest
from index.engine import Engine, open_engine
from index.language.lattice import accepts, carries_tone
from index.planning.clauses import Leaf
from index.planning.plan import Prepared
from index.query import Query
from index.report import SECTION_SEPARATOR, Report
from index.results import Facet, FacetRequest, Results
from index.syntax.lexer import MAX_CHARACTERS
from index.syntax.notes import Note
from index.syntax.parser import parse, rewrite
from index.syntax.tree import Value, walk

__all__ = ["Found", "Library", "Row", "open_library"]

# Seconds that a statement of a page may take: gunicorn gives the whole page 30.
_SLOWEST = 20

# Reports fetched at once for a list that is carried away.
_CHUNK = 500

# Persons that a name in a query may stand for; «nguyễn» alone names thousands.
_PERSONS = 50
# Names in one query that are looked up; others are taken for identifiers.
_NAMES = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A hit with what a list shows of it.

    `title`: the spans of the title to be marked. `snippet`: the passage of lead, body or captions
    that shows most of what was asked for.
    """

    report: Report
    score: float
    title: tuple[tuple[int, int], ...]
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list.

    `query`: as the engine got it, names of persons replaced by identifiers. `names`: identifier →
    preferred name, for the persons in the query, its text too, and in the facets. `notes`: what
    the reader should be told of a query that could not be taken as it was typed.
    """

    query: Query
    results: Results
    rows: tuple[Row, ...]
    names: Mapping[str, str]
    notes: tuple[Note, ...] = ()


def open_library(config: Config) -> "Library":
    """The library of an archive; raises `CatalogueNotFound` where nothing was imported yet."""
    catalogue = open_catalogue(config.catalogue, slowest=_SLOWEST)
    return Library(catalogue, open_engine(config.index))


class Library:
    """The catalogue with its index. Open one in each process, after any fork."""

    def __init__(self, catalogue: Catalogue, engine: Engine) -> None:
        self.catalogue = catalogue
        self.engine = engine
        self._remembered: dict[str, list[str]] | None = None

    def for_a_page(self) -> "Library":
        """This library for a single page, which reads its query again and again.

        What a name means there is looked up once. To be dropped with the page: it misses what
        others decide meanwhile.
        """
        same = Library(self.catalogue, self.engine)
        same._remembered = {}
        return same

    def close(self) -> None:
        """Let go of catalogue and index."""
        self.engine.close()
        self.catalogue.close()

    def generation(self) -> str:
        """Changes whenever a page may look different."""
        return f"{self.engine.status().generation}-{self.catalogue.revision()}"

    def behind(self) -> int:
        """How many changes of the catalogue the index has yet to take."""
        return self.catalogue.pending(self.engine.status().revision)

    def find(
        self,
        query: Query,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
        length: int = 240,
    ) -> Found:
        """One page of the reports that a query finds; snippets have `length` letters at most."""
        asked = self.read(query)
        # Planned once for the hits, their marks and the notes: a plan costs as much as its hits.
        prepared = self.engine.prepare(asked)
        results = self.engine.execute(prepared.plan, offset=offset, limit=limit, facets=facets)
        found = {
            report.identifier: report
            for report in self.catalogue.many([hit.identifier for hit in results.hits])
        }
        rows = tuple(
            _row(found[hit.identifier], hit.score, prepared, length)
            for hit in results.hits
            if hit.identifier in found
        )
        persons = {count.value for count in results.facet("person").counts}
        persons.update(asked.persons, _persons_in(asked.text))
        names = self.catalogue.names(persons) if persons else {}
        # Names written out as identifiers take what was amiss with them along.
        typed = parse(query.text).notes if asked.text != query.text else ()
        notes = tuple(dict.fromkeys([*typed, *prepared.notes]))
        return Found(asked, results, rows, names, notes)

    def count(self, query: Query) -> int:
        """How many reports a query finds."""
        return self.engine.count(self.read(query))

    def meant(self, query: Query, total: int) -> list[tuple[Query, int]]:
        """What the reader may have meant, likeliest first, each with the number of its hits.

        Where the query finds nothing, `total` being its hits, the same without marks comes last.
        """
        texts = suggest(query.text, self.engine.statistics())
        others = [replace(query, text=text) for text in texts]
        free = freed(query.text)
        if not total and free != query.text:
            others.append(replace(query, text=free, exact=False))
        counted = [(other, self.count(other)) for other in dict.fromkeys(others)]
        return [(other, count) for other, count in counted if count]

    def scan(self, query: Query) -> Iterator[Report]:
        """Every report that a query finds, in its order."""
        hits = self.engine.scan(self.read(query))
        while chunk := [hit.identifier for hit in islice(hits, _CHUNK)]:
            yield from self.catalogue.many(chunk)

    def listed(self, query: Query) -> Iterator[tuple[Report, tuple[str, ...]]]:
        """Every report that a query finds, with the names of those whom it names."""
        reports = self.scan(query)
        while chunk := list(islice(reports, _CHUNK)):
            names = self.catalogue.names({person for each in chunk for person in each.persons})
            for report in chunk:
                yield report, tuple(names.get(person, person) for person in report.persons)

    def leaves(self, query: Query) -> tuple[Leaf, ...]:
        """What a query looks for, to be marked in a text."""
        return self.engine.prepare(self.read(query)).leaves

    def choices(
        self, query: Query, facet: str, *, text: str = "", limit: int = 200
    ) -> tuple[Facet, Mapping[str, str]]:
        """The values of one facet that hold the words of `text`, with the names of persons."""
        among = self._values(facet, text) if text.strip() else None
        request = FacetRequest(facet, limit, among)
        results = self.engine.search(self.read(query), limit=0, facets=[request])
        found = results.facet(facet)
        persons = [count.value for count in found.counts] if facet == "person" else []
        return found, self.catalogue.names(persons) if persons else {}

    def read(self, query: Query) -> Query:
        """The query as the engine gets it.

        Names of persons in its text are replaced by identifiers, and identifiers of persons who
        were merged into others by theirs, so that old addresses go on working.
        """
        if query.persons:
            current = self.catalogue.current(query.persons)
            persons = dict.fromkeys(current.get(each, each) for each in query.persons)
            query = replace(query, persons=tuple(persons))
        if ":" in query.text:
            query = replace(query, text=self._identified(query.text))
        return query

    def _identified(self, text: str) -> str:
        """The text with identifiers for the names of persons, as many as a query has room for."""
        names = list(dict.fromkeys(_persons_in(text)))[:_NAMES]
        called = {name: self._meant(name) for name in names}
        most = _PERSONS
        while len(written := _naming(text, called, most)) > MAX_CHARACTERS and most:
            most //= 2
        return written

    def _meant(self, name: str) -> list[str]:
        """Those whom a name in a query means, remembered where that is wanted."""
        if self._remembered is None:
            return self.persons_called(name)
        if name not in self._remembered:
            self._remembered[name] = self.persons_called(name)
        return self._remembered[name]

    def persons_called(self, name: str) -> list[str]:
        """Those whom a name means: who is called so, else whose name holds its words as wholes
        («khoa»: Vũ Đình Khoa), else as beginnings.
        """
        known = self.catalogue.person(name)
        if known is not None:
            return [known.identifier]
        matching = self.catalogue.persons_matching(name, _PERSONS)
        whole = [person for person in matching if _is_called(person, name)]
        within = whole or [person for person in matching if _is_called(person, name, partly=True)]
        return [person.identifier for person in within or matching]

    def sections_called(self, name: str) -> list[str]:
        """The section paths that a name means: a whole path, else those that end in the name."""
        paths = sorted(self.engine.statistics().values("section"))
        ends = {path: path.rsplit(SECTION_SEPARATOR, 1)[-1] for path in paths}
        typed = folded(name)
        for called in (
            [path for path in paths if path == name],
            [path for path in paths if folded(path) == typed],
            [path for path in paths if ends[path] == name],
        ):
            if called:
                return called
        return [path for path in paths if folded(ends[path]) == typed]

    def _values(self, facet: str, text: str) -> frozenset[str]:
        """The values of a facet that hold the words of a text."""
        if facet == "person":
            return frozenset(self.catalogue.persons_holding(text))
        return frozenset(
            value for value in self.engine.statistics().values(facet) if _holds(value, text)
        )


def _persons_in(text: str) -> Iterator[str]:
    """The persons in a query's text."""
    for node in walk(parse(text).tree) if ":" in text else ():
        if isinstance(node, Value) and node.field == "person":
            yield node.text


def _naming(text: str, called: Mapping[str, Sequence[str]], most: int) -> str:
    """The text with identifiers for names of persons, so many at most for each name."""
    return rewrite(text, "person", lambda name: called.get(name, ())[:most])


def _row(report: Report, score: float, prepared: Prepared, length: int) -> Row:
    title = highlight(report.title, prepared.leaves, field="title", words=prepared.words)
    return Row(report, score, tuple(title), _passage(report, prepared, length))


def _passage(report: Report, prepared: Prepared, length: int) -> Snippet:
    """The passage with most marks; among equals the lead comes before body and captions.

    Of a word that stands there as a whole, no syllable is marked that stands alone: «tai» means
    «tài» and «tại» too, and helps nobody beside «tai nạn».
    """
    texts = [("lead", report.lead), ("body", report.body)]
    texts += [("captions", caption) for caption in report.captions]
    passages = [
        (snippet(text, prepared.leaves, length, field=name), name)
        for name, text in texts
        if text.strip()
    ]
    if not passages:
        return Snippet("")
    best, name = max(passages, key=lambda passage: len(passage[0].marks))
    marks = highlight(best.text, prepared.leaves, field=name, words=prepared.words)
    return replace(best, marks=tuple(marks))


def _is_called(person: Person, name: str, *, partly: bool = False) -> bool:
    """Whether a name or alias of the person is this, marks left out or not; or, `partly`, has
    each of its words.
    """
    typed = name_key(name).split()
    stands = _stand_within if partly else _stand_for
    return any(stands(typed, name_key(each).split()) for each in (person.name, *person.aliases))


def _stand_for(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Whether typed words stand for others, each in its place."""
    tones = carries_tone(typed)
    return len(typed) == len(words) and all(
        accepts(one, other, tones_typed=tones) for one, other in zip(typed, words, strict=True)
    )


def _stand_within(typed: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each of the typed words stands for one of the others."""
    tones = carries_tone(typed)
    return all(any(accepts(one, other, tones_typed=tones) for other in words) for one in typed)


def _holds(value: str, text: str) -> bool:
    """Whether the words of a text stand in a value, marks left out."""
    return f" {folded(text)}" in f" {folded(value)}"
