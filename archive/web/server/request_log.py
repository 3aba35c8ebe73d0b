"""The log of requests: a JSON object for each, on a line of its own.

The words that readers search for, and the addresses that they come from, are left out unless the
settings ask for them.
"""

import json
import logging
import os
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from flask import Flask

from archive.config import Config
from archive.web import current
from archive.web.server import observation
from archive.web.server.observation import Observation
from archive.web.server.proxies import TrustedProxies

__all__ = ["LOGGER", "init_app", "timestamp"]

LOGGER = "archive.web.requests"
"""The name of the logger; each of its messages is a JSON object in ASCII."""

_log = logging.getLogger(LOGGER)


def init_app(app: Flask, config: Config) -> None:
    """Log each request of an application, if the settings say so."""
    if config.access_log:
        observation.observe(app, _RequestLog(app, config))


def timestamp(moment: datetime) -> str:
    """Return a moment in UTC in ISO 8601, such as `2026-11-30T02:15:00.250Z`."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


class _RequestLog:
    """An observer that writes a line for each request."""

    def __init__(self, app: Flask, config: Config) -> None:
        self._app = app
        self._proxies = TrustedProxies(config.trusted_proxies)
        self._log_clients = config.log_clients
        self._log_queries = config.log_queries

    def begin(self) -> None:
        """Do nothing: a request is logged at its end."""

    def end(self, observed: Observation) -> None:
        """Write the line of a request."""
        # All that is not ASCII is escaped, so no request can begin another line.
        _log.info("%s", json.dumps(self._fields(observed)))

    def _fields(self, observed: Observation) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "time": timestamp(observed.began),
            "request_id": observed.request_id,
            "method": observed.method,
            "route": observed.route,
            "status": observed.status,
            "ms": round(1000 * observed.seconds, 1),
            "cpu_ms": round(1000 * observed.processor, 1),
            "bytes": observed.sent,
            "pid": os.getpid(),
            "revision": current.index_revision(self._app),
        }
        if not observed.complete and observed.method != "HEAD":
            fields["cut"] = True
        if self._log_clients:
            fields["client"] = self._proxies.client(observed.environ)
        if self._log_queries:
            fields["path"] = _decoded(observed.environ.get("PATH_INFO", ""))
            fields["query"] = unquote_plus(observed.environ.get("QUERY_STRING", ""))
        return fields


def _decoded(path: str) -> str:
    """Return a path of a WSGI environment, where each character stands for a byte (PEP 3333)."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")
