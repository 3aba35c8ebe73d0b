"""Config: where an archive is and how it presents itself.

A setting is taken from the first place that has it: the command line (the folder only), the
environment (`KHOBAO_…`), `khobao.toml` in the archive's folder, the default.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit

from sqlalchemy import URL

from archive.errors import ConfigInvalid
from archive.synonym_file import SYNONYMS_FILE, read_or_remembered, tolerate
from index.language.synonyms import Synonyms
from index.masking import masked

__all__ = ["SETTINGS_FILE", "THREADS", "Config", "load"]

SETTINGS_FILE = "khobao.toml"
"""The name of the file with the settings, in the folder of the archive."""

THREADS = 16
"""The threads of a process that serves pages, unless the settings say otherwise."""

_PREFIX = "KHOBAO_"
# RFC 3986, section 3.1. `urlsplit` takes no list of hosts with an IPv6 address among them since
# Python 3.14.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")

# The largest page size: a longer page costs too much.
_LARGEST_PAGE = 100
_LARGEST_LIST = 1_000_000
_MOST_THREADS = 64


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one archive.

    `archive`: its folder, absolute. `catalogue`: an SQLAlchemy URL. `index`: an engine's URL.
    `name`: shown on every page. `base_url`: where the public reaches the pages, without a final
    slash, "" where unknown. `language`: of pages for readers who state no preference, `vi` or
    `en`. `page_size`: hits on a page. `contact`: the e-mail or web address of the administrators,
    "" where readers cannot write to them. `reader_lists`: readers may freeze lists on the page
    until there are this many; 0: not at all. `reader_list_size`: the longest list that they may
    freeze, in reports. `trusted_hosts`: the names, in lower case and without ports, by which the
    server is reached; requests for others are refused. Empty: any name. `trusted_proxies`: the
    addresses and networks of proxies whose headers about clients are believed. `access_log`: a line
    for each request, with the address of the client if `log_clients`, with path and query if
    `log_queries`. `log_level`: the least level of other messages in the log. `metrics_port`: the
    port of 127.0.0.1 on which Prometheus gets metrics; 0: none. `ai_crawlers`: robots.txt lets
    programs read that collect texts to train models. `threads`: of each process that serves pages.
    `costly_requests`: the searches, and as many exports, that run at a time in one process.
    `synonyms`: the archive's own names of things; None if it has no file of them.
    `synonyms_problem`: why the file cannot be used; then the names are those of before.
    """

    archive: Path
    # Not shown by `repr`: they may contain a password.
    catalogue: str = field(repr=False)
    index: str = field(repr=False)
    name: str = "Kho Báo"
    base_url: str = ""
    language: str = "vi"
    page_size: int = 20
    contact: str = ""
    reader_lists: int = 0
    reader_list_size: int = 10_000
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    access_log: bool = True
    log_clients: bool = False
    log_queries: bool = False
    log_level: str = "info"
    metrics_port: int = 0
    ai_crawlers: bool = True
    threads: int = THREADS
    costly_requests: int = THREADS // 8
    synonyms: Synonyms | None = field(default=None, compare=False, repr=False)
    synonyms_problem: str = field(default="", compare=False, repr=False)


def load(
    archive: str | os.PathLike[str] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    tolerant: bool = False,
) -> Config:
    """Return the settings of an archive, by default the one that the environment names.

    Create nothing. Raise `ConfigInvalid`, which names the setting and its place; also for a file of
    synonyms that cannot be used, unless `tolerant`.
    """
    environ = os.environ if environ is None else environ
    folder = _folder(archive, environ)
    if tolerant:
        tolerate(folder / SYNONYMS_FILE)
    synonyms, problem = read_or_remembered(folder / SYNONYMS_FILE)
    values = _from_file(folder / SETTINGS_FILE) | _from_environment(environ)
    _share_threads(values)
    return Config(
        archive=folder,
        catalogue=str(values.pop("catalogue", _sqlite(folder / "catalogue.sqlite"))),
        index=str(values.pop("index", f"whoosh://{quote(str(folder / 'index'))}")),
        synonyms=synonyms,
        synonyms_problem=problem,
        **values,  # type: ignore[arg-type]  # each value went through its own reader
    )


