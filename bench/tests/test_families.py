"""The queries that are made from reports to measure relevance."""

from bench.families import Corpus, Known, events, families, without_diacritics
from index.report import Report

_FILLER = [
    Report(f"f{number}", title=f"Tin vắn số {number} trong ngày hôm qua", body=f"bài {number} " * 9)
    for number in range(40)
]
_FIRE = "Cháy lớn tại chợ Đồng Xuân lúc rạng sáng"
_REPORTS = [
    Report("a", title=_FIRE, body="Chợ Đồng Xuân bốc cháy, hàng trăm gian hàng hóa thành tro"),
    Report("b", title="Chợ Đồng Xuân cháy lớn", body="Cháy tại chợ Đồng Xuân, gian hàng thành tro"),
    Report("c", title="Obama gặp Putin tại Moscow", body="Obama và Putin bàn về Moscow " * 3),
]


def test_reports_on_one_thing_are_one_event() -> None:
    found = [{each.identifier for each in group} for group in events(Corpus(_REPORTS + _FILLER))]
    assert {"a", "b"} in found
    assert not any("c" in group for group in found)


def test_queries_of_an_event_are_answered_by_all_its_reports() -> None:
    found = families(Corpus(_REPORTS + _FILLER))
    for name in ("title", "headline", "three syllables"):
        assert {"a", "b"} in [each.answers for each in found[name]]
    [quoted] = [each.text for each in found["headline"] if each.answers == {"a", "b"}]
    assert quoted.replace("“", "").replace("”", "") == _FIRE
    assert quoted.count("“") == quoted.count("”") == 1


def test_half_of_a_query_is_that_of_its_first_answer() -> None:
    halves = {Known("", frozenset({str(number)})).half for number in range(20)}
    assert halves == {"tuning", "results"}
    assert Known("x", frozenset("ab")).half == Known("y", frozenset("a")).half


def test_text_without_diacritics_keeps_its_capitals() -> None:
    assert without_diacritics("Đường HUẾ e\u0301") == "Duong HUE e"
