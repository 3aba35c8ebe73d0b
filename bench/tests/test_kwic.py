"""The measurement of concordances."""

from pathlib import Path

from bench.kwic import measure
from tests.newsstand import stock


def test_page_and_file_of_a_query_are_measured(tmp_path: Path) -> None:
    stock(tmp_path)
    row = measure(tmp_path, "dân vận")
    assert (row.lines, row.reports, row.file_lines) == (8, 3, 8)
    assert min(row.first, row.next, row.file) > 0