def _share_threads(values: dict[str, object]) -> None:
    """Derive the number of costly requests from that of threads; check that a quarter is left."""
    threads = values.get("threads", THREADS)
    assert isinstance(threads, int)
    costly = values.setdefault("costly_requests", max(1, threads // 8))
    assert isinstance(costly, int)
    if 2 * costly > threads - threads // 4:
        raise ConfigInvalid(
            f"costly_requests = {costly} leaves less than a quarter of the threads to other pages: "
            f"searches and exports may take {2 * costly} of {threads} threads; set a lower number, "
            "or more threads"
        )


def _folder(archive: str | os.PathLike[str] | None, environ: Mapping[str, str]) -> Path:
    """Return the absolute folder, by default that of the XDG Base Directory Specification 0.8."""
    chosen = archive or environ.get(f"{_PREFIX}ARCHIVE")
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        try:
            str(folder).encode()
        except UnicodeEncodeError as error:
            # It cannot be part of the URLs of catalogue and index.
            name = os.fsencode(folder).decode("utf-8", "backslashreplace")
            raise ConfigInvalid(
                f"the archive's folder has a name that is not UTF-8: {name}; choose another"
            ) from error
        return folder
    data = environ.get("XDG_DATA_HOME", "")
    # The specification says to ignore a relative path.
    root = Path(data) if Path(data).is_absolute() else Path.home() / ".local" / "share"
    return root / "khobao"


def _sqlite(file: Path) -> str:
    """Return the URL of an SQLite file, with special characters of its name encoded."""
    url = URL.create("sqlite", database=str(file))
    return url.render_as_string(hide_password=False)


def _from_file(path: Path) -> dict[str, object]:
    """Return the settings in the file, none if there is no file."""
    try:
        with path.open("rb") as stream:
            table = tomllib.load(stream)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigInvalid(f"{path}: {error}") from error
    return {key: _value(key, value, str(path)) for key, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """Return the settings in the environment; an empty variable counts as none."""
    return {
        key: _value(key, environ[name], "the environment", name)
        for key in _READERS
        if environ.get(name := _PREFIX + key.upper())
    }


def _value(key: str, value: object, place: str, shown: str = "") -> object:
    """Return the value of a setting, checked."""
    reader = _READERS.get(key)
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise ConfigInvalid(f"{place}: unknown setting {key!r}; known are {known}")
    try:
        return reader(value)
    except ValueError as error:
        # A URL may contain a password.
        rejected = "" if reader is _url else f", not {masked(repr(value))}"
        raise ConfigInvalid(f"{place}: {shown or key} {error}{rejected}") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a text")
    return value.strip()


def _url(value: object) -> str:
    text = _text(value)
    if not _SCHEME.match(text):
        raise ValueError("must be a URL with a scheme, such as sqlite:////data/catalogue.sqlite")
    return text


def _web_address(value: object) -> str:
    text = _text(value)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be an address that begins with https:// or http://")
    return text.rstrip("/")


def _contact(value: object) -> str:
    text = _text(value)
    name, _, host = text.partition("@")
    if name and host and not any(letter.isspace() for letter in text):
        return text
    try:
        return _web_address(text)
    except ValueError as error:
        raise ValueError("must be an e-mail address or begin with https:// or http://") from error


def _hosts(value: object) -> tuple[str, ...]:
    """Return names of hosts from a list, or from a text that separates them by commas."""
    wrong = "must be a list of host names without ports, such as bao.example.org"
    given = value.split(",") if isinstance(value, str) else value
    if not isinstance(given, list):
        raise ValueError(wrong)
    names = tuple(name.strip().lower() for name in given if isinstance(name, str))
    if len(names) < len(given) or not all(_HOST.fullmatch(name) for name in names):
        raise ValueError(wrong)
    return names


def _networks(value: object) -> tuple[str, ...]:
    """Return addresses and networks from a list, or from a text that separates them by commas."""
    given = value.split(",") if isinstance(value, str) else value
    try:
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise ValueError
        return tuple(str(ip_network(each.strip())) for each in given)
    except ValueError as error:
        raise ValueError(
            "must be a list of IP addresses or networks, such as 127.0.0.1 or 10.0.0.0/8"
        ) from error


def _language(value: object) -> str:
    if value not in ("vi", "en"):
        raise ValueError("must be vi or en")
    return str(value)


def _log_level(value: object) -> str:
    if value not in ("info", "warning", "error"):
        raise ValueError("must be info, warning or error")
    return str(value)


def _switch(value: object) -> bool:
    """Return a truth value; the environment has it as a text."""
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "false": False, "0": False}
    if not isinstance(value, str) or value.lower() not in known:
        raise ValueError("must be true or false")
    return known[value.lower()]


def _number(least: int, most: int) -> Callable[[object], int]:
    """Return a reader of whole numbers within these bounds."""
    return partial(_whole_number, least, most)


def _whole_number(least: int, most: int, value: object) -> int:
    wrong = f"must be a number from {least} to {most}"
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(wrong)
    try:
        number = int(value)
    except ValueError as error:
        raise ValueError(wrong) from error
    if not least <= number <= most:
        raise ValueError(wrong)
    return number


_READERS: dict[str, Callable[[object], object]] = {
    "catalogue": _url,
    "index": _url,
    "name": _text,
    "base_url": _web_address,
    "language": _language,
    "page_size": _number(1, _LARGEST_PAGE),
    "reader_lists": _number(0, _LARGEST_LIST),
    "reader_list_size": _number(1, _LARGEST_LIST),
    "contact": _contact,
    "trusted_hosts": _hosts,
    "trusted_proxies": _networks,
    "access_log": _switch,
    "log_clients": _switch,
    "log_queries": _switch,
    "log_level": _log_level,
    "metrics_port": _number(0, 65535),
    "ai_crawlers": _switch,
    "threads": _number(4, _MOST_THREADS),
    "costly_requests": _number(1, _MOST_THREADS),
}
