"""Who signs a report, and which source it follows."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers.press.bylines import Byline, parse, recognise, together
from archive.importers.press.names import in_name_case, is_name, without_titles
from archive.newspapers.known import outlet
from tests.work import growth

MARKED_UP = (
    '[<p class="Normal" style="text-align:right;"><strong>Thu Thảo</strong> '
    "(Theo <em>Interesting Engineering</em>)</p>]"
)
WITH_OFFICE = (
    "[<p><strong>Thạc sĩ Lê Đình Quyết</strong></p>, <p><em>Trưởng phòng Dự báo bão</em></p>]"
)

# What is written → authors, sources.
CASES = {
    "Anh Phong": (["Anh Phong"], []),
    "Theo X": ([], ["X"]),
    "Huy Đức (Theo Reuters)": (["Huy Đức"], ["Reuters"]),
    "Huy Đức (theo Reuters, TechCrunch)": (["Huy Đức"], ["Reuters", "TechCrunch"]),
    "(theo Instructables.com)": ([], ["Instructables.com"]),
    "(theo Kitco News) Minh Anh": (["Minh Anh"], ["Kitco News"]),
    "Minh An - Thu Hà": (["Minh An", "Thu Hà"], []),
    "Minh An và Thu Hà": (["Minh An", "Thu Hà"], []),
    "Trần Nguyệt-Phan Trang": (["Trần Nguyệt", "Phan Trang"], []),
    "Minh Hợp-Phong Hà-Hữu Tiến/vnanet.vn": (["Minh Hợp", "Phong Hà", "Hữu Tiến"], ["TTXVN"]),
    "DI PY- VIỆT PHONG": (["Di Py", "Việt Phong"], []),
    "Lê Anh/VOV.VN": (["Lê Anh"], ["VOV"]),
    "Trịnh Duy Hưng/TTXVN": (["Trịnh Duy Hưng"], ["TTXVN"]),
    "Thiên Lý/VOV - TP.HCM": (["Thiên Lý"], ["VOV"]),
    "Thiên Lý/VOV-TP.HCM": (["Thiên Lý"], ["VOV"]),
    "Nguyễn Hà/TTXVN – Huế": (["Nguyễn Hà"], ["TTXVN"]),
    "PV/VOV - Miền Trung": ([], ["VOV"]),
    "Lê Anh/VOV - Thu Hà": (["Lê Anh", "Thu Hà"], ["VOV"]),
    "Thiên Lý - TP.HCM": (["Thiên Lý"], []),
    "Tin, ảnh: Anh Phong": (["Anh Phong"], []),
    "Tin-ảnh: SỸ HƯNG": (["Sỹ Hưng"], []),
    "Bài và ảnh: Anh Phong - Thu Hà": (["Anh Phong", "Thu Hà"], []),
    "Tin: Lê An; ảnh: Vũ Bình": (["Lê An"], []),
    "Kim Thiền - Ảnh: Như Đạt": (["Kim Thiền"], []),
    "Thực hiện: Lê An": (["Lê An"], []),
    "TRUNG TÂN;THẾ THẾ": (["Trung Tân", "Thế Thế"], []),
    "A LỘC;D.LIỄU;T.DƯƠNG": (["A Lộc", "D.Liễu", "T.Dương"], []),
    "DUY LINH;TTXVN": (["Duy Linh"], ["TTXVN"]),
    "An Khang(TheoInteresting Engineering)": (["An Khang"], ["Interesting Engineering"]),
    "Điệp Anh(TheoWSJ))": (["Điệp Anh"], ["WSJ"]),
    MARKED_UP: (["Thu Thảo"], ["Interesting Engineering"]),
    WITH_OFFICE: (["Lê Đình Quyết"], []),
    "Bảo Lâm tổng hợp": (["Bảo Lâm"], []),
    "M.H (th)": (["M.H"], []),
    "Quỳnh Chi (ghi)": (["Quỳnh Chi"], []),
    "P.V (theo TTXVN)": ([], ["TTXVN"]),
    "Nhóm PV": ([], []),
    "Nhóm PV Đình Hiếu -Văn Hiếu- Lại Hoa/VOV1": (["Đình Hiếu", "Văn Hiếu", "Lại Hoa"], ["VOV"]),
    "CTV Kiến An/VOV.VN (biên dịch) Theo Guardian": (["Kiến An"], ["VOV", "Guardian"]),
    "Theo Hữu Huy (Tiền Phong)": (["Hữu Huy"], ["Tiền Phong"]),
    "Theo Nguyên Bảo (tổng hợp) (Dân Việt)": (["Nguyên Bảo"], ["Dân Việt"]),
    "Minh Thu (TTXVN)": (["Minh Thu"], ["TTXVN"]),
    "Thùy Trang (Bình Định)": (["Thùy Trang"], []),
    "TS DƯƠNG TÚ (ĐH PURDUE, INDIANA, MỸ)": (["Dương Tú"], []),
    "BS.CKII Thân Thị Minh Trung": (["Thân Thị Minh Trung"], []),
    "Trần Thanh Bình, 32 tuổi, Tiền Giang": (["Trần Thanh Bình"], []),
    "Ban Thời sự": (["Ban Thời sự"], []),
    "Trường Phong": (["Trường Phong"], []),
    "Nhã Vân Anh": (["Nhã Vân Anh"], []),
    "Park Hang-seo": (["Park Hang-seo"], []),
    "H'Hen Niê": (["H'Hen Niê"], []),
    "Nguồn: VietinBank": ([], ["VietinBank"]),
    "Ảnh: Nhân vật cung cấp": ([], []),
    "CEO Intel Pat Gelsinger. Ảnh: Intel": ([], []),
    "Thời gian từ: 28/2": ([], []),
    ">>> Nộp bài dự thi tại đây.": ([], []),
    "": ([], []),
}


@pytest.mark.parametrize(("written", "meant"), CASES.items())
def test_byline_in_every_form_is_read(written: str, meant: tuple[list[str], list[str]]) -> None:
    byline = parse(written)
    assert (list(byline.authors), list(byline.sources)) == meant


def test_date_after_a_byline_is_kept_apart() -> None:
    byline = parse("Ban Thời sự-Thứ năm, ngày 30/06/2022 10:52 GMT+7")
    assert byline == Byline(authors=("Ban Thời sự",), date="2022-06-30T10:52:00+07:00")


def test_photographer_signs_only_where_nobody_else_does() -> None:
    pictures = parse("Ảnh: Như Đạt")
    assert together([pictures]).authors == ("Như Đạt",)
    assert together([parse("Kim Thiền"), pictures]).authors == ("Kim Thiền",)


@pytest.mark.parametrize(
    "line",
    [
        "Anh Phong",
        "Tin, ảnh: Anh Phong",
        "Theo TTXVN",
        "(Theo Tiền Phong)",
        "Minh An (Theo Reuters)",
        "Lê Anh/VOV.VN",
        "Minh An - Thu Hà",
        "Bảo Lâm tổng hợp",
        "P.V (theo TTXVN)",
    ],
)
def test_byline_is_recognised_in_running_text(line: str) -> None:
    assert recognise(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Tin liên quan",
        "Tại điểm cầu Thừa Thiên Huế",
        "Theo dòng thời sự",
        "Theo ông Nam, việc này cần làm ngay.",
        "Ảnh: Nhân vật cung cấp",
        "Sáng 10/1, hội nghị khai mạc.",
        "Vy",
        "Thân,",
        "Bao giờ?",
        "Nhiều khó khăn",
        "- Thưa ông",
    ],
)
def test_other_lines_are_no_byline(line: str) -> None:
    assert recognise(line) is None


def test_capitals_and_name_case_are_one_author() -> None:
    assert parse("TRẦN HUỲNH").authors == parse("Trần Huỳnh").authors
    decomposed = unicodedata.normalize("NFD", "TRẦN HUỲNH")
    assert parse(decomposed).authors == ("Trần Huỳnh",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("V.TK", "V.TK"), ("H'HEN NIÊ", "H'Hen Niê"), ("Ngô An", "Ngô An"), ("ĐỖ Ư", "Đỗ Ư")],
)
def test_name_case_leaves_initials_and_acronyms(written: str, meant: str) -> None:
    assert in_name_case(written) == meant


def test_title_without_a_name_is_kept() -> None:
    assert without_titles("Nhà báo") == "Nhà báo"
    assert without_titles("PGS.TS Nguyễn Văn A") == "Nguyễn Văn A"


@pytest.mark.parametrize("form", ["TTH.VN", "Báo Thừa Thiên Huế", "tth", "THỪA THIÊN HUẾ"])
def test_newspaper_is_known_by_all_its_forms(form: str) -> None:
    assert outlet(form) == "Thừa Thiên Huế"


syllables = st.sampled_from(["Anh", "Phong", "Đặng", "Thị", "Ơn", "Nguyễn", "Huỳnh", "Ý", "Ẩn"])
names = st.lists(syllables, min_size=2, max_size=4).map(" ".join)


@given(st.lists(names, min_size=1, max_size=4, unique=True), st.sampled_from([";", ", ", " - "]))
def test_list_of_names_gives_each_name(people: list[str], separator: str) -> None:
    assert list(parse(separator.join(people)).authors) == people


@given(names)
def test_name_in_capitals_is_the_same_author(name: str) -> None:
    assert is_name(name)
    assert parse(name.upper()).authors == (name,)


@given(st.text(max_size=80))
def test_no_byline_breaks_the_parser(text: str) -> None:
    byline = parse(text)
    assert all(name.strip() for name in (*byline.authors, *byline.sources))
    recognise(text)


@pytest.mark.parametrize("part", ["@B.", "gs. ", "An - ", "(Theo ", "ảnh: ", "<p", "[", "và ảnh"])
def test_repetition_costs_little(part: str) -> None:
    def read(times: int) -> None:
        parse(part * times)
        recognise(part * times)

    # 250 times as much text takes at most ten times longer than that; a square is 62,500.
    assert growth(read, 400, 100_000) < 2_500
