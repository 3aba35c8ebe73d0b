"""Admission: the number of costly requests that one process answers at a time.

Searches with facets, concordances, trends and exports take a hundred times the work of a report.
A bounded number of them runs, a bounded number waits for a moment, and the others are refused with
503 at once, so that threads remain for reports and the home page. One more thread is kept for the
health check, which is answered while all others wait for a server that hangs.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from threading import Condition
from typing import Any, Literal
from weakref import finalize

from flask import Flask, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wsgi import ClosingIterator

from archive.config import Config

__all__ = [
    "EXTENSION",
    "REFUSED",
    "RETRY_AFTER",
    "THREADS",
    "Busy",
    "Cost",
    "Gate",
    "cost_of",
    "init_app",
]

EXTENSION = "khobao.admission"
"""The gates of an application, by cost: `app.extensions[EXTENSION]`."""

RETRY_AFTER = 5
"""Seconds after which a client that was refused may try again."""

Cost = Literal["list", "file"]
"""The kind of a costly request: it evaluates a query, or it makes a file of a whole list."""

# The cost of each endpoint; all others are cheap.
_COSTS: dict[str, Cost] = {
    "search.results": "list",
    "facet_page.show": "list",
    "concordance.show": "list",
    "trends.show": "list",
    "trends.download": "list",
    "frozen.comparison": "list",
    "frozen.make": "list",
    "selection.show": "list",
    "comparison.show": "list",
    "export.download": "file",
    "concordance.download": "file",
    "frozen.download": "file",
    "selection.download": "file",
}
# The address of the health check that asks no server.
_ALIVE = "/livez"
# Seconds that a request may wait in the thread of the health check for another one.
_PATIENCE_FOR_THREADS = 1.0
# Under gunicorn with our settings, one at most.
_MOST_WAITING = 64

# Seconds that a request waits for its turn. A page that takes longer seems broken.
_PATIENCE = 3.0
# The same where the index is on a server: a node that is restarted holds searches up for longer.
_PATIENCE_FOR_SERVERS = 30.0

REFUSED = "khobao.busy"
"""Set in the WSGI environment of a request that is to be refused."""

_STUCK = "khobao.stuck"

THREADS = "khobao.threads"
"""The gate of all requests but the health check: `app.extensions[THREADS]`."""

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Busy(ServiceUnavailable):
    """The process answers as many costly requests as it may."""


class Gate:
    """Lets a number of requests run at a time, in the order in which they came.

    `capacity`: requests that may run. `places`: requests that may wait, each for `patience` seconds
    at most. `running`, `waiting`: their present numbers.
    """

    def __init__(self, capacity: int, places: int, patience: float = _PATIENCE) -> None:
        self.capacity = capacity
        self.places = places
        self.running = 0
        self.patience = patience
        self._moved = time.monotonic()
        self._changed = Condition()
        # Those that wait, in their order.
        self._queue: deque[object] = deque()

    @property
    def waiting(self) -> int:
        """The number of requests that wait."""
        return len(self._queue)

    @property
    def idle(self) -> float:
        """Seconds since a request was last admitted or ended."""
        return time.monotonic() - self._moved

    def enter(self, patience: float | None = None) -> bool:
        """Return True once the request may run, False if it is refused.

        `patience`: seconds that this one may wait.
        """
        with self._changed:
            if self._is_free() and not self._queue:
                self._moved = time.monotonic()
                self.running += 1
                return True
            if len(self._queue) >= self.places:
                return False
            turn = object()
            self._queue.append(turn)
            try:
                admitted = self._changed.wait_for(
                    lambda: self._queue[0] is turn and self._is_free(),
                    self.patience if patience is None else max(0.0, patience),
                )
            finally:
                self._queue.remove(turn)
                # There may be room for the next one too.
                self._changed.notify_all()
            self.running += admitted
            return admitted

    def leave(self) -> None:
        """Report the end of a request that was admitted."""
        with self._changed:
            self._moved = time.monotonic()
            self.running -= 1
            # Only the first in the queue may go on, whichever threads wake.
            self._changed.notify_all()

    def _is_free(self) -> bool:
        return self.running < self.capacity


class _Place:
    """Places at gates that are given up once: by `leave`, or else when they are no longer used.

    A server must close every response (PEP 3333), but one that does not shall lose no place.
    """

    def __init__(self, leave: Callable[[], None]) -> None:
        self._end = finalize(self, leave)

    def leave(self) -> None:
        """Give up the places."""
        self._end()


def init_app(app: Flask, config: Config) -> None:
    """Bound the costly requests that an application answers at a time.

    Files have a gate of their own, since a download lasts as long as its client reads.
    """
    capacity = config.costly_requests
    # A quarter of the threads is never taken by costly requests.
    places = max(0, config.threads - config.threads // 4 - 2 * capacity)
    patience = _PATIENCE if config.index.startswith("whoosh:") else _PATIENCE_FOR_SERVERS
    gates: dict[Cost, Gate] = {"list": Gate(capacity, places, patience), "file": Gate(capacity, 0)}
    every = Gate(config.threads, _MOST_WAITING, _PATIENCE_FOR_THREADS)
    app.extensions[EXTENSION] = gates
    app.extensions[THREADS] = every
    app.wsgi_app = _admitting(app, gates, every)  # type: ignore[method-assign, assignment]
    app.before_request(_refuse)


def cost_of(app: Flask, environ: dict[str, Any]) -> Cost | None:
    """Return the cost of a request, None for a cheap one. HEAD makes no file."""
    try:
        endpoint, _ = app.url_map.bind_to_environ(environ).match()
    except HTTPException:
        return None
    cost = _COSTS.get(endpoint)
    return None if cost == "file" and environ.get("REQUEST_METHOD") == "HEAD" else cost


def _admitting(app: Flask, gates: dict[Cost, Gate], every: Gate) -> _Wsgi:
    application: _Wsgi = app.wsgi_app

    def admit(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == _ALIVE:
            return application(environ, start)
        with ExitStack() as held:
            cost = _enter(app, environ, gates, every, held)
            response = application(environ, start)
            if cost == "file":
                # It is made while it is sent.
                return ClosingIterator(response, _Place(held.pop_all().close).leave)
            return response

    return admit


def _enter(
    app: Flask, environ: dict[str, Any], gates: dict[Cost, Gate], every: Gate, held: ExitStack
) -> Cost | None:
    """Enter the gates of a request, or mark it as refused; return its cost.

    `held`: gets what gives the places up.
    """
    # Where nothing has moved, one request after another would wait in the last thread.
    if not every.enter(every.patience - every.idle):
        environ[_STUCK] = True
        return None
    held.callback(every.leave)
    cost = cost_of(app, environ)
    if cost is not None:
        if gates[cost].enter():
            held.callback(gates[cost].leave)
        else:
            environ[REFUSED] = True
            return None
    return cost


def _refuse() -> None:
    if request.environ.get(_STUCK):
        raise ServiceUnavailable
    if request.environ.get(REFUSED):
        raise Busy(retry_after=RETRY_AFTER)
