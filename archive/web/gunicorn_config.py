"""The settings of gunicorn: `gunicorn -c python:archive.web.gunicorn_config wsgi:app`.

Options on gunicorn's command line override them.
"""

import os
import sys
from pathlib import Path
from typing import Any

from archive import synonym_file
from archive.config import THREADS, load
from archive.errors import ConfigInvalid
from archive.web.gunicorn_logger import JsonLogger
from archive.web.gunicorn_metrics import GunicornMetrics

bind = "127.0.0.1:8000"

# Threads overlap waiting for the disk and for NumPy, which releases the interpreter lock; processes
# overlap the rest. All processes share the index through the page cache.
worker_class = "gthread"
workers = min(8, (os.cpu_count() or 1) + 1)
try:
    # `archive.web.server.admission` divides them between costly requests and all others, and keeps
    # one more for health checks.
    threads = load().threads + 1
except ConfigInvalid:
    # `on_starting` reports it.
    threads = THREADS + 1

# Seconds until a worker that does not answer its master is replaced. A single slow request is not
# ended by it; the planner bounds the work of a query.
timeout = 30
graceful_timeout = 20
# Seconds. Behind a proxy, set a longer time there.
keepalive = 5

# Workers are replaced after so many requests, which bounds memory leaks; the jitter keeps them from
# being replaced at the same time.
max_requests = 20_000
max_requests_jitter = 4_000

# Each worker loads the application, so that SIGHUP loads new code. Index and catalogue are opened
# by the first request, after the fork in any case.
preload_app = False

# Bytes; enough for a long query with many filters. Gunicorn answers longer ones with 414.
limit_request_line = 8190

# Workers touch a heartbeat file; in memory, a slow disk cannot delay it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # nosec B108

# gunicorn's control socket would be in the home folder, one for all servers.
control_socket_disable = True

# The application logs requests itself (`archive/web/server/request_log.py`).
logger_class = JsonLogger
errorlog = "-"
accesslog = None


def _log_level() -> str:
    """Return the level of the settings, the default one if they are invalid."""
    try:
        return load().log_level
    except ConfigInvalid:
        # Reported by `on_starting`.
        return "info"


loglevel = _log_level()


# The file with the archive's own names of things, which every new worker reads.
_synonym_files: list[Path] = []
# The metrics of this server, if the settings name a port for them.
_metrics: list[GunicornMetrics] = []


def on_starting(server: object) -> None:
    """Check the settings, so that an error is one line and not a traceback of each worker."""
    try:
        config = load()
        _synonym_files.append(config.archive / synonym_file.SYNONYMS_FILE)
        _remember_synonyms()
        if port := config.metrics_port:
            _metrics.append(GunicornMetrics(port))
    except ConfigInvalid as error:
        print(f"Error: {error}", file=sys.stderr)
        # The exit status of the command line for an archive that is not available.
        sys.exit(3)


def pre_fork(server: Any, worker: Any) -> None:
    """Prepare a worker, in the master: the names of things that it may use, and its metrics."""
    try:
        _remember_synonyms()
    except ConfigInvalid as error:
        server.log.error("%s; the names read before stay in use", error)
    for metrics in _metrics:
        metrics.before_fork(worker, server.WORKERS.values())


def _remember_synonyms() -> None:
    for path in _synonym_files:
        synonym_file.remember(path)


def post_worker_init(worker: Any) -> None:
    """Count the requests of a worker that has loaded the application."""
    for metrics in _metrics:
        metrics.after_fork(worker)


def worker_exit(server: object, worker: Any) -> None:
    """Finish the scrapes of a worker that ends."""
    for metrics in _metrics:
        metrics.before_exit(worker)
