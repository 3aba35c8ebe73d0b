"""Requests to the hosts of a cluster: sent again where that may help, errors told apart.

Who may ask, and how the connection is kept secret, stands in the environment, so that no secret
ever stands in a URL that is shown or logged.
"""

import json
import logging
import os
import re
import time
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,
    ConnectionTimeout,
    SSLError,
    TransportError,
)

from index.errors import IndexingError, IndexUnavailable, UnknownEngine

__all__ = ["Address", "Client", "Lost", "Missing", "Refused", "lines"]

Json = dict[str, Any]

_log = logging.getLogger(__name__)

_PREFIX = "KHOBAO_OPENSEARCH_"
# What OpenSearch takes for a name, less what nobody needs.
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_PORT = 9200

# Seconds that a request is sent again for while hosts answer that they cannot, as they do until a
# lost node's shards have new primaries; and while no host answers at all.
_PATIENCE = 15.0
_PATIENCE_ALONE = 3.0
# Seconds before the second attempt; twice as many before each further one.
_PAUSE = 0.1
# Seconds for one answer; and after how long the cluster gives up a search by itself.
_TIMEOUT = 60
_BROKEN_OFF = "20s"
# Connections to one host: the threads of a web process and more.
_CONNECTIONS = 16
# Seconds for which a host that did not answer is passed over.
_DEAD = 2

# Values that are only counted (`values`), which may be 50,000 of them.
_LEFT_OUT = "-responses.aggregations.all*.buckets"

# Too many requests, errors within the cluster, no gateway, unavailable, gateway too slow.
_AGAIN = frozenset({429, 500, 502, 503, 504})


class Missing(IndexingError):
    """What was asked for is not there."""


class Refused(IndexingError):
    """The cluster takes a request for wrong."""


class Lost(IndexingError):
    """A search could not be answered in full from the snapshot that it asked for."""


@dataclass(frozen=True)
class Address:
    """Where an index is, and how to get there.

    `shards`, `replicas`: of an index that is built; None for one replica where there are nodes
    enough. `user`, `password`, `key`: never shown.
    """

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool = False
    shards: int = 1
    replicas: int | None = None
    authority: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)

    @property
    def exposed(self) -> bool:
        """Whether a secret would go over a network unencrypted."""
        secret = self.key or self.user
        return bool(secret) and not self.tls and not all(_local(host) for host, _ in self.hosts)

    @classmethod
    def read(cls, url: str, environ: Mapping[str, str] | None = None) -> "Address":
        """The address that a URL such as `opensearch://host1,host2:9201/khobao?shards=3` gives.

        `opensearch+https` for an encrypted connection. Raises `UnknownEngine` for what cannot be
        read.
        """
        environ = os.environ if environ is None else environ
        parts = urlsplit(url)
        if "@" in parts.netloc:
            raise UnknownEngine(
                "an OpenSearch URL must hold no user and password; "
                f"put them into {_PREFIX}USER and {_PREFIX}PASSWORD"
            )
        options = dict(parse_qsl(parts.query))
        name = unquote(parts.path).strip("/")
        if not _NAME.fullmatch(name):
            raise UnknownEngine(f"{name!r} in {url!r} is no name of an index")
        hosts = tuple(_host(each, url) for each in parts.netloc.split(","))
        return cls(
            hosts,
            name,
            tls=parts.scheme.endswith("+https"),
            shards=_number(options, "shards", 1, url) or 1,
            replicas=_number(options, "replicas", 0, url),
            authority=environ.get(_PREFIX + "CA", ""),
            user=environ.get(_PREFIX + "USER", ""),
            password=environ.get(_PREFIX + "PASSWORD", ""),
            key=environ.get(_PREFIX + "API_KEY", ""),
        )


def _host(written: str, url: str) -> tuple[str, int]:
    parts = urlsplit("//" + written)
    try:
        port = parts.port or _PORT
    except ValueError:
        port = 0
    if not parts.hostname or not port:
        raise UnknownEngine(f"{written!r} in {url!r} is no host")
    return parts.hostname, port


