"""Engine: the interface of all search engines."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from index.errors import UnknownEngine
from index.masking import masked
from index.planning.clauses import Plan, Statistics
from index.planning.plan import Prepared
from index.query import Query
from index.report import Report
from index.results import FacetRequest, Hit, Results, Status
from index.syntax.parsed_query import ParsedQuery

__all__ = ["Engine", "open_engine"]


class Engine(Protocol):
    """An index of reports that can be written and searched at the same time.

    Changes become visible with `commit`. A second writer raises `IndexLocked`; readers never wait
    for a writer. A `Query` is parsed first, a `ParsedQuery` is taken as it is.

    Hits are ordered by score (`relevance`), which the decay of the plan may lower, or by date
    (`newest`, `oldest`), undated reports last in both; equals are ordered by identifier.
    """

    def add(self, reports: Iterable[Report]) -> None:
        """Add reports; one with a known identifier replaces the older report."""
        ...

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete reports; ignore unknown identifiers."""
        ...

    def commit(self, revision: int, mark: str = "", *, corrected: bool = False) -> None:
        """Make all changes visible at once, and record the revision of the catalogue.

        `mark`: of the state of the catalogue that was read. `corrected`: the index held changes
        that this catalogue never had, and no longer does; its revision may have become smaller.
        """
        ...

    def rollback(self) -> None:
        """Discard the changes since the last commit, and release the lock of the writer."""
        ...

    def clear(self) -> None:
        """Replace the index, even a damaged one, by an empty one at the next commit."""
        ...

    def purge(self) -> None:
        """Write the index again without the reports that were deleted or replaced in it.

        Deleting only hides them, so that words of theirs stay in its files for a time.
        """
        ...

    def search(
        self,
        query: Query | ParsedQuery,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """Return one page of the hits of a query, with the counts of facets.

        `offset`, `limit`: in hits.
        """
        ...

    def prepare(self, query: Query | ParsedQuery) -> Prepared:
        """Return the plan of a query over the current index, with notes and leaves."""
        ...

    def execute(
        self,
        plan: Plan,
        *,
        offset: int = 0,
        limit: int = 20,
        facets: Sequence[FacetRequest] = (),
    ) -> Results:
        """Return one page of the hits of a plan, as `search` does for the plan of its query."""
        ...

    def count(self, query: Query | ParsedQuery) -> int:
        """Return the number of hits of a query."""
        ...

    def scan(self, query: Query | ParsedQuery | Plan) -> Iterator[Hit]:
        """Yield all hits in order, from one snapshot of the index, in constant memory."""
        ...

    def fingerprints(self, identifiers: Sequence[str]) -> dict[str, int]:
        """Return identifier → fingerprint (`index.fingerprint`) for those that the index holds."""
        ...

    def statistics(self) -> Statistics:
        """Return the statistics of the current index; later commits do not change them."""
        ...

    def status(self, *, measured: bool = False) -> Status:
        """Return the state of the index; revision 0 if it does not exist yet.

        `measured`: with segments and size, for which an engine may need a further right.
        """
        ...

    def verify(self) -> None:
        """Read the whole index; raise `IndexDamaged` naming the first damaged file."""
        ...

    def close(self) -> None:
        """Close files and connections, discarding uncommitted changes."""
        ...


def open_engine(url: str) -> Engine:
    """Return the engine of an index URL, such as `whoosh:///var/lib/khobao/index`.

    Nothing is created before the first `add`. Raise `UnknownEngine` for any scheme but `whoosh`,
    `opensearch` and `opensearch+https`, or if the client library of OpenSearch is not installed.
    """
    scheme = url.partition(":")[0].lower()
    if scheme == "whoosh":
        from index.engines.whoosh import WhooshEngine

        return WhooshEngine.from_url(url)
    if scheme in ("opensearch", "opensearch+https"):
        try:
            from index.engines.opensearch import OpenSearchEngine
        except ModuleNotFoundError as error:
            if error.name != "urllib3":
                raise
            raise UnknownEngine(
                "OpenSearch needs another package: pip install 'khobao[cluster]'"
            ) from error
        return OpenSearchEngine.from_url(url)
    raise UnknownEngine(
        f"no engine for {masked(url)!r}; an index URL begins with whoosh:// or opensearch://"
    )
