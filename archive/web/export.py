"""A whole list, carried away as a file: streamed, every hit in its order, from one snapshot."""

import re
from itertools import chain
from urllib.parse import quote

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from archive.exporters import csv
from archive.retrieval import Library, reports_with_persons
from archive.slug import slug
from archive.web import headers, links
from archive.web.current import settings
from archive.web.request_query import asked
from index.query import Query

__all__ = ["bp"]

bp = Blueprint("export", __name__)

# What file systems refuse in a name, or take for something else.
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%]+')
_LONGEST_NAME = 60


@bp.get("/tim-kiem.csv")
@headers.kept
def as_csv(archive: Library) -> BaseResponse:
    """The whole list of a query as CSV."""
    question = asked()
    query = question.query
    if question.untidy:
        return redirect(links.of_query(query, "export.as_csv"))
    pieces = csv.write(reports_with_persons(archive, query))
    # The first piece is made before the answer begins: what fails, fails with a page that says so.
    response = Response(chain([next(pieces)], pieces), content_type=csv.MEDIA_TYPE)
    _name(response, query)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _name(response: Response, query: Query) -> None:
    """Name the file for the query, in ASCII and as it stands (RFC 6266 with RFC 8187)."""
    words = _UNFIT.sub(" ", query.text)[:_LONGEST_NAME].strip(" .")
    whole = " - ".join(part for part in (settings().name, words) if part)
    plain = slug(whole) or "khobao"
    response.headers["Content-Disposition"] = (
        f"attachment; filename={plain}.csv; filename*=UTF-8''{quote(whole, safe='')}.csv"
    )
