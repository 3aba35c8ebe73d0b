"""Finding the persons named in a report."""

import doctest
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.persons import Mention, find, named
from index.language.spelling import normalise
from index.report import Report


def names(text: str) -> list[str]:
    return named(find(Report("x", body=text)))


def written(text: str) -> list[str]:
    """Return the mentions of persons as written, single names too."""
    return [text[mention.start : mention.end] for mention in find(Report("x", body=text))]


@pytest.mark.parametrize(
    "text",
    [
        "Xe chạy qua đường Nguyễn Huệ, Lê Lợi và Trần Hưng Đạo.",
        "Đường Lưu Hữu Phước có một con hẻm.",
        "Vụ cháy ở đường Ông Ích Khiêm.",
        "Nhà số 25 Phan Đình Phùng, gần 47/8 Hoàng Văn Bổn.",
        "Em học ở Trường THPT Chu Văn An.",
        "Quỹ Văn hóa Phan Châu Trinh trao giải.",
        "Khách chờ ở bến xe Giáp Bát.",
        "CLB Hoàng Anh Gia Lai thắng trận.",
        "Tỉnh Bà Rịa - Vũng Tàu có nắng.",
        "Học tập tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
        "Trời mưa ở TP. Hồ Chí Minh và TP Hồ Chí Minh.",
        "Du khách thăm lăng Khải Định.",
        "Hợp tác xã Mật ong Kỳ Lâm ký hợp đồng.",
        "Lò Đông Thủy hiện có 41 em nữ.",
        "Me toi ra den ben do Ben Da thi do nghi.",
        "Kinh gui Bao Thuan Giang,",
        "Cháu N.V.A. được đưa đi cấp cứu, anh Nguyễn Văn B. và chị Trần Thị Th. thoát nạn.",
        "Phó giám đốc Quỹ Tâm Nguyện Việt.",
        "Giám đốc Công ty TNHH phát triển nông sản Nghĩa Phát.",
        "HLV Manchester United và CEO Vietcombank.",
        "Ngư dân Hải Thanh ra khơi.",
        "Phim Slumdog Millionaire và Angrezi Medal (2020) ăn khách.",
        "Theo Hiệp hội Bia Rượu, mẫu Galaxy Note bán chạy ở châu Âu.",
        "Cục trưởng Cục Cứu hộ nói. Bộ môn Virus nhận. Chánh Văn phòng ký.",
        "Cơ quan này thuộc Liên Hợp Quốc, do Liên minh châu Âu đề nghị.",
        "Sáng Chủ nhật. Việt Nam cho biết sẽ dự. Hà Nội nói có mưa.",
        "Người mẹ Hà Nội của em kể lại.",
        "Trưởng khoa Ngoại Tổng Quát vắng mặt.",
        "Ông chủ mẫu Samsung Galaxy S24 nói.",
        "Thuốc do khoa Nội Tổng Hợp và Khoa Sản phát.",
        "Đội Mỹ thắng ở Davis Cup. Bão Katrina đã tan. Trang IFLScience cho biết.",
        "Nhiều người thăm nhà lưu niệm Bác Hồ.",
        "Tối nay sao Hỏa, sao Thiên Vương và sao Hải Vương thẳng hàng.",
        'Dự án Xuân Quỳnh, đội ngũ "chuyên gia". Cần "chiến thuật" hợp lý.',
        "Trời đẹp hết tháng 3. Việt Anh",
        "Trời đẹp lắm.Thành ĐạtTổng hợp",
        "Sáng sớm, Hồ Gươm và Hồ Hoàn Kiếm mờ sương.",
        "Xe Ford Transit cháy. Anh mua xe máy Honda Scoopy rồi đổi mẫu Toyota Yaris.",
        "Chiếc Honda Wave lao vào cột điện. Hai tên cướp đi Honda Wave bỏ chạy.",
        "Giá Honda Brio giảm. Suzuki Ertiga và Ford Fiesta cũng rẻ hơn Mercedes Benz.",
        "Đoàn viên Đoàn TNCS Hồ Chí Minh Bộ Xây dựng trồng cây.",
        "Quán nằm ở (47/8 Hoàng Diệu, P.6).",
        "Cháu mê phim Tom  Jerry.",
        'Đội ở bảng B "tử thần" và thắng Levante Mallorca.',
        "Hôm nay, T.Ư Đoàn và T.Ư Đảng họp.",
        "Thắng Watford, West Brom vượt qua Werder Bremen.",
        "Trang Zaobao đưa tin, Mùa Valentine đã tới. Bão tới Vịnh Tampa.",
        "Khách hàng tới thẩm mỹ viện Ngọc Hiền và uống cà phê Thu Hà.",
        "Theo Reuters, mưa to. Theo Cục, đã tạnh. Ai cũng vui Theo Kitco, vàng lên.",
        "Trong khi đó, Đặng Văn lâm vắng mặt.",
        "Ông Phó Chánh Văn phòng ký. Khoa Tai Mũi Họng nhận.",
        "Người dân ở Nhân Phúc và Thanh Nga bán lúa.",
        "Làng có đình Đại Nghĩa đẹp và gạch Khang Minh bền. Gạch Khang Minh có màu đỏ.",
        "Chị C. Hùng và anh H. Cường đi chợ.",
        f"{'Trời đẹp lắm. ' * 20}Xem thêm: Mẹo nấu ăn Lê Nga",
        f"{'Trời đẹp lắm. ' * 20}Xem ảnh bão Nam Phương - Lê Phương",
        f"{'Trời đẹp lắm. ' * 20}Minh Quân (tổng hợp)",
    ],
)
def test_streets_schools_bodies_places_and_initials_are_no_persons(text: str) -> None:
    assert names(text) == []


