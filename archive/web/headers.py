"""What every answer carries: whom the browser may trust, and how long an answer may be kept."""

import hashlib
from datetime import timedelta

from flask import Flask, Response, request

from archive.web.language import locale

__all__ = ["init_app", "keep", "same_as_before"]

# Nothing but our own style sheet and pictures; JSON-LD is data, which needs no permission.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=(), geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    """Put the headers on every answer of an application."""
    app.after_request(_finish)


def keep(response: Response, *facts: str, seconds: int = 60) -> Response:
    """Let anyone keep an answer for a while, and ask by a tag whether it is still good.

    `facts`: all that the answer is made from, beside address and language.
    """
    response.cache_control.public = True
    response.cache_control.max_age = int(timedelta(seconds=seconds).total_seconds())
    response.set_etag(_tag(*facts), weak=True)
    return response


def same_as_before(*facts: str) -> bool:
    """Whether the reader holds the answer that would be made from these facts."""
    return request.method in ("GET", "HEAD") and request.if_none_match.contains_weak(_tag(*facts))


def _tag(*facts: str) -> str:
    known = "\0".join([request.full_path, str(locale()), *facts])
    return hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _finish(response: Response) -> Response:
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.vary.update(["Accept-Encoding", "Accept-Language"])
        response.content_language.add(str(locale().language))
    if "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response