def _local(host: str) -> bool:
    """Whether what goes to a host stays on this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _number(options: Mapping[str, str], name: str, least: int, url: str) -> int | None:
    written = options.get(name)
    if written is None:
        return None
    if not written.isdecimal() or int(written) < least:
        raise UnknownEngine(f"{name}={written} in {url!r} is no number of {name}")
    return int(written)


class Client:
    """Sends requests to whichever host answers."""

    def __init__(self, address: Address) -> None:
        options: dict[str, Any] = {}
        if address.key:
            options["headers"] = {"authorization": f"ApiKey {address.key}"}
        elif address.user:
            # The library knows the letters of Western Europe only.
            pair = b64encode(f"{address.user}:{address.password}".encode()).decode()
            options["headers"] = {"authorization": f"Basic {pair}"}
        if address.exposed:
            _log.warning(
                "user, password or API key go to OpenSearch unencrypted; "
                "opensearch+https:// encrypts the connection"
            )
        if address.tls:
            options |= {"use_ssl": True, "ca_certs": address.authority or None}
        self._transport = OpenSearch(
            [{"host": host, "port": port} for host, port in address.hosts],
            timeout=_TIMEOUT,
            max_retries=len(address.hosts) - 1,
            # A slow request may have been done; sending it again does no harm to any of ours.
            retry_on_timeout=False,
            pool_maxsize=_CONNECTIONS,
            dead_timeout=_DEAD,
            timeout_cutoff=1,
            **options,
        ).transport

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def send(
        self,
        method: str,
        path: str,
        body: Json | str | bytes | None = None,
        *,
        patience: float | None = None,
        **params: str,
    ) -> Json:
        """What the cluster answers to a request.

        A body of text is lines of JSON. Raises `Missing`, `Refused`, or `IndexUnavailable` when
        nothing came of it within `patience` seconds.
        """
        by_line = isinstance(body, str | bytes)
        headers = {"content-type": "application/x-ndjson" if by_line else "application/json"}
        began, pause = time.monotonic(), _PAUSE
        while True:
            try:
                answer: Json = self._transport.perform_request(
                    method,
                    path,
                    params=params,
                    body=body,
                    headers=headers,
                    # The library warns of each answer that it is not told to expect.
                    ignore=(404,),
                    # Without one it takes the cluster's own parameter of that name for its.
                    timeout=_TIMEOUT,
                )
            except TransportError as error:
                allowed = _patience(error, _PATIENCE if patience is None else patience)
                if time.monotonic() - began + pause > allowed:
                    raise _named(error, f"{method} {path}") from None
            else:
                if answer.get("status") == 404 and "error" in answer:
                    raise Missing(f"{method} {path}: {_reason(answer)}")
                return answer
            time.sleep(pause)
            pause *= 2

    def search(self, bodies: Sequence[Json]) -> list[Json]:
        """The answers to several searches, each in full; raises `Lost` where one is not."""
        if not bodies:
            return []
        header: Json = {
            "allow_partial_search_results": False,
            "cancel_after_time_interval": _BROKEN_OFF,
        }
        text = lines([each for body in bodies for each in (header, body)])
        # What cannot be answered is not asked again here: its snapshot may be gone.
        answers: list[Json] = self.send("POST", "/_msearch", text, filter_path=_LEFT_OUT)[
            "responses"
        ]
        for answer in answers:
            _check(answer)
        return answers


def lines(values: Sequence[Json]) -> str:
    """Values as lines of JSON, each ended by a line feed."""
    return "".join(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values
    )


def _patience(error: TransportError, patience: float) -> float:
    """How long to go on after an error, in seconds since the first attempt."""
    if isinstance(error, SSLError | ConnectionTimeout):
        return 0
    if isinstance(error, ConnectionError):
        return min(patience, _PATIENCE_ALONE)
    return patience if error.status_code in _AGAIN else 0


def _named(error: TransportError, request: str) -> IndexingError:
    """Our error for one of the library's; tells no header, and so no secret."""
    if isinstance(error, SSLError):
        return IndexUnavailable(f"{request}: no secure connection to OpenSearch: {error.error}")
    if isinstance(error, ConnectionError):
        return IndexUnavailable(f"{request}: OpenSearch does not answer ({error.error})")
    if isinstance(error, AuthenticationException | AuthorizationException):
        return IndexUnavailable(f"{request}: OpenSearch refuses the user, password or API key")
    told = f"{request}: {error.status_code} {_reason(error.info)}"
    return IndexUnavailable(told) if error.status_code in _AGAIN else Refused(told)


def _reason(info: object) -> str:
    """Why the cluster says that it cannot do something."""
    error = info.get("error", info) if isinstance(info, dict) else info
    if not isinstance(error, dict):
        return str(error)[:300]
    causes = error.get("root_cause") or [error]
    cause = causes[0] if isinstance(causes[0], dict) else error
    return f"{cause.get('type')}: {str(cause.get('reason'))[:300]}"


def _check(answer: Json) -> None:
    """Raise an error for a search that was not answered in full."""
    if "error" in answer:
        status, reason = answer.get("status"), _reason(answer)
        # 400 also for a query that is wrong only in one shard's eyes; none of ours is.
        raise Refused(reason) if status == 400 else Lost(f"{status} {reason}")
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise Lost("a shard did not answer")
