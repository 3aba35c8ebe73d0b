"""Identifiers of requests, which lead from an error page to the lines of the log."""

import re
from collections.abc import Callable, Iterable, Mapping
from secrets import token_hex
from typing import Any

from flask import Flask, has_request_context, request

from archive.config import Config
from archive.web.server.proxies import TrustedProxies

__all__ = ["current", "init_app", "of"]

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_HEADER = "X-Request-ID"
_ENVIRON = "khobao.request_id"

# UUIDs and the 32 digits of nginx's `$request_id` are of this form, and nothing that a log, a page
# or a command line has to escape.
_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")

# Bytes: 48 bits, short enough to be read out on the telephone.
_LENGTH = 6


def init_app(app: Flask, config: Config) -> None:
    """Give each request an identifier, and state it in the X-Request-ID header of the response.

    The identifier is the one that a trusted proxy sends, if that is well-formed.
    """
    wsgi, proxies = app.wsgi_app, TrustedProxies(config.trusted_proxies)
    app.wsgi_app = _identified(wsgi, proxies)  # type: ignore[method-assign, assignment]
    app.jinja_env.globals["request_id"] = current


def of(environ: Mapping[str, Any]) -> str:
    """Return the identifier of a request, by its WSGI environment; "" if it has none."""
    return str(environ.get(_ENVIRON, ""))


def current() -> str:
    """Return the identifier of the request that is being answered, "" outside of requests."""
    return of(request.environ) if has_request_context() else ""


def _identified(application: _Wsgi, proxies: TrustedProxies) -> _Wsgi:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ[_ENVIRON] = identifier = _chosen(environ, proxies)

        def start_identified(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Any:
            return start(status, [*headers, (_HEADER, identifier)], exc_info)

        return application(environ, start_identified)

    return answer


def _chosen(environ: Mapping[str, Any], proxies: TrustedProxies) -> str:
    sent = str(environ.get("HTTP_X_REQUEST_ID", ""))
    if _WELL_FORMED.fullmatch(sent) and proxies.passed_on(environ):
        return sent
    return token_hex(_LENGTH)
