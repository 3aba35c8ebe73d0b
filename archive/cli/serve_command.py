"""`khobao serve`: serve the pages with gunicorn and the settings that ship."""

import os
import sys
from collections.abc import Iterator

import click

from archive.cli import resources
from archive.config import Config

__all__ = ["serve_"]


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="Worker processes (default: one more than processors, at most 8).",
)
def serve_(host: str, port: int, workers: int | None) -> None:
    """Serve the search page.

    \b
    Example:
      khobao serve --port 8080
    """
    config = resources.settings()
    with resources.catalogue():
        # Fail here, where the message is read, rather than on every page.
        pass
    if host not in ("127.0.0.1", "::1", "localhost"):
        for warning in _warnings(config):
            click.echo(warning, err=True)
    command = [sys.executable, "-m", "gunicorn", "--config", "python:archive.web.gunicorn_config"]
    command += ["--bind", f"{host}:{port}"]
    if workers:
        command += ["--workers", str(workers)]
    environ = os.environ | {"KHOBAO_ARCHIVE": str(config.archive)}
    click.echo(f"{config.name}: http://{host}:{port}", err=True)
    os.execve(sys.executable, [*command, "archive.web:create_app()"], environ)  # nosec B606


def _warnings(config: Config) -> Iterator[str]:
    """Yield what a server lacks that listens on a public address."""
    yield (
        f"warning: without a proxy, slow clients occupy all {config.threads} threads of each "
        "process and keep readers out; listen on 127.0.0.1 behind nginx, with the configuration in "
        "docs/deployment/nginx.conf"
    )
    if not config.base_url:
        yield (
            "warning: without «base_url» in the settings, pages name the host that each request "
            "names, and no proxy may cache them"
        )
