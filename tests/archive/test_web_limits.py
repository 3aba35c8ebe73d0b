"""Requests that ask for too much work: a page that names the limit and the way out."""

from pathlib import Path
from urllib.parse import quote_plus, urlencode

import pytest
from flask.testing import FlaskClient

from archive.retrieval import concordance as lines
from archive.retrieval import concordance_page, open_library
from archive.web import create_app
from index.planning import limits
from index.query import Query
from tests.khobao import Khobao
from tests.newsstand import SEED, entry, put, stock

_NEAR = "dân NEAR/50 vận"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(stock(tmp_path_factory.mktemp("newsstand"))).test_client()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests compare three positions of words at most."""
    monkeypatch.setattr(limits, "_LEAST", 3)
    monkeypatch.setattr(limits, "_SHARE", 10**9)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "path",
    ["/tim-kiem", "/tim-kiem.csv", "/tim-kiem/loc/person", "/ngu-canh", "/ngu-canh.csv"],
)
def test_every_page_of_a_query_names_the_limit_on_positions(client: FlaskClient, path: str) -> None:
    answer = client.get(path, query_string={"q": _NEAR, "lang": "vi"}, buffered=True)
    assert answer.status_code == 400
    assert "Câu hỏi quá lớn" in answer.text
    assert "nhiều nhất là 3" in answer.text
    assert "Mời bạn dùng từ ít gặp hơn" in answer.text


def test_terms_of_trends_share_the_limit(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_SHARE", 10**9)
    one = [("q", _NEAR), ("lang", "vi")]
    monkeypatch.setattr(limits, "_LEAST", 40)
    assert client.get("/xu-huong", query_string=urlencode(one)).status_code == 200
    both = [*one, ("q", "vận NEAR dân NEAR khéo")]
    answer = client.get("/xu-huong", query_string=urlencode(both))
    assert (answer.status_code, "Câu hỏi quá lớn" in answer.text) == (400, True)


def test_too_many_filters_are_refused_and_none_is_left_out(client: FlaskClient) -> None:
    def ask(count: int) -> tuple[int, str]:
        filters = "&".join(f"person={number}" for number in range(count))
        answer = client.get(f"/tim-kiem?lang=vi&{filters}")
        return answer.status_code, answer.text

    assert ask(50)[0] == 200
    status, html = ask(51)
    assert status == 400
    assert "51 bộ lọc, nhiều nhất là 50" in html


def test_too_many_names_are_refused(client: FlaskClient) -> None:
    text = " ".join(f"nhân_vật:a{number}" for number in range(9))
    answer = client.get("/tim-kiem", query_string={"q": text, "lang": "en"})
    assert answer.status_code == 400
    assert "names 9 persons, of at most 8" in answer.text


@pytest.mark.parametrize("path", ["/tim-kiem", "/ngu-canh", "/xu-huong", "/tim-kiem/loc/person"])
def test_long_filters_are_refused(client: FlaskClient, path: str) -> None:
    sections = "".join(f"&section={number}{'%E1%BA%AD' * 30}" for number in range(12))
    answer = client.get(f"{path}?lang=vi&q=dan{sections}")
    assert answer.status_code == 400
    assert "byte, nhiều nhất là" in answer.text


def test_long_text_is_read_from_its_beginning(client: FlaskClient) -> None:
    html = client.get("/tim-kiem", query_string={"q": "dân vận " * 200, "lang": "vi"}).text
    assert "Câu tìm quá dài, chỉ đọc phần đầu." in html
    assert f"/bai/{SEED}" in html


def test_page_of_the_longest_address_stays_below_a_megabyte(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(
        settings,
        [
            entry(
                f"n:{number}",
                f"Dân vận {number}",
                "Chuyện dân vận.",
                section=(f"Mục {number % 60}", f"Tiểu mục {number}"),
                source=f"Báo {number % 40}",
                authors=(f"Người {number % 50}",),
                date=f"{1960 + number % 60}-01-01",
                persons=[(f"Trần Văn {name}", "Ông") for name in ("An", "Bình", number)],
            )
            for number in range(130)
        ],
    )
    text = quote_plus("dân vận" + " -đ" * 80)
    filters = "".join(f"&source.not={'x' * 25}{number:02}" for number in range(34))
    answer = create_app(settings).test_client().get(f"/tim-kiem?q={text}{filters}")
    assert answer.status_code == 200
    assert 500_000 < len(answer.data) < 1_000_000


def test_page_of_lines_reads_a_bounded_number_of_characters(tmp_path: Path) -> None:
    settings = stock(tmp_path)
    put(settings, [entry(f"n:{number}", f"Bến {number}", "Bến đò. " * 20) for number in range(30)])
    library = open_library(settings)
    found = concordance_page(library, Query("ben do"), most_characters=1_000)
    assert not found.complete
    assert (found.reports, found.holding) == (7, 30)
    whole = concordance_page(library, Query("ben do"))
    assert (whole.complete, whole.reports) == (True, 30)
    assert lines.MOST_CHARACTERS <= 1_200_000


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "command",
    [("search",), ("kwic",), ("trends",), ("export", "-o", "list.csv")],
)
def test_command_line_names_the_same_limit(
    filled: Khobao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = filled(*command, "lên NEAR nhanh NEAR miền NEAR nước")
    assert result.exit_code == 2
    assert "of at most 3; use rarer words" in result.stderr
