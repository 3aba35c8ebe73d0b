"""Readers who wait: a discrete-event simulation of pages, shards and nodes.

Readers arrive at random (Poisson) and ask what others ask (Zipf). A page that a proxy in front made
less than its lifetime ago is answered from there, at no cost. Any other page is work for one
processor of the web machines, then for one processor of a node for each shard of the index: that
with the shortest queue among the nodes that hold a copy. The page is done with its last part.

Left out: the network, the collector's pauses, work other than search, and whatever grows with load
but queues (a processor does not slow down because the others are busy).
"""

import heapq
import random
from bisect import bisect
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, count

__all__ = ["Cluster", "Costs", "Draw", "Outcome", "Readers", "percentile", "simulate"]

Draw = Callable[[random.Random], float]
"""A service time in seconds, drawn."""

_Action = Callable[[], None]


@dataclass(frozen=True)
class Cluster:
    """What is there: `web` processors that make pages, `nodes` of so many `processors` that search.

    `shards` with `replicas` lie on the nodes in turn, the copies of a shard on different ones, and
    so that the other nodes share the work of one that fails.
    """

    nodes: int
    processors: int
    web: int
    shards: int = 1
    replicas: int = 0

    def homes(self, shard: int) -> list[int]:
        """The nodes that hold a copy of a shard."""
        round_, first = divmod(shard, self.nodes)
        others = self.nodes - 1
        return [first] + [
            (first + 1 + (round_ + copy) % others) % self.nodes
            for copy in range(min(self.replicas, others))
        ]


@dataclass(frozen=True)
class Readers:
    """Who comes: `rate` pages a second, out of so many different `queries`, by Zipf's law.

    `lifetime`: seconds that a proxy in front keeps a page; 0 for no proxy.
    """

    rate: float
    queries: int = 100_000
    exponent: float = 1.0
    lifetime: float = 60.0

    def shares(self) -> list[float]:
        """The share of each query among what is asked, the most frequent first."""
        weights = [rank**-self.exponent for rank in range(1, self.queries + 1)]
        whole = sum(weights)
        return [weight / whole for weight in weights]

    def missed(self) -> float:
        """The share of pages that the proxy has not.

        A query that comes at rate r is missed once, then kept for the lifetime T, in which it
        comes r T times more.
        """
        shares = self.shares()
        return sum(share / (1 + share * self.rate * self.lifetime) for share in shares)


@dataclass(frozen=True)
class Costs:
    """Processor time of a page on the web machine, and of its part on each shard."""

    page: Draw
    part: Draw


@dataclass(frozen=True)
class Outcome:
    """What came of it: seconds of each page that was answered, in order of answer.

    `failed`: pages for which a shard had no copy left. `kept`: pages that the proxy had.
    `busy`: the share of the nodes' processor time that was used.
    """

    seconds: list[float]
    failed: int
    kept: int
    busy: float


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time within which that share of the pages was answered."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def simulate(
    cluster: Cluster,
    readers: Readers,
    costs: Costs,
    *,
    pages: int,
    down: int = 0,
    seed: int = 20180110,
) -> Outcome:
    """So many pages, counted after a tenth of that number has filled the queues.

    Readers go on coming until the last counted page is over. `down`: nodes that fail, with all
    that waits there, when the counting begins.
    """
    run = _Run(cluster, readers, costs, random.Random(seed))
    run.until_arrived(pages // 10)
    run.count_from_now()
    run.fail(range(down))
    return run.until_over(pages)


@dataclass(eq=False)
class _Part:
    """Work for a station; `done` is called with its end, `lost` when the station fails."""

    seconds: float
    done: _Action
    lost: _Action = lambda: None


@dataclass
class _Clock:
    """The time, and what is to happen."""

    now: float = 0.0
    _events: list[tuple[float, int, _Action]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def after(self, seconds: float, action: _Action) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._order), action))

    def tick(self) -> None:
        self.now, _, action = heapq.heappop(self._events)
        action()


class _Station:
    """Processors with one queue, first come, first served."""

    def __init__(self, clock: _Clock, processors: int) -> None:
        self.alive = True
        self.used = 0.0
        self._clock = clock
        self._processors = processors
        self._waiting: deque[_Part] = deque()
        self._running: set[_Part] = set()

    def __len__(self) -> int:
        return len(self._waiting) + len(self._running)

    def put(self, part: _Part) -> None:
        """Begin the work as soon as a processor is free."""
        if len(self._running) < self._processors:
            self._begin(part)
        else:
            self._waiting.append(part)

    def drop(self) -> None:
        """Lose what was begun or waits."""
        lost = [*self._running, *self._waiting]
        self._running.clear()
        self._waiting.clear()
        for part in lost:
            part.lost()

    def _begin(self, part: _Part) -> None:
        self._running.add(part)
        self._clock.after(part.seconds, lambda: self._end(part))

    def _end(self, part: _Part) -> None:
        if part not in self._running:
            return  # lost meanwhile
        self._running.remove(part)
        self.used += part.seconds
        if self._waiting:
            self._begin(self._waiting.popleft())
        part.done()