_THREE = ["Dương Thanh Hải", "Rmah Rô", "Anh Đào"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chủ tịch Hồ Chí Minh đọc bản Tuyên ngôn.", ["Hồ Chí Minh"]),
        ("Bác Hồ về thăm quê.", ["Hồ Chí Minh"]),
        ("Vua Khải Định cho xây cung.", ["Khải Định"]),
        ("Với Thúy Kiều, ngày ấy đã xa, Thúy Kiều nói.", ["Thúy Kiều"]),
        ("Ông Nguyễn Văn Thanh-Phó Chủ tịch xã nói.", ["Nguyễn Văn Thanh"]),
        ("H'Hen Niê đăng quang.", ["H'Hen Niê"]),
        ("Theo già làng Y Thông, rừng còn nhiều. Bộ Y tế thì khác.", ["Y Thông"]),
        ("Bà Công Tằng Tôn Nữ Thị Hà kể lại.", ["Công Tằng Tôn Nữ Thị Hà"]),
        ("Hạt Kiểm lâm Kỳ Lâm Lò Văn Inh vắng mặt.", ["Lò Văn Inh"]),
        ("Chủ tịch UBND xã Bình Chương Phạm Văn Long ký.", ["Phạm Văn Long"]),
        ("Tổng giám đốc Petrolimex Phạm Đức Thắng ký.", ["Phạm Đức Thắng"]),
        ("Tổng thống Nga Vladimir Putin và Tổng thống Mỹ G. Bush.", ["Vladimir Putin", "G. Bush"]),
        ("Bác sĩ Trương Hữu Khanh Độc giả có thể hỏi.", ["Trương Hữu Khanh"]),
        ("Ông Phạm Đức ToảnTổng giám đốc công ty.", ["Phạm Đức Toản"]),
        ("Thiếu Thierry Henry, Arsenal thua.", ["Thierry Henry"]),
        ("CEO Nvidia Jensen Huang phát biểu.", ["Jensen Huang"]),
        ("Kevin de Bruyne chuyền cho Erik ten Hag.", ["Kevin de Bruyne", "Erik ten Hag"]),
        ("Choo Hyo-joo và Kim Tae Ri cười.", ["Choo Hyo-joo", "Kim Tae Ri"]),
        ("Vai Trúc (Mai Hoa đóng) được khen.", ["Mai Hoa"]),
        ("Ông Trần Văn An (34 tuổi, ở quận 1), bà Lê Na (SN 1990).", ["Trần Văn An", "Lê Na"]),
        ("Ferdinand Marcos Jr. thắng cử.", ["Ferdinand Marcos"]),
        ("Chủ tịch nước Tô Lâm tiếp khách.", ["Tô Lâm"]),
        ("Tiền vệ Minh Phương vắng mặt.", ["Minh Phương"]),
        ("Gặp tay vợt số 1 Vương quốc Anh Jack Draper.", ["Jack Draper"]),
        ("Hòa Phát 0-0 Nam Định (Văn Nhiên 7', Hải Bình 44').", ["Văn Nhiên", "Hải Bình"]),
        ("Phóng viên chiến trường Huỳnh Thành Mỹ.", ["Huỳnh Thành Mỹ"]),
        ("Anh Dương Thanh Hải gặp ông Rmah Rô và chị Anh Đào.", _THREE),
        ("Khi còn ở bên Quốc Trung, biểu cảm rất khác.", ["Quốc Trung"]),
        ("Cả ấp kể chuyện Tám Hòa, rồi Út Sương.", ["Tám Hòa", "Út Sương"]),
        ('Người ta gọi Dũng " beo " là trùm.', ["Dũng “beo”"]),
        ("Jack Black và Megan Fox cười.", ["Jack Black", "Megan Fox"]),
        ("Thị trưởng Tampa Jane Castor cảnh báo.", ["Jane Castor"]),
        ("Bà Ursula von der Leyen Bà nói sau.", ["Ursula von der Leyen"]),
        ("Thay mặt là ông Fred Những ngày sau.", []),
        ("Tổng Bí thư khóa X Nông Đức Mạnh nói.", ["Nông Đức Mạnh"]),
        ("Thư của Félix‑Archimède Pouchet, nhà hóa học.", ["Félix‑Archimède Pouchet"]),
        ("Chủ tịch Tổng cục Thuế Cao Anh Tuấn trả lời.", ["Cao Anh Tuấn"]),
        ("Người thắng giải Cannes Lương Triều Vỹ đến.", ["Lương Triều Vỹ"]),
        ("Tay vợt của đảo Síp Marcos Baghdatis dừng bước.", ["Marcos Baghdatis"]),
        ("Thủ môn Nguyễn Văn Quỹ và hậu vệ Lê Giải Phóng.", ["Nguyễn Văn Quỹ", "Lê Giải Phóng"]),
        ("Bà Trần  Thị Lụa bán rau.", ["Trần Thị Lụa"]),
        ("Hôm ấy Joe BidenSau đó im lặng. Ông Joe Biden ốm.", ["Joe Biden"]),
        ("Le Van Tam: 50.000 đồng; Nguyen Thi Gai: 20.000 đồng.", ["Le Van Tam", "Nguyen Thi Gai"]),
        ("Nhà văn kín tiếng Paul Auster từ trần.", ["Paul Auster"]),
        ("Theo Hernandez và Mateo Kovacic đều vắng.", ["Theo Hernandez", "Mateo Kovacic"]),
        ("Thắng Novak Djokovic, Rafael Nadal vào chung kết.", ["Novak Djokovic", "Rafael Nadal"]),
        (
            "Thắng Djokovic, Rafael Nadal mừng. Novak Djokovic buồn.",
            ["Rafael Nadal", "Novak Djokovic"],
        ),
        ("HLV Leipzig Julian Nagelsmann thay người.", ["Julian Nagelsmann"]),
        (
            "Các ông Nguyễn Tấn Đạt Phó Cục trưởng và Lê Văn Nam ký.",
            ["Nguyễn Tấn Đạt", "Lê Văn Nam"],
        ),
        ("Ông Liang Wenfengnói rằng đúng.", ["Liang Wenfeng"]),
        ("50,00018/9/2016Nguyen Minh Tuan giúp.", ["Nguyen Minh Tuan"]),
        ("Bưu điệnMã số 2281Chú Nguyễn Văn Thành.", ["Nguyễn Văn Thành"]),
        (f"{'Trời đẹp lắm. ' * 20}Chị hát cùng Lê Nga", ["Lê Nga"]),
        ("Luật sư Anna Lopez-Young cãi giúp.", ["Anna Lopez-Young"]),
        ("Do công Minh Đan (phút 12) và Chí Bảo (phút 80).", ["Minh Đan", "Chí Bảo"]),
        (
            "Dự họp: bà Lê Thị Sen, Hiệu trưởng Trường THCS Lê Lợi, Trần Văn Tới, Trưởng phòng "
            "Giáo dục; Phạm Văn Lúa - nguyên Giám đốc chi nhánh Hoàng Mai; Vũ Thị Cúc (41 tuổi).",
            ["Lê Thị Sen", "Trần Văn Tới", "Phạm Văn Lúa", "Vũ Thị Cúc"],
        ),
        (
            "Bầu Abdul Khalim Saidullayev kế nhiệm. Abdul Khalim sẽ đảm nhận.",
            ["Abdul Khalim Saidullayev"],
        ),
        (
            "Yêu cầu Nguyễn Văn Hùng bồi thường gia đình Lê Thị Hoa.",
            ["Nguyễn Văn Hùng", "Lê Thị Hoa"],
        ),
    ],
)
def test_names_are_found_whole(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ông Trúc cho rằng phải phối hợp.", ["Trúc"]),
        ("Chị Lãnh và Xuyến ra đi.", ["Lãnh", "Xuyến"]),
        ("Mình đã hẹn với Phong từ lâu.", ["Phong"]),
        ("Tổng thống Nga Putin bay sang.", ["Putin"]),
        ("Bỗng L. nhớ ra chị H.", ["L.", "H."]),
        ("Sinh viên tới. Thành công đến. Tiếp tục.", []),
        ("Nước Đức thua. Phía Mỹ đã nói.", []),
    ],
)
def test_single_names_are_mentions(text: str, expected: list[str]) -> None:
    assert written(text) == expected


