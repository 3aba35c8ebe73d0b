"""The heading of a list: the words looked for and the filters, in one phrase."""

from collections.abc import Iterator, Mapping, Sequence

from babel.lists import format_list

from archive.web.display.dates import period
from archive.web.display.facet_wording import exclusion, value_label, words
from archive.web.language import gettext, locale
from archive.wording import facet_order
from index.facets import FACETS
from index.query import Query
from index.results import UNDATED

__all__ = ["filter_phrase", "heading"]

# The most filters named in a heading; the chips below it name them all.
_MOST_FILTERS = 6


def heading(query: Query, names: Mapping[str, str]) -> str:
    """Return the heading of a query's list: «Các bài năm 2018 có Trương Thị Mai».

    `names`: of persons by identifier.
    """
    filters = filter_phrase(query, names)
    if query.text and filters:
        return gettext(
            "Kết quả tìm “%(text)s” trong các bài %(filters)s", text=query.text, filters=filters
        )
    if query.text:
        return gettext("Kết quả tìm “%(text)s”", text=query.text)
    if filters:
        return gettext("Các bài %(filters)s", filters=filters)
    return gettext("Tất cả các bài")


def filter_phrase(query: Query, names: Mapping[str, str]) -> str:
    """Return what the filters say of reports, "" for none."""
    if len(query.filters) > _MOST_FILTERS:
        return gettext("đã lọc")
    return " ".join([*_period(query), *_chosen(query, names), *_excluded(query, names)])


def _period(query: Query) -> Iterator[str]:
    if query.since or query.until:
        yield period(query.since, query.until)


def _chosen(query: Query, names: Mapping[str, str]) -> Iterator[str]:
    """Yield a phrase for each facet that values were chosen from."""
    for facet in facet_order():
        required, alternatives = query.values(facet, "and"), query.values(facet, "or")
        labels = [value_label(facet, each, names) for each in required]
        if alternatives:
            labels.append(_either([value_label(facet, each, names) for each in alternatives]))
        if (*required, *alternatives) == (UNDATED,):
            yield gettext("không rõ ngày")
        elif labels:
            yield words(facet).phrase % {"values": _all(labels)}


def _excluded(query: Query, names: Mapping[str, str]) -> Iterator[str]:
    """Yield a phrase for each facet that values were excluded from."""
    for facet in FACETS:
        if values := query.values(facet, "not"):
            yield exclusion(facet, _either([value_label(facet, each, names) for each in values]))


def _all(labels: Sequence[str]) -> str:
    return format_list(labels, locale=locale())


def _either(labels: Sequence[str]) -> str:
    return format_list(labels, style="or", locale=locale())
