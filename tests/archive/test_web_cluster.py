"""The pages over an index on a cluster."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from archive.config import Config
from archive.web import create_app
from index.engines.opensearch import OpenSearchEngine
from index.engines.opensearch.connection import client
from index.errors import IndexUnavailable
from tests.hosts import MISSING, PAGE, Host, hosts, mapping
from tests.khobao import RECORDS, Khobao
from tests.newsstand import ENTRIES, config, put, stock
from tools.cluster import opensearch
from tools.cluster.ports import free_ports

PAGES = (
    "/tim-kiem?q=dan+van",
    "/tim-kiem?q=%22dân+vận%22&sort=newest&date=2018",
    "/tim-kiem?section=Kinh+tế",
    "/tim-kiem/loc/person",
    "/ngu-canh?q=dan+van+vung+cao&order=left-2",
    "/xu-huong?q=dan+van&q=cau&by=month",
)


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Config]:
    """The settings of a small archive whose index stands on a cluster."""
    url = opensearch.url([opensearch.shared()], name := f"t{token_hex(8)}")
    made = replace(config(tmp_path), index=url)
    put(made, ENTRIES)
    yield made
    engine = OpenSearchEngine.from_url(url)
    engine._client.send("DELETE", f"/{name}-*")
    engine.close()


@pytest.mark.slow
@pytest.mark.cluster
@pytest.mark.skipif(bool(opensearch.missing()), reason=opensearch.missing())
def test_pages_are_those_of_the_embedded_engine(settings: Config, tmp_path: Path) -> None:
    embedded = config(tmp_path / "embedded")
    embedded.archive.mkdir()
    put(embedded, ENTRIES)
    mine, other = (create_app(each).test_client() for each in (settings, embedded))
    for page in PAGES:
        answer = mine.get(page)
        assert answer.status_code == 200
        assert answer.text == other.get(page).text


@pytest.mark.slow
def test_page_says_503_in_vietnamese_where_no_host_answers(tmp_path: Path) -> None:
    put(config(tmp_path), ENTRIES)
    lost = replace(config(tmp_path), index=f"opensearch://127.0.0.1:{free_ports(1)[0]}/khobao")
    answer = create_app(lost).test_client().get("/tim-kiem?q=dan+van")
    assert answer.status_code == 503
    assert "Kho tạm ngừng phục vụ" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert "127.0.0.1" not in answer.text


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """A host of a cluster; requests to it are repeated for a short time only."""
    monkeypatch.setattr(client, "_PATIENCE", 0.2)
    monkeypatch.setattr(client, "_PATIENCE_ALONE", 0.2)
    with hosts(1) as (made,):
        yield made


def over(folder: Path, host: Host) -> Config:
    """Return the settings of an archive with reports, whose index stands on a host."""
    return replace(stock(folder), index=f"opensearch://127.0.0.1:{host.port}/khobao")


_ANYWHERE = ("/", *PAGES, "/tim-kiem.csv?q=dan", "/bai/tg:2018:0110", "/goi-y?q=dan")


def test_index_that_is_missing_is_a_503_with_the_way_out(tmp_path: Path, host: Host) -> None:
    host.answers = {"": MISSING}
    settings = over(tmp_path, host)
    browser = create_app(replace(settings, reader_lists=9)).test_client()
    answers = [browser.get(page) for page in _ANYWHERE]
    answers.append(browser.post("/danh-sach", data={"q": "dan van"}))
    for answer in answers:
        assert answer.status_code == 503, answer.request.path
        assert "Kho chưa có chỉ mục" in answer.text
        assert "“khobao index”" in answer.text
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.mimetype) == (503, "text/plain")
    assert "«khobao index» builds it" in ready.text
    assert browser.get("/livez").status_code == 200


def test_server_is_not_ready_while_the_index_cannot_be_read(tmp_path: Path, host: Host) -> None:
    host.answers = {"": (200, PAGE)}
    browser = create_app(over(tmp_path, host)).test_client()
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.mimetype) == (503, "text/plain")
    assert "the index cannot be read" in ready.text
    assert str(host.port) not in ready.text
    assert browser.get("/tim-kiem?q=dan").status_code == 503


@pytest.mark.parametrize("command", ["search dan", "export dan -o -", "kwic dan", "trends dan"])
def test_command_without_an_index_is_impossible(
    tmp_path: Path, host: Host, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.answers = {"": MISSING}
    settings = over(tmp_path / "archive", host)
    monkeypatch.setenv("KHOBAO_INDEX", settings.index)
    outcome = Khobao(tmp_path)(*command.split())
    assert (outcome.exit_code, outcome.stdout) == (3, "")
    assert "«khobao index»" in outcome.stderr


def test_pages_need_no_right_to_monitor(tmp_path: Path, host: Host) -> None:
    refused = (403, {"error": {"type": "security_exception", "reason": "no"}, "status": 403})
    host.answers = {"_mapping": (200, mapping(0)), "": refused}
    engine = OpenSearchEngine.from_url(over(tmp_path, host).index)
    with pytest.raises(IndexUnavailable):
        engine.status()
    assert not [path for _, path in host.requests if "_stats" in path or "_cluster" in path]
    # The command line asks, and does without.
    assert engine._measure(engine._indexes.current()) == (None, None)
    engine.close()


def test_import_that_could_not_be_indexed_says_so_in_its_exit_code(
    tmp_path: Path, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.answers = {"": (200, PAGE)}
    monkeypatch.setenv("KHOBAO_INDEX", over(tmp_path / "other", host).index)
    khobao = Khobao(tmp_path)
    file = khobao.write(*RECORDS)
    imported = khobao("import", file, "--workers", "0", "--json")
    assert imported.exit_code == 3
    assert json.loads(imported.stdout)["indexed"] is False
    assert "the reports are stored but not indexed" in imported.stderr
    assert khobao("import", file, "--workers", "0", "--no-index").exit_code == 0
