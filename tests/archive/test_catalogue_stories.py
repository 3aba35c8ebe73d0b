"""Stories in the catalogue: found at import, changed by decisions, kept up to date."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from archive.catalogue import Catalogue, Entry, open_catalogue, story_texts
from archive.catalogue.tables import story_hashes, story_members, story_pairs
from archive.catalogue.tables import story_texts as compared
from archive.decision import Undo
from archive.errors import DecisionInvalid, ReportNotFound
from archive.stories.grouping import Join, Part
from archive.withdrawal.decisions import Reinstate, Withdraw
from index.report import Report
from tests.stories import article, sentences

_STORY = sentences(20, seed=1)
_BODIES = {
    "a": " ".join(_STORY),
    "b": " ".join(_STORY[:9]),
    "c": " ".join([*sentences(1, seed=2), *_STORY[1:14]]),
    "d": article(20, seed=3),
    "e": article(20, seed=3),
    "f": article(15, seed=4),
}


@pytest.fixture
def catalogue(catalogue_url: str) -> Iterator[Catalogue]:
    with closing(open_catalogue(catalogue_url)) as opened:
        _put(opened, "abcdef")
        yield opened


def _report(identifier: str, body: str = "") -> Report:
    return Report(
        identifier,
        title=f"Bài {identifier}",
        body=body or _BODIES[identifier],
        source=f"Báo {identifier}",
        date="2020-01-0" + str("fedcba".index(identifier) + 1),
    )


def _put(catalogue: Catalogue, identifiers: str, body: str = "") -> None:
    catalogue.reports.put([Entry(_report(each, body)) for each in identifiers])


def _groups(catalogue: Catalogue) -> list[str]:
    """Return the stories, each as the letters of its reports."""
    return sorted(
        "".join(sorted(report.identifier for report in story.reports))
        for story in catalogue.stories.page()
    )


def _rows(catalogue: Catalogue) -> dict[str, set[tuple[object, ...]]]:
    with catalogue._database.reading() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in (story_pairs, story_members)
        }


def test_copies_are_one_story_as_soon_as_they_are_imported(catalogue: Catalogue) -> None:
    assert _groups(catalogue) == ["abc", "de"]
    assert catalogue.stories.count() == (2, 5)
    assert catalogue.stories.outdated() == 0
    found = catalogue.stories.of(["b", "f", "\0", "unknown"])
    assert found.keys() == {"b"}
    # The earliest first.
    assert [report.identifier for report in found["b"].reports] == ["c", "b", "a"]
    assert found["b"].reports[0].title == "Bài c"
    assert found["b"].identifier in "abc"


def test_copy_that_comes_later_changes_the_reports_it_joins(catalogue: Catalogue) -> None:
    before = catalogue.changes.revision()
    catalogue.reports.put([Entry(Report("g", body=_BODIES["f"], source="Báo g"))])
    assert _groups(catalogue) == ["abc", "de", "fg"]
    changed = {change.identifier for change in catalogue.changes.after(before)}
    assert changed == {"f", "g"}


def test_report_whose_text_changes_leaves_its_story(catalogue: Catalogue) -> None:
    _put(catalogue, "d", body=article(20, seed=7))
    assert _groups(catalogue) == ["abc"]
    _put(catalogue, "d")
    assert _groups(catalogue) == ["abc", "de"]


def test_importing_again_changes_nothing(catalogue: Catalogue) -> None:
    before, revision = _rows(catalogue), catalogue.changes.revision()
    _put(catalogue, "abcdef")
    assert _rows(catalogue) == before
    assert catalogue.changes.revision() == revision


def test_older_version_that_is_made_the_newest_is_compared_again(catalogue: Catalogue) -> None:
    _put(catalogue, "d", body=article(20, seed=7))
    (old,) = (found.version for found in catalogue.reports.compare([_report("d")]) if found.version)
    catalogue.reports.renew([old])
    assert _groups(catalogue) == ["abc", "de"]
    assert catalogue.stories.outdated() == 0


def test_withdrawn_report_is_in_no_story_until_it_is_reinstated(catalogue: Catalogue) -> None:
    before = _rows(catalogue)
    for identifier in "ad":
        catalogue.decisions.add([Withdraw(identifier)])
    assert _groups(catalogue) == ["bc"]
    for identifier in "ad":
        catalogue.decisions.add([Reinstate(identifier)])
    assert _rows(catalogue) == before


def test_report_without_text_is_in_no_story(catalogue: Catalogue) -> None:
    same = [Report(each, title="Tin buồn", source=f"Báo {each}") for each in ("x", "y")]
    catalogue.reports.put([Entry(report) for report in same])
    assert _groups(catalogue) == ["abc", "de"]
    assert catalogue.stories.outdated() == 0


def test_update_finds_what_was_imported_before(catalogue: Catalogue) -> None:
    before = _rows(catalogue)
    with catalogue._database.writing() as connection:
        for table in (story_hashes, story_pairs, story_members, compared):
            connection.execute(delete(table))
    assert catalogue.stories.outdated() == 6
    revision = catalogue.changes.revision()
    done = last = 0
    while count := (step := catalogue.stories.update(4, after=last))[0]:
        done, last = done + count, step[1]
    assert done == 6
    assert _rows(catalogue) == before
    changed = {change.identifier for change in catalogue.changes.after(revision)}
    assert changed == set("abcde")


def test_set_phrase_leads_to_no_candidates(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story_texts, "_COMMON", 2)
    catalogue.reports.put(
        [Entry(Report(f"g{n}", body=_BODIES["f"], source=f"Báo {n}")) for n in range(5)]
    )
    assert _groups(catalogue) == ["abc", "de", "fg0"]


# Decisions


def test_librarian_joins_and_parts_stories(catalogue: Catalogue) -> None:
    before = _rows(catalogue)
    catalogue.decisions.add([Join("f", "d")], by="Lan")
    assert _groups(catalogue) == ["abc", "def"]
    catalogue.decisions.add([Part("b", "a")])
    assert _groups(catalogue) == ["ac", "def"]
    catalogue.decisions.add([Undo(1), Undo(2)])
    assert _rows(catalogue) == before


def test_decision_gives_all_reports_of_the_story_a_new_revision(catalogue: Catalogue) -> None:
    before = catalogue.changes.revision()
    catalogue.decisions.add([Join("f", "d")])
    assert {each.identifier for each in catalogue.changes.after(before)} == set("def")


def test_decisions_survive_changed_texts_and_withdrawal(catalogue: Catalogue) -> None:
    catalogue.decisions.add([Join("f", "d"), Part("b", "a")])
    _put(catalogue, "f", body=article(20, seed=8))
    catalogue.decisions.add([Withdraw("e")])
    _put(catalogue, "a", body=" ".join(_STORY[:19]))
    assert _groups(catalogue) == ["ac", "df"]


def test_decision_about_an_unknown_report_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ReportNotFound, match="'x'"):
        catalogue.decisions.add([Join("a", "x")])
    with pytest.raises(DecisionInvalid, match="'a' is one report"):
        catalogue.decisions.add([Part("a", "a")])
    assert catalogue.decisions.log() == []


_decisions = st.lists(
    st.tuples(st.sampled_from([Join, Part]), st.sampled_from("abcdef"), st.sampled_from("abcdef"))
    .filter(lambda made: made[1] != made[2])
    .map(lambda made: made[0](*made[1:])),
    min_size=1,
    max_size=5,
)


@pytest.mark.slow
@given(st.permutations("abcdef"), st.lists(st.integers(1, 5), max_size=4), _decisions, st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_and_batches_of_an_import_do_not_matter(
    empty_catalogue: Callable[[], str],
    order: Sequence[str],
    cuts: Sequence[int],
    decisions: Sequence[Join | Part],
    data: st.DataObject,
) -> None:
    with closing(open_catalogue(empty_catalogue())) as opened:
        bounds = [0, *sorted(set(cuts)), len(order)]
        for start, stop in pairwise(bounds):
            _put(opened, "".join(order[start:stop]))
        assert _groups(opened) == ["abc", "de"]
        before = _rows(opened)
        opened.decisions.add(decisions)
        undone = list(range(1, len(decisions) + 1))
        Random(data.draw(st.integers(0, 9))).shuffle(undone)
        opened.decisions.add([Undo(number) for number in undone])
        assert _rows(opened) == before
