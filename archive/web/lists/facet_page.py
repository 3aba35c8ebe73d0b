"""All values of a facet that a list has, searchable by name."""

from flask import Blueprint, render_template, request

from archive.retrieval import Library, find, note_on_values, values_with
from archive.web import links
from archive.web.display.facet_wording import words
from archive.web.language import current_messages
from archive.web.lists import choices, facets, orders
from archive.web.lists.read_back import sentence
from archive.web.lists.request_query import request_query
from archive.web.server import headers
from archive.wording import say_note
from index.facets import FACETS

__all__ = ["bp"]

bp = Blueprint("facet_page", __name__)

# The most values shown; the others are found by a part of their name.
_MOST_VALUES = 500
_LONGEST_NAME = 200
# Dates are all in their box.
_FACETS = ", ".join(name for name, facet in FACETS.items() if facet.kind != "date")


@bp.get(f"/tim-kiem/loc/<any({_FACETS}):facet>")
@headers.kept
def show(archive: Library, facet: str) -> str:
    """Return the page of all values of a facet."""
    query = request_query().query
    typed = " ".join(request.args.get("find", "").split())[:_LONGEST_NAME]
    by_name = request.args.get("by") == "name"
    wanted = values_with(archive, facet, typed, limit=_MOST_VALUES, mode=choices.mode(query, facet))
    found = find(archive, query, limit=0, facets=[wanted])
    counted = found.results.facet(facet)
    note = note_on_values(archive, facet, typed)
    said = sentence(say_note(note, current_messages())) if note else ""
    listed = facets.all_values(archive, found, counted, by_name=by_name)
    return render_template(
        "values.html",
        query=found.query,
        heading=words(facet).title,
        summary=facets.extent(facet, len(counted.counts), counted.total),
        values=listed,
        note=said,
        nothing=sentence(words(facet).missing % {"name": typed}) if typed and not said else "",
        find=typed,
        facet=facet,
        orders=orders.of_values(query, facet, typed, by_name=by_name),
        back=links.of_query(query),
    )
