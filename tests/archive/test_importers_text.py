"""Plain text, as a newspaper's page is copied."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers import Refusal
from archive.importers.formats.text import FORMAT, report
from archive.importers.press.boilerplate import ends, is_boilerplate, tags
from archive.importers.press.captions import are_captions
from archive.importers.press.datelines import dateline
from archive.importers.press.sections import path, split
from archive.importers.press.wrapping import paragraphs
from index.report import Original, Report
from tests import sources

LEAD = "Sáng 10/1, UBND huyện Đông Khê khánh thành cây cầu dân sinh bắc qua sông Mơ."
BODY = "Cầu dài 62 m, do nhân dân hai xã cùng góp công, góp của xây nên trong ba năm."
CLOSE = "Từ nay học sinh xóm Chài không còn phải qua sông bằng đò mỗi mùa nước lớn."
TITLE = "Khánh thành cây cầu dân sinh ở Đông Khê"


def page(*lines: str) -> Report:
    """The report in a page of these lines."""
    text = "\n\n".join(lines)
    made = report(text, Original(text.encode(), "text/plain", "page.txt"))
    assert made is not None
    return made


def test_impossible_date_above_a_text_is_kept_as_written() -> None:
    made = page("Thời sự", "31/02/2018 10:00", TITLE, LEAD, BODY)
    assert (made.title, made.date) == (TITLE, "")
    assert made.original is not None
    assert made.original.unread == (("date", "31/02/2018 10:00"),)


def test_seed_report_is_read_whole(shared_data: Path) -> None:
    data = (shared_data / "seed-report.txt").read_bytes()
    made = report(data.decode(), Original(data, "text/plain", "seed-report.txt"))
    assert made is not None
    assert made.section_path == "Chính trị - Xã hội › Theo dòng thời sự"
    assert made.date == "2018-01-10T12:31:00+07:00"
    assert made.title == "Tiếp tục đổi mới, nâng cao chất lượng, hiệu quả công tác tham mưu"
    assert made.dateline == "TTH.VN"
    assert made.lead.startswith("Sáng 10/1, Ban Dân vận")
    assert made.lead.endswith("trực tuyến.")
    assert made.authors == ("Anh Phong",)
    assert [caption.split()[0] for caption in made.captions] == ["Thủ", "Tại"]
    paragraphs = made.body.split("\n")
    assert len(paragraphs) == 5
    assert paragraphs[0].startswith("Ủy viên Bộ Chính trị")
    assert paragraphs[-1].endswith("giảm nghèo bền vững…")


HEADS = {
    "section, date, title": (["Xã hội", "10/01/2018 - 12:31", TITLE], "Xã hội"),
    "section with degrees": (["Sao 360°", "10/01/2018 - 12:31", TITLE], "Sao 360°"),
    "section with digits": (["Showbiz 24/7", TITLE, "10/01/2018 - 12:31"], "Showbiz 24/7"),
    "title, date": ([TITLE, "Thứ tư, 10/01/2018 - 12:31"], ""),
    "date, title": (["12h31 ngày 10/1/2018", TITLE], ""),
    "section and date in one line": (["Xã hội | 10/01/2018 12:31", TITLE], "Xã hội"),
    "path with arrows": (["Trang chủ › Xã hội › Đời sống", TITLE, "10/01/2018 12:31"],
                         "Xã hội › Đời sống"),
    "sections side by side": (["Kinh tế Thị trường", "10/01/2018, 12:31", TITLE],
                              "Kinh tế › Thị trường"),
    "section that nobody knows": (["Chuyện bến sông", "10/01/2018 12:31", TITLE],
                                  "Chuyện bến sông"),
    "buttons between": (["Xã hội", "10/01/2018 12:31", "Chia sẻ", TITLE, "A- A A+", "0"],
                        "Xã hội"),
    "sections one below the other": (["Thời sự", "Giao thông", TITLE, "10/01/2018 12:31"],
                                     "Thời sự › Giao thông"),
    "address of the author": (["Xã hội", TITLE, "anhphong@example.vn", "10/01/2018 12:31"],
                              "Xã hội"),
    "question as title": (["Xã hội", "10/01/2018 12:31", "Bao giờ Đông Khê có cầu mới?"],
                          "Xã hội"),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADS)
def test_head_of_a_page_is_told_apart(case: str) -> None:
    head, section = HEADS[case]
    made = page(*head, LEAD, BODY, CLOSE)
    assert made.section_path == section
    assert made.date == "2018-01-10T12:31:00+07:00"
    assert made.title == next(line for line in head if "Đông Khê" in line)
    assert made.lead == LEAD
    assert made.body == f"{BODY}\n{CLOSE}"
    assert made.captions == ()


def test_byline_below_the_title_and_below_the_text_is_an_author() -> None:
    above = page(TITLE, "10/01/2018", "Anh Phong", LEAD, BODY)
    beside = page(TITLE, "Anh Phong - 10/01/2018 12:31", LEAD, BODY)
    below = page(TITLE, LEAD, BODY, "Anh Phong")
    assert above.authors == beside.authors == below.authors == ("Anh Phong",)
    assert above.body == below.body == BODY


def test_lines_that_sign_together_are_read_together() -> None:
    made = page(TITLE, LEAD, BODY, "Bài: Anh Phong", "Ảnh: Thu Hà")
    assert made.authors == ("Anh Phong",)
    assert made.body == BODY


def test_title_in_capitals_is_no_byline() -> None:
    made = page("Thời sự", "NGUYỄN XUÂN PHÚC THĂM HUẾ", LEAD, BODY)
    assert made.title == "NGUYỄN XUÂN PHÚC THĂM HUẾ"
    assert made.authors == ()


def test_source_is_no_author() -> None:
    made = page(TITLE, LEAD, BODY, "(theo Instructables.com)")
    assert (made.authors, made.source) == ((), "Instructables.com")


def test_page_around_the_report_is_left_out() -> None:
    made = page(
        "Trang chủ", "Xã hội", TITLE, "10/01/2018", "Nghe đọc bài", LEAD,
        "Tin liên quan", "Đò ngang sông Mơ ngừng chạy", "Mưa lớn ở Kỳ Lâm", BODY,
        ">>> Xem thêm: Ba năm góp đá xây cầu", CLOSE, "Anh Phong", "Chia sẻ bài viết",
        "Từ khóa: cầu dân sinh, Đông Khê", "Tin cùng chuyên mục", "Chợ huyện đông trước Tết",
        "Nước lên nhanh. Dân hai xã sơ tán trong đêm.", "ĐỒNG HÀNH CÙNG DOANH NGHIỆP2",
    )  # fmt: skip
    assert (made.lead, made.body) == (LEAD, f"{BODY}\n{CLOSE}")
    assert made.authors == ("Anh Phong",)
    assert made.tags == ("cầu dân sinh", "Đông Khê")


def test_menu_above_the_report_ends_nothing() -> None:
    made = page("Đọc nhiều", "Xã hội", TITLE, LEAD, BODY)
    assert (made.section, made.title, made.lead) == (("Xã hội",), TITLE, LEAD)


def test_captions_stand_between_paragraphs() -> None:
    made = page(
        TITLE, LEAD, "Bà con xóm Chài đi trên cây cầu mới. Ảnh: Anh Phong", BODY,
        "Lãnh đạo huyện Đông Khê cắt băng khánh thành", CLOSE,
    )  # fmt: skip
    assert made.captions == (
        "Bà con xóm Chài đi trên cây cầu mới. Ảnh: Anh Phong",
        "Lãnh đạo huyện Đông Khê cắt băng khánh thành",
    )
    assert made.body == f"{BODY}\n{CLOSE}"


@pytest.mark.parametrize(
    "line",
    ["Nhiều khó khăn phía trước", "- Thưa ông, vì sao chậm", "Kết quả cụ thể:", "“Không thể chờ”"],
)
def test_other_short_lines_stay_in_the_text(line: str) -> None:
    assert page(TITLE, LEAD, BODY, line, CLOSE).body == f"{BODY}\n{line}\n{CLOSE}"


def test_verse_and_lists_are_no_captions() -> None:
    verse = ["Tại bến đò sông Mơ", "Người dân chờ sang sông", "Khách về miền Thuận Giang"]
    assert are_captions([LEAD, *verse, CLOSE]) == [False] * 5


def test_report_without_marks_is_read_as_well() -> None:
    made = page("Thoi su", "Thu tu, 10/01/2018 - 12:31", "Khanh thanh cay cau o Dong Khe",
                "Sang 10/1, cau moi khanh thanh.", "Hoc sinh qua song an toan.",
                "Tin, anh: Anh Phong", "Chia se bai viet")  # fmt: skip
    assert made.section == ("Thoi su",)
    assert made.date == "2018-01-10T12:31:00+07:00"
    assert made.title == "Khanh thanh cay cau o Dong Khe"
    assert made.authors == ("Anh Phong",)
    assert made.body == "Hoc sinh qua song an toan."


def test_decomposed_page_is_read_alike_and_its_text_left_decomposed() -> None:
    lines = ["Chính trị - Xã hội Theo dòng thời sự", "Thứ tư, 10/01/2018", TITLE, LEAD, BODY,
             "Tin, ảnh: Anh Phong", "Chia sẻ bài viết"]  # fmt: skip
    made = page(*(unicodedata.normalize("NFD", line) for line in lines))
    assert made.section == ("Chính trị - Xã hội", "Theo dòng thời sự")
    assert made.date == "2018-01-10"
    assert made.body == unicodedata.normalize("NFD", BODY)
    assert made.authors == ("Anh Phong",)


WRAPPED = """\
Sáng nay, cây cầu dân sinh ở xóm Chài đã được khánh thành sau ba năm
góp công, góp của của bà con hai xã, những người vẫn phải qua sông
bằng đò mỗi mùa nước lớn."""


def test_paragraph_broken_to_a_width_is_one_again() -> None:
    made = page(TITLE, WRAPPED, BODY)
    assert made.lead == " ".join(WRAPPED.split())
    assert made.body == BODY


@pytest.mark.parametrize(
    "block",
    [
        [LEAD, BODY, CLOSE],
        ["Đò ngang sông Mơ ngừng chạy từ sáng nay vì nước lên", "Mưa lớn ở Kỳ Lâm làm sạt lở "
         "nhiều đoạn đường liên xã", "Chợ huyện họp sớm hơn thường lệ trong tuần trước Tết"],
        ["một hai ba", "bốn năm sáu", "bảy tám chín"],
        ["Sáng nay, cây cầu dân sinh ở xóm Chài đã được khánh thành sau ba năm",
         "góp công của bà con hai xã ven sông Mơ vẫn còn đi đò", "hết"],
    ],
    ids=["sentences", "headlines", "verse", "uneven"],
)  # fmt: skip
def test_other_lines_are_paragraphs_of_their_own(block: list[str]) -> None:
    assert paragraphs("\n".join(block)) == block


DATELINES = {
    "TTH.VN - Sáng 10/1": "TTH.VN",
    "TTO – Chiều qua": "TTO",
    "(NLĐO) - Ngày 3/2": "NLĐO",
    "(Dân trí) – Sáng nay": "Dân trí",
    "Hà Nội (TTXVN) - Ngày 3/2": "Hà Nội (TTXVN)",
    "HÀ NỘI, 10/1 (TTXVN) — Sáng nay": "HÀ NỘI, 10/1 (TTXVN)",
    "HUẾ - Sáng 3/2": "HUẾ",
    "QĐND Online - Ngày 3/2": "QĐND Online",
    "thuathienhue.gov.vn - Ngày 3/2": "thuathienhue.gov.vn",
}


@pytest.mark.parametrize("text", DATELINES)
def test_dateline_is_cut_from_the_text(text: str) -> None:
    place, rest = dateline(text)
    assert place == DATELINES[text]
    assert text.endswith(rest)
    assert rest[0].isupper()


@pytest.mark.parametrize(
    "text",
    [
        "Huế - vùng đất của thơ",
        "VN-Index tăng mạnh",
        "Thanh Niên - Xung kích",
        "XEM CLIP - Cầu mới",
        "TTO - tên viết tắt của một tờ báo",
        "Giá vàng tăng (theo TTXVN)",
        "TTO - ",
        "",
    ],
)
def test_sentence_is_no_dateline(text: str) -> None:
    assert dateline(text) == ("", text)


PATHS = {
    "Giải trí > Thời trang": ("Giải trí", "Thời trang"),
    "Chính trị - Xã hội": ("Chính trị - Xã hội",),
    "Trang chủ » Xã hội » Đời sống": ("Xã hội", "Đời sống"),
    "Thế giới / Quân sự": ("Thế giới", "Quân sự"),
    "Phim/Truyền hình": ("Phim", "Truyền hình"),
    "Nhịp sống 24/7": ("Nhịp sống 24/7",),
    "Thời sự → Thời sự": ("Thời sự",),
    "  ": (),
}


@pytest.mark.parametrize("text", PATHS)
def test_section_field_is_a_path(text: str) -> None:
    assert path(text) == PATHS[text]


LINES = {
    "Chính trị - Xã hội Theo dòng thời sự": ("Chính trị - Xã hội", "Theo dòng thời sự"),
    "Chính trị - Xã hội\tTheo dòng thời sự": ("Chính trị - Xã hội", "Theo dòng thời sự"),
    "Kinh tế   Thị trường": ("Kinh tế", "Thị trường"),
    "Văn hóa - Nghệ thuật": ("Văn hóa - Nghệ thuật",),
    "Chuyện bến sông Ghi chép nhanh": ("Chuyện bến sông", "Ghi chép nhanh"),
    "Ẩm thực Hà Nội": ("Ẩm thực Hà Nội",),
    "Du lịch Việt Nam": ("Du lịch Việt Nam",),
    "Đất và người Huế": ("Đất và người Huế",),
}


@pytest.mark.parametrize("line", LINES)
def test_sections_without_separator_are_split(line: str) -> None:
    assert split(line) == LINES[line]


@pytest.mark.parametrize(
    "line",
    [
        "Chia sẻ bài viết",
        "ĐỒNG HÀNH CÙNG DOANH NGHIỆP",
        "ĐỒNG HÀNH CÙNG DOANH NGHIỆP2",
        "Xem thêm",
        "Xem thêm: Ba năm xây cầu",
        "Tin liên quan",
        "Tin cùng chuyên mục",
        "Bình luận (12)",
        "» Đò ngang ngừng chạy",
        "In bài viết",
        "Quảng cáo",
        "chia se bai viet",
        "Theo dõi chúng tôi trên Google News",
        "Giọng nữ miền Bắc",
        "Nữ miền Nam",
    ],
)
def test_boilerplate_is_recognised(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Thích nhất là cây cầu",
        "Binh luận của bạn đọc rất nhiều.",
        "Sáng nay",
        "Ba năm",
        "Năm năm sau đêm lũ: đếm lại những ngọn đèn",
        "",
    ],
)
def test_text_is_no_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)
    assert not ends(line)


def test_tags_are_listed_in_their_line_only() -> None:
    assert tags("Tags: cầu, đò, cầu") == ("cầu", "đò")
    assert tags("Từ khóa: #cầu #đò") == ("cầu", "đò")
    assert tags("Thẻ căn cước: dễ làm") == ()


running = st.lists(st.sampled_from([LEAD, BODY, CLOSE]), min_size=1, max_size=5)


@given(running, st.lists(st.sampled_from(["Chia sẻ", "Quảng cáo", "0", ""]), max_size=4))
def test_paragraphs_come_through_in_order(text: list[str], page_lines: list[str]) -> None:
    made = page(TITLE, *page_lines, *text, *page_lines)
    assert [made.lead, *(made.body.split("\n") if made.body else [])] == text


PROGRAM = """#!/usr/bin/env python
import os
for name in os.listdir(path):
    if name.endswith(".txt"):
        print(name, sizes[name] * 2)
