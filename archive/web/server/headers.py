"""The headers of every response: security policy and caching."""

import hashlib
from collections.abc import Callable
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from typing import Concatenate, ParamSpec

from flask import Flask, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from archive.retrieval import Library
from archive.web.current import library, settings
from archive.web.display.dates import today
from archive.web.language import locale

__all__ = ["init_app", "keep", "kept"]

P = ParamSpec("P")

_EDITION = "khobao.edition"
_A_MINUTE = 60
_VARY = ("Accept-Encoding", "Accept-Language")

# Only files of this site, nothing inline. JSON-LD is data and needs no permission.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    # For browsers that do not know frame-ancestors.
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=(), geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


try:
    _VERSION = version("khobao")
except PackageNotFoundError:
    # Run from a checkout that is not installed.
    _VERSION = ""


def init_app(app: Flask) -> None:
    """Set the headers of every response of an application."""
    app.extensions[_EDITION] = _edition(app)
    app.after_request(_finish)


def keep(response: Response, *facts: str) -> Response:
    """Make a response cacheable for a minute, and valid for as long as its tag stays the same.

    `facts`: all that the response depends on, except for address, language, program and day. Only
    the reader's own cache may keep it if it names the host of the request.
    """
    if settings().base_url:
        response.cache_control.public = True
    else:
        response.cache_control.private = True
    response.cache_control.max_age = _A_MINUTE
    response.set_etag(_tag(*facts), weak=True)
    response.vary.update(_VARY)
    # It would read the whole body of a streamed response to compute its length.
    if not response.is_streamed:
        response.make_conditional(request)
    return response


def kept(view: Callable[Concatenate[Library, P], ResponseReturnValue]) -> Callable[P, Response]:
    """Cache a page that depends only on the archive; render it again only when that has changed.

    The view takes the archive before the arguments of its address. All that it reads of the
    catalogue is one state of it.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        archive = library()
        with archive.catalogue.sharing():
            generation = archive.generation()
            known = request.if_none_match
            if known and known.contains_weak(_tag(generation)):
                return keep(Response(status=304), generation)
            response = make_response(view(archive, *args, **kwargs))
        return keep(response, generation) if response.status_code == 200 else response

    return answer


def _tag(*facts: str) -> str:
    edition: str = current_app.extensions[_EDITION]
    site = settings().base_url or request.host_url
    # Pages print the day on which they were made.
    known = "\0".join([edition, site, request.full_path, str(locale()), today(), *facts])
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _edition(app: Flask) -> str:
    """Return a digest of the program and its templates: a new version outdates cached pages."""
    loader = app.jinja_loader
    sources = (
        "".join(
            loader.get_source(app.jinja_env, name)[0] for name in sorted(loader.list_templates())
        )
        if loader
        else ""
    )
    return hashlib.sha256(f"{_VERSION}\0{sources}".encode()).hexdigest()


def _finish(response: Response) -> Response:
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.vary.update(_VARY)
        response.content_language.add(str(locale().language))
    if "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response
