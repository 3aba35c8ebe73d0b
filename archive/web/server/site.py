"""Health checks."""

from flask import Blueprint, Response, current_app

from archive.errors import CatalogueError
from archive.indexing import PROBLEMS, relation
from archive.web.current import library

__all__ = ["bp"]

bp = Blueprint("site", __name__)


@bp.get("/livez")
def livez() -> Response:
    """Answer if this process is alive."""
    return Response("ok\n", mimetype="text/plain")


# The error itself names folders and servers, which the public need not know.
_NO_CATALOGUE = (
    "the catalogue cannot be read; the log has the reason, and «khobao verify» names what is "
    "damaged and what mends it"
)


@bp.get("/readyz")
def readyz() -> Response:
    """Answer 200 if catalogue and index can be read and belong together, otherwise 503."""
    try:
        archive = library()
        problem = str(PROBLEMS.get(relation(archive.catalogue, archive.engine)) or "")
    except CatalogueError as error:
        current_app.logger.error("readyz: %s", error)
        problem = _NO_CATALOGUE
    if not problem:
        return Response("ok\n", mimetype="text/plain")
    response = Response(f"{problem}\n", status=503, mimetype="text/plain")
    response.headers["Retry-After"] = "30"
    return response
