"""One request over HTTP, with bounds on its time and on the size of its response.

The host's name is resolved and checked here, and the connection goes to the address that was
checked. Redirects, retries and robots.txt are the fetcher's.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import mktime_tz, parsedate_tz
from http.client import IncompleteRead
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from archive.harvest.address import ip_addresses
from archive.harvest.connections import Connection, SecureConnection
from archive.harvest.failure import FetchFailed
from archive.importers.containers.http import decoded

__all__ = ["Client", "Response"]

# Seconds until a connection stands, and between two pieces of a response.
_CONNECTING = 10
_SILENCE = 30
# Seconds for a whole response: a server that sends a byte a second ends here.
_WHOLE = 120
_PIECE = 1 << 16
_CODINGS = "gzip, deflate"
# OpenSSL's X509_V_ERR_…: a certificate signed by itself, or by an authority that is not known.
_UNKNOWN_AUTHORITY = (18, 19, 20, 21)
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Response:
    """The answer of a server.

    `headers`: by name in lower case. `body`: the bytes of the page, without the codings of the
    transfer. `retrieved`: ISO 8601 in UTC.
    """

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    retrieved: str

    def header(self, name: str) -> str:
        """Return the value of a header, "" where it is missing."""
        return self.headers.get(name.lower(), "")

    @property
    def location(self) -> str:
        """The address of a redirect; many servers send letters beyond ASCII in UTF-8, unencoded."""
        value = self.header("Location")
        try:
            # Headers are read as ISO 8859-1 (RFC 9110 §5.5).
            return value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return value

    @property
    def retry_after(self) -> float | None:
        """Seconds after which the server wants to be asked again (RFC 9110 §10.2.3)."""
        value = self.header("Retry-After").strip()
        if value.isascii() and value.isdecimal():
            return float(value[:9])
        moment = parsedate_tz(value)
        try:
            return max(0.0, mktime_tz(moment) - time.time()) if moment else None
        except (ValueError, OverflowError):
            return None


class Client:
    """Sends requests; connections are kept open between them."""

    def __init__(
        self,
        headers: Mapping[str, str],
        *,
        allow_private: bool = False,
        silence: float = _SILENCE,
        whole: float = _WHOLE,
    ) -> None:
        """Set what holds for every request.

        `allow_private`: see `ip_addresses`. `silence`: seconds between two pieces of a response;
        `whole`: seconds for all of it.
        """
        self._headers = {**headers, "Accept-Encoding": _CODINGS}
        self._allow_private = allow_private
        self._timeout = Timeout(connect=_CONNECTING, read=silence)
        self._whole = whole
        self._pools: dict[tuple[str, str, int, str], HTTPConnectionPool] = {}

    def get(self, address: str, headers: Mapping[str, str], limit: int) -> Response:
        """Return the response to a GET, whatever its status; redirects are not followed.

        `limit`: bytes of the body, as sent and without its content codings. Raise `FetchFailed`
        where there is no whole response within the bounds.
        """
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]
        failure: Exception | None = None
        for ip in ip_addresses(host, port, allow_private=self._allow_private):
            try:
                return self._get(address, self._pool(parts.scheme, ip, port, host), headers, limit)
            except (NewConnectionError, ConnectTimeoutError) as error:
                failure = error
            except HTTPError as error:
                raise FetchFailed(_reason(error), is_temporary=not _is_distrust(error)) from error
        raise FetchFailed(f"{host} does not answer: {_reason(failure)}", is_temporary=True)

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _pool(self, scheme: str, ip: str, port: int, host: str) -> HTTPConnectionPool:
        """Return the connections to an IP address of a host, whose certificate must be its own."""
        pool = self._pools.get((scheme, ip, port, host))
        if pool is None:
            if scheme == "https":
                pool = HTTPSConnectionPool(
                    ip, port, server_hostname=host, assert_hostname=host, seconds=self._whole
                )
                pool.ConnectionCls = SecureConnection
            else:
                pool = HTTPConnectionPool(ip, port, seconds=self._whole)
                pool.ConnectionCls = Connection
            self._pools[scheme, ip, port, host] = pool
        return pool

    def _get(
        self, address: str, pool: HTTPConnectionPool, headers: Mapping[str, str], limit: int
    ) -> Response:
        """Return the response of a server at an IP address."""
        parts = urlsplit(address)
        until = time.monotonic() + self._whole
        response = pool.urlopen(
            "GET",
            f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}",
            headers={**self._headers, **headers, "Host": parts.netloc},
            retries=False,
            redirect=False,
            timeout=self._timeout,
            preload_content=False,
            decode_content=False,
        )
        try:
            body = _body(response, limit, until)
        finally:
            # A response that was not read to its end leaves its connection unusable.
            response.close()
        named = {name.lower(): value for name, value in response.headers.items()}
        retrieved = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Response(address, response.status, named, body, retrieved)


def _body(response: BaseHTTPResponse, limit: int, until: float) -> bytes:
    """Return the body of a response without its content codings.

    `until`: the moment (of the monotonic clock) at which it must be complete.
    """
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE, decode_content=False):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise FetchFailed(f"longer than {limit:,} bytes")
        if time.monotonic() > until:
            raise FetchFailed("the server sends too slowly", is_temporary=True)
    try:
        body = decoded(b"".join(pieces), response.headers.get("Content-Encoding", ""), limit)
    except ValueError as error:
        raise FetchFailed(f"the response is damaged: {error}", is_temporary=True) from error
    if len(body) > limit:
        raise FetchFailed(f"it unpacks to more than {limit:,} bytes")
    return body


def _reason(error: Exception | None) -> str:
    """Return what went wrong, without the names of objects that urllib3 puts before it."""
    if isinstance(error, ProtocolError) and len(error.args) > 1:
        cause = error.args[1]
        if isinstance(cause, IncompleteRead):
            return "the response was cut short"
        return f"the connection broke: {type(cause).__name__}"
    if isinstance(error, SSLError):
        return _distrust(error) if _is_distrust(error) else _broken(error)
    is_refused = isinstance(error, NewConnectionError)
    if isinstance(error, (ReadTimeoutError, ConnectTimeoutError)) and not is_refused:
        return "no answer in time"
    return str(error).rpartition(": ")[2]


def _is_distrust(error: Exception) -> bool:
    """Return whether the certificate of a server was refused, and not only a handshake broken."""
    if not isinstance(error, SSLError):
        return False
    cause = _cause(error)
    return not isinstance(cause, ssl.SSLError) or isinstance(cause, ssl.SSLCertVerificationError)


def _cause(error: SSLError) -> object:
    return error.args[0] if error.args else error


def _broken(error: SSLError) -> str:
    """Return how TLS failed, such as where a server speaks HTTP on the port of HTTPS."""
    cause = _cause(error)
    return f"no secure connection: {getattr(cause, 'reason', '') or cause}"


def _distrust(error: SSLError) -> str:
    """Return why the certificate of a server is not trusted, and the way out where there is one."""
    cause = _cause(error)
    why = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or str(cause)
    is_unknown = getattr(cause, "verify_code", 0) in _UNKNOWN_AUTHORITY
    way_out = "; SSL_CERT_FILE may name the certificate of its authority" if is_unknown else ""
    return f"the certificate of the server is not trusted ({why}){way_out}"
