"""The measurement of old encodings: its truth says only what an encoding can."""

import doctest
import gzip
import json
from pathlib import Path

from click.testing import CliRunner

from bench import encodings

BODY = (
    "Sáng nay, đoàn công tác về làm việc với bà con các xã ven sông – “vùng lũ”. "
    "Mưa lũ làm hỏng nhiều nhà cửa trong vùng… Ông Müller ở Đà Nẵng, Ánh ở Huế."
)


def test_made_up_reports_are_detected_and_read(tmp_path: Path) -> None:
    rows = [{"id": str(n), "title": f"Lũ về ngày {n}", "body": BODY} for n in range(6)]
    for name in encodings.FILES:
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as stream:
            stream.writelines(json.dumps(row) + "\n" for row in rows)
    path = tmp_path / "scores.json"
    arguments = ["--data", str(tmp_path), "--documents", "4", "--unchanged", "--json", str(path)]
    result = CliRunner().invoke(encodings.main, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    scores = json.loads(path.read_text(encoding="utf-8"))
    assert {row["exact"] for row in scores["encodings"]} == {4}
    assert scores["unicode"]["changed"] == 0


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(encodings).failed == 0
