"""A web site on the loopback interface, with faults, and a record of what was asked of it."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

__all__ = ["AUTHORITY", "Answer", "Site", "article", "rss", "sitemap", "website"]

AUTHORITY = Path(__file__).parent / "certificates" / "ca.pem"
"""The certificate of the authority that signed that of the site, which is for localhost."""

ROBOTS = "/robots.txt"


@dataclass(frozen=True)
class Answer:
    """The response of the site for a path.

    `length`: the Content-Length that it claims, None for the true one. `headers`: more of them, or
    others. `hold`: the connection stays open without another byte until the site closes.
    """

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    hold: bool = False


@dataclass
class Site:
    """A site: what it answers, by path, and the requests that it got.

    A path may have several answers, given one after another; the last is given again. `requests`:
    path and headers (by name in lower case).
    """

    address: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def put(self, path: str, *answers: Answer | bytes | str) -> str:
        """Let a path have these answers; return its address."""
        self.answers[path] = [
            each if isinstance(each, Answer) else Answer(_bytes(each), headers=_kind(path))
            for each in answers
        ]
        return f"{self.address}{path}"

    def asked(self) -> list[str]:
        """Return the paths that were asked for, without robots.txt, and forget them."""
        paths = [path for path, _headers in self.requests if path != ROBOTS]
        self.requests.clear()
        return paths


@contextmanager
def website(*, secure: bool = False) -> Iterator[Site]:
    """Run a site while the block lasts; `secure`: over TLS."""
    site = Site("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.requests.append((self.path, headers))
            answers = site.answers.get(self.path) or [Answer(b"nothing here", 404)]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            _send(self, _conditional(answer, headers), site)

        def log_message(self, *_arguments: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_port}"
    if secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(AUTHORITY.with_name("localhost.pem"))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        site.address = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _conditional(answer: Answer, headers: dict[str, str]) -> Answer:
    """Return 304 where the request names the validator of the answer."""
    etag = answer.headers.get("ETag")
    return Answer(status=304) if etag and headers.get("if-none-match") == etag else answer


def _send(handler: BaseHTTPRequestHandler, answer: Answer, site: Site) -> None:
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if answer.status != 304 and "Transfer-Encoding" not in answer.headers:
        length = len(answer.body) if answer.length is None else answer.length
        handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(answer.body)
    if answer.hold:
        site.closing.wait()
    if answer.length is not None or "Transfer-Encoding" in answer.headers:
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True


def _bytes(body: bytes | str) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


def _kind(path: str) -> dict[str, str]:
    """Return the header with the media type that the name of a path suggests."""
    kinds: dict[str, str] = {".xml": "application/xml", ".txt": "text/plain"}
    kind = next((kind for end, kind in kinds.items() if path.endswith(end)), "text/html")
    return {"Content-Type": f"{kind}; charset=utf-8"}


def article(title: str, text: str = "Nước lên nhanh ở hai xã ven sông.") -> str:
    """Return a page with a report."""
    return (
        f"<html><head><title>{title} - Báo Đông Khê</title>"
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2026-11-03T08:30:00+07:00"></head>'
        f"<body><h1>{title}</h1><div class='detail-content'><p>{text} Người dân hai xã đã dời lên "
        "chỗ cao từ chiều hôm trước.</p><p>Trường học nghỉ hai ngày, chợ huyện vẫn họp.</p></div>"
        "</body></html>"
    )


def rss(*items: tuple[str, str]) -> str:
    """Return a feed of items: address and date (RFC 5322)."""
    listed = "".join(
        f"<item><title>t</title><link>{address}</link><pubDate>{date}</pubDate></item>"
        for address, date in items
    )
    return f'<rss version="2.0"><channel><title>Báo Đông Khê</title>{listed}</channel></rss>'


def sitemap(*entries: tuple[str, str], index: bool = False) -> str:
    """Return a sitemap of entries, address and time of change, or an index of sitemaps."""
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    listed = "".join(
        f"<{inner}><loc>{address}</loc><lastmod>{date}</lastmod></{inner}>"
        for address, date in entries
    )
    return f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{outer}>'


Sleep = Callable[[float], None]
