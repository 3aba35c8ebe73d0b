"""Host headers: names that no host can have, and those that this server is not reached by."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from archive.config import Config

__all__ = ["init_app"]

# A name or an IPv4 address, or an IPv6 address in brackets, with a port (RFC 9110 §7.2).
_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?")

# Set in the environment of a request that is to be refused; its host is replaced, since Flask
# makes addresses of it before any handler runs.
_REFUSED = "khobao.refused_host"
_NEUTRAL = "localhost"

# Load balancers ask these by the address of the machine.
_HEALTH = ("/livez", "/readyz")

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def init_app(app: Flask, config: Config) -> None:
    """Answer 400 to requests whose Host header is none, or is not among the trusted hosts.

    Without `trusted_hosts` in the settings any well-formed host is accepted.
    """
    trusted = frozenset(config.trusted_hosts)
    app.wsgi_app = _guarded(app.wsgi_app, trusted)  # type: ignore[method-assign, assignment]
    app.before_request(_refuse)


def _guarded(application: _Wsgi, trusted: frozenset[str]) -> _Wsgi:
    def guard(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        if host is not None and not _is_accepted(host, environ.get("PATH_INFO", ""), trusted):
            environ["HTTP_HOST"] = _NEUTRAL
            environ[_REFUSED] = True
        return application(environ, start)

    return guard


def _is_accepted(host: str, path: str, trusted: frozenset[str]) -> bool:
    found = _HOST.fullmatch(host)
    if found is None or not _is_readable(found["name"]):
        return False
    return not trusted or found["name"].lower() in trusted or path in _HEALTH


def _is_readable(name: str) -> bool:
    """Return True if each label of a name can be shown, also one in Punycode (RFC 5890)."""
    try:
        name.encode("idna").decode("idna")
    except UnicodeError:
        return False
    return True


def _refuse() -> None:
    if request.environ.get(_REFUSED):
        raise BadRequest