def test_single_names_are_not_listed() -> None:
    assert names("Ông Trúc gặp chị Lãnh.") == []


@pytest.mark.parametrize(
    ("full", "later"),
    [
        ("Ông Nguyễn Xuân Phúc đến dự.", "Ông Phúc nói."),
        ("Bà Nguyễn Thị Kim Tiến trả lời.", "Bà Kim Tiến ra về."),
        ("Tiền đạo Kylian Mbappe ghi bàn.", "Bàn thắng của Mbappe rất đẹp."),
    ],
)
def test_part_of_a_name_takes_the_full_name_of_the_same_report(full: str, later: str) -> None:
    found = find(Report("x", body=f"{full}\n{later}"))
    assert len(found) == 2
    assert len({mention.name for mention in found}) == 1


def test_full_name_in_the_body_explains_the_headline() -> None:
    found = find(Report("x", title="Ông Phúc thăm Huế", body="Ông Nguyễn Xuân Phúc đến."))
    assert [(m.field, m.name) for m in found] == [
        ("title", "Nguyễn Xuân Phúc"),
        ("body", "Nguyễn Xuân Phúc"),
    ]


@pytest.mark.parametrize(
    ("headline", "body", "expected"),
    [
        ("NGUYỄN XUÂN PHÚC THĂM HUẾ", "", ["Nguyễn Xuân Phúc"]),
        ("TRẦN VĂN AN SINH RA Ở HUẾ", "Ông Trần Văn An sinh ra ở đây.", ["Trần Văn An"]),
        ("ĐỒNG HÀNH CÙNG DOANH NGHIỆP", "", []),
        ("ĐƯỜNG NGUYỄN HUỆ ĐÔNG NGHỊT", "", []),
    ],
)
def test_name_in_capitals_is_found_in_name_case(
    headline: str, body: str, expected: list[str]
) -> None:
    assert named(find(Report("x", title=headline, body=body))) == expected


