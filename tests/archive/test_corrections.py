"""Corrections of reports: a layer over whatever version is the current one."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.catalogue import Catalogue, open_catalogue
from archive.corrections.correction import Correct, Value, corrections_in, with_values
from archive.decision import Logged, Undo
from archive.errors import DecisionInvalid, ReportNotFound
from archive.indexing import catch_up
from archive.ingest import Tally, find_persons, ingest
from archive.persons import VERSION
from archive.persons.authority import Split
from archive.reversion import Revert
from archive.withdrawal.decisions import Reinstate, Withdraw
from index.query import Query
from index.report import Original, Report
from tests.reference import ReferenceEngine
from tests.stories import article

FIRST = Report("bao:7", title="Tin bão", body="Mưa to ở Huế.", date="2018", tags=("bão",))


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    """A catalogue with one report."""
    with closing(open_catalogue(catalogue_url)) as opened:
        _import(opened, FIRST)
        yield opened


def _import(catalogue: Catalogue, report: Report) -> Tally:
    content = repr(report).encode()
    original = Original(content, "text/plain", f"/{hash(content)}")
    made = replace(report, original=original)
    *_, tally = ingest(catalogue, [made], workers=0)
    return tally


def _shown(catalogue: Catalogue) -> Report:
    report = catalogue.reports.get("bao:7")
    assert report is not None
    return report


def test_corrected_value_takes_the_place_of_the_published_one(catalogue: Catalogue) -> None:
    made = [Correct("bao:7", "date", "2018-01-10"), Correct("bao:7", "tags", ("bão", "lũ"))]
    catalogue.decisions.add(made, by="Thu", why="báo in ghi rõ ngày")
    assert (_shown(catalogue).date, _shown(catalogue).tags) == ("2018-01-10", ("bão", "lũ"))
    assert _shown(catalogue).title == FIRST.title
    (version,) = catalogue.reports.versions("bao:7")
    assert version.report == FIRST
    later, earlier = catalogue.corrections.of("bao:7")
    assert (earlier.field, earlier.value, earlier.published) == ("date", "2018-01-10", "2018")
    assert (later.number, later.by, later.why) == (2, "Thu", "báo in ghi rõ ngày")


def test_value_is_cleared(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Correct("bao:7", "date", ""), Correct("bao:7", "tags", ())])
    assert (_shown(catalogue).date, _shown(catalogue).tags) == ("", ())


def test_index_follows_a_correction_and_its_undoing(catalogue: Catalogue) -> None:
    engine = ReferenceEngine()
    catch_up(catalogue, engine)
    catalogue.decisions.add([Correct("bao:7", "title", "Tin lũ")])
    assert catch_up(catalogue, engine) == 1
    assert engine.count(Query("tin lũ", match="all")) == 1
    assert engine.count(Query("tin bão", match="all")) == 0
    catalogue.decisions.add([Undo(1)])
    assert catch_up(catalogue, engine) == 1
    assert engine.count(Query("tin bão", match="all")) == 1


def test_same_file_brings_no_published_value_back(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Correct("bao:7", "date", "2018-01-10")])
    revision = catalogue.changes.revision()
    assert _import(catalogue, FIRST) == Tally(read=1, same=1)
    assert _shown(catalogue).date == "2018-01-10"
    assert catalogue.changes.revision() == revision


def test_correction_covers_the_next_version_and_reports_the_conflict(catalogue: Catalogue) -> None:
    made = [Correct("bao:7", "date", "2018-01-10"), Correct("bao:7", "title", "Bão số 1")]
    catalogue.decisions.add(made)
    newer = replace(FIRST, date="2018-01-11", title="Bão số 1", body="Mưa to ở Huế, gió lớn.")
    assert _import(catalogue, newer) == Tally(read=1, changed=1)
    shown = _shown(catalogue)
    assert (shown.date, shown.title, shown.body) == (
        "2018-01-10",
        "Bão số 1",
        "Mưa to ở Huế, gió lớn.",
    )
    conflicts = {each.field: each.in_conflict for each in catalogue.corrections.of("bao:7")}
    assert conflicts == {"date": True, "title": False}
    catalogue.decisions.add([Correct("bao:7", "date", "2018-01-10")], why="báo in ghi ngày 10")
    assert not any(each.in_conflict for each in catalogue.corrections.all())
    catalogue.decisions.add([Undo(3), Undo(1)])
    assert _shown(catalogue).date == "2018-01-11"


def test_correction_and_reversion_compose(catalogue: Catalogue) -> None:
    _import(catalogue, replace(FIRST, body="Mưa to ở Huế, gió lớn."))
    catalogue.decisions.add([Correct("bao:7", "title", "Bão số 1")])
    catalogue.decisions.add([Revert("bao:7", 1)])
    assert (_shown(catalogue).title, _shown(catalogue).body) == ("Bão số 1", "Mưa to ở Huế.")
    catalogue.decisions.add([Undo(1)])
    assert (_shown(catalogue).title, _shown(catalogue).body) == ("Tin bão", "Mưa to ở Huế.")
    catalogue.decisions.add([Undo(2)])
    assert _shown(catalogue).body == "Mưa to ở Huế, gió lớn."


def test_withdrawn_report_keeps_its_corrections(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Withdraw("bao:7")])
    catalogue.decisions.add([Correct("bao:7", "title", "Bão số 1")])
    assert catalogue.reports.get("bao:7") is None
    catalogue.decisions.add([Reinstate("bao:7")])
    assert _shown(catalogue).title == "Bão số 1"


def test_persons_are_found_in_the_corrected_text(catalogue: Catalogue) -> None:
    body = "Thủ tướng Nguyễn Xuân Phúc thăm Huế."
    catalogue.decisions.add([Correct("bao:7", "body", body)])
    find_persons(catalogue, ["bao:7"])
    assert _shown(catalogue).persons == ("nguyen-xuan-phuc",)
    other = "Chủ tịch Lê Văn Thơ thăm Huế."
    _import(catalogue, replace(FIRST, body=other))
    assert _shown(catalogue).persons == ("nguyen-xuan-phuc",)
    (appearance,) = catalogue.appearances.in_report("bao:7")
    assert body[appearance.start : appearance.end] == "Nguyễn Xuân Phúc"
    catalogue.decisions.add([Undo(1)])
    find_persons(catalogue, ["bao:7"])
    assert _shown(catalogue).persons == ("le-van-tho",)


def test_no_report_names_persons_of_another_text(catalogue: Catalogue) -> None:
    named = "Chủ tịch Lê Văn Thơ thăm Huế."
    _import(catalogue, replace(FIRST, body=named))
    assert _shown(catalogue).persons == ("le-van-tho",)
    catalogue.decisions.add([Correct("bao:7", "body", "Không ai đến.")])
    assert _shown(catalogue).persons == ()
    assert catalogue.appearances.count_outdated(VERSION) == 1
    catalogue.decisions.add([Withdraw("bao:7")])
    _import(catalogue, replace(FIRST, body=f"{named} Mưa to."))
    catalogue.decisions.add([Reinstate("bao:7")])
    assert _shown(catalogue).persons == ()
    assert catalogue.appearances.count_outdated(VERSION) == 1


def test_corrected_text_and_newspaper_tell_the_same_story(catalogue: Catalogue) -> None:
    text = article(12, seed=1)
    _import(catalogue, Report("bao:8", body=text, source="Báo A"))
    made = [Correct("bao:7", "body", text), Correct("bao:7", "source", "Báo B")]
    catalogue.decisions.add(made)
    assert catalogue.stories.are_one("bao:7", "bao:8")
    catalogue.decisions.add([Undo(1)])
    assert not catalogue.stories.are_one("bao:7", "bao:8")


def test_corrected_date_decides_to_which_of_two_persons_a_mention_belongs(
    catalogue: Catalogue,
) -> None:
    _import(catalogue, replace(FIRST, body="Chủ tịch Lê Văn Thơ thăm Huế.", date="2018"))
    catalogue.decisions.add([Split("le-van-tho", since="2019")])
    catalogue.decisions.add([Correct("bao:7", "date", "2019-05-01")])
    find_persons(catalogue, ["bao:7"])
    assert _shown(catalogue).persons == ("le-van-tho-2",)
    catalogue.decisions.add([Undo(2)])
    find_persons(catalogue, ["bao:7"])
    assert _shown(catalogue).persons == ("le-van-tho",)


def test_page_at_the_corrected_address_is_the_same_report(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Correct("bao:7", "url", "https://bao.example/tin-7.html")])
    page = Report("", body="Mưa to ở Huế và gió lớn.", url="https://bao.example/tin-7.html")
    assert _import(catalogue, page) == Tally(read=1, changed=1)
    assert _shown(catalogue).body == "Mưa to ở Huế và gió lớn."


def test_frozen_list_sees_a_correction_as_a_change(catalogue: Catalogue) -> None:
    def seen() -> bool:
        (entry,) = catalogue.frozen_lists.entries(frozen)
        return entry.version != entry.current

    lists = catalogue.frozen_lists
    frozen = lists.add(lambda: ("1", ["bao:7"]), query="", words="", filters=()).identifier
    assert not seen()
    catalogue.decisions.add([Correct("bao:7", "title", "Bão số 1")])
    assert seen()
    frozen = lists.add(lambda: ("1", ["bao:7"]), query="", words="", filters=()).identifier
    assert not seen()
    catalogue.decisions.add([Correct("bao:7", "title", "Bão số 2")])
    assert seen()
    _import(catalogue, replace(FIRST, body="Mưa to ở Huế, gió lớn."))
    catalogue.decisions.add([Correct("bao:7", "title", "Bão số 3")])
    frozen = lists.add(lambda: ("1", ["bao:7"]), query="", words="", filters=()).identifier
    catalogue.decisions.add([Revert("bao:7", 1)])
    assert seen()


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (Correct("bao:7", "date", "2018-02-31"), "'2018-02-31' is not a date"),
        (Correct("bao:7", "datum", "2018"), "no field 'datum'"),
        (Correct("bao:7", "tags", "bão"), "no value of 'tags'"),
        (Correct("bao:7", "source", ("A",)), "no value of 'newspaper'"),
        (Correct("bao:7", "tags", ("bão", "")), "'tags' holds an empty text"),
        (Correct("bao:7", "title", "a\udcff"), "cannot be stored"),
    ],
)
def test_value_that_the_field_cannot_have_is_refused(
    catalogue: Catalogue, made: Correct, message: str
) -> None:
    with pytest.raises(DecisionInvalid, match=message):
        catalogue.decisions.add([Correct("bao:7", "title", "Bão"), made])
    assert catalogue.decisions.log() == []
    assert _shown(catalogue) == FIRST


def test_report_keeps_a_title_or_a_text(catalogue: Catalogue) -> None:
    cleared = [Correct("bao:7", "title", ""), Correct("bao:7", "body", "")]
    with pytest.raises(DecisionInvalid, match="neither title nor text"):
        catalogue.decisions.add(cleared)
    catalogue.decisions.add([Correct("bao:7", "lead", "Mưa."), *cleared])
    with pytest.raises(DecisionInvalid, match="neither title nor text"):
        catalogue.decisions.add([Undo(1)])


@pytest.mark.parametrize("unknown", ["bao:8", "a\0b"])
def test_unknown_report_is_refused(catalogue: Catalogue, unknown: str) -> None:
    with pytest.raises(ReportNotFound):
        catalogue.decisions.add([Correct(unknown, "title", "Bão")])


_Step = tuple[str, object, object]
_TITLES = st.sampled_from(["A", "B", "Thủ tướng Nguyễn Xuân Phúc", ""])
_STEPS = st.one_of(
    st.tuples(st.just("import"), _TITLES, st.sampled_from(["", "2018", "2019-01"])),
    st.tuples(st.just("title"), _TITLES, st.none()),
    st.tuples(st.just("date"), st.sampled_from(["", "2018", "2020-02-29"]), st.none()),
    st.tuples(st.just("revert"), st.integers(1, 3), st.none()),
    st.tuples(st.just("undo"), st.integers(1, 8), st.none()),
    st.tuples(st.just("withdraw"), st.booleans(), st.none()),
)


# The fixtures are makers: each example has databases of its own.
_SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(_SETTINGS, max_examples=20)
@given(history=st.lists(_STEPS, max_size=9))
def test_shown_values_follow_from_versions_and_log_alone(
    empty_sqlite: Callable[[], str], history: list[_Step]
) -> None:
    _check_history(empty_sqlite(), history)


# Fewer, since PostgreSQL takes longer.
@pytest.mark.cluster
@settings(_SETTINGS, max_examples=6)
@given(history=st.lists(_STEPS, max_size=9))
def test_values_of_postgresql_follow_from_versions_and_log_alone(
    empty_postgresql: Callable[[], str], history: list[_Step]
) -> None:
    _check_history(empty_postgresql(), history)


def _check_history(url: str, history: list[_Step]) -> None:
    """Take steps singly; compare what readers see with the log on the current version."""
    engine = ReferenceEngine()
    with closing(open_catalogue(url)) as catalogue:
        _import(catalogue, FIRST)
        for step in history:
            _take(catalogue, *step)
            catch_up(catalogue, engine)
        if catalogue.reports.get("bao:7") is None:
            catalogue.decisions.add([Reinstate("bao:7")])
        find_persons(catalogue, ["bao:7"])
        catch_up(catalogue, engine)
        shown = _shown(catalogue)
        stood = corrections_in(catalogue.decisions.log()).get("bao:7", {})
        (current,) = (each for each in catalogue.reports.versions("bao:7") if each.current)
        expected = with_values(current.report, {f: _value(each) for f, each in stood.items()})
        assert replace(shown, persons=()) == expected
        assert {each.field: each.number for each in catalogue.corrections.all()} == {
            field: logged.number for field, logged in stood.items()
        }
        is_named = "Phúc" in shown.title
        assert shown.persons == (("nguyen-xuan-phuc",) if is_named else ())
        assert engine.count(Query(shown.title or shown.body, match="all")) == 1


def _value(logged: Logged) -> Value:
    assert isinstance(logged.decision, Correct)
    return logged.decision.value


def _take(catalogue: Catalogue, kind: str, value: object, date: object) -> None:
    """Take a step of a history; a decision that is refused changes nothing."""
    try:
        match kind, value:
            case "import", str(title):
                _import(catalogue, Report("bao:7", title=title, body="Mưa.", date=str(date)))
            case (("title" | "date"), str()):
                catalogue.decisions.add([Correct("bao:7", kind, value)])
            case "revert", int(version):
                catalogue.decisions.add([Revert("bao:7", version)])
            case "undo", int(number):
                catalogue.decisions.add([Undo(number)])
            case "withdraw", bool(gone):
                catalogue.decisions.add([Withdraw("bao:7") if gone else Reinstate("bao:7")])
    except (DecisionInvalid, ReportNotFound):
        pass
