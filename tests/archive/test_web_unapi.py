"""unAPI: the record that reference managers fetch is that of the download."""

import re
from html import unescape

import lxml.etree
import pytest
import rispy
from flask.testing import FlaskClient

from archive.web import create_app
from tests.newsstand import ENTRIES, SEED, stock


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(stock(tmp_path_factory.mktemp("newsstand"))).test_client()


def _identifiers(html: str) -> list[str]:
    found = re.findall(r'<abbr class="unapi-id" title="([^"]*)"', html)
    return [unescape(each) for each in found]


def _formats(data: bytes) -> list[str]:
    return [str(each) for each in lxml.etree.fromstring(data).xpath("/formats/format/@name")]


def test_formats_are_ris_alone(client: FlaskClient) -> None:
    answer = client.get("/unapi")
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert _formats(answer.data) == ["ris"]


def test_formats_of_a_report_are_multiple_choices(client: FlaskClient) -> None:
    for each in ENTRIES:
        answer = client.get("/unapi", query_string={"id": each.report.identifier})
        assert answer.status_code == 300
        assert _formats(answer.data) == ["ris"]
        assert lxml.etree.fromstring(answer.data).get("id") == each.report.identifier


def test_record_is_that_of_the_download(client: FlaskClient) -> None:
    answer = client.get("/unapi", query_string={"id": SEED, "format": "ris"})
    assert answer.mimetype == "application/x-research-info-systems"
    (record,) = rispy.loads(answer.text)
    assert record["authors"] == ["Anh Phong,"]
    assert answer.data in client.get("/tim-kiem.ris").data


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"id": "khong-co"}, 404),
        ({"id": "\0", "format": "ris"}, 404),
        ({"id": SEED, "format": "marcxml"}, 406),
    ],
)
def test_unknown_reports_and_formats(
    client: FlaskClient, arguments: dict[str, str], status: int
) -> None:
    assert client.get("/unapi", query_string=arguments).status_code == status


def test_pages_name_the_server_and_every_report_that_they_show(client: FlaskClient) -> None:
    listed = client.get("/tim-kiem").text
    alone = client.get(f"/bai/{SEED}").text
    for html in (listed, alone):
        assert (
            '<link rel="unapi-server" type="application/xml" title="unAPI" href="/unapi">' in html
        )
        assert "Z3988" not in html
    assert _identifiers(alone) == [SEED]
    assert sorted(_identifiers(listed)) == sorted(each.report.identifier for each in ENTRIES)