"""


@pytest.mark.parametrize(
    "text",
    [
        PROGRAM,
        "body { color: red; }\n.header { margin: 0 }\n",
        "[Shell]\nIcon=C:\\x.dll,3\nName=Viewer\n",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk\n" * 5,
        "10;20;30\n40;50;60\n" * 5,
    ],
)
def test_program_or_data_is_no_text(text: str) -> None:
    [record] = sources.read(FORMAT, text.encode())
    assert isinstance(record, Refusal)
    assert "does not read as a text for people" in record.reason


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n\n{LEAD}",
        "Khanh thanh cay cau dan sinh o Dong Khe\n\nSang 10/1, huyen khanh thanh cau.",
        unicodedata.normalize("NFD", f"{TITLE}\n\n{LEAD}"),
        "Giá tiêu hôm nay\n\nĐắk Lắk 61.500 đ/kg; Gia Lai 60.000 đ/kg; Đồng Nai 61.000 đ/kg.",
        "Three villages get a bridge\n\nThe bridge opened on Monday.",
        "三个村庄有了桥\n\n周一大桥通车。",
    ],
)
def test_text_in_any_language_is_read(text: str) -> None:
    [record] = sources.read(FORMAT, text.encode())
    assert isinstance(record, Report)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    made = report(text, Original(b"", "text/plain", "x"))
    if made:
        assert made.title or made.lead or made.body or made.captions
        assert not set("\x00\x1b\r") & set(made.title + made.lead + made.body)


SCANNED = """Hôm qua, mười vạn đồng bào đã về Ba Đình dự
lễ Độc lập. Các phố cờ hoa rực rỡ từ sáng sớm.

