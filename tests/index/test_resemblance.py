"""Plans that find reports resembling one."""

from contextlib import closing
from pathlib import Path

import pytest

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.searching import snapshot
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


def _found(engine: ReferenceEngine | WhooshEngine, report: Report, *names: str) -> list[str]:
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


def test_pairs_of_a_large_index_are_chosen_by_its_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_SAMPLED", 1)
    with closing(WhooshEngine(tmp_path)) as engine:
        engine.add([Report(f"a{number}", body=f"Phiên chợ số {number}") for number in range(80)])
        engine.commit(1)
        engine.add([_FLOOD, *_OTHERS[:3]])
        engine.commit(2)
        assert engine.statistics().sample().reports == 80
        # The sample does not know what the report is about, so the whole index is asked.
        assert _found(engine, _FLOOD)[0] == "again"
        # «Phiên chợ» is common in the sample, so that it is not looked for.
        market = Report("market", body="Phiên chợ bão lũ, phiên chợ bão lũ.")
        assert {*_found(engine, market)} == {"flood", "again", "once"}
