"""Static files, each under an address with a digest of its content, to be cached for ever."""

import hashlib
from functools import cache
from importlib.resources import files

from flask import Blueprint, Flask, Response, abort

from archive.web import links

__all__ = ["init_app"]

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_A_YEAR = 31_536_000

_bp = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Serve the static files; templates name one by `asset("style.css")`."""
    app.register_blueprint(_bp)
    app.jinja_env.globals["asset"] = _address


@_bp.get("/tinh/<digest>/<name>")
def static_file(digest: str, name: str) -> Response:
    """Return a static file, cacheable for ever if the digest is its own, else for a minute."""
    if name not in _FILES:
        abort(404)
    response = Response(_FILES[name], content_type=f"{_TYPES[name.rsplit('.')[-1]]}; charset=utf-8")
    response.cache_control.public = True
    if digest == _digest(name):
        response.cache_control.max_age = _A_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.max_age = 60
    return response


def _address(name: str) -> str:
    return links.path("assets.static_file", digest=_digest(name), name=name)


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_FILES[name]).hexdigest()[:12]


_FILES = {
    file.name: file.read_bytes()
    for file in (files("archive.web") / "static").iterdir()
    if file.name.rsplit(".")[-1] in _TYPES
}
