"""Names and addresses of this machine."""

from ipaddress import ip_address

__all__ = ["is_loopback"]


def is_loopback(host: str) -> bool:
    """Return True if a host is this machine.

    >>> is_loopback("127.0.0.2"), is_loopback("127.evil.example")
    (True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        # RFC 6761, section 6.3: names below `localhost` are loopback addresses.
        return host == "localhost" or host.endswith(".localhost")
