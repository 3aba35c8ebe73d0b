"""How gunicorn serves the page: `gunicorn -c python:archive.web.gunicorn_config wsgi:app`.

Every setting may be given again on gunicorn's command line, which wins.
"""

import os
import sys
from pathlib import Path

from archive.config import load
from archive.errors import ConfigInvalid

bind = "127.0.0.1:8000"

# Threads, since a request waits for disk and for NumPy, which lets others run; processes, since
# Python's part of a request does not. They share the index through the page cache.
worker_class = "gthread"
workers = min(8, (os.cpu_count() or 1) + 1)
threads = 4

# A worker that does not answer its master for so long is replaced. It does not end one slow
# request, so the work of a query is bounded by the planner.
timeout = 30
graceful_timeout = 20
# Behind a proxy longer is better, and set there.
keepalive = 5

# Workers are replaced now and then, each at a time of its own, so that no leak grows for ever.
max_requests = 20_000
max_requests_jitter = 4_000

# The application is loaded by each worker, so that SIGHUP brings in new code; index and catalogue
# are opened by the first request, after the fork in any case.
preload_app = False

# A long query with many filters; more is answered with 400.
limit_request_line = 8190

# The heartbeat file of a worker, not on a disk that may stall.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

# gunicorn's own socket for commands would stand in the home folder, one for all servers.
control_socket_disable = True

errorlog = "-"
# None by default: what readers look for is nobody else's business.
accesslog = None


def on_starting(server: object) -> None:
    """Read the settings before any worker would end with a traceback over them."""
    try:
        load()
    except ConfigInvalid as error:
        print(f"Error: {error}", file=sys.stderr)
        # As the command has it for an archive that cannot do it now.
        sys.exit(3)