Bến đò mở lại, bà con qua sông rất đông.
"""


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("dongkhe_19450902_003.txt", "dongkhe_19450902_003.tif"),
        ("1945-09-02/003.txt", "003.jpg"),
        ("dongkhe-1945-09-02-trang-3.txt", ""),
        ("1945.09.02/p3.txt", ""),
    ],
)
def test_text_of_a_scanned_page_keeps_issue_page_and_image(
    tmp_path: Path, name: str, image: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    if image:
        (path.parent / image).touch()
    [found] = sources.read(FORMAT, SCANNED.encode(), str(path))
    assert isinstance(found, Report)
    assert (found.title, found.date) == ("Trang 3", "1945-09-02")
    assert found.original is not None
    assert found.original.notes == ("page 3", *([f"image {image}"] if image else []))
    assert found.body.split() == SCANNED.split()


@pytest.mark.parametrize("name", ["/s/2018-01-10_2.txt", "/s/dongkhe_003.txt", "/s/20180110.txt"])
def test_text_with_another_name_is_no_scanned_page(name: str) -> None:
    [found] = sources.read(FORMAT, SCANNED.encode(), name)
    assert isinstance(found, Report)
    assert not found.title.startswith("Trang")


def test_scanned_page_whose_name_no_file_can_have_has_no_image() -> None:
    [found] = sources.read(FORMAT, SCANNED.encode(), f"/a.zip/{'a' * 5000}_19450902_003.txt")
    assert isinstance(found, Report)
    assert (found.title, found.date) == ("Trang 3", "1945-09-02")


def test_text_that_states_its_date_is_no_scanned_page() -> None:
    text = f"Lễ Độc lập ở Ba Đình\nThứ Hai, 3/9/1945\n{SCANNED}"
    [found] = sources.read(FORMAT, text.encode(), "/s/1945-09-02/003.txt")
    assert isinstance(found, Report)
    assert found.date == "1945-09-03"
    assert not found.title.startswith("Trang")
