"""Metrics for Prometheus: counts of requests, and the state of the archive when it is asked."""

from collections.abc import Iterator
from itertools import accumulate

from flask import Flask
from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from archive.errors import CatalogueError
from archive.indexing import PROBLEMS, relation
from archive.upkeep import last_run
from archive.web.current import library, settings
from archive.web.server.request_counts import BOUNDS, RouteCounts, SharedCounts
from index.errors import IndexingError

__all__ = ["registry"]


def registry(app: Flask, counts: SharedCounts) -> CollectorRegistry:
    """Return the metrics of an application and of the counts that all its workers share."""
    metrics = CollectorRegistry()
    metrics.register(_Requests(counts))
    metrics.register(_Archive(app))
    return metrics


class _Requests(Collector):  # type: ignore[misc]  # its types are skipped
    """Counts of requests, over all workers since the server started."""

    def __init__(self, counts: SharedCounts) -> None:
        self._counts = counts

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        routes = list(self._counts.routes())
        yield _requests(routes)
        yield _durations(routes)
        yield _sums(
            routes, "processor", "khobao_request_processor_seconds", "Processor time by route"
        )
        yield _sums(routes, "sent", "khobao_response_bytes", "Bytes of bodies sent by route")
        yield GaugeMetricFamily(
            "khobao_requests_in_flight",
            "Requests that are being answered",
            self._counts.total("in_flight"),
        )
        yield CounterMetricFamily(
            "khobao_requests_refused",
            "Requests refused because too many costly ones were being answered",
            self._counts.total("refused"),
        )
        yield CounterMetricFamily(
            "khobao_worker_starts", "Worker processes started", self._counts.total("starts")
        )


def _requests(routes: list[RouteCounts]) -> Metric:
    labels = ["method", "route", "status"]
    family = CounterMetricFamily("khobao_requests", "Requests answered", labels=labels)
    for each in routes:
        family.add_metric([each.method, each.route, each.status], sum(each.durations))
    return family


def _durations(routes: list[RouteCounts]) -> Metric:
    family = HistogramMetricFamily(
        "khobao_request_duration_seconds",
        "Seconds until the last byte was handed over",
        labels=["route"],
    )
    for route in sorted({each.route for each in routes}):
        same = [each for each in routes if each.route == route]
        numbers = [sum(some) for some in zip(*(each.durations for each in same), strict=True)]
        bounds = [*map(str, BOUNDS), "+Inf"]
        buckets = list(zip(bounds, map(float, accumulate(numbers)), strict=True))
        family.add_metric([route], buckets, sum(each.seconds for each in same))
    return family


def _sums(routes: list[RouteCounts], field: str, name: str, help_: str) -> Metric:
    family = CounterMetricFamily(name, help_, labels=["route"])
    for route in sorted({each.route for each in routes}):
        value = sum(getattr(each, field) for each in routes if each.route == route)
        family.add_metric([route], value)
    return family


class _Archive(Collector):  # type: ignore[misc]  # its types are skipped
    """The state of catalogue and index."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        with self._app.app_context():
            facts = dict(_facts())
        for (name, help_), value in facts.items():
            yield GaugeMetricFamily(name, help_, value)


def _facts() -> Iterator[tuple[tuple[str, str], float]]:
    """Yield names, explanations and values; few of them if the archive cannot be read."""
    yield from _upkeep()
    ready = ("khobao_ready", "1 if catalogue and index can be read and belong together")
    try:
        archive = library()
        status = archive.engine.status(measured=True)
        revision = archive.catalogue.changes.revision()
        pending = archive.catalogue.changes.pending(status.revision)
        related = relation(archive.catalogue, archive.engine)
    except (CatalogueError, IndexingError):
        yield ready, 0
        return
    yield ready, related not in PROBLEMS
    yield ("khobao_reports", "Reports in the index"), status.reports
    yield ("khobao_index_revision", "Last revision of the catalogue in the index"), status.revision
    yield ("khobao_catalogue_revision", "Last revision of the catalogue"), revision
    yield ("khobao_index_pending", "Changed reports that the index does not hold yet"), pending
    if status.size is not None:
        yield ("khobao_index_bytes", "Size of the index"), status.size


def _upkeep() -> Iterator[tuple[tuple[str, str], float]]:
    """Yield when backup and verification were last made, as far as they were recorded."""
    archive = settings().archive
    if backup := last_run(archive, "backup"):
        yield ("khobao_last_backup_timestamp_seconds", "End of the last backup"), backup.timestamp
    if verified := last_run(archive, "verify"):
        name = "khobao_last_verify_timestamp_seconds"
        yield (name, "End of the last verification"), verified.timestamp
        name = "khobao_last_verify_damaged"
        yield (name, "Damaged parts that the last verification found"), verified.damaged
