"""Dates are read in the forms of the press, and reports are ordered by theirs."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.dates import (
    VIETNAM,
    DaysAt,
    bounds,
    days_at,
    moment,
    previous,
    read,
    read_span,
    span_at,
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2018", "2018"),
        ("năm 2018", "2018"),
        ("2018-01", "2018-01"),
        ("2018-1", "2018-01"),
        ("2018-01-10", "2018-01-10"),
        ("10/01/2018", "2018-01-10"),
        ("10/1/2018", "2018-01-10"),
        ("10-1-2018", "2018-01-10"),
        ("10.1.2018", "2018-01-10"),
        ("ngày 10 tháng 1 năm 2018", "2018-01-10"),
        ("Ngày 10/1/2018", "2018-01-10"),
        ("1/2018", "2018-01"),
        ("tháng 1/2018", "2018-01"),
        ("Tháng 01 năm 2018", "2018-01"),
        ("  tháng   1/2018 ", "2018-01"),
        ("29/2/2020", "2020-02-29"),
        ("31/02/2018", ""),
        ("29/2/2018", ""),
        ("13/2018", ""),
        ("0000", ""),
        ("2018-13", ""),
        ("18", ""),
        ("20180", ""),
        ("10/1/18", ""),
        ("2018 huế", ""),
        ("", ""),
        ("٢٠١٨", ""),
    ],
)
def test_date_is_read(typed: str, expected: str) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2018", ("2018", "2018")),
        ("2017..2018", ("2017", "2018")),
        ("2017…2018", ("2017", "2018")),
        ("2017-2018", ("2017", "2018")),
        ("2017 – 2018", ("2017", "2018")),
        ("2017 đến 2018", ("2017", "2018")),
        ("từ 2017 đến 2018", ("2017", "2018")),
        ("from 2017 to 2018", ("2017", "2018")),
        ("từ tháng 1/2018", ("2018-01", "")),
        ("đến 2018", ("", "2018")),
        ("until 10/1/2018", ("", "2018-01-10")),
        ("..2018", ("", "2018")),
        ("2018..", ("2018", "")),
        ("trước 1975", ("", "1974")),
        ("trước 1/2018", ("", "2017-12")),
        ("before 1/3/2020", ("", "2020-02-29")),
        ("sau 1975", ("1976", "")),
        ("after 31/12/2018", ("2019-01-01", "")),
        ("2018-01-10..2018-02", ("2018-01-10", "2018-02")),
        ("2018..2017", ("2017", "2018")),
        ("31/02/2018", None),
        ("2018 - 31/02/2018", None),
        ("trước 0001", None),
        ("sau 9999", None),
        ("2018 huế", None),
        ("hôm qua", None),
    ],
)
def test_span_is_read(typed: str, expected: tuple[str, str] | None) -> None:
    assert read_span(typed) == expected


def test_span_ends_where_the_words_begin() -> None:
    assert span_at("lũ tháng 1/2018 ở Huế", 3) == ("2018-01", "2018-01", 15)
    assert span_at("2018 đến huế") == ("2018", "2018", 4)


@pytest.mark.parametrize(
    ("typed", "first", "last", "year"),
    [
        ("8-9/3", (3, 8), (3, 9), ""),
        ("ngày 8 – 9/3", (3, 8), (3, 9), ""),
        ("28/2-1/3", (2, 28), (3, 1), ""),
        ("30/12-2/1", (12, 30), (1, 2), ""),
        ("8-9/3/2018", (3, 8), (3, 9), "2018"),
    ],
)
def test_consecutive_days_are_read(
    typed: str, first: tuple[int, int], last: tuple[int, int], year: str
) -> None:
    assert days_at(typed) == DaysAt(first, last, year, len(typed))


@pytest.mark.parametrize("typed", ["9-8/3", "8-9/13", "8-9/3/18", "8-8/3", "30/12-2/1/2018", "8/3"])
def test_other_numbers_are_no_consecutive_days(typed: str) -> None:
    assert days_at(typed) is None


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_bounds_are_the_first_and_last_day(day: date, length: int) -> None:
    partial = str(day)[:length]
    first, last = map(date.fromisoformat, bounds(partial))
    assert first <= day <= last
    for within, beside in (
        (first, first - timedelta(1) if first > date.min else None),
        (last, last + timedelta(1) if last < date.max else None),
    ):
        assert str(within).startswith(partial)
        assert beside is None or not str(beside).startswith(partial)


@given(st.dates(min_value=date(2, 1, 1)), st.sampled_from([4, 7, 10]))
def test_previous_period_ends_the_day_before(day: date, length: int) -> None:
    partial = str(day)[:length]
    first = date.fromisoformat(bounds(partial)[0])
    assert bounds(previous(partial))[1] == str(first - timedelta(1))


@pytest.mark.parametrize(
    "written", ["", "sometime", "2018-1", "2018-02-30", "2018-13", "18", "2018-01-10T99"]
)
def test_what_is_no_date_has_no_bounds_and_no_moment(written: str) -> None:
    assert bounds(written) is None
    assert moment(written) is None


def test_instants_are_in_vietnamese_time() -> None:
    expected = datetime(2018, 1, 10, 0, 30, tzinfo=VIETNAM)
    assert moment("2018-01-10T00:30:00+07:00") == moment("2018-01-10T00:30:00") == expected
    assert moment("2018-01-09T17:30:00Z") == expected
    assert bounds("2018-01-09T17:30:00Z") == ("2018-01-10", "2018-01-10")
    assert moment("2018-01") == moment("2018") == datetime(2018, 1, 1, tzinfo=VIETNAM)
