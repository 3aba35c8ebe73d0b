"""Pages of newspapers, selected whole, copied and saved as text: menus above, comments below."""

import pytest

from archive.importers.formats.text import FORMAT
from index.report import Report
from tests import sources

TITLE = "Xã miền núi trồng lại ba trăm héc ta rừng đầu nguồn"
LEAD = "Sau hai mùa mưa, xã Sơn Lộc đã trồng lại ba trăm héc ta rừng đầu nguồn."
BODY = (
    "Ông Lê Văn Hải, Chủ tịch UBND xã Sơn Lộc, cho biết mỗi hộ nhận giữ hai héc ta.",
    "Tỷ lệ cây sống đạt hơn tám mươi phần trăm, cao hơn dự tính.",
    "Xã mong có thêm kinh phí để làm đường băng cản lửa.",
)
MENU = """
Trang chủ
Video
Podcast
Chính trị
Xã hội
Thế giới
Kinh tế
Văn hóa
Thể thao
Giáo dục
Du lịch
Đọc nhiều trong ngày
Liên hệ quảng cáo
"""
FOOT = """
Bình luận (2)

Trần Minh
Rừng là vàng. Xin cảm ơn bà con Sơn Lộc.

Trả lời

Tin cùng chuyên mục

Giá tiêu tăng trở lại sau nhiều tháng giảm sâu

Cơ quan chủ quản: Tỉnh ủy
Phó Tổng biên tập: Ngô Thị Mẫu
Giấy phép số 12/GP-BTTTT do Bộ Thông tin và Truyền thông cấp ngày 3.4.2019.
© Toàn bộ bản quyền thuộc về tòa soạn.
"""
AT = "2019-05-14T08:05:00+07:00"

# Newspaper → what stands between menu and text, and the section that it names.
HEADS = {
    "VnExpress": ("Xã hội\n\nThứ ba, 14/5/2019, 08:05 (GMT+7)\n\n{title}\n\n", ("Xã hội",)),
    "Tuổi Trẻ": ("Xã hội\n\n14/05/2019 08:05 GMT+7\n\n{title}\n\nChia sẻ\nTTO - ", ("Xã hội",)),
    "Thanh Niên": ("{title}\nMinh Khuê - khue@bao.test\n\n14/05/2019 08:05 GMT+7\n\n", ()),
    "Dân trí": ("Xã hội\n\nThứ ba, 14/05/2019 - 08:05\n{title}\n(Dân trí) - ", ("Xã hội",)),
    "Người Lao Động": ("{title}\n\n14-05-2019 - 08:05 | Xã hội\n\n(NLĐO) – ", ("Xã hội",)),
    "Nhân Dân": (
        "Xã hội › Môi trường\n\n{title}\n\nThứ ba, ngày 14/05/2019 - 08:05\n\n",
        ("Xã hội", "Môi trường"),
    ),
    "Sài Gòn Giải Phóng": ("Thứ Ba, 14/5/2019 08:05\n\n{title}\n\nIn bài\nGửi bài\n\n", ()),
    "VietNamNet": ("Xã hội 14/05/2019 08:05 (GMT+07:00)\n\n{title}\n\n", ("Xã hội",)),
    "Tiền Phong": ("Xã hội\n\n{title}\n\n14/05/2019 | 08:05\n\nTPO - ", ("Xã hội",)),
    "Pháp Luật": ("{title}\n\n08:05 - 14/05/2019\n\nFacebook\nZalo\n\n(PLO)- ", ()),
}


def read(text: str) -> list[Report]:
    found = sources.read(FORMAT, text.encode(), "/page.txt")
    assert all(isinstance(each, Report) for each in found), found
    return [each for each in found if isinstance(each, Report)]


@pytest.mark.parametrize("foot", [FOOT, ""], ids=["foot", "no foot"])
@pytest.mark.parametrize("menu", [MENU, f"Thứ năm, 20/6/2024\n{MENU}", ""])
@pytest.mark.parametrize("paper", HEADS)
def test_copied_page_gives_the_article_alone(paper: str, menu: str, foot: str) -> None:
    head, section = HEADS[paper]
    text = "\n\n".join((LEAD, *BODY))
    [report] = read(f"{menu}\n{head.format(title=TITLE)}{text}\n\nMinh Khuê\n{foot}")
    assert report.title == TITLE
    assert report.date == AT
    assert report.lead == LEAD
    assert report.body == "\n".join(BODY)
    assert report.authors == ("Minh Khuê",)
    assert report.section == section


