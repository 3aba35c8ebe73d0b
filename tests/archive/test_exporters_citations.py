"""Citations in each style: names in their order, titles as published."""

from dataclasses import replace

import pytest

from archive.exporters import Row
from archive.exporters.citations import citations
from index.report import Report

_FULL = Report(
    "1", "Ai trồng sen?", date="2018-03-02", authors=("Lê Ba", "John Smith"), source="Báo Huế"
)


def _cited(report: Report) -> list[str]:
    return [str(each) for each in citations(Row(report, (), "https://kho.example/bai/1"))]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            _FULL,
            [
                "Lê Ba, John Smith, «Ai trồng sen?», Báo Huế, 2/3/2018, https://kho.example/bai/1.",
                "Lê Ba and John Smith. “Ai trồng sen?” Báo Huế, March 2, 2018. "
                "https://kho.example/bai/1.",
                "Lê Ba & John Smith. (2018, March 2). Ai trồng sen? Báo Huế. "
                "https://kho.example/bai/1",
            ],
        ),
        (
            replace(_FULL, authors=(), date="2018-03"),
            [
                "«Ai trồng sen?», Báo Huế, 3/2018, https://kho.example/bai/1.",
                "“Ai trồng sen?” Báo Huế, March 2018. https://kho.example/bai/1.",
                "Ai trồng sen? (2018, March). Báo Huế. https://kho.example/bai/1",
            ],
        ),
        (
            Report("1", body="Nước lên nhanh."),
            [
                "«[Nước lên nhanh]», không rõ ngày, https://kho.example/bai/1.",
                "“[Nước lên nhanh].” n.d. https://kho.example/bai/1.",
                "[Nước lên nhanh]. (n.d.). https://kho.example/bai/1",
            ],
        ),
    ],
    ids=["two authors", "no author", "no title"],
)
def test_styles(report: Report, expected: list[str]) -> None:
    assert _cited(report) == expected


def test_styles_without_any_address() -> None:
    cited = [str(each) for each in citations(Row(_FULL))]
    assert cited[0].endswith("Báo Huế, 2/3/2018.")
    assert cited[1].endswith("Báo Huế, March 2, 2018.")
    assert cited[2].endswith("Báo Huế.")
