"""What the page says about a query beside its hits: how it was read, and what else to try."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.retrieval import Found, Library, count_hits, suggest
from archive.slug import folded
from archive.web import links
from archive.web.facets import FacetView, Value
from archive.web.language import gettext, locale, ngettext
from index.query import MATCHES, ORDERS, Match, Query
from index.syntax.description import explain
from index.syntax.notes import Language, told
from index.syntax.parsed_query import ParsedQuery

__all__ = [
    "Way",
    "exactness",
    "examples",
    "modes",
    "notes",
    "nothing_found",
    "orders",
    "reading",
    "suggestions",
    "value_orders",
]


@dataclass(frozen=True, slots=True)
class Way:
    """Something to click on that changes the query; `count`: the hits behind it, where known."""

    label: str
    url: str
    chosen: bool = False
    count: int = 0


def modes(library: Library, parsed: ParsedQuery, total: int) -> list[Way]:
    """How much of the query a hit must hold, each with its number of hits.

    None for a query that all three read alike.
    """
    query = parsed.query
    if not query.text:
        return []
    counts = {
        match: total
        if match == query.match
        else count_hits(library, parsed.with_query(replace(query, match=match)))
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
    if match == "all":
        return ngettext("%(count)s bài có đủ mọi từ", "%(count)s bài có đủ mọi từ", count)
    if match == "most":
        return ngettext("%(count)s bài có phần lớn", "%(count)s bài có phần lớn", count)
    return ngettext(
        "%(count)s bài có đủ tiếng, dù rải rác", "%(count)s bài có đủ tiếng, dù rải rác", count
    )


def orders(query: Query) -> list[Way]:
    """The orders in which the list may stand."""
    labels = {
        "relevance": gettext("Liên quan nhất"),
        "recent": gettext("Liên quan và mới"),
        "newest": gettext("Mới nhất"),
        "oldest": gettext("Cũ nhất"),
    }
    offered = [order for order in ORDERS if query.text or order in ("newest", "oldest")]
    # Without words there is nothing to be relevant to, and the newest come first.
    current = query.sort if query.sort in offered else "newest"
    return [
        Way(labels[order], links.of_query(replace(query, sort=order)), order == current)
        for order in offered
    ]


def value_orders(query: Query, facet: str, find: str, *, by_name: bool) -> list[Way]:
    """The orders in which all values of a facet may stand."""
    typed = {"find": find} if find else {}

    def url(**more: str) -> str:
        return links.of_query(query, "search.values", more=typed | more, facet=facet)

    return [
        Way(gettext("Nhiều bài nhất"), url(), not by_name),
        Way(gettext("Theo vần"), url(by="name"), by_name),
    ]


def exactness(query: Query) -> Way | None:
    """The switch between marks that may be left out and spelling exactly as typed."""
    if not query.text:
        return None
    label = gettext("Chỉ đúng dấu đã gõ")
    return Way(label, links.of_query(replace(query, exact=not query.exact)), query.exact)


def nothing_found(library: Library, parsed: ParsedQuery) -> list[Way]:
    """Ways out of an empty list that lead to a hit: one step each, else several at once."""
    query = parsed.query
    return _leading(library, parsed, _steps(query)) or _leading(library, parsed, _leaps(query))


def _leading(
    library: Library, parsed: ParsedQuery, tried: Iterable[tuple[str, Query]]
) -> list[Way]:
    counted = [(label, way, count_hits(library, parsed.with_query(way))) for label, way in tried]
    return [Way(label, links.of_query(way), count=count) for label, way, count in counted if count]


def _steps(query: Query) -> Iterator[tuple[str, Query]]:
    """The query with one thing less asked for."""
    if query.since and query.until and query.since > query.until:
        swapped = replace(query, since=query.until, until=query.since)
        yield gettext("Đổi chỗ hai ngày"), swapped
    if query.exact:
        yield gettext("Nhận cả những cách đánh dấu khác"), replace(query, exact=False)
    if query.since or query.until:
        yield gettext("Bỏ khoảng ngày"), replace(query, since="", until="")
    for facet in links.CHOICES:
        if links.chosen(query, facet):
            yield _dropped(facet), links.choosing(query, facet)
    if query.text and query.match != "most":
        yield gettext("Chỉ cần phần lớn số từ"), replace(query, match="most")
    if query.text and query.match != "any":
        yield gettext("Các tiếng đứng rải rác cũng được"), replace(query, match="any")


def _leaps(query: Query) -> Iterator[tuple[str, Query]]:
    """The query with several things less asked for."""
    bare = Query(query.text, query.match, query.exact)
    yield gettext("Bỏ hết bộ lọc"), bare
    if query.text:
        label = gettext("Bỏ hết bộ lọc, chỉ cần phần lớn số từ")
        yield label, replace(bare, match="most", exact=False)


def reading(found: Found) -> str:
    """How the query was read, "" where there are no words."""
    if not found.query.text:
        return ""
    return explain(found.parsed, _language(), lambda person: found.names.get(person, person))


def notes(found: Found) -> list[str]:
    """What the reader should know of how the words were taken."""
    return [_sentence(told(note, _language())) for note in found.notes]


def suggestions(library: Library, found: Found) -> list[Way]:
    """What may have been meant; never put in the place of what was typed."""
    meant = suggest(library, found.parsed, found.results.total)
    return [Way(other.text, links.of_query(other), count=count) for other, count in meant]


def _language() -> Language:
    return "en" if locale().language == "en" else "vi"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def examples(boxes: Mapping[str, FacetView], years: Sequence[Value]) -> list[tuple[str, str, str]]:
    """Queries to try, made of what the archive holds: words, what they show, address."""
    tried = []
    if persons := boxes.get("person"):
        name = persons.values[0].label
        tried.append((folded(name), gettext("gõ không dấu")))
        tried.append((f'"{name}"', gettext("đúng cụm từ")))
    if sections := boxes.get("section"):
        tried.append((f'mục:"{sections.values[0].label}"', gettext("trong một chuyên mục")))
    if years:
        tried.append((f"ngày:{years[-1].key}", gettext("theo ngày tháng")))
    return [(text, what, links.of_query(Query(text=text))) for text, what in tried]


def _dropped(facet: str) -> str:
    return {
        "date": gettext("Bỏ lọc theo thời gian"),
        "section": gettext("Bỏ lọc theo chuyên mục"),
        "person": gettext("Bỏ lọc theo nhân vật"),
        "author": gettext("Bỏ lọc theo tác giả"),
        "source": gettext("Bỏ lọc theo báo"),
    }[facet]