def article(title: str, day: int) -> str:
    return (
        f"Xã hội\n\nThứ ba, {day}/5/2019, 08:05\n\n{title}\n\n{LEAD}\n\n{BODY[0]}\n\nMinh Khuê\n\n"
    )


def test_articles_in_one_file_are_parted_at_their_heads() -> None:
    titles = [f"{TITLE} lần thứ {count}" for count in ("nhất", "hai", "ba")]
    reports = read("".join(article(title, 10 + at) for at, title in enumerate(titles)))
    assert [report.title for report in reports] == titles
    assert [report.date[:10] for report in reports] == ["2019-05-10", "2019-05-11", "2019-05-12"]
    assert [report.body for report in reports] == [BODY[0]] * 3


@pytest.mark.parametrize("separator", ["----------", "* * *", "=====", "__________"])
def test_articles_between_separators_are_parted(separator: str) -> None:
    pieces = [f"{TITLE} {at}\n\n{LEAD}\n\n{BODY[0]}\n\n" for at in range(3)]
    reports = read(f"{separator}\n\n".join(pieces))
    assert [report.title for report in reports] == [f"{TITLE} {at}" for at in range(3)]


def test_parted_article_keeps_its_own_text_and_line() -> None:
    first, second = article(TITLE, 10), article(f"{TITLE} nữa", 11)
    _, report = read(first + second)
    assert report.original is not None
    assert report.original.data.decode() == second.strip()
    assert report.original.origin == f"/page.txt:{first.count(chr(10)) + 1}"


@pytest.mark.parametrize(
    "inside",
    [
        "* * *",
        "14/5/2019: khởi công",
        "Giá tiêu tăng trở lại sau nhiều tháng giảm sâu\n\nThứ hai, 13/5/2019, 09:10",
    ],
)
def test_one_article_stays_one(inside: str) -> None:
    reports = read(f"{article(TITLE, 10)[:-13]}\n\n{inside}\n\n{BODY[1]}\n\nMinh Khuê")
    assert [report.title for report in reports] == [TITLE]


def test_box_with_another_title_parts_no_article() -> None:
    box = "Giá tiêu tăng trở lại sau nhiều tháng giảm sâu\n\n14/5/2019, 09:10"
    text = f"{TITLE}\n\n13/5/2019, 08:05\n\n{LEAD}\n\n{box}\n\n{BODY[0]}\n\nMinh Khuê"
    assert [report.title for report in read(text)] == [TITLE]


def test_title_that_stands_twice_is_read_once() -> None:
    [report] = read(f"14/05/2019 08:05\n\n{TITLE}\n\n{TITLE}\n\n{LEAD}\n\n{BODY[0]}")
    assert (report.title, report.lead) == (TITLE, LEAD)


@pytest.mark.parametrize(
    "line",
    [
        "Địa chỉ: tổ 18, ấp Bắc, xã Sơn Lộc.",
        "Trụ sở: 73 Lê Văn Linh, phường 9.",
        "Đơn vị chủ quản của rừng cho biết sẽ giao thêm đất.",
        "Giấy phép cấp cho hợp tác xã có thời hạn 5 năm.",
    ],
)
def test_text_below_a_line_as_of_an_imprint_stays(line: str) -> None:
    [report] = read(f"14/05/2019 08:05\n\n{TITLE}\n\n{LEAD}\n\n{BODY[0]}\n\n{line}\n\n{BODY[1]}")
    assert report.body == "\n".join((BODY[0], line, BODY[1]))


@pytest.mark.parametrize("first", ["Địa chỉ: 12 Lê Lợi, thị xã Mơ", "Địa chỉ tòa soạn: 12 Lê Lợi"])
def test_imprint_that_begins_with_its_address_is_left_out(first: str) -> None:
    imprint = f"{first}\n\nĐiện thoại: 0200 123456\n\nGiấy phép số 12/GP-BTTTT"
    [report] = read(f"14/05/2019 08:05\n\n{TITLE}\n\n{LEAD}\n\n{BODY[0]}\n\n{imprint}")
    assert report.body == BODY[0]