def test_sure_mention_speaks_for_doubtful_ones() -> None:
    assert written("Hải Bình vắng. Ca sĩ Hải Bình gửi lời chào.") == ["Hải Bình", "Hải Bình"]
    assert written("Hải Bình vắng.") == []


@pytest.mark.parametrize(
    "text",
    ["Trần Văn Lò có 2 em nhỏ.", "Ông Trần Văn Lò có 12 hội viên đi cùng."],
)
def test_person_may_have_brothers_or_followers(text: str) -> None:
    assert names(text) == ["Trần Văn Lò"]


def test_list_with_a_person_is_of_persons() -> None:
    text = "Các cây bút như Nguyễn Quang Thiều, Tuyết Nga, Trúc Thông đều dự."
    assert names(text) == ["Nguyễn Quang Thiều", "Tuyết Nga", "Trúc Thông"]


def test_name_given_to_a_firm_is_no_person_in_the_same_report() -> None:
    text = "Công ty Tấn Lộc bị phạt. Việc bán cho Tấn Lộc, bà Lan biết. Tấn Lộc nói sẽ kiện."
    assert "Tấn Lộc" not in names(text)


def test_name_that_recurs_as_a_subject_is_a_person() -> None:
    assert names("Hải Bình bán mình. Hải Bình vẫn nhớ nhà.") == ["Hải Bình"]
    assert names("Hải Bình bán mình.") == []


