"""The address of an index in a cluster, read from its URL and the environment.

Users, passwords and keys come from the environment, since URLs are shown and logged.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from index.errors import UnknownEngine

__all__ = ["Address"]

_PREFIX = "KHOBAO_OPENSEARCH_"
# RFC 3986, appendix B: scheme, authority, and the rest. `urlsplit` takes no list of hosts with an
# IPv6 address among them since Python 3.14.
_URL = re.compile(r"([^:/?#]+)://([^/?#]*)(.*)", re.DOTALL)
# A subset of the names that OpenSearch accepts.
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_PORT = 9200


@dataclass(frozen=True)
class Address:
    """The hosts of a cluster, the name of an index there, and how to connect.

    `shards`, `replicas`: of an index that is built; with `replicas` None, one if there are two
    nodes or more. `authority`: path of a file of certificates. `user`, `password` and `key` are
    left out of the repr.
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
        """True if a password or key would leave this machine unencrypted."""
        secret = self.key or self.user
        return bool(secret) and not self.tls and not all(_local(host) for host, _ in self.hosts)

    @classmethod
    def read(cls, url: str, environ: Mapping[str, str] | None = None) -> "Address":
        """Return the address in a URL such as `opensearch://host1,host2:9201/khobao?shards=3`.

        The scheme `opensearch+https` encrypts the connection. Raise `UnknownEngine` if the URL
        makes no sense.
        """
        environ = os.environ if environ is None else environ
        if not (written := _URL.fullmatch(url)):
            raise UnknownEngine(f"{url!r} is not a URL such as opensearch://localhost:9200/khobao")
        scheme, authority, rest = written.groups()
        if "@" in authority:
            raise UnknownEngine(
                "an OpenSearch URL must not contain user and password; "
                f"put them into {_PREFIX}USER and {_PREFIX}PASSWORD"
            )
        parts = urlsplit(rest)
        options = dict(parse_qsl(parts.query))
        name = unquote(parts.path).strip("/")
        if not _NAME.fullmatch(name):
            raise UnknownEngine(f"{name!r} in {url!r} is not a name for an index")
        hosts = tuple(_host(each, url) for each in authority.split(","))
        return cls(
            hosts,
            name,
            tls=scheme.endswith("+https"),
            shards=_number(options, "shards", 1, url) or 1,
            replicas=_number(options, "replicas", 0, url),
            authority=environ.get(_PREFIX + "CA", ""),
            user=environ.get(_PREFIX + "USER", ""),
            password=environ.get(_PREFIX + "PASSWORD", ""),
            key=environ.get(_PREFIX + "API_KEY", ""),
        )


def _host(written: str, url: str) -> tuple[str, int]:
    try:
        parts = urlsplit("//" + written)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, 0
    if not host:
        raise UnknownEngine(f"{written!r} in {url!r} is not a host")
    return host, port


def _local(host: str) -> bool:
    """Return True if a host is this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _number(options: Mapping[str, str], name: str, least: int, url: str) -> int | None:
    written = options.get(name)
    if written is None:
        return None
    if not written.isdecimal() or int(written) < least:
        raise UnknownEngine(f"{name}={written} in {url!r} is not a number of {name}")
    return int(written)
