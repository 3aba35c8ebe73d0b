"""Health checks and robots.txt."""

from flask import Blueprint, Response, url_for

from archive.web.current import library

__all__ = ["bp"]

bp = Blueprint("site", __name__)


@bp.get("/livez")
def livez() -> Response:
    """Whether this process answers at all."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """Whether catalogue and index can be read; the error page of 503 where they can't."""
    archive = library()
    archive.catalogue.changes.revision()
    archive.engine.status()
    return Response("ok\n", mimetype="text/plain")


@bp.get("/robots.txt")
def robots() -> Response:
    """Reports are for everyone to find; lists and their endless combinations of filters aren't."""
    rules = ["User-agent: *", f"Disallow: {url_for('search.results')}", "Allow: /", ""]
    response = Response("\n".join(rules), mimetype="text/plain")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response
