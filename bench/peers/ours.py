"""The embedded engine of Kho Báo, asked by `Query`."""

from collections.abc import Iterable

from bench.peers import TOP, Engine, Question
from index.engines.whoosh import WhooshEngine
from index.query import Query
from index.report import Report
from index.results import FacetRequest

__all__ = ["FACETS", "Ours", "query_of"]

FACETS = tuple(FacetRequest(name, TOP) for name in ("date", "section", "person"))


def query_of(question: Question) -> Query:
    """Return a question as a `Query`."""
    words = question.words
    text = {
        "and": " ".join(f"+{word}" for word in words),
        "or": " OR ".join(words),
        "phrase": f'"{" ".join(words)}"',
    }.get(question.kind, " ".join(words))
    since, until = question.years or ("", "")
    return Query(text, exact=question.kind != "topic", since=since, until=until)


class Ours(Engine):
    """The embedded engine; it has one setting, its own."""

    name = "Kho Báo"

    def build(self, reports: Iterable[Report], processes: int = 1) -> None:
        engine = WhooshEngine(self.folder, processes=processes)
        engine.add(reports)
        engine.commit(1)
        engine.close()

    def open(self) -> None:
        self.engine = WhooshEngine(self.folder)

    def read(self, question: Question) -> Query:
        return query_of(question)

    def read_text(self, text: str) -> Query:
        return Query(text)

    def search(self, query: Query, limit: int, *, facets: bool = False) -> list[tuple[str, float]]:
        results = self.engine.search(query, limit=limit, facets=FACETS if facets else ())
        return [(hit.identifier, hit.score) for hit in results.hits]

    def forget(self) -> None:
        self.engine.forget()
