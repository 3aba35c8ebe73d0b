"""One request to one host: sent over HTTP, answered by an object of JSON before a deadline."""

import json
import ssl
import time
from base64 import b64encode
from functools import partial
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError, TimeoutError

from index.engines.opensearch.connection.address import Address
from index.engines.opensearch.connection.watching import Frozen, PlainConnection, SecureConnection
from index.errors import IndexUnavailable

__all__ = ["HostFailed", "Json", "Transport"]

Json = dict[str, Any]
"""An object of JSON."""

# Seconds until a host must accept a connection.
_CONNECT = 2.0
# Connections to a host that are kept: for the threads of a web process and a few more.
_CONNECTIONS = 32
_PIECE = 1 << 16
# Seconds for a sign of life from a host that has not answered a request for a while.
_ALIVE = 2.0


class HostFailed(Exception):
    """A host gave no answer that can be used.

    `hangs`: not in time. `frozen`: nor to a request that it could answer at once. `insecure`: TLS
    failed, which another attempt will not change.
    """

    def __init__(
        self, reason: str, *, hangs: bool = False, frozen: bool = False, insecure: bool = False
    ) -> None:
        super().__init__(reason)
        self.hangs = hangs
        self.frozen = frozen
        self.insecure = insecure


class Transport:
    """Connections to the hosts of a cluster, by number; shared by threads."""

    def __init__(self, address: Address) -> None:
        headers = _headers(address)
        context = _context(address.authority) if address.tls else None
        self._pools = [
            _SecurePool(
                host,
                port,
                maxsize=_CONNECTIONS,
                headers=headers,
                ssl_context=context,
                is_alive=partial(self._is_alive, number),
            )
            if context
            else _PlainPool(
                host,
                port,
                maxsize=_CONNECTIONS,
                headers=headers,
                is_alive=partial(self._is_alive, number),
            )
            for number, (host, port) in enumerate(address.hosts)
        ]

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools:
            pool.close()

    def ask(
        self, host: int, method: str, target: str, body: bytes | None, kind: str, deadline: float
    ) -> tuple[int, Json]:
        """Return the status and the object that a host answers.

        `target`: path and parameters. `kind`: the media type of the body. `deadline`: seconds for
        all of it. Raise `HostFailed`.
        """
        pool, until = self._pools[host], time.monotonic() + deadline
        try:
            response = pool.urlopen(
                method,
                target,
                body,
                headers={**pool.headers, "content-type": kind},
                retries=False,
                redirect=False,
                timeout=urllib3.Timeout(connect=min(_CONNECT, deadline), read=deadline),
                preload_content=False,
            )
            data = _read(response, until)
        except NewConnectionError as error:
            # To the library, a refused connection is a kind of time-out.
            raise HostFailed(_reason(error)) from error
        except TimeoutError as error:
            if isinstance(error.__cause__, Frozen):
                raise HostFailed("no sign of life", hangs=True, frozen=True) from error
            raise HostFailed(f"no answer within {deadline:g} s", hangs=True) from error
        except SSLError as error:
            raise HostFailed(f"no secure connection ({error})", insecure=True) from error
        except (HTTPError, OSError) as error:
            raise HostFailed(_reason(error)) from error
        return response.status, _object(response.status, data)

    def _is_alive(self, host: int) -> bool:
        """Return whether a host answers at all; True for the only host."""
        if len(self._pools) == 1:
            return True
        try:
            # A user may lack the right to it. Then the host says so, which is an answer too.
            self.ask(host, "GET", "/", None, "application/json", _ALIVE)
        except HostFailed as error:
            return not error.hangs
        return True


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = PlainConnection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = SecureConnection


def _read(response: urllib3.BaseHTTPResponse, until: float) -> bytes:
    """Return the body of a response; give the connection back if it came in time."""
    pieces = []
    try:
        while piece := response.read1(_PIECE):
            pieces.append(piece)
            if time.monotonic() > until:
                raise urllib3.exceptions.TimeoutError
    except BaseException:
        response.close()
        raise
    response.release_conn()
    return b"".join(pieces)


def _object(status: int, data: bytes) -> Json:
    """Return the object in a body. Raise `HostFailed` for anything else, such as a proxy's page."""
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        return answer
    if status in (401, 403):
        # Proxies check passwords too, and explain themselves in HTML.
        return {}
    kind = "is not an object of JSON" if data else "is empty"
    raise HostFailed(f"the answer {kind} (status {status})")


def _reason(error: Exception) -> str:
    """Return why a connection failed, without the objects that the library names."""
    cause = error.__cause__ or error.__context__
    known = error if isinstance(error, OSError) else cause if isinstance(cause, OSError) else None
    if known is not None and known.strerror:
        return known.strerror
    return str(error).rpartition(">: ")[2] or type(error).__name__


def _headers(address: Address) -> dict[str, str]:
    if address.key:
        return {"authorization": f"ApiKey {address.key}"}
    if address.user:
        # In UTF-8, for names and passwords in any script (RFC 7617, section 2.1).
        pair = b64encode(f"{address.user}:{address.password}".encode()).decode()
        return {"authorization": f"Basic {pair}"}
    return {}


def _context(authority: str) -> ssl.SSLContext:
    """Return how certificates are checked: by the system's authorities, or those of a file."""
    try:
        return ssl.create_default_context(cafile=authority or None)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror if isinstance(error, FileNotFoundError) else error
        raise IndexUnavailable(
            f"KHOBAO_OPENSEARCH_CA names {authority!r}, which cannot be used: {reason}"
        ) from error
