"""Pages behind a real nginx, with the configuration that ships."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HOST", "NGINX", "Proxied", "proxied", "run_nginx"]

HOST = "bao.example.org"
"""The name of the site in the configuration that ships."""

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
"""The program, None where it is not installed."""

_SHIPPED = Path(__file__).parents[1] / "docs" / "deployment" / "nginx.conf"
_PATIENCE = 30
_MAIN = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 2;
worker_rlimit_nofile 20000;
events {{ worker_connections 8000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""


@dataclass(frozen=True)
class Proxied:
    """A running nginx: its ports for HTTP and HTTPS, and the file of its certificate."""

    plain: int
    secure: int
    certificate: Path

    def trust(self) -> ssl.SSLContext:
        """Return what a client needs to trust the certificate."""
        return ssl.create_default_context(cafile=str(self.certificate))


@contextmanager
def proxied(folder: Path, behind: int, more: str = "") -> Iterator[Proxied]:
    """Run nginx with the configuration that ships, before a server on a port of this machine.

    `more`: lines for the server on HTTPS. Its certificate is made here.
    """
    plain, secure = _free_port(), _free_port()
    certificate = _certificate(folder)
    site = _SHIPPED.read_text(encoding="utf-8")
    site = re.sub(r"    listen \[::\]:.*\n", "", site)
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("/var/cache/nginx/khobao", str(folder / "cache")),
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(folder / "key.pem")),
        ("    location @away {", f"{more}\n    location @away {{"),
    ):
        assert before in site, before
        site = site.replace(before, after)
    with run_nginx(folder, site, plain):
        yield Proxied(plain, secure, certificate)


@contextmanager
def run_nginx(folder: Path, site: str, port: int) -> Iterator[None]:
    """Run nginx with the lines of a configuration until the block ends."""
    if NGINX is None:
        raise RuntimeError("nginx is not installed")
    # A master of root gives its workers another user, who may not enter temporary folders.
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "main.conf"
    file.write_text(_MAIN.format(folder=folder, site=site, user=user), encoding="utf-8")
    with (folder / "start.log").open("wb") as log:
        command = [NGINX, "-c", str(file), "-e", str(folder / "start.log")]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _await(port, process, folder / "start.log")
        yield
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _await(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"nginx does not answer: {log.read_text(errors='replace')}")
        time.sleep(0.02)


def _certificate(folder: Path) -> Path:
    """Make a certificate for the site, signed by itself."""
    certificate = folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-addext"]
    command += [f"subjectAltName=DNS:{HOST}", "-keyout", str(folder / "key.pem")]
    subprocess.run([*command, "-out", str(certificate)], check=True, capture_output=True)
    return certificate


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
