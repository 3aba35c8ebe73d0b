"""Connections to PostgreSQL that notice a server which gives no answer.

A frozen server keeps its connections, and its kernel confirms what is sent to it. No time limit of
TCP applies then, and the limit of a statement is kept by the server itself. So whenever an answer
takes long, another connection asks if the server still answers at all.
"""

import logging
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import ConnectionTimeout

from archive.catalogue.outage import Outage
from archive.errors import CatalogueUnsuitable
from index.loopback import is_loopback

__all__ = ["Watch", "WatchedConnection"]

_log = logging.getLogger(__name__)


@dataclass
class Watch:
    """Limits of silence for the connections to a server, with its outage.

    `silence`: seconds without an answer after which the server is asked if it answers at all.
    `longest`: seconds of silence that no statement needs, 0 for no limit. `outage`: of the server.
    """

    silence: float
    longest: float
    outage: Outage
    is_reported: bool = False

    def connect(self, *args: Any, **parameters: Any) -> "WatchedConnection":
        """Return a new connection.

        Raise `psycopg.OperationalError`, and `CatalogueUnsuitable` if the database cannot hold
        Vietnamese.
        """
        connection: WatchedConnection = self._opened(WatchedConnection, *args, **parameters)
        connection.watch, connection.parameters = self, parameters
        _check_encoding(connection)
        if not self.is_reported:
            self.is_reported = True
            for warning in _warnings(connection):
                _log.warning(warning)
        return connection

    def is_answered(self, parameters: dict[str, Any]) -> bool:
        """Return True if the server answers another connection."""
        try:
            self._opened(psycopg.Connection, **parameters).close()
        except ConnectionTimeout:
            return False
        except psycopg.Error:
            # It refuses, as with too many connections: that is an answer.
            return not self.outage.lasts
        return True

    def _opened(self, kind: "type[psycopg.Connection[Any]]", *args: Any, **parameters: Any) -> Any:
        if not self.outage.allows():
            raise psycopg.OperationalError("the server gave no answer, and is tried again soon")
        try:
            connection = kind.connect(*args, **parameters)
        except ConnectionTimeout:
            self.outage.begin()
            raise
        except psycopg.Error:
            self.outage.end()
            raise
        self.outage.end()
        return connection


class WatchedConnection(psycopg.Connection[Any]):
    """A connection that is closed when its server gives no answer.

    `parameters`: with which it was opened.
    """

    watch: Watch | None = None
    parameters: dict[str, Any]

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **options: Any) -> Any:
        """Return the result of an operation, which yields while it waits for the server."""
        watched = gen if self.watch is None else self._watched(gen, self.watch)
        return super().wait(watched, *args, **options)

    def _watched(self, gen: Generator[Any, Any, Any], watch: Watch) -> Generator[Any, Any, Any]:
        began = asked = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                now = time.monotonic()
                if ready:
                    began = asked = now
                elif now - asked > watch.silence:
                    self._check(now - began, watch)
                    asked = time.monotonic()
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value

    def _check(self, silence: float, watch: Watch) -> None:
        """Close the connection unless its server answers another one."""
        endless = watch.longest and silence > watch.longest
        if endless or not watch.is_answered(self.parameters):
            # The library would wait for the end of a transaction otherwise.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the server gave no answer for {silence:.0f} s")


def _check_encoding(connection: WatchedConnection) -> None:
    """Close a connection, and raise `CatalogueUnsuitable`, unless its database is in UTF-8."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        name, user = connection.info.dbname, connection.info.user
        connection.close()
        raise CatalogueUnsuitable(
            f"the database {name!r} has the encoding {encoding}, which does not hold Vietnamese; "
            "make another: «createdb --template template0 --encoding UTF8 --locale C "
            f"--owner {user} NAME»"
        )


def _warnings(connection: WatchedConnection) -> list[str]:
    """Return what an administrator should know about the encryption of a connection."""
    host = connection.info.host
    if not host or host.startswith("/") or is_loopback(host) or connection.pgconn.ssl_in_use:
        return []
    return [
        f"reports and password go to PostgreSQL at {host} unencrypted; "
        "sslmode=verify-full in the URL of the catalogue encrypts the connection"
    ]
