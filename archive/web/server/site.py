"""Health checks."""

from flask import Blueprint, Response, current_app

from archive.errors import CatalogueError
from archive.indexing import PROBLEMS, relation
from archive.web.current import library, settings
from index.errors import IndexDamaged, IndexingError, IndexNotFound

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
_NO_NAMES = (
    "the file synonyms.tsv cannot be used, and the names read before it are served; the log and "
    "«khobao status» have the reason\n"
)
_NO_INDEX = "the index cannot be read; the log has the reason, and «khobao index --verify» tries it"


@bp.get("/readyz")
def readyz() -> Response:
    """Answer 200 if catalogue and index can be read and belong together, otherwise 503.

    A file of names that cannot be used is reported, but those of before are served.
    """
    try:
        archive = library()
        problem = str(PROBLEMS.get(relation(archive.catalogue, archive.engine)) or "")
    except (CatalogueError, IndexingError) as error:
        current_app.logger.error("readyz: %s", error)
        problem = _problem(error)
    if not problem:
        note = _NO_NAMES if settings().synonyms_problem else ""
        return Response(f"ok\n{note}", mimetype="text/plain")
    response = Response(f"{problem}\n", status=503, mimetype="text/plain")
    response.headers["Retry-After"] = "30"
    return response


def _problem(error: Exception) -> str:
    """Return what is wrong with catalogue or index, and the way out."""
    match error:
        case IndexNotFound():
            return str(PROBLEMS["missing"])
        case IndexDamaged():
            return "the index is damaged; «khobao index --rebuild» builds it again"
        case IndexingError():
            return _NO_INDEX
    return _NO_CATALOGUE
