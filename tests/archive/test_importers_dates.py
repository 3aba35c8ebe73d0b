"""Dates as the press writes them."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers.press.dates import find, of_number, parse

VIETNAM = timezone(timedelta(hours=7))
AT_12_31 = "2018-01-10T12:31:00+07:00"

CASES = {
    "Thứ tư, 10/01/2018 - 12:31": AT_12_31,
    "10/01/2018 | 12:31 GMT+7": AT_12_31,
    "12h31 ngày 10/1/2018": AT_12_31,
    "12g31 ngày 10/1/2018": AT_12_31,
    "12 giờ 31 phút, ngày 10/1/2018": AT_12_31,
    "12h31' ngày 10/1/2018": AT_12_31,
    "Thứ Tư, ngày 10 tháng 1 năm 2018": "2018-01-10",
    "Thứ 4, 10-1-2018": "2018-01-10",
    "10.1.2018": "2018-01-10",
    "Chủ nhật, 7 Tháng Mười Một 2021": "2021-11-07",
    "ngày 3 tháng Giêng năm 1968": "1968-01-03",
    "ngày 30 tháng Chạp, 2001": "2001-12-30",
    "Cập nhật lúc 12:31 ngày 10/01/2018": AT_12_31,
    "Ngày đăng: 10/01/2018 12:31:00": AT_12_31,
    "[10/01/2018, 12:31 (GMT+7)]": AT_12_31,
    "10/01/2018 05:31 (UTC+0)": AT_12_31,
    "10/01/2018 12:31 PM": AT_12_31,
    "10/01/2018 1:31 CH": "2018-01-10T13:31:00+07:00",
    "10/01/2018 12:05 SA": "2018-01-10T00:05:00+07:00",
    "Thu tu, 10/01/2018 12:31": AT_12_31,
    "2018-01-10": "2018-01-10",
    "2018-01-10T12:31:00+07:00": AT_12_31,
    "2018-01-10T12:31:00": AT_12_31,
    "2018-01-10 12:31": AT_12_31,
    "2018-01-10T05:31:00Z": AT_12_31,
    "2018-01-10T12:31:00.999+07:00": AT_12_31,
    "2018/01/10": "2018-01-10",
    "Wed, 10 Jan 2018 12:31:00 +0700": AT_12_31,
    "tháng 1/2018": "2018-01",
    "tháng Mười hai năm 2018": "2018-12",
    "1-2018": "2018-01",
    "2018-01": "2018-01",
    "năm 2018": "2018",
    "2018": "2018",
    "mùng 3 tháng 2 năm 2011": "2011-02-03",
    "mồng 3 tháng Hai, 2011": "2011-02-03",
    "03.02.11": "2011-02-03",
    "3/2/98": "1998-02-03",
    "3-2-69": "1969-02-03",
    "03-Feb-11": "2011-02-03",
    "3-Th2-11": "2011-02-03",
    "3-Thg2-2011": "2011-02-03",
    "Feb 3, 2011": "2011-02-03",
    "February 3rd, 2011 10:15 AM": "2011-02-03T10:15:00+07:00",
    "3 February 2011": "2011-02-03",
}


@pytest.mark.parametrize(("written", "iso"), CASES.items())
def test_date_in_every_form_becomes_iso(written: str, iso: str) -> None:
    assert parse(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "31/02/2018",
        "29/02/2019",
        "10/13/2018",
        "2018-02-30",
        "2018-13",
        "31/12/68",
        "12/31/1968",
        "khoảng 1930",
        "43110",
        "hôm qua",
        "",
        "10/01",
        "0001-01-01T00:00:00+14:00",
        "Sáng 10/1/2018, hội nghị khai mạc",
        "1.2.3.2018",
    ],
)
def test_what_is_no_date_has_none(written: str) -> None:
    assert parse(written) == ""


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("19450902", "1945-09-02"),
        ("19451302", ""),
        ("1296702900", "2011-02-03T10:15:00+07:00"),
        ("1296702900.25", "2011-02-03T10:15:00+07:00"),
        ("1296702900000", "2011-02-03T10:15:00+07:00"),
        ("0912345678", ""),
        ("43110", ""),
    ],
)
def test_number_of_a_program_becomes_iso(written: str, iso: str) -> None:
    assert of_number(written) == iso
    assert parse(written) == ""


def test_date_is_found_with_all_that_belongs_to_it() -> None:
    line = "Ban Thời sự-Thứ năm, ngày 30/06/2022 10:52 GMT+7"
    found = find(line)
    assert found is not None
    assert found.date == "2022-06-30T10:52:00+07:00"
    assert line[: found.start] == "Ban Thời sự-"
    assert line[found.end :] == ""


def test_impossible_day_is_found_without_a_date() -> None:
    found = find("Thứ tư, 31/02/2018 - 12:31")
    assert found is not None
    assert found.date == ""


def test_running_numbers_are_no_date() -> None:
    assert find("số 123/10/2018/QĐ-UBND") is None
    assert find("số 123/10/2018 của UBND") is None
    assert find("hotline 1900 2018") is None


# Minutes since 1865, to the end of 2099.
moments = st.integers(0, 123_000_000).map(
    lambda minutes: datetime(1865, 1, 1, tzinfo=VIETNAM) + timedelta(minutes=minutes)
)


@given(moments, st.sampled_from(["%d/%m/%Y %H:%M", "%H:%M %d-%m-%Y", "%Hh%M ngày %d/%m/%Y"]))
def test_vietnamese_forms_give_the_moment_back(moment: datetime, form: str) -> None:
    assert parse(moment.strftime(form)) == moment.isoformat()


@given(moments, st.integers(-12, 14))
def test_zone_of_iso_dates_is_told_in_vietnamese_time(moment: datetime, hours: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert parse(elsewhere.isoformat()) == moment.isoformat()


@given(st.text(alphabet="0123456789/-.:| hgTZ+ngàythángnămthứ", max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    date = parse(text)
    if len(date) >= 10:
        datetime.fromisoformat(date)
    found = find(text)
    assert found is None or 0 <= found.start < found.end <= len(text)
