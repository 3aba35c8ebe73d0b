"""Other queries than the one that was asked, each a link: wider, narrower, or spelled otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from archive.retrieval import Found, Library, count_hits, suggest_uncounted
from archive.retrieval.periods import with_period
from archive.slug import folded
from archive.web import links
from archive.web.display.facet_wording import words
from archive.web.language import gettext, number
from index.facets import FACETS
from index.query import Match, Query
from index.syntax.parsed_query import ParsedQuery
from index.syntax.tree import MonthDay, Node, Period, Words, transform, walk

__all__ = [
    "Way",
    "advice",
    "exactness",
    "other_match",
    "suggestions",
    "unfiltered",
    "ways_out",
]


@dataclass(frozen=True, slots=True)
class Way:
    """A link that changes the query. `count`: the hits behind it, 0 where it was not counted."""

    label: str
    url: str
    count: int = 0


def other_match(library: Library, found: Found) -> Way | None:
    """Return the one way to widen the list, else to narrow it, by the share of words in a hit.

    None where no other way to match the words changes the list, and for an empty list, for which
    `ways_out` has more.
    """
    query, total = found.query, found.results.total

    def way(match: Match, count: int) -> Way | None:
        return _matching(query, match, count) if count not in (0, total) else None

    def hits(match: Match) -> int:
        return count_hits(library, found.parsed.with_query(replace(query, match=match)))

    if not query.text or not total:
        return None
    if query.match != "most":
        return way("most", hits("most"))
    anywhere = hits("any")
    if anywhere > total:
        return way("any", anywhere)
    return way("all", hits("all")) or way("any", anywhere)


def _matching(query: Query, match: Match, count: int) -> Way:
    """Return the way to another match, which has `count` hits."""
    label = {
        "all": gettext("Đủ các từ (%(num)s)", num=number(count)),
        "most": gettext("Phần lớn các từ (%(num)s)", num=number(count)),
        "any": gettext("Đủ tiếng, không cần liền nhau (%(num)s)", num=number(count)),
    }[match]
    return Way(label, links.of_query(replace(query, match=match)), count)


def exactness(query: Query) -> Way | None:
    """Return the switch between optional diacritics and spelling exactly as typed."""
    if not query.text:
        return None
    label = gettext("Không cần đúng dấu đã gõ") if query.exact else gettext("Tìm đúng dấu đã gõ")
    return Way(label, links.of_query(replace(query, exact=not query.exact)))


def unfiltered(library: Library, found: Found) -> Way:
    """Return the query without its filters; its hits are counted where it has words."""
    query = found.query
    bare = Query(query.text, query.match, query.exact)
    if not query.text:
        return Way(gettext("Bỏ hết bộ lọc"), links.of_query(bare))
    count = count_hits(library, found.parsed.with_query(bare))
    label = gettext("Tìm trong cả kho (%(num)s)", num=number(count))
    return Way(label, links.of_query(bare), count)


def suggestions(library: Library, found: Found) -> list[Way]:
    """Return the queries that may have been meant; the page never answers them unasked."""
    meant = suggest_uncounted(library, found.parsed, found.results.total)
    return [
        Way(other.text, links.of_query(other)) for other in (*_in_period(library, found), *meant)
    ]


def _in_period(library: Library, found: Found) -> Iterator[Query]:
    """Yield the query with its only date as a period instead of a word, if that finds reports."""
    text = with_period(found.query.text)
    if not text:
        return
    other = replace(found.query, text=text)
    parsed = ParsedQuery.of(other)
    # In a phrase it stays a word, and a day that does not exist is no period.
    dated = any(isinstance(node, Period | MonthDay) for node in walk(parsed.tree))
    if dated and count_hits(library, other):
        yield other


def ways_out(library: Library, found: Found) -> list[Way]:
    """Return changes of a query without hits that find some: single ones, else several at once."""
    parsed = found.parsed
    steps = [(label, parsed.with_query(query)) for label, query in _steps(found.query)]
    leaps = [(label, parsed.with_query(query)) for label, query in _leaps(found.query)]
    return _successful(library, [*_known_words(found), *steps]) or _successful(library, leaps)


def advice(query: Query) -> str:
    """Return how a query without hits could be simpler; "" for a single word without diacritics."""
    several = len(query.text.split()) > 1
    accented = folded(query.text) != query.text.lower()
    if several and accented:
        return gettext("Hãy thử ít từ hơn, hoặc gõ không dấu.")
    if several:
        return gettext("Hãy thử ít từ hơn.")
    return gettext("Hãy thử gõ không dấu.") if accented else ""


def _successful(library: Library, tried: Iterable[tuple[str, ParsedQuery]]) -> list[Way]:
    """Return the ways that lead to hits."""
    counted = [(label, parsed.query, count_hits(library, parsed)) for label, parsed in tried]
    return [Way(label, links.of_query(query), count) for label, query, count in counted if count]


def _known_words(found: Found) -> Iterator[tuple[str, ParsedQuery]]:
    """Yield the query without the words that are in no report, where others remain."""
    unknown = {note.details[0] for note in found.notes if note.kind == "unknown"}

    def known(node: Node) -> Node:
        if isinstance(node, Words):
            return Words(tuple(word for word in node.words if word.text not in unknown))
        return node

    parsed = found.parsed.with_tree(transform(found.parsed.tree, known))
    if unknown and parsed.query.text.strip():
        yield gettext("Chỉ tìm “%(text)s”", text=parsed.query.text), parsed


def _steps(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield the query with one condition less, labelled with the change."""
    if query.since and query.until and query.since > query.until:
        swapped = replace(query, since=query.until, until=query.since)
        yield gettext("Đổi chỗ hai ngày"), swapped
    if query.exact:
        yield gettext("Không cần đúng dấu đã gõ"), replace(query, exact=False)
    if query.since or query.until:
        yield gettext("Bỏ khoảng thời gian"), replace(query, since="", until="")
    for facet in FACETS:
        if query.values(facet):
            yield words(facet).removal, query.without(facet)
    if query.text and query.match != "most":
        yield gettext("Tìm phần lớn các từ"), replace(query, match="most")
    if query.text and query.match != "any":
        yield gettext("Tìm đủ tiếng, không cần liền nhau"), replace(query, match="any")


def _leaps(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield the query with several conditions less, labelled with the change."""
    bare = Query(query.text, query.match, query.exact)
    yield gettext("Bỏ hết bộ lọc"), bare
    if query.text:
        label = gettext("Bỏ hết bộ lọc, tìm phần lớn các từ")
        yield label, replace(bare, match="most", exact=False)
