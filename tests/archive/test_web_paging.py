"""Pages of a list."""

import pytest

from archive.web.lists.paging import number_of, page


def _shown(number: int, total: int) -> str:
    steps = page(number, 10, total, lambda n: f"/{n}").steps
    return " ".join(str(step.number) if step.url else "…" for step in steps)


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 0, "1"),
        (1, 10, "1"),
        (1, 11, "1 2"),
        (1, 95, "1 2 3 … 10"),
        (5, 95, "1 2 3 4 5 6 7 … 10"),
        (6, 200, "1 … 4 5 6 7 8 … 20"),
        (20, 200, "1 … 18 19 20"),
    ],
)
def test_first_last_and_neighbours_are_shown(number: int, total: int, shown: str) -> None:
    assert _shown(number, total) == shown


@pytest.mark.parametrize("total", [0, 1, 10, 11, 99, 1000])
def test_pages_hold_every_hit_once(total: int) -> None:
    last = page(1, 10, total, str).last
    firsts = [page(number, 10, total, str).first for number in range(1, last + 1)]
    assert firsts == list(range(1, max(total, 1) + 1, 10))


def test_only_inner_pages_have_both_neighbours() -> None:
    first, inner, last = (page(number, 10, 30, str) for number in (1, 2, 3))
    assert (first.before, first.after) == ("", "2")
    assert (inner.before, inner.after) == ("1", "3")
    assert (last.before, last.after) == ("2", "")


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", " 1", "９", "9" * 31, "1e3", "+1"])
def test_what_is_no_page_number_is_none(text: str) -> None:
    assert number_of(text) is None
