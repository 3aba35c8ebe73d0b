"""The pages behind a real nginx, with the configuration that the documentation shows."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from tests.newsstand import SEED, stock
from tests.waiting import wait_for
from tools.served import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed"),
]

_DOCS = Path(__file__).parents[2] / "docs" / "serving.md"

_CONFIGURATION = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""

# More than the two workers have threads.
_SLOW_CLIENTS = 40

# Seconds after which a page counts as blocked; workers give up slow clients later.
_HANGING = 25


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _nginx(folder: Path, behind: int) -> Iterator[str]:
    """Run nginx with the documented locations before a server on a port; yield its address."""
    port = _free_port()
    blocks = re.findall(r"```nginx\n(.*?)```", _DOCS.read_text(encoding="utf-8"), re.DOTALL)
    locations = "\n".join(blocks).replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    file = folder / "nginx.conf"
    file.write_text(_CONFIGURATION.format(folder=folder, port=port, locations=locations), "utf-8")
    process = subprocess.Popen(["nginx", "-c", str(file), "-e", str(folder / "start.log")])
    try:
        wait_for(lambda: _page(f"http://127.0.0.1:{port}/livez"), process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _page(url: str) -> str:
    """Return a page, "" while the server does not answer."""
    try:
        with urlopen(url, timeout=_HANGING) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        error.close()
        return ""
    except URLError:
        return ""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    stock(folder)
    settings = {"KHOBAO_BASE_URL": "https://example.org/bao"}
    with serving(folder, settings, workers=2) as server, _nginx(folder, server.port) as address:
        yield address


@pytest.mark.parametrize("mounted", ["", "/bao"])
def test_links_have_the_path_that_the_public_uses(site: str, mounted: str) -> None:
    html = _page(f"{site}{mounted}/bai/{SEED}")
    assert f'<link rel="canonical" href="https://example.org/bao/bai/{SEED}">' in html
    styles = re.findall(r'rel="stylesheet" href="([^"]+)"', html)
    assert styles
    assert all(style.startswith(f"{mounted}/tinh/") for style in styles)
    assert _page(f"{site}{styles[0]}").strip()
    links = re.findall(r'href="(/[^"]*)"', html)
    assert all(link.startswith(f"{mounted}/") for link in links)


def test_readers_get_pages_while_many_clients_are_slow(site: str) -> None:
    host, port = site.removeprefix("http://").split(":")
    with ExitStack() as stack:
        for _ in range(_SLOW_CLIENTS):
            slow = stack.enter_context(socket.create_connection((host, int(port))))
            slow.sendall(b"GET /tim-kiem?q=dan HTTP/1.1\r\nHost: example.org\r\nX-Slow:")
        assert "dân vận" in _page(f"{site}/tim-kiem?q=dan+van")
