"""The sample archive, which new users see first, is worth searching."""

import gzip
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from archive.importers import Refusal, read
from archive.persons import find
from index.report import Report

FOLDER = Path(__file__).parents[1] / "archive" / "sample"
# Where the two ways to place a tone differ: «hòa» and «hoà», «thủy» and «thuỷ».
OLD_PLACEMENT = re.compile(r"(?:[òóỏõọ][ae]|(?<![qQ])[ùúủũụ]y)\b")
NEW_PLACEMENT = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<![qQ])u[ỳýỷỹỵ])\b")
SENTENCE_END = re.compile(r"(?<=[.!?…”])\s+|\n")


def _records() -> Iterator[Report | Refusal]:
    for path in sorted(FOLDER.iterdir()):
        yield from read(path)


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [record for record in _records() if isinstance(record, Report)]


@pytest.fixture(scope="module")
def roles(reports: list[Report]) -> dict[str, set[str]]:
    """Return the offices that the reports give to each person."""
    found: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for mention in find(report):
            found[mention.name].update(map(str.lower, mention.roles))
    return found


def _text(report: Report) -> str:
    return "\n".join([report.title, report.lead, report.body, *report.captions])


def _shingles(report: Report) -> set[tuple[str, ...]]:
    words = f"{report.lead}\n{report.body}".split()
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _sentences(text: str) -> set[str]:
    """Return the sentences that are too long to be a common phrase."""
    sentences = (" ".join(sentence.split()) for sentence in SENTENCE_END.split(text))
    return {sentence for sentence in sentences if len(sentence.split()) >= 8}


def test_nothing_in_it_is_refused() -> None:
    assert [record for record in _records() if isinstance(record, Refusal)] == []


def test_both_pages_and_records_are_shown(reports: list[Report]) -> None:
    kinds = [report.original.media_type for report in reports if report.original]
    assert len(kinds) == len(reports) >= 100
    assert kinds.count("text/plain") >= 10


def test_every_report_is_whole(reports: list[Report]) -> None:
    for report in reports:
        assert report.title, report
        assert report.section, report.title
        assert report.source, report.title
        assert 120 <= len(f"{report.lead} {report.body}".split()) <= 350, report.title
        assert unicodedata.is_normalized("NFC", _text(report)), report.title


def test_identifiers_and_titles_name_one_report(reports: list[Report]) -> None:
    identifiers = [report.identifier for report in reports if report.identifier]
    assert len(set(identifiers)) == len(identifiers)
    assert len({report.title for report in reports}) == len(reports)


def test_every_year_has_reports(reports: list[Report]) -> None:
    assert {report.date[:4] for report in reports} - {""} == set(map(str, range(2004, 2027)))


def test_some_dates_are_partial_or_unknown(reports: list[Report]) -> None:
    assert {len(report.date) for report in reports} >= {0, 7, 10, 25}


def test_sections_are_many_and_nested(reports: list[Report]) -> None:
    assert len({report.section[0] for report in reports}) >= 8
    children = defaultdict(set)
    for report in reports:
        children[report.section[0]].update(report.section[1:2])
    assert sum(len(below) > 1 for below in children.values()) >= 5


def test_many_persons_are_named(roles: dict[str, set[str]]) -> None:
    assert len(roles) >= 40


def test_offices_change_over_the_years(roles: dict[str, set[str]]) -> None:
    assert roles["Nguyễn Đức Thuyết"] >= {
        "phó chủ tịch ubnd tỉnh",
        "chủ tịch ubnd tỉnh",
        "bí thư tỉnh ủy",
    }
    assert sum(len(offices) >= 3 for offices in roles.values()) >= 5


def test_tones_stand_in_both_places(reports: list[Report]) -> None:
    assert sum(bool(OLD_PLACEMENT.search(_text(report))) for report in reports) >= 20
    assert sum(bool(NEW_PLACEMENT.search(_text(report))) for report in reports) >= 20


def test_some_reports_have_no_marks(reports: list[Report]) -> None:
    plain = (f"{report.title}{report.lead}{report.body}" for report in reports)
    assert sum(re.sub(r"[–“”…]", "", text).isascii() for text in plain) >= 4


def test_an_agency_is_reprinted(reports: list[Report]) -> None:
    pairs = [(one, other) for one, other in combinations(reports, 2) if one.source != other.source]
    alike = 0
    for one, other in pairs:
        shared, all_ = _shingles(one) & _shingles(other), _shingles(one) | _shingles(other)
        alike += len(shared) > 0.5 * len(all_)
    assert alike >= 4


@pytest.mark.parametrize(
    "form",
    [
        r"[\w ]+",
        r"[A-ZĐÀ-Ỹ ]{6,}",
        r"[\w ]+ - [\w ]+",
        r"[\w ]+;[\w ]+",
        r"Tin, ảnh: [\w ]+",
        r"Bài và ảnh: [\w ]+",
        r"Theo [\w ]+",
        r"[\w ]+ \(Theo [\w ]+\)",
        r"P\.V \(theo [\w ]+\)",
        r"[\w ]+/[\w ]+",
        r"[\w ]+ \(thực hiện\)",
    ],
)
def test_bylines_of_every_form(form: str) -> None:
    lines = [line for path in FOLDER.glob("*.txt") for line in path.read_text("utf-8").split("\n")]
    with (FOLDER / "reports.jsonl").open(encoding="utf-8") as stream:
        lines.extend(str(json.loads(line)["author"]) for line in stream)
    assert any(re.fullmatch(form, line) for line in lines)


def test_most_reports_have_captions_and_authors(reports: list[Report]) -> None:
    assert sum(bool(report.captions) for report in reports) >= 80
    assert sum(bool(report.authors) for report in reports) >= 90


def test_unmarked_dan_van_has_a_story(reports: list[Report]) -> None:
    texts = [_text(report).lower() for report in reports]
    assert sum("dân vận" in text for text in texts) >= 6
    assert sum("công tác dân vận" in text for text in texts) >= 3
    # What marks tell apart: «người dân vẫn …» is another thing.
    assert any("dân vẫn" in _text(report) for report in reports)


@pytest.mark.slow
@pytest.mark.data
def test_no_sentence_is_from_a_real_paper(reports: list[Report], shared_data: Path) -> None:
    fields = ("title", "lead", "body")
    ours = set().union(*(_sentences(_text(report)) for report in reports))
    with gzip.open(shared_data / "reports-sample.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            theirs = _sentences("\n".join(record.get(field) or "" for field in fields))
            assert not ours & theirs
