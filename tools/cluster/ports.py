"""Ports on loopback for servers of the tests."""

import random
import socket

__all__ = ["free_ports"]

# Below the ports that outgoing connections are given on Linux.
_PORTS = range(20_000, 32_000)


def free_ports(number: int) -> list[int]:
    """Return free ports on loopback."""
    found: list[int] = []
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == number:
            return found
    raise RuntimeError("no port is free")
