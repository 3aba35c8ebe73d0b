"""Coverage: what librarians state of newspapers, and what the pages and the command show."""

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.catalogue import open_catalogue
from archive.config import Config
from archive.coverage import Gap, cause_of
from archive.decision import Logged, Undo
from archive.errors import DecisionInvalid
from archive.web import create_app
from archive.web.pages import coverage
from tests.khobao import Khobao
from tests.newsstand import config, entry, put

_PAPER = "Báo Thuận Giang"


@pytest.fixture
def archive(tmp_path: Path) -> Config:
    (folder := tmp_path / "archive").mkdir()
    settings = config(folder)
    dates = ("2018-01-10", "2018-01-11", "2018-03", "2018", "2019-12-31", "")
    put(
        settings,
        [
            *(
                entry(f"r{at}", "Tin", "B", date=date, source=_PAPER)
                for at, date in enumerate(dates)
            ),
            entry("khac", "Tin", "B", date="2018-02-01", source="Báo B"),
            entry("vo-danh", "Tin", "B", date="2018-02-01"),
        ],
    )
    return settings


@pytest.fixture
def client(archive: Config) -> FlaskClient:
    return create_app(archive).test_client()


def _decide(settings: Config, *decisions: Gap | Undo, **facts: str) -> None:
    catalogue = open_catalogue(settings.catalogue)
    catalogue.decisions.add(decisions, **facts)
    catalogue.close()


