"""unAPI: reference managers fetch the record of a report that a page shows.

RIS alone is offered: it keeps Vietnamese names whole, and Zotero would prefer MODS or MARC.
"""

from xml.sax.saxutils import quoteattr

from flask import Blueprint, Response, abort, request

from archive.exporters import ris
from archive.retrieval import Library, report_row
from archive.web import links
from archive.web.reports.withdrawal import published
from archive.web.server import headers

__all__ = ["bp"]

bp = Blueprint("unapi", __name__)


@bp.get("/unapi")
@headers.kept
def unapi(archive: Library) -> Response:
    """Return the formats, or the record of a report in one of them (unAPI version 1)."""
    identifier, name = request.args.get("id", ""), request.args.get("format", "")
    if not identifier:
        return _formats()
    published(archive, identifier)
    row = report_row(archive, identifier, links.absolute("")) or abort(404)
    if not name:
        return _formats(f" id={quoteattr(identifier)}", status=300)
    if name != ris.FORMAT.name:
        abort(406)
    return Response(ris.record(row), content_type=ris.FORMAT.media_type)


def _formats(of: str = "", status: int = 200) -> Response:
    """Answer with the list of formats. `of`: the attribute that names the report."""
    media_type = ris.FORMAT.media_type.partition(";")[0]
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<formats{of}>'
        f'<format name="{ris.FORMAT.name}" type="{media_type}"/></formats>\n'
    )
    return Response(text, status, content_type="application/xml")
