"""Web addresses: resolved, normalised, and checked before anything connects to them."""

import ipaddress
import re
import socket
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from archive.harvest.failure import FetchFailed

__all__ = ["absolute", "host_of", "ip_addresses"]

# The longest that all browsers and servers take, and short enough for an index of PostgreSQL.
_LONGEST = 2000
# Characters that stand as they are in a path or query (RFC 3986 §3.3, §3.4), "%" among them.
_SAFE = "!$&'()*+,/:;=@~%?"
_UNUSABLE = re.compile(r"[\x00-\x20\x7f]")
# The addresses of IPv4 as translators to IPv6 write them (RFC 6052 §2.1).
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def absolute(reference: str, base: str = "") -> str:
    """Return the absolute address that a reference means, without its fragment.

    `base`: the address of the document that holds the reference. Letters beyond ASCII are encoded.
    Raise `FetchFailed` for anything that is not a web address.

    >>> absolute("../tin/bến đò.html#dau", "https://bao.example/rss/a")
    'https://bao.example/tin/b%E1%BA%BFn%20%C4%91%C3%B2.html'
    """
    try:
        parts = urlsplit(urljoin(base, reference.strip()))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError as error:
        raise FetchFailed(f"not a web address: {reference[:_LONGEST]!r}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchFailed(f"not an http or https address: {reference[:_LONGEST]!r}")
    if "@" in parts.netloc:
        raise FetchFailed("an address with a user name or password")
    shown = f"[{host}]" if ":" in host else host
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    address = urlunsplit((parts.scheme, f"{shown}{port}", path, query, ""))
    if len(address) > _LONGEST or _UNUSABLE.search(address):
        raise FetchFailed(f"an address of more than {_LONGEST} characters")
    return address


def host_of(address: str) -> str:
    """Return scheme, host and port of an address: what one robots.txt is about (RFC 9309 §2.3).

    >>> host_of("https://bao.example/tin/1")
    'https://bao.example'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def ip_addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the IP addresses of a host, in the order in which the system prefers them.

    `allow_private`: addresses of this machine and of local networks, too. Raise `FetchFailed`
    where there are none. What is returned here must be what is connected to: a name server may
    give another answer the next time (DNS rebinding).
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(f"no server is called {host}: {error}", is_temporary=True) from error
    addresses = [str(each[4][0]) for each in found]
    permitted = [each for each in dict.fromkeys(addresses) if allow_private or _is_public(each)]
    if not permitted:
        meaning = "is" if host == addresses[0] else f"is {addresses[0]},"
        raise FetchFailed(
            f"{host} {meaning} an address of this machine or a local network; "
            "--allow-private permits it"
        )
    return permitted


def _is_public(text: str) -> bool:
    """Return whether an IP address can be reached from everywhere, and is not a group."""
    address: _IP = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        embedded = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            embedded = ipaddress.IPv4Address(address.packed[-4:])
        address = embedded or address
    return address.is_global and not address.is_multicast
