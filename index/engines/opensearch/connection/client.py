"""The client: sends requests to the hosts of a cluster, and repeats those that may yet succeed."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from index.engines.opensearch.connection.address import Address
from index.engines.opensearch.connection.hosts import Hosts
from index.engines.opensearch.connection.transport import HostFailed, Json, Transport
from index.errors import IndexingError, IndexUnavailable

__all__ = ["WRITING", "Client", "Forbidden", "Json", "Lost", "Missing", "Refused", "json_lines"]

_log = logging.getLogger(__name__)

# Seconds for which a request is repeated: while hosts answer that they cannot, as they do until
# the shards of a lost node have new primaries; and while no host gives an answer at all.
_PATIENCE = 15.0
_PATIENCE_ALONE = 3.0
# Seconds before the second attempt; twice as many before each further one.
_PAUSE = 0.1
# Seconds for one answer: to a light request, to one that tries a host which has failed, and to all
# others; and the time after which the cluster itself cancels a search, which has no reader then.
_LIGHT = 3.0
_PROBE = 1.0
_DEADLINE = 12.0
_CANCELLED_AFTER = "10s"

WRITING = 40.0
"""Seconds for the answer to a change, which all nodes confirm within 30 s or are left behind."""

# Buckets that are only counted (`searching.aggregations`) and may be 50,000.
_LEFT_OUT = "-responses.aggregations.all*.buckets"

# Too many requests, errors within the cluster, bad gateway, unavailable, gateway timeout.
_AGAIN = frozenset({429, 500, 502, 503, 504})


class Missing(IndexingError):
    """An index, alias or document does not exist."""


class Refused(IndexingError):
    """The cluster rejects a request as invalid."""


class Forbidden(IndexUnavailable):
    """The user, password or API key is wrong, or lacks a right."""


class Lost(IndexingError):
    """A search could not be answered in full from its point in time."""


class _Failed(Exception):
    """No host has answered so far. `patience`: seconds for which another attempt makes sense."""

    def __init__(self, error: IndexingError, patience: float) -> None:
        super().__init__(error)
        self.error = error
        self.patience = patience


class Client:
    """Sends requests to any host of a cluster that answers; shared by threads."""

    def __init__(self, address: Address) -> None:
        for warning in address.warnings:
            _log.warning(warning)
        self._names = [f"{host}:{port}" for host, port in address.hosts]
        self._hosts = Hosts(self._names)
        self._transport = Transport(address)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def send(
        self,
        method: str,
        path: str,
        body: Json | str | bytes | None = None,
        *,
        light: bool = False,
        deadline: float | None = None,
        patience: float | None = None,
        complete: Callable[[Json], bool] | None = None,
        **params: str,
    ) -> Json:
        """Return the cluster's answer to a request.

        `body`: an object, or text with an object on each line. `light`: a host that works answers
        it at once. `deadline`: seconds for the answer of one host. `patience`: seconds for which
        the request is repeated. `complete`: returns True if an answer has what was asked for;
        otherwise its host is taken to have failed. Raise `Missing`, `Refused`, or
        `IndexUnavailable` if no attempt succeeded.
        """
        request = _Request(
            method,
            f"{path}?{urlencode(params)}" if params else path,
            _encoded(body),
            "application/x-ndjson" if isinstance(body, str | bytes) else "application/json",
            light=light,
            deadline=deadline or (_LIGHT if light else _DEADLINE),
            complete=complete or (lambda _answer: True),
        )
        began, pause = time.monotonic(), _PAUSE
        while True:
            try:
                return self._ask_hosts(request)
            except _Failed as failed:
                allowed = failed.patience if patience is None else patience
                if time.monotonic() - began + pause > allowed:
                    raise failed.error from None
            time.sleep(pause)
            pause *= 2

    def search(self, bodies: Sequence[Json]) -> list[Json]:
        """Return the answers to several searches. Raise `Lost` if one is not complete.

        A search that has no point in time names its `index`.
        """
        if not bodies:
            return []
        text = json_lines([each for body in bodies for each in _header_and_body(body)])
        # A search that fails is not repeated here, since its point in time may be gone.
        answers: list[Json] = self.send(
            "POST",
            "/_msearch",
            text,
            complete=lambda answer: _is_outcome(answer, bodies),
            filter_path=_LEFT_OUT,
        )["responses"]
        for answer in answers:
            _check(answer)
        return answers

    def _ask_hosts(self, request: "_Request") -> Json:
        """Return the first answer of a host; each is asked once. Raise `_Failed` if none can."""
        tried: list[int] = []
        ignorant: list[int] = []
        missing: Missing | None = None
        failed = _Failed(_unavailable(request, "OpenSearch does not answer at the moment"), 0)
        while (host := self._hosts.choose(tried, light=request.light)) is not None:
            tried.append(host)
            try:
                answer = self._ask(host, request)
            except Missing as error:
                missing = error
                ignorant.append(host)
            except _Failed as error:
                failed = error
            else:
                for each in ignorant:
                    # It belongs to another cluster, or lost everything.
                    self._hosts.fail(each, f"it does not have {request.target}, as others do")
                return answer
        raise missing or failed

    def _ask(self, host: int, request: "_Request") -> Json:
        """Return the answer of one host.

        Raise `_Failed` or `Missing` if another may have an answer, and else the error itself.
        """
        is_probe = request.light and self._hosts.has_failed(host)
        deadline = min(_PROBE, request.deadline) if is_probe else request.deadline
        try:
            status, answer = self._transport.ask(
                host, request.method, request.target, request.body, request.kind, deadline
            )
            if status < 300 and not request.complete(answer):
                raise HostFailed("the answer lacks what was asked for")
        except HostFailed as error:
            self._note(host, request, error)
            raise _failed(self._names[host], request, error) from None
        self._hosts.succeed(host)
        if status < 300 or (status == 404 and "error" not in answer):
            return answer
        raise _error(status, answer, request)

    def _note(self, host: int, request: "_Request", error: HostFailed) -> None:
        if error.hangs and not error.frozen and not request.light:
            # The next light request shows whether it hangs or had too much work.
            self._hosts.suspect(host)
        else:
            self._hosts.fail(host, str(error), hangs=error.hangs)


@dataclass(frozen=True)
class _Request:
    """A request as every host gets it; see `Client.send`."""

    method: str
    target: str
    body: bytes | None
    kind: str
    light: bool
    deadline: float
    complete: Callable[[Json], bool]


def _header_and_body(search: Json) -> tuple[Json, Json]:
    """Return the options of a search, and the search itself."""
    body = {name: value for name, value in search.items() if name != "index"}
    header: Json = {
        "allow_partial_search_results": False,
        "cancel_after_time_interval": _CANCELLED_AFTER,
    }
    if {"_score": "desc"} in body.get("sort", ()):
        # Rarity and mean length are those of all shards together.
        header["search_type"] = "dfs_query_then_fetch"
    if "index" in search:
        header["index"] = search["index"]
    return header, body


def json_lines(values: Sequence[Json]) -> str:
    """Return values as JSON, each on a line of its own."""
    return "".join(f"{_json(value)}\n" for value in values)


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _encoded(body: Json | str | bytes | None) -> bytes | None:
    if body is None or isinstance(body, bytes):
        return body
    return (body if isinstance(body, str) else _json(body)).encode("utf-8", "surrogatepass")


def _unavailable(request: _Request, reason: str) -> IndexUnavailable:
    return IndexUnavailable(f"{request.method} {request.target}: {reason}")


def _failed(name: str, request: _Request, error: HostFailed) -> _Failed:
    """Return that a host gave no answer. A request that took too long is not repeated at once."""
    patience = 0 if error.hangs or error.insecure else _PATIENCE_ALONE
    return _Failed(_unavailable(request, f"OpenSearch at {name} fails: {error}"), patience)


def _error(status: int, answer: Json, request: _Request) -> Exception:
    """Return the error that an answer states. It repeats no header, so no password."""
    message = f"{request.method} {request.target}: {status} {_reason(answer)}".rstrip()
    if status == 404:
        return Missing(message)
    if status in (401, 403):
        return Forbidden(f"OpenSearch refuses the user, password or API key: {message}")
    if status in _AGAIN:
        return _Failed(IndexUnavailable(message), _PATIENCE)
    return Refused(message)


def _reason(info: object) -> str:
    """Return the reason in the cluster's description of an error."""
    error = info.get("error", info) if isinstance(info, dict) else info
    if not error:
        return ""
    if not isinstance(error, dict):
        return str(error)[:300]
    causes = error.get("root_cause") or [error]
    cause = causes[0] if isinstance(causes[0], dict) else error
    return f"{cause.get('type')}: {str(cause.get('reason'))[:300]}"


def _is_outcome(answer: Json, bodies: Sequence[Json]) -> bool:
    """Return True if an answer has the outcome of each search."""
    found = answer.get("responses")
    return (
        isinstance(found, list) and len(found) == len(bodies) and all(map(_answers, found, bodies))
    )


def _answers(outcome: object, body: Json) -> bool:
    """Return True if an outcome is an error, or has what the search asked for."""
    if not isinstance(outcome, dict) or "error" in outcome:
        return isinstance(outcome, dict)
    # Of those in `_LEFT_OUT`, nothing may be left.
    wanted = [name for name in body.get("aggs") or () if not name.startswith("all")]
    counted = outcome.get("aggregations") or {}
    return "hits" in outcome and "_shards" in outcome and all(each in counted for each in wanted)


def _check(answer: Json) -> None:
    """Raise an error unless a search was answered in full."""
    if "error" in answer:
        status, reason = answer.get("status"), _reason(answer)
        raise Refused(reason) if status == 400 else Lost(f"{status} {reason}")
    if answer.get("timed_out") or answer["_shards"].get("failed"):
        raise Lost("a shard did not answer")
