"""Health checks and robots.txt."""

from flask import Blueprint, Response, url_for

from archive.web.current import library

__all__ = ["bp"]

bp = Blueprint("site", __name__)


@bp.get("/livez")
def livez() -> Response:
    """Answer if this process is alive."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """Answer if catalogue and index can be read; otherwise the error page of 503 is returned."""
    archive = library()
    archive.catalogue.changes.revision()
    archive.engine.status()
    return Response("ok\n", mimetype="text/plain")


@bp.get("/robots.txt")
def robots() -> Response:
    """Return the rules for crawlers: reports are open, lists with endless filters are closed."""
    rules = ["User-agent: *", f"Disallow: {url_for('search.results')}", "Allow: /", ""]
    response = Response("\n".join(rules), mimetype="text/plain")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response
