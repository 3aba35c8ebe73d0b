"""What the page says about a query beside its hits: how it was read, and what else to try."""

from dataclasses import dataclass, replace

from flask_babel import gettext, ngettext

from archive.retrieval import Library
from archive.web import links
from archive.web.language import number, reports
from index.query import MATCHES, ORDERS, Match, Query

__all__ = ["Way", "exactness", "modes", "nothing_found", "orders"]

# The filters that an empty list is tried without; each costs a count.
_TRIED = 12


@dataclass(frozen=True, slots=True)
class Way:
    """Something to click on that changes the query; `count`: the hits behind it, where known."""

    label: str
    url: str
    chosen: bool = False
    count: int = 0


def modes(library: Library, query: Query, total: int) -> list[Way]:
    """How much of the query a hit must hold, each with its number of hits.

    None for a query that all three read alike.
    """
    if not query.text:
        return []
    counts = {
        match: total if match == query.match else library.count(replace(query, match=match))
        for match in MATCHES
    }
    if len(set(counts.values())) == 1:
        return []
    wanted: tuple[Match, ...] = ("all", "most", "any")
    return [
        Way(
            _mode(match, counts[match]),
            links.of_query(replace(query, match=match)),
            match == query.match,
            counts[match],
        )
        for match in wanted
    ]


def _mode(match: Match, count: int) -> str:
    shown = number(count)
    if match == "all":
        return str(ngettext("%(count)s bài có đủ mọi từ", "%(count)s bài có đủ mọi từ", count, count=shown))
    if match == "most":
        return str(ngettext("%(count)s bài có phần lớn", "%(count)s bài có phần lớn", count, count=shown))
    return str(
        ngettext("%(count)s bài có đủ tiếng, rải rác", "%(count)s bài có đủ tiếng, rải rác", count, count=shown)
    )


def orders(query: Query) -> list[Way]:
    """The orders in which the list may stand."""
    labels = {
        "relevance": gettext("Liên quan nhất"),
        "newest": gettext("Mới nhất"),
        "oldest": gettext("Cũ nhất"),
    }
    offered = [order for order in ORDERS if query.text or order != "relevance"]
    # Without words there is nothing to be relevant to, and the newest come first.
    current = query.sort if query.sort in offered else "newest"
    return [
        Way(labels[order], links.of_query(replace(query, sort=order)), order == current)
        for order in offered
    ]


def exactness(query: Query) -> Way | None:
    """The switch between marks that may be left out and spelling exactly as typed."""
    if not query.text:
        return None
    label = gettext("Chỉ đúng dấu đã gõ")
    return Way(label, links.of_query(replace(query, exact=not query.exact)), query.exact)


def nothing_found(library: Library, query: Query) -> list[Way]:
    """Ways out of an empty list: those that lead to a hit, the closest to the query first."""
    tried: list[tuple[str, Query]] = []
    if query.since and query.until and query.since > query.until:
        swapped = replace(query, since=query.until, until=query.since)
        tried.append((gettext("Đổi chỗ hai ngày"), swapped))
    if query.exact:
        tried.append((gettext("Nhận cả những cách đánh dấu khác"), replace(query, exact=False)))
    if query.since or query.until:
        tried.append((gettext("Bỏ khoảng ngày"), replace(query, since="", until="")))
    for facet, field in links.CHOICES.items():
        if getattr(query, field):
            tried.append((_dropped(facet), replace(query, **{field: ()})))
    bare = Query(text=query.text, match=query.match)
    if len(tried) > 1:
        tried.append((gettext("Bỏ hết bộ lọc"), bare))
    if query.text:
        for match in ("most", "any"):
            if match != query.match:
                label = (
                    gettext("Chỉ cần phần lớn số từ")
                    if match == "most"
                    else gettext("Các tiếng đứng rải rác cũng được")
                )
                tried.append((label, replace(query, match=match)))
    found = [(label, way, library.count(way)) for label, way in tried[:_TRIED]]
    return [Way(label, links.of_query(way), count=count) for label, way, count in found if count]


def _dropped(facet: str) -> str:
    return {
        "date": gettext("Bỏ lọc theo thời gian"),
        "section": gettext("Bỏ lọc theo chuyên mục"),
        "person": gettext("Bỏ lọc theo nhân vật"),
        "author": gettext("Bỏ lọc theo tác giả"),
        "source": gettext("Bỏ lọc theo báo"),
    }[facet]
