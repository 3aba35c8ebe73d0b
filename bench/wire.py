"""Bytes on the wire: `python -m bench.wire --archive FOLDER [--json FILE]`.

One line a page, served by gunicorn: the bytes of the page without compression and with Brotli, of
the style sheets, scripts and icons that a first view fetches besides, and of the first view. Status
lines and headers are counted.
"""

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from tools.served import serving

__all__ = ["View", "main", "views"]

_RESULTS = "/tim-kiem?q=dan+van"
_PAGES = ("/", _RESULTS, "/tim-kiem", "/tim-kiem?q=thu+tuong&date=2018", "/cach-tim")
_FILE = re.compile(r'(?:href|src)="(/tinh/[^"]*)"')
_REPORT = re.compile(r'href="(/bai/[^"?]*)')


@dataclass(frozen=True)
class View:
    """A page, and its bytes: uncompressed, compressed, of its files, of the first view."""

    page: str
    plain: int
    compressed: int
    files: int
    first_view: int


def views(port: int) -> Iterator[View]:
    """Measure pages of the server at a port: those of `_PAGES`, and the first report found."""
    found = _REPORT.search(_answer(port, _RESULTS, "identity").decode())
    for page in (*_PAGES, *([found[1]] if found else [])):
        plain = _answer(port, page, "identity")
        compressed = len(_answer(port, page, "br"))
        files = sum(len(_answer(port, file, "br")) for file in set(_FILE.findall(plain.decode())))
        yield View(page, len(plain), compressed, files, compressed + files)


def _answer(port: int, path: str, encoding: str) -> bytes:
    """Return the bytes of an answer, as they come."""
    lines = (f"GET {path} HTTP/1.1", "Host: localhost", f"Accept-Encoding: {encoding}",
             "Connection: close", "", "")  # fmt: skip
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall("\r\n".join(lines).encode())
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


@click.command()
@click.option(
    "--archive", required=True, type=click.Path(path_type=Path, exists=True), help="The archive."
)
@click.option("--json", "output", type=click.Path(path_type=Path), help="Write the rows here too.")
def main(archive: Path, output: Path | None) -> None:
    """Measure each page and print the table."""
    click.echo(f"{'page':<40}{'plain':>9}{'br':>9}{'files':>9}{'first':>9}")
    with serving(archive, {}, workers=1) as server:
        measured = list(views(server.port))
    for each in measured:
        click.echo(
            f"{each.page:<40}{each.plain:>9,}{each.compressed:>9,}{each.files:>9,}"
            f"{each.first_view:>9,}"
        )
    if output:
        output.write_text(json.dumps([asdict(each) for each in measured], indent=2), "utf-8")


if __name__ == "__main__":
    main()
