"""Plans that find reports resembling one."""

import pytest

from index.planning.resemblance import resembling
from index.report import Report
from tests.reference import ReferenceEngine

_FLOOD = Report("flood", "Bão lũ miền Trung", body="Bão lũ ở Huế. Bão lũ miền Trung gây ngập.")
_OTHERS = (
    Report("again", "Lại bão lũ miền Trung", body="Bão lũ lớn, miền Trung ngập."),
    Report("once", "Mưa", body="Có bão lũ."),
    Report("football", "Bóng đá", body="Đội tuyển thắng trận bóng đá ở Huế."),
    *(Report(f"noise-{number}", "Chợ", body=f"Phiên chợ số {number}") for number in range(60)),
)


@pytest.fixture(scope="module")
def engine() -> ReferenceEngine:
    engine = ReferenceEngine()
    engine.add([_FLOOD, *_OTHERS])
    engine.commit(1)
    return engine


def _found(engine: ReferenceEngine, report: Report, *names: str) -> list[str]:
    plan = resembling(report, names, engine.statistics())
    return [hit.identifier for hit in engine.execute(plan).hits] if plan else []


def test_report_on_the_same_subject_is_found_and_itself_is_not(engine: ReferenceEngine) -> None:
    assert _found(engine, _FLOOD)[0] == "again"
    assert "flood" not in _found(engine, _FLOOD)
    assert "football" not in _found(engine, _FLOOD)


def test_persons_of_the_report_count() -> None:
    engine = ReferenceEngine()
    report = Report("a", "Họp", body="Ông Đinh Khắc Đính dự.")
    other = Report("b", "Thăm chợ", body="Gặp ông Đinh Khắc Đính.")
    engine.add([report, other, *_OTHERS])
    engine.commit(1)
    assert _found(engine, report, "Đinh Khắc Đính") == ["b"]


@pytest.mark.parametrize(
    "report", [Report("x"), Report("y", "Chợ"), Report("z", "1 2 3 4", body="…\n\n!"), _OTHERS[3]]
)
def test_report_that_shares_nothing_rare_has_none(engine: ReferenceEngine, report: Report) -> None:
    assert _found(engine, report) == []
