"""A web archive that tests write record by record."""

import gzip
from pathlib import Path

__all__ = ["WebArchive"]


class WebArchive:
    """A web archive that is written record by record (ISO 28500:2017 §4)."""

    def __init__(self, path: Path, *, compressed: bool = True) -> None:
        self.path = path
        self.compressed = compressed

    def respond(
        self,
        url: str,
        body: bytes,
        status: str = "200 OK",
        kind: str = "response",
        headers: tuple[str, ...] = ("Content-Type: text/html; charset=utf-8",),
        warc_headers: tuple[str, ...] = (),
        date: str = "2019-06-03T01:02:03Z",
    ) -> None:
        """Append a record."""
        http = "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body
        named = [
            "WARC/1.0", f"WARC-Type: {kind}", "WARC-Record-ID: <urn:uuid:1>",
            f"WARC-Target-URI: {url}", f"WARC-Date: {date}",
            "Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}",
            *warc_headers, "", "",
        ]  # fmt: skip
        record = "\r\n".join(named).encode() + http + b"\r\n\r\n"
        with self.path.open("ab") as stream:
            stream.write(gzip.compress(record) if self.compressed else record)
