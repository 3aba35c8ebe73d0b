"""What the nodes of a cluster use: processor time, heap, disk; and what their answers tell."""

import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opensearchpy.transport import Transport

from tools.cluster import jdk
from tools.cluster.opensearch import Node

__all__ = ["Heard", "asked", "heap", "listening", "processor_seconds", "size_of"]

_TICKS = os.sysconf("SC_CLK_TCK")


def asked(node: Node, path: str) -> Any:
    """What a node answers to a GET."""
    with urllib.request.urlopen(f"http://{node.host}{path}", timeout=60) as answer:
        return json.load(answer)


def processor_seconds(processes: Sequence[int]) -> float:
    """The processor time that processes have used."""
    return sum(_used(process) for process in processes)


def _used(process: int) -> float:
    told = Path(f"/proc/{process}/stat").read_text()
    # The name before may hold spaces: the fields are counted from its closing parenthesis.
    fields = told.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def heap(nodes: Sequence[Node]) -> float:
    """Bytes that live on the heaps of all nodes, after a collection."""
    java = jdk.find()
    assert java is not None
    for node in nodes:
        command = [str(java.parent / "jcmd"), str(node.pid), "GC.run"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    told = asked(nodes[0], "/_nodes/stats/jvm")["nodes"].values()
    return float(sum(each["jvm"]["mem"]["heap_used_in_bytes"] for each in told))


def size_of(node: Node, index: str) -> int:
    """Bytes of an index on disk, one copy of each shard."""
    told = asked(node, f"/{index}/_stats/store")
    return int(told["_all"]["primaries"]["store"]["size_in_bytes"])


@dataclass
class Heard:
    """Requests that were answered since it was last reset; `took`: milliseconds, as they say."""

    requests: int = 0
    took: float = 0.0

    def reset(self) -> None:
        """Begin anew."""
        self.requests, self.took = 0, 0.0


@contextmanager
def listening() -> Iterator[Heard]:
    """Hears what the answers to all requests of this process say that they took."""
    heard = Heard()
    perform = Transport.perform_request

    def listen(self: Transport, *arguments: Any, **options: Any) -> Any:
        answer = perform(self, *arguments, **options)
        heard.requests += 1
        if isinstance(answer, dict):
            heard.took += answer.get("took", 0)
        return answer

    Transport.perform_request = listen
    try:
        yield heard
    finally:
        Transport.perform_request = perform
