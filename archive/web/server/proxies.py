"""The proxies whose headers about the client and the identifier of a request are believed."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

__all__ = ["TrustedProxies"]


class TrustedProxies:
    """The proxies that the settings trust."""

    def __init__(self, networks: Iterable[str]) -> None:
        """Trust the addresses and networks, such as `127.0.0.1` and `10.0.0.0/8`."""
        self._networks = tuple(map(ip_network, networks))

    def passed_on(self, environ: Mapping[str, Any]) -> bool:
        """Return whether a request (its WSGI environment) comes from a trusted proxy."""
        return self._is_trusted(environ.get("REMOTE_ADDR", ""))

    def client(self, environ: Mapping[str, Any]) -> str:
        """Return the address of the client, as far as trusted proxies report it; "" if unknown.

        X-Forwarded-For is read from its end, because a client may send one that is made up.
        """
        nearest = str(environ.get("REMOTE_ADDR", ""))
        for reported in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if not self._is_trusted(nearest) or not _is_address(reported.strip()):
                break
            nearest = reported.strip()
        return nearest

    def _is_trusted(self, address: str) -> bool:
        # Requests over a Unix socket have no address; the permissions of the socket admit them.
        if not address:
            return True
        return _is_address(address) and any(ip_address(address) in each for each in self._networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
