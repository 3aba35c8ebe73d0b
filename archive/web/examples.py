"""Queries to try, made from what the archive holds."""

from collections.abc import Mapping, Sequence

from archive.slug import folded
from archive.web import links
from archive.web.facet_values import Value
from archive.web.facets import FacetView
from archive.web.language import gettext
from index.query import Query

__all__ = ["of_archive"]


def of_archive(
    boxes: Mapping[str, FacetView], years: Sequence[Value]
) -> list[tuple[str, str, str]]:
    """Return queries for the first page: what is typed, what it shows, the address.

    `boxes`: the facets of all reports by name.
    """
    tried = []
    if persons := boxes.get("person"):
        name = persons.values[0].label
        tried.append((folded(name), gettext("gõ không dấu")))
        tried.append((f'"{name}"', gettext("đúng cụm từ")))
    if sections := boxes.get("section"):
        tried.append((f'mục:"{sections.values[0].label}"', gettext("trong một chuyên mục")))
    if years:
        tried.append((f"ngày:{years[-1].key}", gettext("theo thời gian")))
    return [(text, what, links.of_query(Query(text=text))) for text, what in tried]
