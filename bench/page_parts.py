"""Processor time of the parts of a page, measured while the application answers."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import archive.retrieval.hits
import archive.web.lists.search
import archive.web.pages.home
import archive.web.pages.person
import archive.web.reports.report
from archive.catalogue.reports import Reports
from archive.web.lists import alternatives, facets, histogram
from index.engines.whoosh import WhooshEngine

__all__ = ["PARTS", "REST", "measured"]

REST = "rest"
"""The rest of a page: the request itself, the query, headers, compression."""

# Each part with its functions, as attributes of a module or class. What one part calls of another
# counts for the other.
_FUNCTIONS: dict[str, tuple[tuple[Any, str], ...]] = {
    "engine": ((WhooshEngine, "prepare"), (WhooshEngine, "execute")),
    "texts": ((Reports, "without_persons"), (Reports, "many"), (Reports, "versions")),
    "snippets": (
        (archive.retrieval.hits, "_parts"),
        (archive.web.reports.report, "report_text"),
    ),
    "suggestions": ((alternatives, "suggestions"),),
    "other counts": ((alternatives, "other_match"), (alternatives, "unfiltered")),
    "names": ((archive.retrieval.hits, "_names"), (archive.web.lists.search, "_named")),
    "facets": ((facets, "views"), (histogram, "histogram")),
    "rows": (
        (archive.web.lists.search, "rows"),
        (archive.web.pages.home, "rows"),
        (archive.web.pages.person, "rows"),
    ),
    "template": tuple(
        (module, "render_template")
        for module in (
            archive.web.lists.search,
            archive.web.pages.home,
            archive.web.pages.person,
            archive.web.reports.report,
        )
    ),
}
PARTS = (*_FUNCTIONS, REST)
"""The parts in the order of a page."""


@contextmanager
def measured() -> Iterator[Counter[str]]:
    """Add the milliseconds of each part to the counter that this yields, within a `with` block."""
    spent: Counter[str] = Counter()
    # The parts that are being executed, innermost last, and the time that was counted before.
    running: list[str] = []
    since = [0.0]

    def switch() -> None:
        """Count the time since the last switch for the part that was running."""
        now = time.process_time()
        if running:
            spent[running[-1]] += (now - since[0]) * 1000
        since[0] = now

    def timed(function: Callable[..., Any], part: str) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            switch()
            running.append(part)
            try:
                return function(*args, **kwargs)
            finally:
                switch()
                running.pop()

        return call

    replaced = [
        (owner, name, getattr(owner, name), part)
        for part, functions in _FUNCTIONS.items()
        for owner, name in functions
    ]
    for owner, name, function, part in replaced:
        setattr(owner, name, timed(function, part))
    try:
        yield spent
    finally:
        for owner, name, function, _ in replaced:
            setattr(owner, name, function)
