"""The client: sends requests to the hosts of a cluster, and repeats those that may yet succeed."""

import json
import logging
import time
from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,
    ConnectionTimeout,
    SSLError,
    TransportError,
)

from index.engines.opensearch.connection.address import Address
from index.errors import IndexingError, IndexUnavailable

__all__ = ["Client", "Lost", "Missing", "Refused", "json_lines"]

Json = dict[str, Any]

_log = logging.getLogger(__name__)

# Seconds for which a request is repeated: while hosts answer that they cannot, as they do until
# the shards of a lost node have new primaries; and while no host answers at all.
_PATIENCE = 15.0
_PATIENCE_ALONE = 3.0
# Seconds before the second attempt; twice as many before each further one.
_PAUSE = 0.1
# Seconds to wait for one answer, and the time after which the cluster itself cancels a search.
_TIMEOUT = 60
_CANCELLED_AFTER = "20s"
# Connections to one host: for the threads of a web process and a few more.
_CONNECTIONS = 16
# Seconds for which the library does not try a host again that did not answer.
_DEAD = 2

# Buckets that are only counted (`searching.aggregations`) and may be 50,000.
_LEFT_OUT = "-responses.aggregations.all*.buckets"

# Too many requests, errors within the cluster, bad gateway, unavailable, gateway timeout.
_AGAIN = frozenset({429, 500, 502, 503, 504})


class Missing(IndexingError):
    """An index, alias or document does not exist."""


class Refused(IndexingError):
    """The cluster rejects a request as invalid."""


class Lost(IndexingError):
    """A search could not be answered in full from its point in time."""


class Client:
    """Sends requests to any host of a cluster that answers; shared by threads."""

    def __init__(self, address: Address) -> None:
        options: dict[str, Any] = {}
        if address.key:
            options["headers"] = {"authorization": f"ApiKey {address.key}"}
        elif address.user:
            # The library itself encodes names and passwords in Latin-1 only.
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
            # Sending a slow request again would only add to the load.
            retry_on_timeout=False,
            pool_maxsize=_CONNECTIONS,
            dead_timeout=_DEAD,
            timeout_cutoff=1,
            **options,
        ).transport

    def close(self) -> None:
        """Close the connections."""
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
        """Return the cluster's answer to a request.

        `body`: an object, or text with an object on each line. `patience`: seconds for which the
        request is repeated. Raise `Missing`, `Refused`, or `IndexUnavailable` if no attempt
        succeeded.
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
                    # The library logs a warning for every status that is not expected here.
                    ignore=(404,),
                    # Without it, the library takes the cluster's parameter `timeout` for its own.
                    timeout=_TIMEOUT,
                )
            except TransportError as error:
                allowed = _patience(error, _PATIENCE if patience is None else patience)
                if time.monotonic() - began + pause > allowed:
                    raise _translated(error, f"{method} {path}") from None
            else:
                if answer.get("status") == 404 and "error" in answer:
                    raise Missing(f"{method} {path}: {_reason(answer)}")
                return answer
            time.sleep(pause)
            pause *= 2

    def search(self, bodies: Sequence[Json]) -> list[Json]:
        """Return the answers to several searches. Raise `Lost` if one is not complete."""
        if not bodies:
            return []
        header: Json = {
            "allow_partial_search_results": False,
            "cancel_after_time_interval": _CANCELLED_AFTER,
        }
        text = json_lines([each for body in bodies for each in (header, body)])
        # A search that fails is not repeated here, since its point in time may be gone.
        answers: list[Json] = self.send("POST", "/_msearch", text, filter_path=_LEFT_OUT)[
            "responses"
        ]
        for answer in answers:
            _check(answer)
        return answers


def json_lines(values: Sequence[Json]) -> str:
    """Return values as JSON, each on a line of its own."""
    return "".join(
        json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values
    )


def _patience(error: TransportError, patience: float) -> float:
    """Return for how many seconds to repeat a request that ended in this error."""
    if isinstance(error, SSLError | ConnectionTimeout):
        return 0
    if isinstance(error, ConnectionError):
        return min(patience, _PATIENCE_ALONE)
    return patience if error.status_code in _AGAIN else 0


def _translated(error: TransportError, request: str) -> IndexingError:
    """Return our error for one of the library's. It repeats no header, so no password."""
    if isinstance(error, SSLError):
        return IndexUnavailable(f"{request}: no secure connection to OpenSearch: {error.error}")
    if isinstance(error, ConnectionError):
        return IndexUnavailable(f"{request}: OpenSearch does not answer ({error.error})")
    if isinstance(error, AuthenticationException | AuthorizationException):
        return IndexUnavailable(f"{request}: OpenSearch refuses the user, password or API key")
    message = f"{request}: {error.status_code} {_reason(error.info)}"
    return IndexUnavailable(message) if error.status_code in _AGAIN else Refused(message)


def _reason(info: object) -> str:
    """Return the reason in the cluster's description of an error."""
    error = info.get("error", info) if isinstance(info, dict) else info
    if not isinstance(error, dict):
        return str(error)[:300]
    causes = error.get("root_cause") or [error]
    cause = causes[0] if isinstance(causes[0], dict) else error
    return f"{cause.get('type')}: {str(cause.get('reason'))[:300]}"


def _check(answer: Json) -> None:
    """Raise an error unless a search was answered in full."""
    if "error" in answer:
        status, reason = answer.get("status"), _reason(answer)
        raise Refused(reason) if status == 400 else Lost(f"{status} {reason}")
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise Lost("a shard did not answer")
