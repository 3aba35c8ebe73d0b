"""The orders of a list, as links."""

from dataclasses import dataclass, replace

from archive.web import links
from archive.web.language import gettext
from index.query import ORDERS, Query

__all__ = ["Order", "of_reports", "of_values"]


@dataclass(frozen=True, slots=True)
class Order:
    """An order to choose; `chosen`: it is the present one."""

    label: str
    url: str
    chosen: bool


def of_reports(query: Query) -> list[Order]:
    """Return the orders of the hits of a query; without words there is no relevance."""
    labels = {
        "relevance": gettext("Liên quan nhất"),
        "recent": gettext("Liên quan, ưu tiên bài mới"),
        "newest": gettext("Mới nhất"),
        "oldest": gettext("Cũ nhất"),
    }
    offered = [order for order in ORDERS if query.text or order in ("newest", "oldest")]
    current = query.sort if query.sort in offered else "newest"
    return [
        Order(labels[order], links.of_query(replace(query, sort=order)), order == current)
        for order in offered
    ]


def of_values(query: Query, facet: str, find: str, *, by_name: bool) -> list[Order]:
    """Return the orders of all values of a facet. `find`: the words that they were filtered by."""
    typed = [("find", find)] if find else []

    def url(**more: str) -> str:
        return links.of_query(query, "facet_page.show", more=[*typed, *more.items()], facet=facet)

    return [
        Order(gettext("Nhiều bài nhất"), url(), not by_name),
        Order(gettext("Theo A–Z (vần chữ cái)"), url(by="name"), by_name),
    ]
