"""Health checks and robots.txt."""

from flask import Blueprint, Response, url_for

from archive.indexing import PROBLEMS, relation
from archive.web.current import library

__all__ = ["bp"]

bp = Blueprint("site", __name__)


@bp.get("/livez")
def livez() -> Response:
    """Answer if this process is alive."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """Answer 200 if catalogue and index can be read and belong together, otherwise 503."""
    archive = library()
    problem = PROBLEMS.get(relation(archive.catalogue, archive.engine))
    if problem is None:
        return Response("ok\n", mimetype="text/plain")
    response = Response(f"{problem}\n", status=503, mimetype="text/plain")
    response.headers["Retry-After"] = "30"
    return response


@bp.get("/robots.txt")
def robots() -> Response:
    """Return the rules for crawlers: reports are open, lists with endless filters are closed."""
    rules = ["User-agent: *", f"Disallow: {url_for('search.results')}", "Allow: /", ""]
    response = Response("\n".join(rules), mimetype="text/plain")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response
