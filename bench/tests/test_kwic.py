"""The measurement of concordances."""

from pathlib import Path

from click.testing import CliRunner

import archive
from archive.cli import main
from bench.kwic import measure

_SAMPLE = Path(archive.__path__[0]) / "sample"


def test_page_and_file_of_a_query_are_measured(tmp_path: Path) -> None:
    imported = CliRunner().invoke(main, ["--archive", str(tmp_path), "import", str(_SAMPLE)])
    assert imported.exit_code == 0, imported.output
    row = measure(tmp_path, "dân vận")
    assert row.lines == row.file_lines >= row.reports > 1
    assert min(row.first, row.next, row.file) > 0
