"""Health checks."""

from flask import Blueprint, Response

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
