"""The place of a report in the list that led to it: the way back, the hits before and after."""

from dataclasses import dataclass

from flask import request

from archive.retrieval import Library, find_neighbours
from archive.web import links
from archive.web.current import settings
from archive.web.display.rows import title
from archive.web.language import gettext, number, reports
from archive.web.lists.paging import number_of
from archive.web.lists.request_query import request_query
from index.query import Query
from index.report import Report

__all__ = ["ListPosition", "list_position"]


@dataclass(frozen=True, slots=True)
class _Neighbour:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ListPosition:
    """Where a reader came from.

    `back`: the address of the page of the list. `place`: «Bài 21 trong 39 bài», "" where the list
    has changed since; then there are no neighbours either.
    """

    back: str
    place: str = ""
    before: _Neighbour | None = None
    after: _Neighbour | None = None


def list_position(archive: Library, identifier: str) -> ListPosition | None:
    """Return the place that this request's address gives a report, None where it gives none."""
    query = request_query().query
    rank = number_of(request.args.get("n", "")) if request.args.get("n") else None
    if query == Query() and rank is None:
        return None
    if rank is None:
        return ListPosition(links.of_query(query))
    back = links.of_hit_in_list(query, rank, settings().page_size)
    found = find_neighbours(archive, query, identifier, rank)
    if found is None:
        return ListPosition(back)
    place = gettext("Bài %(rank)s trong %(total)s", rank=number(rank), total=reports(found.total))
    return ListPosition(
        back,
        place,
        _neighbour(query, found.before, rank - 1),
        _neighbour(query, found.after, rank + 1),
    )


def _neighbour(query: Query, report: Report | None, rank: int) -> _Neighbour | None:
    if report is None:
        return None
    return _Neighbour(title(report), links.of_report(report.identifier, query, rank))
