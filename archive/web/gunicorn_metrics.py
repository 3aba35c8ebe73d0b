"""Metrics under gunicorn: memory and port are made by the master, and used by its workers."""

from collections.abc import Collection
from importlib.util import find_spec
from typing import Any

from archive.errors import ConfigInvalid
from archive.web.server import observation
from archive.web.server.request_counts import SharedCounts

__all__ = ["GunicornMetrics"]

# Workers at the same time: while a server is reloaded, those that end run along with the new ones.
_SLOTS = 128


class GunicornMetrics:
    """The metrics of one server. Its methods are called by the hooks of gunicorn."""

    def __init__(self, port: int) -> None:
        """Listen on a port of loopback; raise `ConfigInvalid` if that is impossible."""
        if find_spec("prometheus_client") is None:
            raise ConfigInvalid(
                "metrics_port needs the package prometheus-client: pip install 'khobao[metrics]'"
            )
        # Imported here, since it is an optional dependency.
        from archive.web.server import metrics_server

        try:
            self._socket = metrics_server.listen(port)
        except OSError as error:
            raise ConfigInvalid(
                f"metrics_port: port {port} of 127.0.0.1 cannot be used: {error.strerror}"
            ) from error
        self._counts = SharedCounts(_SLOTS)

    def before_fork(self, worker: Any, others: Collection[Any]) -> None:
        """Give a worker, which is about to be forked, a slot that no other living worker has."""
        taken = {getattr(other, "metrics_slot", None) for other in others}
        free = (slot for slot in range(len(self._counts)) if slot not in taken)
        worker.metrics_slot = next(free, None)

    def after_fork(self, worker: Any) -> None:
        """Count the requests of a worker that has loaded the application, and answer scrapes."""
        from archive.web.server import metrics, metrics_server

        if worker.metrics_slot is None:
            worker.log.warning("more than %d workers: this one is not counted", len(self._counts))
            return
        observation.observe(worker.wsgi, self._counts.take(worker.metrics_slot))
        registry = metrics.registry(worker.wsgi, self._counts)
        worker.metrics_server = metrics_server.MetricsServer(self._socket, registry)

    def before_exit(self, worker: Any) -> None:
        """Finish the scrapes of a worker that ends."""
        if server := getattr(worker, "metrics_server", None):
            server.close()
