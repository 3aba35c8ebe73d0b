"""The values of a facet that a typed text stands for."""

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from index.planning.facet_lookup import matching


class _Known:
    """Statistics that know some values only."""

    def __init__(self, values: Collection[str]) -> None:
        self._values = frozenset(values)

    def values(self, _field: str) -> Collection[str]:
        return self._values


_names = st.lists(st.sampled_from(["an", "ban", "a", "ca", "An"]), min_size=1, max_size=4).map(
    " ".join
)


@given(st.sets(_names, max_size=8), _names)
def test_values_that_hold_the_words_in_a_row_are_found_as_one_by_one(
    values: set[str], typed: str
) -> None:
    lines = {value: f" {value.lower()} " for value in values}
    found = {value for value, line in lines.items() if f" {typed.lower()} " in line}
    same = {value for value in found if value.lower() == typed.lower()}
    expected = {typed} if typed in values else same or found
    assert set(matching("source", typed, _Known(values))) == expected  # type: ignore[arg-type]
