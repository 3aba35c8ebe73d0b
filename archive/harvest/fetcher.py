"""Polite fetching: robots.txt, pauses, redirects and repeated attempts.

Requests follow one another, so that no host has two at a time.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import responses

from archive.harvest import robots
from archive.harvest.address import absolute, host_of
from archive.harvest.client import Client, Response
from archive.harvest.failure import FetchFailed, HostPaused

__all__ = ["Fetcher"]

_REDIRECTS = 5
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
# Statuses that another attempt may change.
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})
_ATTEMPTS = 3
# Seconds before the second attempt, doubled before the third.
_BACK_OFF = 5.0
# The longest that a host's Retry-After is waited for within one run.
_LONGEST_PAUSE = 120.0
# Addresses in a row for which a host failed, after which it is left alone.
_MOST_FAILURES = 5


@dataclass
class _Host:
    """A host in one run: its rules, and the moment from which it may be asked again."""

    rules: robots.Rules
    ready: float = 0.0
    failures: int = 0
    paused: str = ""


class Fetcher:
    """Fetches addresses one by one."""

    def __init__(
        self,
        client: Client,
        agent: str,
        delay: float,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`agent`: the name that robots.txt may address. `delay`: seconds between two requests."""
        self._client = client
        self._agent = agent
        self._delay = delay
        self._sleep, self._clock = sleep, clock
        self._hosts: dict[str, _Host] = {}

    def fetch(self, address: str, headers: Mapping[str, str], limit: int) -> Response:
        """Return the page at an address: its status is 200, or 304 where `headers` permit that.

        `limit`: see `Client.get`. Raise `FetchFailed`, or `HostPaused` where the host is not asked
        any more in this run.
        """
        visited: list[str] = []
        while True:
            self._check(address, visited)
            host = self._host(address)
            if reason := host.rules.refusal(address):
                raise FetchFailed(reason)
            response = self._asked(host, address, headers, limit)
            if response.status not in _REDIRECTING:
                break
            address = absolute(response.location, address)
        if response.status not in (200, 304):
            raise FetchFailed(f"the server answers {_status(response)}")
        return response

    def sitemaps(self, address: str) -> list[str]:
        """Return the sitemaps that robots.txt of an address's host names."""
        return self._host(address).rules.sitemaps

    def _check(self, address: str, visited: list[str]) -> None:
        """Add an address to those visited; raise `FetchFailed` for circles and long chains."""
        if address in visited:
            raise FetchFailed(f"redirects in a circle: {' → '.join([*visited, address])}")
        visited.append(address)
        if len(visited) > _REDIRECTS + 1:
            raise FetchFailed(f"more than {_REDIRECTS} redirects")

    def _host(self, address: str) -> _Host:
        """Return the host of an address, whose robots.txt is read first."""
        name = host_of(address)
        if name not in self._hosts:
            host = self._hosts[name] = _Host(robots.Rules(self._agent))
            host.rules = self._rules(host, f"{name}/robots.txt")
        return self._hosts[name]

    def _rules(self, host: _Host, address: str) -> robots.Rules:
        """Return the rules of a host; redirects of the file are followed (RFC 9309 §2.3.1.2)."""
        visited: list[str] = []
        try:
            while True:
                self._check(address, visited)
                response = self._asked(host, address, {}, robots.MOST_BYTES)
                if response.status not in _REDIRECTING:
                    return robots.rules(self._agent, response.status, response.body)
                address = absolute(response.location, address)
        except FetchFailed as error:
            reason = f"robots.txt of the site cannot be read: {error}"
            return robots.Rules(self._agent, reason=reason)

    def _asked(self, host: _Host, address: str, headers: Mapping[str, str], limit: int) -> Response:
        """Return a response; ask again where that may help."""
        if host.paused:
            raise HostPaused(host.paused)
        try:
            response = self._repeated(host, address, headers, limit)
        except FetchFailed as error:
            host.failures += error.is_temporary
            if host.failures >= _MOST_FAILURES:
                host.paused = f"{host_of(address)} failed {host.failures} times: {error}"
            raise
        host.failures = 0
        return response

    def _repeated(
        self, host: _Host, address: str, headers: Mapping[str, str], limit: int
    ) -> Response:
        """Return the response of the first attempt that succeeds."""
        attempt = 1
        while True:
            self._sleep(max(0.0, host.ready - self._clock()))
            try:
                return self._once(address, headers, limit)
            except FetchFailed as error:
                if not error.is_temporary or attempt == _ATTEMPTS:
                    raise
                pause = error.retry_after
                if pause is None:
                    pause = _BACK_OFF * 2 ** (attempt - 1)
            finally:
                host.ready = self._clock() + max(self._delay, host.rules.delay)
            if pause > _LONGEST_PAUSE:
                host.paused = f"{host_of(address)} asks for a pause of {pause:,.0f} s"
                raise HostPaused(host.paused)
            host.ready = max(host.ready, self._clock() + pause)
            attempt += 1

    def _once(self, address: str, headers: Mapping[str, str], limit: int) -> Response:
        """Return a response that another attempt would not change."""
        response = self._client.get(address, headers, limit)
        if response.status in _TEMPORARY:
            raise FetchFailed(
                f"the server answers {_status(response)}",
                is_temporary=True,
                retry_after=response.retry_after,
            )
        return response


def _status(response: Response) -> str:
    """Return a status with its meaning.

    >>> _status(Response("", 404, {}, b"", ""))
    '404 Not Found'
    """
    return f"{response.status} {responses.get(response.status, '')}".strip()
