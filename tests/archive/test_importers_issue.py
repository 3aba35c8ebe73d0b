"""Issues of a newspaper in PDF: parted where the layout leaves no doubt, else one report."""

import pytest

from archive.importers.formats import pdf
from index.report import Report
from tests import sources
from tests.pdf import Placed
from tests.pdf import pdf as written

TITLES = ("Tàu cá về bến đầy khoang", "Chợ huyện họp sớm trước Tết", "Cầu Bến Đá thông xe")
SIGNED = ("Minh Khuê", "Thu Hà", "Anh Phong")
TEXT = (
    "Sáng mồng ba, hơn hai mươi tàu cá của xã",
    "cập bến đầy khoang, bà con rất vui mừng.",
    "Chủ tàu cho biết chuyến này trúng cá cơm",
    "và cá nục, giá bán cao hơn tháng trước.",
    "Chợ cá họp từ bốn giờ sáng đến gần trưa.",
    "Xã sẽ mở thêm bến mới vào cuối năm nay.",
)


def story(number: int, top: float, left: float = 60, *, signed: bool = True) -> list[Placed]:
    """Return an article: title, text and byline below one another."""
    lines = [f"Số {number}. {TEXT[0]}", *TEXT[1:], *([SIGNED[number]] if signed else [])]
    placed = [(left, top - 35 - 13 * at, 11.0, line) for at, line in enumerate(lines)]
    return [(left, top, 18.0, TITLES[number]), *placed]


def read(*pages: list[Placed]) -> list[Report]:
    records = sources.read(pdf.FORMAT, written(*pages), "/bao/so-12.pdf")
    assert all(isinstance(each, Report) for each in records)
    return [each for each in records if isinstance(each, Report)]


HEAD = [(60.0, 770.0, 40.0, "ĐÔNG KHÊ"), (60.0, 745.0, 11.0, "Số 12 - Thứ ba, 03/11/2026")]


def test_articles_below_one_another_are_parted() -> None:
    found = read([*HEAD, *story(0, 700), *story(1, 400)], story(2, 700))
    assert [report.title for report in found] == list(TITLES)
    assert [report.authors for report in found] == [(name,) for name in SIGNED]
    assert [report.date for report in found] == ["2026-11-03"] * 3
    assert [f"Số {n}." in report.lead for n, report in enumerate(found)] == [True] * 3
    originals = [report.original for report in found if report.original]
    assert [each.origin for each in originals] == [f"/bao/so-12.pdf:{n}" for n in (1, 2, 3)]
    assert {each.notes for each in originals} == {
        ("one of 3 articles of an issue in PDF: check where it ends",)
    }
    assert len({each.sha256 for each in originals}) == 3


def test_article_goes_on_above_the_first_title_of_the_next_page() -> None:
    first = story(0, 300, signed=False)
    rest = [(60.0, 760.0 - 13 * at, 11.0, text) for at, text in enumerate((*TEXT[:2], SIGNED[0]))]
    found = read([*story(1, 700), *first], [*rest, *story(2, 600)])
    assert [report.title for report in found] == [TITLES[1], TITLES[0], TITLES[2]]
    assert found[1].authors == (SIGNED[0],)


@pytest.mark.parametrize(
    "pages",
    [
        # Titles side by side.
        [[*story(0, 700), *story(1, 700, left=330)]],
        # A column that runs past the title of its neighbour.
        [[*story(0, 700), *story(1, 640, left=330)]],
        # A reference to another page.
        [[*story(0, 700), *story(1, 400), (60.0, 300.0, 11.0, "(Xem tiếp trang 4)")]],
        # Headings of one long report: none is signed.
        [[*story(0, 700, signed=False), *story(1, 400, signed=False)]],
    ],
)
def test_issue_that_is_not_certain_stays_one_report_with_a_note(pages: list[list[Placed]]) -> None:
    [report] = read(*pages)
    assert report.original is not None
    assert report.original.media_type == "application/pdf"
    assert "2 titles in one report: perhaps several articles" in report.original.notes
    assert "cập bến đầy khoang" in f"{report.lead} {report.body}"


def test_report_with_one_title_has_no_such_note() -> None:
    [report] = read([*HEAD[1:], *story(0, 700)])
    assert report.original is not None
    assert report.original.notes == ()
