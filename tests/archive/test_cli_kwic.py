"""`khobao kwic`."""

import csv
from pathlib import Path

from click.testing import Result

from tests.khobao import Khobao


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_occurrences_stand_in_one_column(filled: Khobao) -> None:
    result = filled("kwic", "dan van")
    assert result.exit_code == 0
    assert "2 lines in 1 of 1 report\n" in result.stderr
    lines = result.stdout.splitlines()
    assert len({line.index("dân vận") for line in lines}) == 1
    assert all(line.endswith("10/01/2018  bao:1") for line in lines)


def test_all_lines_go_into_a_file(filled: Khobao, tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    result = filled("kwic", "dân vận", "--order", "left-1", "-o", str(path))
    assert result.exit_code == 0
    assert [row["left"].split()[-1] for row in _rows(path)] == ["tác", "về"]
    book = tmp_path / "lines.xlsx"
    assert filled("kwic", "dân vận", "-o", str(book)).exit_code == 0
    assert book.read_bytes().startswith(b"PK")


def test_nothing_found_is_exit_code_1(filled: Khobao) -> None:
    assert filled("kwic", "mắm").exit_code == 1
    nothing: Result = filled("kwic", "--from", "2018")
    assert nothing.exit_code == 1
    assert "no words to look for" in nothing.stderr


def test_file_of_another_format_is_refused_with_the_way_out(filled: Khobao) -> None:
    result = filled("kwic", "dân vận", "-o", "lines.ris")
    assert result.exit_code == 2
    assert ".csv or .xlsx" in result.stderr
