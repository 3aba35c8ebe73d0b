"""The simulation beside what queueing theory tells, and its own rules."""

import json
import math
import random
from dataclasses import asdict, replace
from pathlib import Path
from statistics import mean

import pytest
from click.testing import CliRunner

from bench.queueing import Cluster, Costs, Draw, Outcome, Readers, percentile, simulate
from bench.simulation import main
from bench.sizing import Measured, needs

_ALONE = Cluster(nodes=1, processors=4, web=1)
_NOBODY_KEEPS = Readers(rate=100.0, lifetime=0.0)


def _nothing(_: random.Random) -> float:
    return 0.0


def _exponential(rate: float) -> Draw:
    return lambda chance: chance.expovariate(rate)


def _erlang_c(processors: int, load: float) -> float:
    """The share that must wait in M/M/c (Erlang 1917); `load`: arrivals times service time."""
    waiting = load**processors / math.factorial(processors) * processors / (processors - load)
    return waiting / (sum(load**n / math.factorial(n) for n in range(processors)) + waiting)


def _share_beyond(seconds: float, processors: int, arrivals: float, rate: float) -> float:
    """The share of M/M/c that takes longer than so many seconds, waiting included."""
    load = arrivals / rate
    left = processors - 1 - load
    waits = _erlang_c(processors, load) * (1 - math.exp(-rate * seconds * left)) / left
    return math.exp(-rate * seconds) * (1 + waits)


@pytest.mark.parametrize(("processors", "busy"), [(1, 0.5), (4, 0.7), (8, 0.8)])
def test_one_node_with_one_shard_is_the_queue_of_erlang(processors: int, busy: float) -> None:
    rate = _NOBODY_KEEPS.rate / processors / busy
    found = simulate(
        replace(_ALONE, processors=processors),
        _NOBODY_KEEPS,
        Costs(page=_nothing, part=_exponential(rate)),
        pages=60_000,
    )
    load = processors * busy
    waiting = _erlang_c(processors, load) / (processors * rate - _NOBODY_KEEPS.rate)
    assert found.busy == pytest.approx(busy, rel=0.02)
    assert mean(found.seconds) == pytest.approx(waiting + 1 / rate, rel=0.05)
    beyond = _share_beyond(percentile(found.seconds, 0.95), processors, _NOBODY_KEEPS.rate, rate)
    assert beyond == pytest.approx(0.05, rel=0.12)


def test_web_machines_are_a_queue_of_their_own() -> None:
    found = simulate(
        replace(_ALONE, web=4),
        _NOBODY_KEEPS,
        Costs(page=_exponential(100 / 4 / 0.7), part=_nothing),
        pages=60_000,
    )
    rate = 100 / 4 / 0.7
    waiting = _erlang_c(4, 4 * 0.7) / (4 * rate - 100)
    assert mean(found.seconds) == pytest.approx(waiting + 1 / rate, rel=0.05)


def test_page_is_done_with_the_last_of_its_parts() -> None:
    parts = iter([0.01, 0.05, 0.02] * 1000)
    rare = Readers(rate=0.01, lifetime=0.0)
    cluster = Cluster(nodes=3, processors=1, web=1, shards=3)
    found = simulate(cluster, rare, Costs(lambda _: 0.1, lambda _: next(parts)), pages=20)
    assert found.seconds == pytest.approx([0.15] * 20)


def _run(cluster: Cluster, *, seed: int = 1, down: int = 0, rate: float = 100.0) -> Outcome:
    costs = Costs(page=_nothing, part=_exponential(50))
    readers = replace(_NOBODY_KEEPS, rate=rate)
    return simulate(cluster, readers, costs, pages=5_000, down=down, seed=seed)


def test_seed_decides_all() -> None:
    cluster = Cluster(nodes=3, processors=2, web=2, shards=3, replicas=1)
    assert _run(cluster) == _run(cluster)
    assert _run(cluster) != _run(cluster, seed=2)


def test_copies_of_a_shard_lie_on_different_nodes_and_all_nodes_hold_as_much() -> None:
    cluster = Cluster(nodes=4, processors=1, web=1, shards=12, replicas=2)
    homes = [cluster.homes(shard) for shard in range(12)]
    assert all(len(set(each)) == 3 for each in homes)
    assert {sum(node in each for each in homes) for node in range(4)} == {9}


