"""The address of an index in a cluster, read from its URL and the environment.

Users, passwords and keys come from the environment, since URLs are shown and logged.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from index.errors import UnknownEngine
from index.loopback import is_loopback
from index.masking import masked

__all__ = ["Address"]

_PREFIX = "KHOBAO_OPENSEARCH_"
# RFC 3986, appendix B: scheme, authority, and the rest. `urlsplit` takes no list of hosts with an
# IPv6 address among them since Python 3.14.
_URL = re.compile(r"([^:/?#]+)://([^/?#]*)(.*)", re.DOTALL)
# A subset of the names that OpenSearch accepts.
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_PORT = 9200
_OPTIONS = ("replicas", "shards")


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
    def warnings(self) -> tuple[str, ...]:
        """Warnings for an administrator about the safety of the connection."""
        found = []
        stays = self.tls or all(is_loopback(host) for host, _ in self.hosts)
        if (self.key or self.user) and not stays:
            found.append(
                "user, password or API key go to OpenSearch unencrypted; "
                "opensearch+https:// encrypts the connection"
            )
        if self.authority and not self.tls:
            found.append(
                f"{_PREFIX}CA has no effect, since the connection to OpenSearch is not encrypted; "
                "opensearch+https:// encrypts it"
            )
        return tuple(found)

    @classmethod
    def read(cls, url: str, environ: Mapping[str, str] | None = None) -> "Address":
        """Return the address in a URL such as `opensearch://host1,host2:9201/khobao?shards=3`.

        The scheme `opensearch+https` encrypts the connection. Raise `UnknownEngine` if the URL or
        the environment makes no sense; the message repeats no secret.
        """
        environ = os.environ if environ is None else environ
        if not (written := _URL.fullmatch(url)):
            raise UnknownEngine(
                f"{masked(url)!r} is not a URL such as opensearch://localhost:9200/khobao"
            )
        scheme, authority, rest = written.groups()
        if "@" in authority:
            raise UnknownEngine(
                "an OpenSearch URL must not contain user and password; "
                f"put them into {_PREFIX}USER and {_PREFIX}PASSWORD"
            )
        parts = urlsplit(rest)
        options = _options(parts.query)
        name = unquote(parts.path).strip("/")
        if not _NAME.fullmatch(name):
            raise UnknownEngine(f"{name!r} in {masked(url)!r} is not a name for an index")
        user = _secret(environ, "USER")
        if ":" in user:
            raise UnknownEngine(f"{_PREFIX}USER must not contain a colon")
        return cls(
            tuple(map(_host, authority.split(","))),
            name,
            tls=scheme.endswith("+https"),
            shards=_number(options, "shards", 1) or 1,
            replicas=_number(options, "replicas", 0),
            authority=environ.get(_PREFIX + "CA", ""),
            user=user,
            password=_secret(environ, "PASSWORD"),
            key=_secret(environ, "API_KEY", ascii_only=True),
        )


def _host(written: str) -> tuple[str, int]:
    try:
        parts = urlsplit("//" + written)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, 0
    if not host or any(letter.isspace() for letter in host):
        # What follows a colon is no port, and may be a password.
        name = written if written.startswith("[") else written.partition(":")[0]
        raise UnknownEngine(f"no host and port in the OpenSearch URL at {name!r}")
    return host, port


def _options(written: str) -> dict[str, str]:
    """Return the options of a URL. Raise `UnknownEngine` naming one that does not exist."""
    options = dict(parse_qsl(written, keep_blank_values=True))
    for name in options:
        if name not in _OPTIONS:
            known = ", ".join(_OPTIONS)
            raise UnknownEngine(
                f"unknown option {name!r} in the URL of the index; known are {known}"
            )
    return options


def _number(options: Mapping[str, str], name: str, least: int) -> int | None:
    written = options.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdecimal()) or int(written) < least:
        raise UnknownEngine(f"{name}={written} in the URL of the index is not a number of {name}")
    return int(written)


def _secret(environ: Mapping[str, str], name: str, *, ascii_only: bool = False) -> str:
    """Return a secret without the line end of the file that it was read from.

    Raise `UnknownEngine` if it cannot be sent; the message does not repeat it.
    """
    secret = environ.get(_PREFIX + name, "").rstrip("\r\n")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in secret):
        raise UnknownEngine(f"{_PREFIX}{name} contains a control character; write it again")
    if ascii_only and not secret.isascii():
        raise UnknownEngine(f"{_PREFIX}{name} contains letters that no key has; write it again")
    return secret
