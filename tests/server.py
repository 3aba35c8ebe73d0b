"""The pages under gunicorn, in a process forked from the test's."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from gunicorn.app import wsgiapp

from archive.config import Config
from tests.processes import Forked
from tests.waiting import wait_for

__all__ = ["free_port", "served", "started", "status"]

_ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def status(url: str) -> int:
    """Return the status of a page, 0 while the server does not answer."""
    try:
        with urlopen(url) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code
    except URLError:
        return 0


def started(archive: Path, *options: str, **environ: str) -> Forked:
    """Start gunicorn with the settings of the project, for the archive in a folder."""
    arguments = ["-c", "python:archive.web.gunicorn_config", "--chdir", str(_ROOT), *options]

    def prepare() -> None:
        sys.argv = ["gunicorn", *arguments, "wsgi:app"]
        os.environ.update(environ, KHOBAO_ARCHIVE=str(archive))

    return Forked(wsgiapp.run, prepare)


@contextmanager
def served(settings: Config, *options: str, **environ: str) -> Iterator[tuple[str, Forked]]:
    """Serve an archive under gunicorn; yield the address and the master process."""
    port = free_port()
    server = started(
        settings.archive,
        *("--bind", f"127.0.0.1:{port}", *options),
        **{"KHOBAO_CATALOGUE": settings.catalogue} | environ,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: status(f"{url}/readyz") == 200, server)
        yield url, server
    finally:
        server.terminate()
        server.communicate()
