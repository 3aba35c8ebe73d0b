"""Odd requests: hosts that are none, parameters named like options, sites under a path."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import create_environ, run_wsgi_app

from archive.config import load
from archive.errors import ConfigInvalid
from archive.web import create_app
from archive.web.server import errors
from tests.khobao import Khobao
from tests.newsstand import SEED, stock

ADDRESSES = ("/", "/tim-kiem?q=dan", f"/bai/{SEED}", "/khong-co", "/tim-kiem.csv?q=dan")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    stock(folder)
    return folder


@pytest.fixture
def client(archive: Path) -> FlaskClient:
    return _client(archive)


def _client(archive: Path, **settings: str) -> FlaskClient:
    environ = {f"KHOBAO_{name.upper()}": value for name, value in settings.items()}
    return create_app(load(archive, environ)).test_client()


@pytest.mark.parametrize(
    "parameter", ["endpoint", "_method", "_scheme", "_anchor", "_external", "values", "self"]
)
@pytest.mark.parametrize("address", ["/", f"/bai/{SEED}", "/khong-co"])
def test_parameters_named_like_options_are_passed_over(
    client: FlaskClient, address: str, parameter: str
) -> None:
    expected = client.get(address).status_code
    mark = "&" if "?" in address else "?"
    for value in ("x", ""):
        answer = client.get(f"{address}{mark}{parameter}={value}&lang=vi")
        assert answer.status_code == expected
    if answer.mimetype == "text/html" and expected == 200:
        assert f"{parameter}=&amp;lang=en" in answer.text


def _asked(client: FlaskClient, host: str, path: str) -> tuple[int, str]:
    """Return the status and the body of the answer to a request with this very Host header."""
    environ = create_environ(path)
    environ["HTTP_HOST"] = host
    body, status, _ = run_wsgi_app(client.application, environ)
    return int(status[:3]), b"".join(body).decode()


@pytest.mark.parametrize(
    "host",
    ["a b", "a/b", "[", "[::1", "a:b:c", "a@b", "<x>", 'a"b', "x" * 300, "é", "a,b", "a?b", "a#b",
     "a..b", "xn--", "xn--a.b", "a\\b", "%00"],
)  # fmt: skip
def test_malformed_host_is_refused_with_a_page(client: FlaskClient, host: str) -> None:
    for path in ("/", f"/bai/{SEED}", "/khong-co"):
        status, page = _asked(client, host, path)
        assert status == 400
        assert "<h1>Địa chỉ không hợp lệ</h1>" in page
        assert '<link rel="stylesheet"' in page


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:80", "bao.example.org"])
def test_well_formed_host_is_answered(client: FlaskClient, host: str) -> None:
    assert _asked(client, host, "/")[0] == 200


def test_only_trusted_hosts_are_answered_but_for_health(archive: Path) -> None:
    client = _client(archive, trusted_hosts="bao.example.org, 127.0.0.1")
    assert _asked(client, "BAO.example.org:443", "/")[0] == 200
    assert _asked(client, "khac.example.org", "/")[0] == 400
    assert _asked(client, "10.0.0.7:8000", "/readyz")[0] == 200


@pytest.mark.parametrize("value", ["https://bao.example.org", "a,,b", "bao.example.org:80"])
def test_trusted_hosts_that_are_none_are_refused(archive: Path, value: str) -> None:
    with pytest.raises(ConfigInvalid, match="TRUSTED_HOSTS must be a list of host names"):
        load(archive, {"KHOBAO_TRUSTED_HOSTS": value})


def test_trusted_hosts_are_a_list_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "khobao.toml").write_text('trusted_hosts = ["Bao.Example.Org"]\n', "utf-8")
    assert load(tmp_path, {}).trusted_hosts == ("bao.example.org",)


def test_page_that_names_the_host_of_the_request_is_for_its_reader_only(
    client: FlaskClient,
) -> None:
    answer = client.get("/", headers={"Host": "khac.example.org"})
    assert "khac.example.org" in answer.text
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert answer.headers["ETag"] != client.get("/").headers["ETag"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/tim-kiem.ris?q=dan", "/danh-muc/person?q="])
def test_no_host_of_a_request_reaches_a_page_that_may_be_cached(
    archive: Path, address: str
) -> None:
    client = _client(archive, base_url="https://bao.example.org")
    answer = client.get(address, headers={"Host": "khac.example.org"})
    assert "khac.example.org" not in answer.text
    assert "localhost" not in answer.text


def test_no_template_names_the_host_of_a_request() -> None:
    templates = Path(__file__).parents[2] / "templates"
    assert not [each.name for each in templates.iterdir() if "_external" in each.read_text("utf-8")]


def test_permanent_addresses_have_the_path_of_the_public_site(archive: Path) -> None:
    client = _client(archive, base_url="https://example.org/bao")
    for mounted in ("", "/kho"):
        html = client.get(f"/bai/{SEED}", environ_overrides={"SCRIPT_NAME": mounted}).text
        assert f'<link rel="canonical" href="https://example.org/bao/bai/{SEED}">' in html
        assert f'href="{mounted}/"' in html


def test_permanent_addresses_without_a_public_site_have_the_mounted_path(
    client: FlaskClient,
) -> None:
    html = client.get(f"/bai/{SEED}", environ_overrides={"SCRIPT_NAME": "/kho"}).text
    assert f'<link rel="canonical" href="http://localhost/kho/bai/{SEED}">' in html


def test_error_page_that_cannot_be_rendered_is_a_plain_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(errors, "render_template", broken)
    answer = client.get("/khong-co")
    assert answer.status_code == 404
    assert "<h1>Không tìm thấy trang</h1>" in answer.text


def test_server_on_a_public_address_asks_for_a_proxy_and_the_public_one(
    filled: Khobao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.execve", lambda *_: None)
    warned = filled("serve", "--host", "0.0.0.0").stderr
    assert "base_url" in warned
    assert "nginx" in warned
    assert "warning" not in filled("serve").stderr