def test_foreign_name_is_sure_when_its_last_word_stands_alone() -> None:
    assert names("Gói do Demis Hassabus lập. Nhờ Hassabus mới xong.") == ["Demis Hassabus"]


@pytest.mark.parametrize(
    "text",
    [
        "Mẫu mới là Mahindra Thar. Nhiều người chờ Thar và Mahindra Scorpio.",
        "Ai cũng thích Expedition Max. Giá của Expedition rẻ hơn.",
        "Người ta thử Drone Hopper. Đường bay của Hopper rất dài, vì drone ấy nhẹ.",
    ],
)
def test_foreign_words_that_are_maker_and_product_are_no_person(text: str) -> None:
    assert names(text) == []


def test_foreign_name_whose_first_word_is_that_of_somebody_is_a_person() -> None:
    text = "Đội nhờ Sefanos Tsitsipos. Thắng Tsitsipos không dễ. Hồi ấy Sefanos còn nhỏ."
    assert names(f"{text} Anh Sefanos cho biết sẽ đấu.") == ["Sefanos Tsitsipos"]


@pytest.mark.parametrize(
    "text",
    [
        'Anh hát theo bản hit "Peter Slider" của nhóm.',
        "Chương trình Last Week with John Oliver bị cắt.",
        "Vở diễn Mary Carter of Scots ra mắt.",
    ],
)
def test_foreign_name_in_a_title_of_a_work_is_no_person(text: str) -> None:
    assert names(text) == []


def test_foreign_name_in_quotation_marks_is_a_person_if_the_report_says_so_elsewhere() -> None:
    text = 'Tài khoản "Peter Slider" đăng ảnh. Ca sĩ Peter Slider nhận giải.'
    assert names(text) == ["Peter Slider"]


@pytest.mark.parametrize(
    "end",
    [
        "\nBảo Lâm",
        " Phương Đông - Minh Sơn",
        "\nTin, ảnh: Anh Phong",
        "\nNguyễn Tiến (Theo AFP)",
        " (Theo Thanh Hằng)",
        " Ảnh: Nguyễn Đông",
        " Nguyễn Đông.",
    ],
)
def test_makers_of_text_and_pictures_are_no_persons_of_it(end: str) -> None:
    assert written(f"Bão vào đất liền sáng nay.{end}") == []


def test_numbered_names_are_no_signatures() -> None:
    assert names("Danh sách:\n1. Nguyễn Văn An\n2. Trần Thị Bé") == ["Nguyễn Văn An", "Trần Thị Bé"]


def test_spellings_of_one_name_are_listed_once() -> None:
    assert names("Ông Lê Văn Hoà đến, ông Lê Văn Hòa về, LÊ VĂN HÒA NÓI.") == ["Lê Văn Hoà"]


@pytest.mark.parametrize(
    "text",
    [
        "Hoa hậu H'Hen Niê về. Hoa hậu H’Hen Niê đi.",
        "HLV Park Hang-seo cười. HLV Park Hang Seo khóc.",
        "Ông Trần Thuỷ Hoà đến. TRẦN THỦY HÒA NÓI.",
    ],
)
def test_variants_of_one_name_are_listed_once(text: str) -> None:
    assert len(names(text)) == 1


def test_list_does_not_go_on_in_another_field() -> None:
    lead = "Gặp ông Nguyễn Văn An, Quang Hải"
    assert named(find(Report("x", lead=lead, body="Hải Bình vắng."))) == [
        "Nguyễn Văn An",
        "Quang Hải",
    ]


def test_mentions_of_captions_say_which() -> None:
    found = find(Report("x", captions=("Cầu mới", "Ông Nguyễn Văn An trên cầu")))
    assert [(m.field, m.part, m.start, m.end) for m in found] == [("captions", 1, 4, 17)]


