"""The values of a facet that a typed text stands for."""

from collections.abc import Collection

from hypothesis import given
from hypothesis import strategies as st

from index.planning.facet_lookup import matching
from tests.work import calls


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
    each = {
        value
        for value, line in lines.items()
        if all(f" {word} " in line for word in typed.lower().split())
    }
    beginning = {
        value
        for value, line in lines.items()
        if all(f" {word}" in line for word in typed.lower().split())
    }
    expected = same or found or each or beginning
    assert set(matching("source", typed, _Known(values))) == expected  # type: ignore[arg-type]


def test_section_below_another_one_is_left_out() -> None:
    known = _Known({"Kinh tế", "Kinh tế › Cầu", "Kinh tế › Hạ tầng › Cầu", "Đời sống › Kinh tế"})
    assert matching("section", "kinh te", known) == ("Kinh tế", "Đời sống › Kinh tế")  # type: ignore[arg-type]
    assert matching("section", "cau", known) == ("Kinh tế › Cầu", "Kinh tế › Hạ tầng › Cầu")  # type: ignore[arg-type]


def test_value_means_the_same_in_any_case_and_without_diacritics() -> None:
    known = _Known({"Thái Hà", "THÁI HÀ", "Thai Hà", "Vũ Thái Hà", "Hà Thanh Thái"})
    assert set(matching("author", "Thái Hà", known)) == {"Thái Hà", "THÁI HÀ"}  # type: ignore[arg-type]
    assert set(matching("author", "thái hà", known)) == {"Thái Hà", "THÁI HÀ"}  # type: ignore[arg-type]
    assert set(matching("author", "THAI HA", known)) == {"Thái Hà", "THÁI HÀ", "Thai Hà"}  # type: ignore[arg-type]
    assert matching("author", "hà vũ", known) == ("Vũ Thái Hà",)  # type: ignore[arg-type]
    assert matching("author", "thà", known) == ()  # type: ignore[arg-type]
    assert matching("author", "than", known) == ("Hà Thanh Thái",)  # type: ignore[arg-type]


def test_work_for_a_common_name_grows_with_the_number_of_values() -> None:
    few, many = (
        _Known({f"Nguyễn Văn {n}" for n in range(1000, 1000 + size)}) for size in (200, 2000)
    )
    work = [calls(lambda known=known: matching("author", "nguyen", known)) for known in (few, many)]  # type: ignore[arg-type]
    assert work[1] < 12 * work[0]


def test_name_that_is_repeated_is_looked_up_once() -> None:
    known = _Known({f"Trần Văn {n}" for n in range(200)})
    matching("author", "tran", known)  # type: ignore[arg-type]
    assert calls(lambda: matching("author", "tran", known)) < 20  # type: ignore[arg-type]
