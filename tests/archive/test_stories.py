"""Texts that are the same story, and the groups that pairs and decisions make."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.stories.grouping import Join, Pair, Part, groups
from archive.stories.likeness import compare, longest_passage
from archive.stories.text import LEAST, Text
from index.language.spelling import fold
from index.report import Report
from tests.stories import article, sentences

_WHOLE = sentences(30, seed=1)


def _text(body: str, lead: str = "", title: str = "") -> Text:
    return Text.of(Report("", title=title, lead=lead, body=body))


def _is_same(one: str, other: str, *, same_newspaper: bool = False) -> bool:
    return compare(_text(one), _text(other), same_newspaper=same_newspaper).same


@pytest.mark.parametrize("same_newspaper", [False, True])
@pytest.mark.parametrize(
    "copy",
    [
        " ".join(_WHOLE[:10]),
        " ".join(_WHOLE[20:]),
        " ".join(_WHOLE[:5] + _WHOLE[15:]),
        " ".join(_WHOLE[::2]),
        " ".join([*sentences(2, seed=2), *_WHOLE[2:16]]),
        " ".join([*sentences(3, seed=2), "Ngày 1, 2, 3 và 4.", *_WHOLE[3:11]]),
        " ".join([*_WHOLE[:12], "(Theo Thông tấn xã Việt Nam)"]),
        fold(" ".join(_WHOLE)).upper(),
    ],
    ids=[
        "beginning",
        "end",
        "middle left out",
        "every second",
        "new lead",
        "long lead",
        "signed",
        "no accents",
    ],
)
def test_trimmed_copy_is_the_same_story(copy: str, same_newspaper: bool) -> None:
    assert _is_same(" ".join(_WHOLE), copy, same_newspaper=same_newspaper)


@pytest.mark.parametrize(
    "other",
    [
        article(30, seed=2),
        " ".join(_WHOLE[:12] + sentences(18, seed=2)),
        " ".join(_WHOLE[:4]),
    ],
    ids=["another text", "shared background", "one item of many"],
)
def test_other_text_is_another_story(other: str) -> None:
    assert not _is_same(" ".join(_WHOLE), other)


def test_title_and_captions_do_not_make_a_story() -> None:
    one = Report("", title=article(5, seed=1), captions=(article(5, seed=3),))
    assert not compare(Text.of(one), Text.of(one), same_newspaper=False).same


def test_lead_counts_where_the_body_is_short() -> None:
    brief = _text("Tin vắn.", lead=article(6, seed=1))
    assert compare(brief, _text(article(6, seed=1)), same_newspaper=False).same
    assert not _text("Tin vắn.", lead="Mưa lớn.").size


@pytest.mark.parametrize("words", [LEAST + 4, LEAST + 5])
def test_short_text_is_not_compared(words: int) -> None:
    body = " ".join(article(10, seed=1).split()[:words])
    assert _is_same(body, body) is (words == LEAST + 5)


def test_text_that_repeats_few_words_is_not_compared() -> None:
    assert not _is_same("Mưa lớn. " * 100, "Mưa lớn. " * 100)


def test_form_that_a_newspaper_fills_in_is_another_story() -> None:
    form = " ".join([*_WHOLE[:8], "Mời thí sinh xem đáp án môn {} tại đây.", *_WHOLE[8:16]])
    one, other = form.format("Hóa học"), form.format("Lịch sử")
    assert not _is_same(one, other, same_newspaper=True)


def test_background_of_an_earlier_report_does_not_make_the_same_story() -> None:
    later = " ".join([*sentences(4, seed=2), *_WHOLE[18:]])
    assert not _is_same(" ".join(_WHOLE), later, same_newspaper=True)


def test_same_words_with_other_numbers_are_another_story() -> None:
    table = " ".join(f"{line} {{}} đồng." for line in _WHOLE)
    chance = Random(1)
    days = [table.format(*(chance.randint(100, 999) for _ in _WHOLE)) for _ in range(2)]
    # Each number spoils six shingles of thirteen, so most of the words are made equal here.
    days = [day + " " + article(60, seed=5) for day in days]
    assert not _is_same(*days)
    assert _is_same(days[0], days[0])


def test_longest_passage_is_what_both_have() -> None:
    one = _text(" ".join([*sentences(3, seed=2), *_WHOLE[:9]]))
    other = _text(" ".join([*_WHOLE[:9], *sentences(3, seed=3)]))
    found = longest_passage(one, other)
    assert (found.first, found.second, found.length) == (36, 0, 108)
    assert longest_passage(one, _text(article(9, seed=4))).length == 0


@given(st.integers(1, 40), st.integers(0, 3), st.integers(1, 40), st.integers(0, 3))
def test_comparison_is_symmetric(one: int, seed: int, other: int, another: int) -> None:
    first, second = _text(article(one, seed)), _text(article(other, another))
    there = compare(first, second, same_newspaper=True)
    back = compare(second, first, same_newspaper=True)
    assert (there.first, there.second, there.same) == (back.second, back.first, back.same)


@given(st.integers(6, 60), st.integers(1, 60))
def test_sample_of_a_part_is_in_the_sample_of_the_whole(whole: int, part: int) -> None:
    long, short = _text(article(whole, 1)), _text(" ".join(article(whole, 1).split()[: 12 * part]))
    assert set(short.sample(long.size)) <= set(long.sample())


# Groups

_REPORTS = "abcdef"
_pairs = st.lists(
    st.tuples(st.sampled_from(_REPORTS), st.sampled_from(_REPORTS), st.booleans()).filter(
        lambda pair: pair[0] < pair[1]
    ),
    unique_by=lambda pair: pair[:2],
)


def _groups(*pairs: str, related: Sequence[str] = ()) -> list[str]:
    """Return groups as sorted words, from pairs that are two letters each."""
    found = groups(
        _REPORTS,
        [Pair(a, b, same=True) for a, b in pairs] + [Pair(a, b, same=False) for a, b in related],
    )
    members: dict[str, list[str]] = {}
    for report, story in found.items():
        members.setdefault(story, []).append(report)
    return sorted("".join(sorted(each)) for each in members.values())


def test_copies_of_one_text_are_one_group() -> None:
    assert _groups("ab", "ac", "bc", "de") == ["abc", "de"]


def test_copies_cut_in_different_ways_are_one_group() -> None:
    assert _groups("ab", "ac", related=["bc"]) == ["abc"]


def test_review_of_several_stories_does_not_join_them() -> None:
    assert _groups("ab", "ac", "ad") == ["ab"]


def test_chain_of_copies_does_not_reach_from_end_to_end() -> None:
    found = _groups("ab", "bc", "cd", "de", related=["ac", "bd", "ce"])
    assert all(len(group) <= 3 for group in found)


@given(_pairs, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_pairs(
    pairs: list[tuple[str, str, bool]], chance: Random
) -> None:
    made = [Pair(*pair) for pair in pairs]
    shuffled = [Pair(*pair) for pair in chance.sample(pairs, len(pairs))]
    assert groups(_REPORTS, made) == groups(_REPORTS[::-1], shuffled)


@given(_pairs)
def test_every_member_is_the_same_story_as_the_representative(
    pairs: list[tuple[str, str, bool]],
) -> None:
    same = {frozenset(pair[:2]) for pair in pairs if pair[2]}
    found = groups(_REPORTS, [Pair(*pair) for pair in pairs])
    for report, story in found.items():
        assert report == story or frozenset((report, story)) in same


def test_decisions_change_groups_one_after_another() -> None:
    pairs = [Pair("a", "b", same=True), Pair("c", "d", same=True)]
    joined = groups(_REPORTS, pairs, [(Join, "a", "c")])
    assert sorted(joined) == ["a", "b", "c", "d"]
    assert len(set(joined.values())) == 1
    assert groups(_REPORTS, pairs, [(Join, "a", "c"), (Part, "c", "b")]).keys() == {"a", "b", "d"}
    assert groups(_REPORTS, pairs, [(Part, "a", "b")]).keys() == {"c", "d"}
    assert groups(_REPORTS, [], [(Join, "e", "f")]).keys() == {"e", "f"}
