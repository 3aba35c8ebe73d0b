"""`khobao trends`."""

import csv
import json
from pathlib import Path

from tests.khobao import Khobao


def test_reports_of_each_term_are_counted_by_year(filled: Khobao) -> None:
    result = filled("trends", "dân vận", "lũ")
    assert result.exit_code == 0
    header, *rows = [line.split() for line in result.stdout.splitlines()]
    assert header == ["reports", "dân", "vận", "lũ"]
    assert rows == [
        ["2018*", "1", "1", "1000.0", "0", "0.0"],
        ["2019*", "1", "0", "0.0", "1", "1000.0"],
    ]
    assert "fewer than 30 reports" in result.stderr


def test_numbers_are_written_for_programs(filled: Khobao, tmp_path: Path) -> None:
    form = json.loads(filled("trends", "lũ", "--by", "month", "--from", "2019", "--json").stdout)
    assert form["periods"] == [{"period": "2019-10", "reports": 1, "few_reports": True}]
    assert form["terms"][0]["matching"] == [1]
    path = tmp_path / "trends.csv"
    assert filled("trends", "lũ", "-o", str(path)).exit_code == 0
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["matching"] for row in rows] == ["0", "1"]


def test_term_in_no_report_is_exit_code_1(filled: Khobao) -> None:
    assert filled("trends", "mắm").exit_code == 1


def test_one_to_five_terms_are_asked_for(filled: Khobao) -> None:
    for terms in ((), ("", " "), tuple("abcdef")):
        result = filled("trends", *terms)
        assert result.exit_code == 2
        assert "one to 5 terms" in result.stderr


def test_file_and_json_exclude_each_other(filled: Khobao, tmp_path: Path) -> None:
    path = tmp_path / "trends.csv"
    result = filled("trends", "lũ", "-o", str(path), "--json")
    assert result.exit_code == 2
    assert "--output" in result.stderr
    assert "--json" in result.stderr
    assert not path.exists()


def test_numbers_are_not_written_as_csv_under_another_name(filled: Khobao, tmp_path: Path) -> None:
    path = tmp_path / "trends.xlsx"
    result = filled("trends", "lũ", "-o", str(path))
    assert result.exit_code == 2
    assert "as .csv" in result.stderr
    assert not path.exists()