def test_other_nodes_share_the_work_of_one_that_fails() -> None:
    cluster = Cluster(nodes=4, processors=1, web=1, shards=12, replicas=1)
    beside = [home for shard in range(12) if 0 in (homes := cluster.homes(shard)) for home in homes]
    assert {beside.count(node) for node in (1, 2, 3)} == {2}


def test_node_down_costs_pages_only_where_no_copy_is_left() -> None:
    alone = Cluster(nodes=3, processors=2, web=2, shards=3)
    copied = replace(alone, replicas=1)
    assert _run(alone, down=1).failed == 5_000
    one_down = _run(copied, down=1)
    assert one_down.failed == 0
    assert len(one_down.seconds) == 5_000
    assert _run(copied, down=2).failed == 5_000


def test_work_that_was_on_a_failed_node_is_done_elsewhere() -> None:
    """Above what two nodes can do, so that much waits at the moment when the third fails."""
    copied = Cluster(nodes=2, processors=2, web=2, shards=2, replicas=1)
    found = _run(copied, down=1, rate=49.0)
    assert found.failed == 0
    assert found.busy == pytest.approx(0.98, abs=0.03)


def test_more_nodes_shorten_the_wait() -> None:
    waits = [
        percentile(_run(Cluster(nodes, 2, 2, shards=3, replicas=1), rate=60).seconds, 0.95)
        for nodes in (2, 3, 6)
    ]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > 1.2 * waits[2]


def test_proxy_spares_the_nodes_what_others_asked_a_moment_ago() -> None:
    costs = Costs(page=_nothing, part=_exponential(200))
    readers = Readers(rate=20.0, queries=1_000, lifetime=60.0)
    kept = simulate(_ALONE, readers, costs, pages=20_000)
    none = simulate(_ALONE, replace(readers, lifetime=0.0), costs, pages=20_000)
    assert none.kept == 0
    assert readers.missed() == pytest.approx(1 - kept.kept / 20_000, abs=0.01)
    assert kept.seconds.count(0.0) == kept.kept
    assert 0.3 < kept.kept / 20_000 < 0.9
    assert kept.busy == pytest.approx(none.busy * (1 - kept.kept / 20_000), rel=0.05)


_MEASURED = Measured(
    page=(5.0, 15.0),
    part=(2.0, 4.0, 6.0),
    part_reports=5_000,
    slope=0.0002,
    bytes={"index": 10_000, "catalogue": 8_000},
    heap=100,
)


def test_shards_are_neither_too_large_nor_too_slow_and_fill_all_nodes_alike() -> None:
    small, large, huge = (needs(10**power, _MEASURED, nodes=3, replicas=1) for power in (4, 6, 8))
    assert (small.shards, large.shards) == (1, 3)
    assert huge.shards % 3 == 0
    assert huge.index / huge.shards <= 25e9
    slowest = max(_MEASURED.part) * _MEASURED.growth(huge.reports / huge.shards)
    assert slowest <= 250
    assert needs(10**8, replace(_MEASURED, slope=0.0), nodes=3).shards == 42  # 1 TB by 25 GB
    assert huge.disk == pytest.approx(2 * 2 * huge.index / 0.85)
    assert huge.catalogue == 8e11


def test_part_grows_with_its_shard_from_what_was_measured() -> None:
    assert _MEASURED.growth(5_000) == 1
    assert _MEASURED.growth(25_000) == pytest.approx(2)


def test_table_tells_of_each_size_what_more_nodes_bring(tmp_path: Path) -> None:
    file = tmp_path / "cluster.json"
    file.write_text(json.dumps({"measured": asdict(_MEASURED)}))
    options = ["--reports", "1e5,1e6", "--nodes", "2,4", "--rates", "5,9000", "--lifetime", "0"]
    told = CliRunner().invoke(main, ["--measured", str(file), *options])
    assert told.exit_code == 0, told.output
    assert told.output.count("| nodes, shards | 5/s | 9000/s |") == 2
    rows = [line.split(" | ") for line in told.output.splitlines() if " down | " in line]
    assert len(rows) == 4
    assert all("/" in row[1] and row[2].startswith("–") for row in rows)
