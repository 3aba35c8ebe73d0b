"""Engine: what every search engine does for us, however it keeps its index."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol
from urllib.parse import urlsplit

from index.errors import UnknownEngine
from index.planning.clauses import Plan, Statistics
from index.planning.plan import Prepared
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Hit, Results, Status
from index.syntax.parsed_query import ParsedQuery

__all__ = ["Engine", "open_engine"]


class Engine(Protocol):
    """A derived index of reports. Readers never wait for a writer.

    What is added or deleted is seen by no one before `commit`; two writers at once raise
    `IndexLocked`. A `Query` is parsed first, a `ParsedQuery` is taken as it is. The order of hits:
    `relevance` by score, times the plan's decay where it has one, `newest` and `oldest` by date
    with undated reports last in both; equals by identifier.
    """

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces it."""
        ...

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; unknown identifiers are passed over."""
        ...

    def commit(self, revision: int) -> None:
        """Make all changes visible at once, as of that revision of the catalogue."""
        ...

    def rollback(self) -> None:
        """Forget what was added and deleted since the last commit, releasing the writer's lock."""
        ...

    def clear(self) -> None:
        """Begin an empty index with the next commit, whatever stood there, damaged or not."""
        ...

    def search(
        self,
        query: Query | ParsedQuery,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """One page of the reports that a query finds, with the facets asked for."""
        ...

    def prepare(self, query: Query | ParsedQuery) -> Prepared:
        """The plan of a query over the index as it is now, to be executed and told of."""
        ...

    def execute(
        self,
        plan: Plan,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """One page of what a plan finds; `search` is this on the plan of its query."""
        ...

    def count(self, query: Query | ParsedQuery) -> int:
        """How many reports a query finds."""
        ...

    def scan(self, query: Query | ParsedQuery) -> Iterator[Hit]:
        """Every hit in order, from one snapshot, in constant memory."""
        ...

    def statistics(self) -> Statistics:
        """A stable view of the index's statistics, as of now."""
        ...

    def status(self) -> Status:
        """The state of the index; an index that does not exist yet has revision 0."""
        ...

    def verify(self) -> None:
        """Read every byte of the index; raises `IndexDamaged` naming the first bad file."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def open_engine(url: str) -> Engine:
    """The engine that a URL names, such as `whoosh:///var/lib/khobao/index`.

    Nothing is created before the first `add`. Raises `UnknownEngine` for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "whoosh":
        from index.engines.whoosh import WhooshEngine

        return WhooshEngine.from_url(url)
    if parts.scheme in ("opensearch", "opensearch+https"):
        try:
            from index.engines.opensearch import OpenSearchEngine
        except ModuleNotFoundError as error:
            if error.name != "opensearchpy":
                raise
            raise UnknownEngine(
                "for OpenSearch another package is needed: pip install 'khobao[cluster]'"
            ) from error
        return OpenSearchEngine.from_url(url)
    raise UnknownEngine(
        f"no engine for {url!r}; an index URL begins with whoosh:// or opensearch://"
    )
