"""A PostgreSQL server on loopback, a process of its own in a folder of its own.

The programs are those of the system's packages. The server sorts as Vietnamese do, unlike the
catalogue, which must not depend on it, and asks everybody for a password.
"""

import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL

from tools.cluster.memory import in_memory
from tools.cluster.ports import free_ports

__all__ = [
    "PASSWORD",
    "Server",
    "alive",
    "database",
    "down",
    "empty",
    "freeze",
    "kill",
    "missing",
    "program",
    "running",
    "start",
    "thaw",
    "up",
    "wait",
]

# With everything in it that a URL must quote.
PASSWORD = "mật:khẩu/@%?#"

_ROLE = "khobao"
_SERVERS = "postgres.json"

# Seconds until a server must answer; it takes two or three, after a crash somewhat more.
_PATIENCE = 60

# Those that this process started, by number: one that no process holds is warned about.
_started: dict[int, "subprocess.Popen[bytes]"] = {}

# What it holds is gone with the tests, so nothing need be written through to the disk.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


@dataclass(frozen=True)
class Server:
    """A server: its port, its folder, its process, and the account that it runs under."""

    port: int
    folder: str
    pid: int
    account: str

    def url(self, database: str = _ROLE, *, role: str = _ROLE) -> str:
        """Return the URL of a database for a role, with its password."""
        made = URL.create("postgresql+psycopg", role, PASSWORD, "127.0.0.1", self.port, database)
        return made.render_as_string(hide_password=False)


def missing() -> str:
    """Return what must be installed before a server can start, "" if nothing."""
    return "" if _programs() else "no PostgreSQL server is installed here"


def up(folder: Path) -> dict[str, str]:
    """Start a server, empty; the setting that leads to a database on it."""
    down(folder)
    server = start(_prepared(folder / "postgres"))
    (folder / _SERVERS).write_text(json.dumps(asdict(server)))
    wait(server)
    _begin(server)
    return {"KHOBAO_CATALOGUE": server.url()}


def down(folder: Path) -> None:
    """End the server that was started in a folder, and remove what it held."""
    try:
        server = Server(**json.loads((folder / _SERVERS).read_text()))
    except FileNotFoundError:
        return
    _end(server)
    (folder / _SERVERS).unlink()


@contextmanager
def running() -> Iterator[Server]:
    """Run a server for the duration of the block, and never longer than this process."""
    # Not below a folder of pytest's, which the server's account may not enter.
    folder = Path(tempfile.mkdtemp(prefix="khobao-postgres-", dir=in_memory()))
    folder.chmod(0o755)
    server = _prepared(folder / "data")
    try:
        server = start(server, bound=True)
        wait(server)
        _begin(server)
        yield server
    finally:
        # It may have been killed and started again meanwhile; its folder tells the process.
        _end(replace(server, pid=_written_pid(server) or server.pid))
        shutil.rmtree(folder, ignore_errors=True)


def start(server: Server, *, bound: bool = False) -> Server:
    """Start a server over what its folder holds; the server with its new process.

    `bound`: it ends with this process.
    """
    command = [str(program("postgres")), "-D", server.folder, "-p", str(server.port)]
    for name, value in _SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    if bound and shutil.which("setpriv"):
        command = ["setpriv", "--pdeathsig", "INT", *command]
    with Path(f"{server.folder}.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
            **_as(server.account),  # type: ignore[call-overload]
        )
    _started[process.pid] = process
    return replace(server, pid=process.pid)


def kill(server: Server, sign: int = signal.SIGKILL) -> None:
    """Send the server's process a signal, and wait until it has ended."""
    if alive(server):
        os.kill(server.pid, sign)
    until = time.monotonic() + _PATIENCE
    while alive(server) and time.monotonic() < until:
        time.sleep(0.02)


def freeze(server: Server) -> None:
    """Stop a server and its connections without ending them, as a machine without memory does."""
    for process in _processes(server):
        os.kill(process, signal.SIGSTOP)


def thaw(server: Server) -> None:
    """Let a frozen server go on."""
    for process in _processes(server):
        os.kill(process, signal.SIGCONT)


