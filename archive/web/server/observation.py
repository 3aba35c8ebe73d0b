"""Measurement of every request: its status, time and size, for the log and for metrics."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from flask import Flask, Request

from archive.web.server import request_id
from archive.web.server.admission import REFUSED

__all__ = ["Observation", "Observer", "init_app", "observe"]

_log = logging.getLogger("archive.web")

_EXTENSION = "khobao.observers"

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Observation:
    """A request that was answered.

    `began`: in UTC. `route`: the name of the page, "" if no page has the address. `status`: of
    HTTP. `seconds`: until the last byte was handed over. `processor`: seconds of processor time of
    the thread that answered. `sent`: bytes of the body. `complete`: whether the body was read to
    its end. `refused`: whether the process had too much to do. `environ`: the WSGI environment.
    """

    began: datetime
    request_id: str
    method: str
    route: str
    status: int
    seconds: float
    processor: float
    sent: int
    complete: bool
    refused: bool
    environ: Mapping[str, Any]


class Observer(Protocol):
    """The part of a program that is notified of each request."""

    def begin(self) -> None:
        """Take note that a request has arrived."""

    def end(self, observed: Observation) -> None:
        """Take note of an answered request, for each that began."""


def init_app(app: Flask) -> None:
    """Let an application notify observers of each of its requests."""
    observers: list[Observer] = []
    app.extensions[_EXTENSION] = observers
    app.wsgi_app = _observed(app.wsgi_app, observers)  # type: ignore[method-assign, assignment]


def observe(app: Flask, observer: Observer) -> None:
    """Notify an observer of each request of an application from now on."""
    app.extensions[_EXTENSION].append(observer)


def _observed(application: _Wsgi, observers: list[Observer]) -> _Wsgi:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        measured = _Measurement(environ, tuple(observers))

        def start_measured(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Any:
            measured.status = int(status[:3])
            # Known until the application has returned.
            asked = environ.get("werkzeug.request")
            measured.route = (asked.endpoint or "") if isinstance(asked, Request) else ""
            return start(status, headers, exc_info)

        try:
            body = application(environ, start_measured)
        except BaseException:
            measured.end()
            raise
        return _Body(body, measured)

    return answer


class _Measurement:
    """The measurement of a request that is under way."""

    def __init__(self, environ: Mapping[str, Any], observers: tuple[Observer, ...]) -> None:
        self.status = 500
        self.route = ""
        self.sent = 0
        self.complete = False
        self.identifier = request_id.of(environ)
        self._environ = environ
        self._observers = observers
        self._began = datetime.now(UTC)
        self._clock = time.perf_counter()
        self._processor = time.thread_time()
        for observer in observers:
            observer.begin()

    def end(self) -> None:
        """Notify the observers, once."""
        observers, self._observers = self._observers, ()
        if not observers:
            return
        observed = Observation(
            self._began,
            self.identifier,
            str(self._environ.get("REQUEST_METHOD", "")),
            self.route,
            self.status,
            time.perf_counter() - self._clock,
            # A server may hand the body over in another thread, whose clock differs.
            max(0.0, time.thread_time() - self._processor),
            self.sent,
            self.complete,
            bool(self._environ.get(REFUSED)),
            self._environ,
        )
        for observer in observers:
            observer.end(observed)


class _Body:
    """The body of a response, whose end is the end of the measurement."""

    def __init__(self, body: Iterable[bytes], measured: _Measurement) -> None:
        self._body = body
        self._pieces = iter(body)
        self._measured = measured

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._measured.complete = True
            raise
        except Exception:
            # Exports are made while they are sent; the server can only break the connection off.
            identifier = {"request_id": self._measured.identifier}
            _log.exception("a response broke off", extra=identifier)
            raise
        self._measured.sent += len(piece)
        return piece

    def close(self) -> None:
        """Close the response, which ends its measurement."""
        try:
            if close := getattr(self._body, "close", None):
                close()
        finally:
            self._measured.end()
