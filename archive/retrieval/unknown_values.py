"""Values of a query's filters and identifiers in its text that the archive does not have."""

from collections.abc import Iterator

from archive.retrieval.library import Library
from index.facets import FACETS
from index.syntax.notes import Note
from index.syntax.parsed_query import ParsedQuery

__all__ = ["unknown_values"]


def unknown_values(library: Library, parsed: ParsedQuery) -> Iterator[Note]:
    """Yield a note on each value that no report has, unless another note says so.

    Values of facets in the text are looked up, and noted, by the planner. Lists name an unknown
    person in a filter so, instead of by an identifier.
    """
    noted = {note.details[0] for note in parsed.notes if note.kind == "no_reports"}
    for facet in FACETS.values():
        chosen = parsed.query.values(facet.name)
        if not chosen or facet.kind in ("date", "identifier"):
            continue
        known = library.engine.statistics().values(facet.name)
        unknown = (each for each in chosen if each not in known and each not in noted)
        yield from (Note("no_value", (facet.name, each)) for each in unknown)
    asked = list(dict.fromkeys(value.text for value in parsed.values("identifier")))
    for identifier in library.catalogue.reports.unknown(asked) if asked else ():
        yield Note("no_value", ("identifier", identifier))
