"""What an archive of some size needs of a cluster, from what was measured on a small one."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["MEASURED", "Measured", "Needs", "load", "needs"]

# What `bench.cluster` wrote, with its date and machine in it.
MEASURED = Path(__file__).parent / "data" / "cluster.json"

# Bytes that a shard should not exceed: 10 to 30 GB where searches must be quick, says the
# documentation of Amazon's service for OpenSearch (AOSPERF01-BP01).
_SHARD = 25e9
# Milliseconds that the slowest twentieth of parts may take on one processor.
_PART = 250.0
# No disk is filled beyond this share, from which OpenSearch puts no more shards there.
_FULL = 0.85
# Bytes of heap of a node: what an empty one holds with room to work, and what it may grow to before
# pointers double in size.
_LEAST_HEAP = 1e9
_MOST_HEAP = 31e9
# Of the heap, the part that may be held for long; the rest is for requests under way.
_HELD = 0.5


@dataclass(frozen=True)
class Measured:
    """What `bench.cluster` found.

    `page`: processor milliseconds of pages on the web machine, a sample. `part`: those of one
    shard's part of a search over `part_reports` reports, a sample; its mean grows with the reports
    of the shard by `slope` milliseconds each. `bytes`: of a report, by what keeps it. `heap`:
    bytes of a report on the heap of its node.
    """

    page: tuple[float, ...]
    part: tuple[float, ...]
    part_reports: int
    slope: float
    bytes: Mapping[str, float]
    heap: float

    def growth(self, reports: float) -> float:
        """How many times longer a part takes on a shard of so many reports."""
        mean = sum(self.part) / len(self.part)
        return max(mean + self.slope * (reports - self.part_reports), mean / 10) / mean


@dataclass(frozen=True)
class Needs:
    """What an archive of so many reports needs; bytes of disk and heap are of all nodes together.

    `disk`: with copies, room for an index of another analysis beside the old one, and the share
    that stays free. `catalogue`: bytes in PostgreSQL.
    """

    reports: int
    shards: int
    replicas: int
    index: float
    disk: float
    heap: float
    catalogue: float


def load(file: Path = MEASURED) -> Measured:
    """What was measured, from the file that `bench.cluster --json` wrote."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["measured"]
    return Measured(**found | {name: tuple(found[name]) for name in ("page", "part")})


def needs(reports: int, measured: Measured, *, nodes: int, replicas: int = 1) -> Needs:
    """What so many reports need on so many nodes."""
    index = reports * measured.bytes["index"]
    shards = max(1, math.ceil(index / _SHARD), _shards_for_time(reports, measured))
    if shards > 1:
        # As many on each node, so that none is the slowest.
        shards = math.ceil(shards / nodes) * nodes
    held = reports * measured.heap * (1 + replicas)
    return Needs(
        reports=reports,
        shards=shards,
        replicas=replicas,
        index=index,
        disk=index * (1 + replicas) * 2 / _FULL,
        heap=min(max(held / _HELD, _LEAST_HEAP * nodes), _MOST_HEAP * nodes),
        catalogue=reports * measured.bytes["catalogue"],
    )


def _shards_for_time(reports: int, measured: Measured) -> int:
    """The fewest shards whose parts are quick enough."""
    slow = sorted(measured.part)[int(0.95 * len(measured.part))]
    shards = 1
    while slow * measured.growth(reports / shards) > _PART and shards < reports:
        shards += 1
    return shards
