"""`khobao serve`: the pages, by gunicorn with our settings for it."""

import os
import sys

import click

from archive.cli import resources

__all__ = ["serve_"]


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1), help="Processes (default: as the settings say).")
def serve_(host: str, port: int, workers: int | None) -> None:
    """Serve the search page.

    \b
    Example:
      khobao serve --port 8080
    """
    config = resources.settings()
    with resources.catalogue():
        # Said here, where somebody reads it, rather than on every page.
        pass
    command = [sys.executable, "-m", "gunicorn", "--config", "python:archive.web.gunicorn_config"]
    command += ["--bind", f"{host}:{port}"]
    if workers:
        command += ["--workers", str(workers)]
    environ = os.environ | {"KHOBAO_ARCHIVE": str(config.archive)}
    click.echo(f"{config.name}: http://{host}:{port}", err=True)
    os.execve(sys.executable, [*command, "archive.web:create_app()"], environ)
