"""A search library for Vietnamese news reports.

It knows reports and queries, but no file formats, no web and no command line. The names in
`__all__` are its public interface:

    engine = open_engine("whoosh:///var/lib/khobao/index")
    engine.add([Report("bdt:1", title="Khởi công cầu Bến Đá")])
    engine.commit(revision=1)
    results = engine.search(Query("ben da"), facets=[FacetRequest("date")])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.engine import Engine, open_engine
    from index.errors import IndexingError, KhobaoError
    from index.query import Query
    from index.report import Report
    from index.results import Facet, FacetRequest, Hit, Results

    __version__: str

__all__ = [
    "Engine",
    "Facet",
    "FacetRequest",
    "Hit",
    "IndexingError",
    "KhobaoError",
    "Query",
    "Report",
    "Results",
    "open_engine",
]

# Imported when first used: a program that needs `index.report` alone starts five times as fast
# without the query planner (0.04 s of processor time instead of 0.19).
_MODULES = {
    "index.engine": ("Engine", "open_engine"),
    "index.errors": ("IndexingError", "KhobaoError"),
    "index.query": ("Query",),
    "index.report": ("Report",),
    "index.results": ("Facet", "FacetRequest", "Hit", "Results"),
}


def __getattr__(name: str) -> Any:
    """Return a public name from its module, or the version of the installed package."""
    if name == "__version__":
        return import_module("importlib.metadata").version("khobao")
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
