"""All values of a facet that a list has, searchable by name."""

from flask import Blueprint, render_template, request

from archive.retrieval import Library, find, values_with
from archive.web import choices, facets, headers, links, orders
from archive.web.facet_wording import facet_wording, values_wording
from archive.web.request_query import request_query

__all__ = ["bp"]

bp = Blueprint("facet_page", __name__)

# The most values shown; the others are found by a part of their name.
_MOST_VALUES = 500
_LONGEST_NAME = 200


@bp.get("/tim-kiem/loc/<any(section, person, author, source):facet>")
@headers.kept
def show(archive: Library, facet: str) -> str:
    """Return the page of all values of a facet."""
    query = request_query().query
    typed = " ".join(request.args.get("find", "").split())[:_LONGEST_NAME]
    by_name = request.args.get("by") == "name"
    wanted = values_with(archive, facet, typed, limit=_MOST_VALUES, mode=choices.mode(query, facet))
    found = find(archive, query, limit=0, facets=[wanted])
    counted = found.results.facet(facet)
    listed = facets.all_values(archive, found, counted, by_name=by_name)
    return render_template(
        "values.html",
        query=found.query,
        heading=facet_wording(facet).title,
        summary=facets.extent(facet, len(counted.counts), counted.total),
        values=listed,
        nothing=values_wording(facet).not_found(typed) if typed else "",
        find=typed,
        facet=facet,
        orders=orders.of_values(query, facet, typed, by_name=by_name),
        back=links.of_query(query),
    )