@dataclass(eq=False)
class _Page:
    """A page on its way; `missing`: parts that are not there yet."""

    query: int
    began: float
    number: int
    missing: int = 0
    over: bool = False


class _Run:
    """One run of the simulation."""

    def __init__(
        self, cluster: Cluster, readers: Readers, costs: Costs, chance: random.Random
    ) -> None:
        self._clock = _Clock()
        self._chance = chance
        self._readers = readers
        self._costs = costs
        self._processors = cluster.processors
        self._web = _Station(self._clock, cluster.web)
        self._nodes = [_Station(self._clock, cluster.processors) for _ in range(cluster.nodes)]
        self._shards = [
            [self._nodes[home] for home in cluster.homes(shard)] for shard in range(cluster.shards)
        ]
        shares = readers.shares()
        self._shares = list(accumulate(shares))
        self._kept_until = dict(self._kept_before(shares))
        self._arrived = 0
        self.count_from_now()
        self._await_next()

    def count_from_now(self) -> None:
        """Forget what was counted; pages that arrived before count no more."""
        self._seconds: list[float] = []
        self._failed = self._kept = 0
        self._first = self._arrived
        self._last = float("inf")
        self._since = self._clock.now
        for node in self._nodes:
            node.used = 0.0

    def until_arrived(self, pages: int) -> None:
        """Go on until so many pages were asked for."""
        while self._arrived < pages:
            self._clock.tick()

    def until_over(self, pages: int) -> Outcome:
        """Go on until so many counted pages are answered or failed."""
        self._last = self._first + pages
        while len(self._seconds) + self._failed < pages:
            self._clock.tick()
        alive = [node for node in self._nodes if node.alive]
        there = (self._clock.now - self._since) * self._processors * len(alive)
        busy = sum(node.used for node in alive) / there if there else 0.0
        return Outcome(self._seconds, self._failed, self._kept, busy)

    def fail(self, numbers: Sequence[int]) -> None:
        """Some nodes fail, all at once."""
        failing = [self._nodes[number] for number in numbers]
        for node in failing:
            node.alive = False
        for node in failing:
            node.drop()

    def _kept_before(self, shares: Sequence[float]) -> Iterator[tuple[int, float]]:
        """What the proxy keeps, and until when, if readers have always come."""
        lifetime = self._readers.lifetime
        for query, share in enumerate(shares):
            comes = share * self._readers.rate * lifetime
            if self._chance.random() < comes / (1 + comes):
                yield query, self._chance.random() * lifetime

    def _await_next(self) -> None:
        self._clock.after(self._chance.expovariate(self._readers.rate), self._arrive)

    def _arrive(self) -> None:
        self._await_next()
        query = bisect(self._shares, self._chance.random() * self._shares[-1])
        page = _Page(query, self._clock.now, self._arrived)
        self._arrived += 1
        if self._kept_until.get(query, -1.0) > page.began:
            self._kept += self._counts(page)
            self._end(page)
        else:
            self._web.put(_Part(self._costs.page(self._chance), lambda: self._search(page)))

    def _search(self, page: _Page) -> None:
        """A page asks all shards, after the web machine's work."""
        page.missing = len(self._shards)
        for shard in range(page.missing):
            self._ask(page, shard)

    def _ask(self, page: _Page, shard: int) -> None:
        """A page's part on a shard, by that copy of it where the fewest wait."""
        alive = [node for node in self._shards[shard] if node.alive]
        if not alive:
            self._end(page, failed=True)
            return
        fewest = min(map(len, alive))
        node = self._chance.choice([node for node in alive if len(node) == fewest])
        seconds = self._costs.part(self._chance)
        node.put(_Part(seconds, lambda: self._part(page), lambda: self._ask(page, shard)))

    def _part(self, page: _Page) -> None:
        """One part of a page is there."""
        page.missing -= 1
        if not page.missing and not page.over:
            self._kept_until[page.query] = self._clock.now + self._readers.lifetime
            self._end(page)

    def _end(self, page: _Page, *, failed: bool = False) -> None:
        """A page is over, one way or the other."""
        counts = self._counts(page) and not page.over
        page.over = True
        if counts and failed:
            self._failed += 1
        elif counts:
            self._seconds.append(self._clock.now - page.began)

    def _counts(self, page: _Page) -> bool:
        return self._first <= page.number < self._last
