"""The processor time, heap and disk that the nodes of a cluster use, and the times they report."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.engines.opensearch.connection.client import Client
from tools.cluster import jdk
from tools.cluster.opensearch import Node

__all__ = ["Heard", "asked", "await_merges", "heap", "listening", "processor_seconds", "size_of"]

_TICKS = os.sysconf("SC_CLK_TCK")


def asked(node: Node, path: str) -> Any:
    """Return a node's answer to a GET, parsed from JSON."""
    with urllib.request.urlopen(f"http://{node.host}{path}", timeout=60) as answer:
        return json.load(answer)


def await_merges(node: Node, index: str) -> None:
    """Wait until no segments of an index are merged, nor about to be."""
    forced = "/_tasks?actions=indices:admin/forcemerge*"
    while asked(node, f"/{index}/_stats/merge")["_all"]["total"]["merges"]["current"] or any(
        each["tasks"] for each in asked(node, forced)["nodes"].values()
    ):
        time.sleep(1)


def processor_seconds(processes: Sequence[int]) -> float:
    """Return the seconds of processor time that processes have used."""
    return sum(_used(process) for process in processes)


def _used(process: int) -> float:
    stat = Path(f"/proc/{process}/stat").read_text()
    # The process name may contain spaces, so fields are counted from its closing parenthesis.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def heap(nodes: Sequence[Node]) -> float:
    """Return the bytes in use on the heaps of all nodes, after a garbage collection."""
    java = jdk.find()
    assert java is not None
    for node in nodes:
        command = [str(java.parent / "jcmd"), str(node.pid), "GC.run"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    stats = asked(nodes[0], "/_nodes/stats/jvm")["nodes"].values()
    return float(sum(each["jvm"]["mem"]["heap_used_in_bytes"] for each in stats))


def size_of(node: Node, index: str) -> int:
    """Return the bytes of an index on disk, with one copy of each shard."""
    stats = asked(node, f"/{index}/_stats/store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


@dataclass
class Heard:
    """Requests answered since the last reset. `took`: milliseconds, as the answers state."""

    requests: int = 0
    took: float = 0.0

    def reset(self) -> None:
        """Start counting from zero."""
        self.requests, self.took = 0, 0.0


@contextmanager
def listening() -> Iterator[Heard]:
    """Collect the times that the answers to all requests of this process state."""
    heard = Heard()
    send = Client.send

    def listen(self: Client, *arguments: Any, **options: Any) -> Any:
        answer = send(self, *arguments, **options)
        heard.requests += 1
        heard.took += answer.get("took", 0)
        return answer

    Client.send = listen  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        Client.send = send  # type: ignore[method-assign]