def _processes(server: Server) -> list[int]:
    """Return the process of a server and those of its connections."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [server.pid, *map(int, children.split())]


def alive(server: Server) -> bool:
    """Return whether the process is still the server's: process numbers are reused."""
    if server.pid in _started:
        # Looked at like this, it is taken note of, which the lock on the folder needs.
        return _started[server.pid].poll() is None
    try:
        return server.folder.encode() in Path(f"/proc/{server.pid}/cmdline").read_bytes()
    except OSError:
        return False


def wait(server: Server) -> None:
    """Wait until a server takes connections."""
    until = time.monotonic() + _PATIENCE
    ready = [str(program("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(server.port)]
    while subprocess.run(ready, check=False).returncode:
        if time.monotonic() > until or not alive(server):
            log = Path(f"{server.folder}.log").read_text(errors="replace")
            raise RuntimeError(f"PostgreSQL does not answer:\n{log[-4000:]}")
        time.sleep(0.05)


def empty(server: Server) -> str:
    """Return the URL of a new, empty schema, which is made faster than a database."""
    name = f"k{secrets.token_hex(6)}"
    _execute(server, f"CREATE SCHEMA {name} AUTHORIZATION {_ROLE}", _ROLE)
    return f"{server.url()}?options=-csearch_path%3D{name}"


def database(server: Server, encoding: str = "UTF8") -> str:
    """Return the URL of a new, empty database."""
    name = f"k{secrets.token_hex(6)}"
    # The locale C goes with every encoding, the one of the server with UTF-8 only.
    locale = "" if encoding == "UTF8" else f"ENCODING '{encoding}' LOCALE_PROVIDER libc LOCALE 'C'"
    _execute(server, f'CREATE DATABASE "{name}" OWNER "{_ROLE}" TEMPLATE template0 {locale}')
    return server.url(name)


def _programs() -> Path | None:
    """Return the folder of the newest server's programs, which Debian keeps off the path."""
    found = [
        (int(match[1]), path.parent)
        for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")
        if (match := re.search(r"/(\d+)/bin/", str(path)))
    ]
    if found:
        return max(found)[1]
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs, such as `pg_dump`."""
    folder = _programs()
    assert folder is not None, missing()
    return folder / name


def _account() -> str:
    """Return the account to run under: this one unless it is root, which the server refuses."""
    if os.geteuid():
        return ""
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _as(account: str) -> dict[str, object]:
    """Return the options that start a process under an account."""
    if not account:
        return {}
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _prepared(folder: Path) -> Server:
    """Return a server that has never run."""
    account = _account()
    folder = folder.absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    secret = folder.with_suffix(".secret")
    secret.write_text(PASSWORD, encoding="utf-8")
    if account:
        shutil.chown(folder, account)
        shutil.chown(secret, account)
    subprocess.run(
        [
            str(program("initdb")), "--no-sync", "--username", "postgres",
            "--auth", "scram-sha-256", "--pwfile", str(secret), "--encoding", "UTF8",
            "--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "vi",
            "--pgdata", str(folder),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        **_as(account),  # type: ignore[call-overload]
    )  # fmt: skip
    secret.unlink()
    return Server(free_ports(1)[0], str(folder), 0, account)


def _begin(server: Server) -> None:
    """Make the role that the tests come as, with a database of its own."""
    literal = psycopg.sql.Literal(PASSWORD).as_string(None)
    _execute(server, f'CREATE ROLE "{_ROLE}" LOGIN CREATEDB PASSWORD {literal}')
    _execute(server, f'CREATE DATABASE "{_ROLE}" OWNER "{_ROLE}" TEMPLATE template0')


def _execute(server: Server, statement: str, database: str = "postgres") -> None:
    url = server.url(database, role="postgres").replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _written_pid(server: Server) -> int:
    """Return the process that holds the folder, as the server wrote it there, or 0."""
    try:
        return int(Path(server.folder, "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def _end(server: Server) -> None:
    """End a server at once, and remove what it held."""
    kill(server, signal.SIGQUIT)
    kill(server)
    shutil.rmtree(server.folder, ignore_errors=True)
    Path(f"{server.folder}.log").unlink(missing_ok=True)