def _rows(html: str) -> dict[str, list[str]]:
    """Return the cells of each row of a table by its heading."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", html, re.DOTALL)
    plain = lambda part: " ".join(re.sub(r"<[^>]+>", "", part).split())  # noqa: E731
    return {
        plain(name): [plain(c) for c in re.findall(r"<td.*?</td>", cells)] for name, cells in rows
    }


def test_list_has_newspapers_with_their_reports_years_and_undated(client: FlaskClient) -> None:
    page = client.get("/do-phu").text
    assert _rows(page) == {
        _PAPER: ["6", "2018–2019", "1"],
        "Báo B": ["1", "2018", "0"],
    }
    assert "Kho có 8 bài." in page
    assert "1 bài không rõ ngày" in page
    assert "Không rõ báo: 1 bài." in page
    assert 'href="/do-phu"' in client.get("/").text


def test_months_without_statements_are_not_collected(client: FlaskClient) -> None:
    page = client.get("/do-phu", query_string={"source": _PAPER}).text
    none = "–chưa có bài"
    assert _rows(page) == {
        "2018": ["2", none, "1", *[none] * 9, "1", "4"],
        "2019": [*[none] * 11, "1", "", "1"],
    }
    assert "date=2018-01&amp;source=" in page


def test_statements_give_the_reason_until_they_are_undone(
    archive: Config, client: FlaskClient
) -> None:
    address = "/do-phu?source=Báo Thuận Giang"
    before = client.get(address)
    _decide(archive, Gap(_PAPER, "2018-02", "2018-06"), by="Lan", why="đình bản")
    _decide(archive, Gap(_PAPER, "2018-06", "2018-07-30", published=True))
    page = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert page.status_code == 200
    cells = _rows(page.text)["2018"]
    assert cells[1] == cells[3] == cells[4] == "không ra"
    # A month with reports shows them, the later statement counts, July is covered in part only.
    assert (cells[2], cells[5], cells[6]) == ("1", "thiếu", "–chưa có bài")
    assert "Từ tháng 2/2018 đến hết tháng 6/2018: báo không ra (đình bản, Lan, " in page.text
    _decide(archive, Undo(1), Undo(2))
    assert _rows(client.get(address).text) == _rows(before.text)
    assert "Ghi nhận của thủ thư" not in client.get(address).text


def test_newspaper_without_reports_is_listed_if_there_is_a_statement(
    archive: Config, client: FlaskClient
) -> None:
    assert client.get("/do-phu?source=Báo C").status_code == 404
    _decide(archive, Gap("Báo C", "1945-08", "1946", published=True))
    assert _rows(client.get("/do-phu").text)["Báo C"] == ["0", "–", "0"]
    rows = _rows(client.get("/do-phu?source=Báo C").text)
    assert rows["1946"] == ["thiếu"] * 12 + ["0"]
    assert rows["1945"][6:8] == ["–chưa có bài", "thiếu"]


@pytest.mark.parametrize(
    "gap",
    [
        Gap("", "2018"),
        Gap(_PAPER, "2018-13"),
        Gap(_PAPER, "2018-06", "2018-05"),
        Gap("a\0b", "2018"),
    ],
)
def test_statement_without_newspaper_or_period_is_refused(archive: Config, gap: Gap) -> None:
    with pytest.raises(DecisionInvalid):
        _decide(archive, gap)


_MONTHS = [f"{year}-{month:02}" for year in (2018, 2019) for month in range(1, 13)]
_GAPS = st.lists(
    st.builds(
        lambda ends, published: Gap("A", min(ends), max(ends), published),
        st.tuples(st.sampled_from(_MONTHS), st.sampled_from(_MONTHS)),
        st.booleans(),
    ),
    max_size=4,
)


@given(gaps=_GAPS, month=st.sampled_from(_MONTHS))
def test_last_statement_about_a_whole_month_gives_the_reason(gaps: list[Gap], month: str) -> None:
    logged = [Logged(number, "", gap) for number, gap in enumerate(gaps, 1)]
    about = [gap.cause for gap in gaps if gap.since <= month <= gap.until]
    assert cause_of(logged, month) == (about[-1] if about else "unknown")
    assert cause_of([Logged(1, "", Gap("A"))], month) == "unpublished"


def test_command_states_shows_and_undoes(archive: Config) -> None:
    khobao = Khobao(archive.archive.parent)
    made = khobao("coverage", "unpublished", "bao thuan giang", "--from", "2/2018", "--to",
                  "2/2018", "--by", "Lan")  # fmt: skip
    assert made.exit_code == 0, made.output
    assert "1: unpublished Báo Thuận Giang 2018-02..2018-02" in made.stdout
    shown = khobao("coverage", "show", _PAPER)
    assert re.search(r"^2018 +2 +x +1 +- ", shown.stdout, re.MULTILINE)
    records = json.loads(khobao("coverage", "show", _PAPER, "--json").stdout)
    assert {each["month"]: each["state"] for each in records}["2018-02"] == "unpublished"
    assert khobao("coverage", "undo", "1").exit_code == 0
    assert "(unpublished Báo Thuận Giang 2018-02..2018-02)" in khobao("coverage", "log").stdout
    assert khobao("coverage", "show").stdout.splitlines()[0].endswith(_PAPER)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("unpublished", "khong co", "--from", "2018"), "the archive has no report of"),
        (("unpublished", "bao", "--from", "2018"), "may be Báo B, Báo Thuận Giang"),
        (("uncollected", _PAPER), "say which period"),
        (("uncollected", _PAPER, "--from", "31/2/2018"), "is not a date"),
        (("uncollected", _PAPER, "--from", "2019", "--to", "2018"), "ends before it begins"),
        (("undo", "7"), "there is no decision 7"),
    ],
)
def test_command_names_what_is_wrong(
    archive: Config, arguments: tuple[str, ...], message: str
) -> None:
    answer = Khobao(archive.archive.parent)("coverage", *arguments)
    assert answer.exit_code in (2, 3)
    assert message in answer.output


def test_page_made_while_reports_arrive_is_outdated(
    archive: Config, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make_then_import(*arguments: object) -> str:
        page = make(*arguments)  # type: ignore[arg-type]
        put(archive, [entry("moi", "Tin", "B", source="Báo Mới")])
        return page

    make = coverage._list
    with monkeypatch.context() as patched:
        patched.setattr(coverage, "_list", make_then_import)
        before = client.get("/do-phu")
    again = client.get("/do-phu", headers={"If-None-Match": before.headers["ETag"]})
    assert "Báo Mới" in again.text