def test_evidence_is_the_sentence() -> None:
    text = "Trời mưa. Chiều 3.12, ông Trần Văn An nói: “Được!” Rồi về.\nHết."
    (mention,) = find(Report("x", body=text))
    assert mention.evidence == "Chiều 3.12, ông Trần Văn An nói: “Được!”"


def test_evidence_of_an_endless_sentence_is_cut() -> None:
    (mention,) = find(Report("x", body="a " * 900 + "ông Trần Văn An nói " + "b " * 900))
    assert len(mention.evidence) < 700
    assert "Trần Văn An" in mention.evidence


_MARKED = "Hôm qua, ông Nguyễn Xuân Phúc và bà Trương Thị Mai nói."


@pytest.mark.parametrize(
    "text",
    [
        _MARKED,
        unicodedata.normalize("NFD", _MARKED),
        _MARKED.replace("Xuân", "Xu\u200bân"),
        f"\ufeff{_MARKED}",
        _MARKED.replace("ương", "u\u031bo\u031bng"),
    ],
)
def test_offsets_point_into_the_text_as_written(text: str) -> None:
    found = find(Report("x", body=text))
    assert [normalise(text[m.start : m.end]) for m in found] == [
        "Nguyễn Xuân Phúc",
        "Trương Thị Mai",
    ]
    assert [m.name for m in found] == ["Nguyễn Xuân Phúc", "Trương Thị Mai"]


_PIECES = """
ông bà Nguyễn Văn An Phúc Trump Donald A. TP. GĐ - , . ( ) : “ ” Theo đường Ảnh nói và tuổi
H'Hen Kim-un Giám đốc Công ty 12 34/5 Y NGUYỄN XUÂN Muskđồng ToảnTổng Anh Mỹ châu Âu
"""
_words = st.sampled_from([*_PIECES.split(), "\n", "\u200b", "e\u0301"])


@given(st.lists(_words, max_size=40).map(" ".join))
@example("A.")
@example("Ông")
@example("-An")
def test_any_text_gives_mentions_in_order_that_do_not_overlap(text: str) -> None:
    found = find(Report("x", title=text, body=text))
    for field in ("title", "body"):
        spans = [(m.start, m.end) for m in found if m.field == field]
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(mention.name.strip() for mention in found)


@given(st.text(max_size=200))
@example("\x1fA")
def test_no_text_raises(text: str) -> None:
    assert all(isinstance(mention, Mention) for mention in find(Report("x", body=text)))


def test_example_in_the_documentation_holds() -> None:
    page = Path(__file__).parents[2] / "docs" / "persons.md"
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8") == (0, 6)


@pytest.mark.data
def test_seed_report_names_its_four_persons(shared_data: Path) -> None:
    text = (shared_data / "seed-report.txt").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for mention in find(Report("x", body=text)):
        found.setdefault(mention.name, set()).update(mention.roles)
    assert found == {
        "Nguyễn Xuân Phúc": {"Ủy viên Bộ Chính trị", "Thủ tướng Chính phủ"},
        "Trương Thị Mai": {
            "Ủy viên Bộ Chính trị",
            "Bí thư Trung ương Đảng",
            "Trưởng ban Dân vận Trung ương",
        },
        "Đinh Khắc Đính": {"Phó Chủ tịch UBND tỉnh"},
        "Nguyễn Thanh Lẫm": {"Phó ban Dân vận Tỉnh ủy"},
    }


def test_maker_of_vehicles_is_a_family_name_after_a_given_name() -> None:
    assert names("Honda Brio giá rẻ. Giá Suzuki Ertiga giảm.") == []
    assert names("Ông Soichiro Honda lập hãng.") == ["Soichiro Honda"]


