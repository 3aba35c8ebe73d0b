"""`khobao stories`: reports of the same story on the command line."""

import json

import pytest

from tests.khobao import Khobao
from tests.stories import article, sentences

_STORY = sentences(12, seed=1)
_RECORDS = [
    {
        "id": "a",
        "title": "Bão vào",
        "source": "Báo A",
        "date": "2020-01-02",
        "body": "\n".join(_STORY),
    },
    {
        "id": "b",
        "title": "Tin bão",
        "source": "Báo B",
        "date": "2020-01-03",
        "body": " ".join(_STORY[:8]),
    },
    {
        "id": "c",
        "title": "Lũ rút",
        "source": "Báo C",
        "date": "2020-01-04",
        "body": article(12, seed=2),
    },
]


@pytest.fixture
def stories(khobao: Khobao) -> Khobao:
    assert khobao("import", khobao.write(*_RECORDS), "--no-persons").exit_code == 0
    return khobao


def test_stories_are_listed_with_their_reports(stories: Khobao) -> None:
    printed = stories("stories", "list").stdout.splitlines()
    assert printed[0] == "Bão vào"
    assert printed[1].split() == ["02/01/2020", "Báo", "A", "a"]
    (story,) = json.loads(stories("stories", "list", "--json").stdout)
    assert [report["id"] for report in story["reports"]] == ["a", "b"]
    assert story["reports"][0]["source"] == "Báo A"


def test_archive_without_stories_says_so(khobao: Khobao) -> None:
    khobao("import", khobao.write(_RECORDS[2]), "--no-persons")
    result = khobao("stories", "list")
    assert result.exit_code == 1
    assert "0 of 0 stories" in result.stderr


def test_why_shows_both_shares_and_the_longest_passage(stories: Khobao) -> None:
    printed = stories("stories", "why", "a", "b").stdout
    assert "a: 67% of its 144 words in b" in printed
    assert "b: 100% of its 96 words in a" in printed
    assert "by the rules: the same story" in printed
    assert "in the archive: one story" in printed
    assert "longest passage of both, 96 words" in printed
    found = json.loads(stories("stories", "why", "b", "c", "--json").stdout)
    assert found["shares"] == [0, 0]
    assert (found["verdict"], found["one_story"], found["passage"]) == ("different", False, "")
    passage = json.loads(stories("stories", "why", "b", "a", "--json").stdout)["passage"]
    assert passage + "." == " ".join(_STORY[:8])


def test_librarian_joins_parts_and_undoes(stories: Khobao) -> None:
    assert stories("stories", "join", "c", "a", "--by", "Thu").stdout == "1: join c a\n"
    (story,) = json.loads(stories("stories", "list", "--json").stdout)
    assert len(story["reports"]) == 3
    assert stories("stories", "part", "b", "a").exit_code == 0
    assert stories("stories", "undo", "1").exit_code == 0
    assert stories("stories", "list").exit_code == 1
    log = stories("stories", "log").stdout.splitlines()
    assert [line.split("  ")[-1].strip() for line in log[1:]] == ["part b a", "undo 1"]
    assert "(join c a)  Thu" in log[0]
    assert len(json.loads(stories("stories", "log", "--json").stdout)) == 3
    assert "join c a" in stories("decisions", "log").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("join", "a", "b"), "'a' and 'b' are in one story already"),
        (("part", "a", "c"), "'a' and 'c' are not in one story"),
        (("join", "a", "x"), "no report has the identifier 'x'"),
        (("why", "x", "a"), "no report has the identifier 'x'"),
        (("undo", "9"), "there is no decision 9 to undo"),
    ],
)
def test_decision_without_effect_is_refused(
    stories: Khobao, arguments: tuple[str, ...], message: str
) -> None:
    result = stories("stories", *arguments)
    assert result.exit_code in (1, 3)
    assert message in result.stderr


def test_hits_name_the_reports_of_their_story(stories: Khobao) -> None:
    found = json.loads(stories("search", "bão", "--json").stdout)
    assert {hit["id"]: hit["same_story"] for hit in found["hits"]} == {
        "a": ["a", "b"],
        "b": ["a", "b"],
    }


def test_update_has_nothing_left_to_compare(stories: Khobao) -> None:
    assert stories("stories", "update").stdout == "0 reports compared; 1 story in 2 reports\n"
    found = json.loads(stories("stories", "update", "--json").stdout)
    assert found == {"compared": 0, "stories": 1, "reports": 2}
