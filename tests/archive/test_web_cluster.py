"""The pages over an index on a cluster."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from archive.config import Config
from archive.web import create_app
from index.engines.opensearch import OpenSearchEngine
from tests.newsstand import ENTRIES, config, put
from tools.cluster import opensearch
from tools.cluster.ports import free_ports

pytestmark = pytest.mark.slow

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


def test_page_says_503_in_vietnamese_where_no_host_answers(tmp_path: Path) -> None:
    put(config(tmp_path), ENTRIES)
    lost = replace(config(tmp_path), index=f"opensearch://127.0.0.1:{free_ports(1)[0]}/khobao")
    answer = create_app(lost).test_client().get("/tim-kiem?q=dan+van")
    assert answer.status_code == 503
    assert "Kho tạm ngừng phục vụ" in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert "127.0.0.1" not in answer.text