def test_name_ends_before_a_word_of_address_in_capitals() -> None:
    assert names("Thủ tướng Nguyễn Xuân Phúc Ông nói vậy.") == ["Nguyễn Xuân Phúc"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Diễn viên Jun Fu Trong tình hình này vẫn quay.", ["Jun Fu"]),
        ("Bạn diễn Alicia Vikander Năm nay vắng mặt.", ["Alicia Vikander"]),
        ("Ca sĩ Angela Phương Trinh Tối 19/10 xuất hiện.", ["Angela Phương Trinh"]),
        ("Cầu thủ Martin Lo lại thi đấu.", ["Martin Lo"]),
        ("Chị Vũ Quỳnh Trang Vũ Quỳnh Trang 22 tuổi.", ["Vũ Quỳnh Trang"]),
        ("Bác sĩ Nguyễn Văn Tiến Trưởng Khoa Ngoại 1 trả lời.", ["Nguyễn Văn Tiến"]),
        ("Ảnh của ông Nguyễn Hùng Video quay sau.", ["Nguyễn Hùng"]),
        ("Theo bác sĩ Đào Hữu Ghi, trưởng khoa, tình hình ổn.", ["Đào Hữu Ghi"]),
    ],
)
def test_name_ends_where_the_next_sentence_or_title_begins(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theo PGS - TSTrần Như Dương, dịch giảm.", ["Trần Như Dương"]),
        ("Hình ảnh: MỹElon Musk nói vậy.", ["Elon Musk"]),
        ("Cùng dự có ông Bùi Minh TúSố điện thoại sau.", ["Bùi Minh Tú"]),
        ("HLV Park Hang-Seo và ông Lee Sang-Min.", ["Park Hang-Seo", "Lee Sang-Min"]),
        ("Phố Kim Liên-Ô Chợ Dừa tắc.", []),
        ("Tổng thống Ấn Độ Ram Nath Kovind đến.", ["Ram Nath Kovind"]),
        ("Kỳ thủ Lê Quan g Liêm thắng.", []),
    ],
)
def test_names_with_lost_or_added_spaces(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_office_of_many_before_two_syllables_names_their_team() -> None:
    assert names("Các cầu thủ Quân Khu 7 thắng.") == []
    assert names("Các cầu thủ Minh Phương, Quốc Vượng thắng.") == ["Minh Phương", "Quốc Vượng"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thủ tướng Anh Boris Johnson đến. Nữ hoàng Anh Elizabeth vắng.", ["Boris Johnson"]),
        ("Nhà nghiên cứu người Anh Tim Stanley nói.", ["Tim Stanley"]),
        ("Thủ tướng Nhật Bản Shinzo Abe đến.", ["Shinzo Abe"]),
        ("Cố vấn Nhà Trắng Kellyanne Conway nói.", ["Kellyanne Conway"]),
        ("Chủ tịch Hội Nhật-Việt Nikai Toshihiro dự.", ["Nikai Toshihiro"]),
        ("Cựu Tổng thống Barack Obama Tại cuộc gặp nói.", ["Barack Obama"]),
        ("Siêu mẫu Cara Delevingne Cặp đôi trẻ dự tiệc.", ["Cara Delevingne"]),
        ("Lễ tang Tổng bí thư Đỗ Mười Quê nhà tiếc thương.", ["Đỗ Mười"]),
        ("Chủ tịch UMNO Datuk Hamidin Amin nói.", ["Hamidin Amin"]),
        ("HLV Bồ Đào Nha nói. HLV Thanh Sơn nói.", ["Thanh Sơn"]),
        ("Đoàn Việt Nam cho biết. HLV Đoàn Minh Hải vắng.", ["Đoàn Minh Hải"]),
        ("Giám đốc Cty Tây Nam và Chủ tịch THACOTrường Hải vắng.", []),
        ("Xe dừng ở giao lộ Phạm Văn Bạch. Theo trang Sun Sentinel, giá tăng.", []),
        ("Phim A Quiet Place ăn khách. Cửa hàng mở tại Hudson Yards.", []),
        ("Tổ trưởng bộ môn Toán Trường THPT Chu Văn An nói.", []),
        ("Bác sĩ Phạm Kiên Hữu Khoa Tai Mũi Họng, Bệnh viện Bình Dân.", ["Phạm Kiên Hữu"]),
        ("Đại biểu NGUYỄN THỊ MAI HOA nói.", ["Nguyễn Thị Mai Hoa"]),
        ("Đội trưởng hiện tại Harry Kane ghi bàn.", ["Harry Kane"]),
    ],
)
def test_countries_titles_and_sentences_around_a_name(text: str, expected: list[str]) -> None:
    assert names(text) == expected
