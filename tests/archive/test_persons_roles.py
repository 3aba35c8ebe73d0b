"""Finding the offices given with a name."""

import pytest

from archive.persons import find
from index.report import Report


def roles(text: str) -> dict[str, tuple[str, ...]]:
    return {mention.name: mention.roles for mention in find(Report("x", body=text))}


@pytest.mark.parametrize(
    ("text", "name", "titles"),
    [
        (
            "Phó Chủ tịch UBND tỉnh Đinh Khắc Đính chủ trì cuộc họp.",
            "Đinh Khắc Đính",
            ("Phó Chủ tịch UBND tỉnh",),
        ),
        (
            "Ủy viên Bộ Chính trị, Thủ tướng Chính phủ Nguyễn Xuân Phúc phát biểu.",
            "Nguyễn Xuân Phúc",
            ("Ủy viên Bộ Chính trị", "Thủ tướng Chính phủ"),
        ),
        (
            "Tham dự có Bí thư Huyện ủy - Chủ tịch UBND huyện Lê Văn Nam.",
            "Lê Văn Nam",
            ("Bí thư Huyện ủy", "Chủ tịch UBND huyện"),
        ),
        (
            "Bộ trưởng Bộ GD-ĐT Phùng Xuân Nhạ trả lời.",
            "Phùng Xuân Nhạ",
            ("Bộ trưởng Bộ GD-ĐT",),
        ),
        (
            "Bộ trưởng Bộ Lao động, Thương binh và Xã hội Đào Ngọc Dung ký.",
            "Đào Ngọc Dung",
            ("Bộ trưởng Bộ Lao động, Thương binh và Xã hội",),
        ),
        (
            "Thứ trưởng Bộ Tài nguyên - Môi trường Phạm Khôi Nguyên ký.",
            "Phạm Khôi Nguyên",
            ("Thứ trưởng Bộ Tài nguyên - Môi trường",),
        ),
        ("Tổng thống Mỹ Donald Trump nói.", "Donald Trump", ("Tổng thống Mỹ",)),
        ("Chính sách của chính quyền Tổng thống Donald Trump.", "Donald Trump", ("Tổng thống",)),
        ("Theo HLV Park Hang-seo, đội đã sẵn sàng.", "Park Hang-seo", ("HLV",)),
        ("Theo PGS.TS Trần Minh Triết, nên đợi.", "Trần Minh Triết", ("PGS.TS",)),
        (
            "Chủ tịch UBND tỉnh Thừa Thiên Huế Nguyễn Văn Cao dự lễ.",
            "Nguyễn Văn Cao",
            ("Chủ tịch UBND tỉnh Thừa Thiên Huế",),
        ),
        (
            "Giám đốc Cục Điều tra Liên bang Mỹ (FBI) Christopher Wray nói.",
            "Christopher Wray",
            ("Giám đốc Cục Điều tra Liên bang Mỹ",),
        ),
        (
            "Chủ tịch UBND thị xã Kỳ Anh Lê Văn Nam nói.",
            "Lê Văn Nam",
            ("Chủ tịch UBND thị xã Kỳ Anh",),
        ),
        ("Thủ tướng Anh Rishi Sunak từ chức.", "Rishi Sunak", ("Thủ tướng Anh",)),
        ("Bí thư Huyện ủy. Anh Lê Văn Nam nói.", "Lê Văn Nam", ()),
        ("(Đệ nhất phu nhân) Imelda Marcos vắng.", "Imelda Marcos", ("Đệ nhất phu nhân",)),
        (
            "Đội cận vệ của Phó tổng thống Philippines Sara Duterte bị thay.",
            "Sara Duterte",
            ("Phó tổng thống Philippines",),
        ),
        ("Đồng chí Bí thư, anh Lê Văn Nam, đến.", "Lê Văn Nam", ()),
        ("Phim có vai Trần Văn Sơn.", "Trần Văn Sơn", ()),
        ("Ông nói (Bí thư Huyện ủy) Lê Văn Nam vắng.", "Lê Văn Nam", ("Bí thư Huyện ủy",)),
        ("Công an xác định Lê Văn Nam là chủ xe.", "Lê Văn Nam", ("chủ xe",)),
        ("Thủ môn dự bị Bùi Tiến Dũng bắt tốt.", "Bùi Tiến Dũng", ("Thủ môn dự bị",)),
        ("Từ Kinh.Nữ diễn viên Lê Hạ Anh đến.", "Lê Hạ Anh", ("Nữ diễn viên",)),
    ],
)
def test_titles_before_a_name(text: str, name: str, titles: tuple[str, ...]) -> None:
    assert roles(text) == {name: titles}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Ông Đinh Khắc Đính, Phó Chủ tịch UBND tỉnh, nói.", ("Phó Chủ tịch UBND tỉnh",)),
        ("Ông Đinh Khắc Đính - Phó Chủ tịch UBND tỉnh - nói.", ("Phó Chủ tịch UBND tỉnh",)),
        ("Ông Đinh Khắc Đính (Phó Chủ tịch UBND tỉnh) nói.", ("Phó Chủ tịch UBND tỉnh",)),
        ("Ông Đinh Khắc Đính (45 tuổi, giáo viên) nói.", ("giáo viên",)),
        ("Ông Đinh Khắc Đính (45 tuổi), giáo viên điểm trường, nói.", ("giáo viên điểm trường",)),
        ("Ông Đinh Khắc Đính hiện là giám đốc sở.", ("giám đốc sở",)),
        ("Ông Đinh Khắc Đính, một giáo viên, nói.", ("giáo viên",)),
        (
            "Ông Đinh Khắc Đính, Ủy viên Trung ương, Bí thư Tỉnh ủy, nói.",
            ("Ủy viên Trung ương", "Bí thư Tỉnh ủy"),
        ),
        ("Ông Đinh Khắc Đính, chủ tịch xã cho biết đã xong.", ("chủ tịch xã",)),
        ("Ông Đinh Khắc Đính, Giám đốc Sở Y tế TP.HCM, nói.", ("Giám đốc Sở Y tế TP.HCM",)),
        ("Ông Đinh Khắc Đính, Bí thư Huyện ủy Đông Anh, nói.", ("Bí thư Huyện ủy Đông Anh",)),
        ("Ông Đinh Khắc Đính, chủ tịch xã và anh em, nói.", ("chủ tịch xã",)),
        ("Ông Đinh Khắc Đính, người dân ở đây, nói.", ()),
        (
            "Ông Đinh Khắc Đính, Chủ tịch UBND huyện Sốp Cộp đành thở dài nhìn núi.",
            ("Chủ tịch UBND huyện Sốp Cộp",),
        ),
        (
            "Ông Đinh Khắc Đính, Giám đốc Sở Văn hóa, Thể thao và Du lịch Hải Phòng, nói.",
            ("Giám đốc Sở Văn hóa, Thể thao và Du lịch Hải Phòng",),
        ),
        (
            "Ông Đinh Khắc Đính, Đội trưởng Đội 4, Phòng CSGT Công an tỉnh, nói.",
            ("Đội trưởng Đội 4, Phòng CSGT Công an tỉnh",),
        ),
        (
            "Ông Đinh Khắc Đính, Giám đốc Công ty Cổ phần vận tải – xây dựng Sông Lô, nói.",
            ("Giám đốc Công ty Cổ phần vận tải – xây dựng Sông Lô",),
        ),
        (
            "Ông Đinh Khắc Đính - Giám đốc Công ty Kim Chi - bị phạt.",
            ("Giám đốc Công ty Kim Chi",),
        ),
        (
            "Ông Đinh Khắc Đính, nguyên Chủ tịch xã nhiệm kỳ 2011 - 2016, nói.",
            ("nguyên Chủ tịch xã nhiệm kỳ 2011 - 2016",),
        ),
        ("Ông Đinh Khắc Đính - đồng giám đốc dự án - nói.", ("đồng giám đốc dự án",)),
        ("Ông Đinh Khắc Đính, Trưởng khoa Nội Tiêu hóa, nói.", ("Trưởng khoa Nội Tiêu hóa",)),
        ("Ông Đinh Khắc Đính, cầu thủ từng đá ở Ý, nói.", ("cầu thủ",)),
        ("Ông Đinh Khắc Đính, Vụ trưởng Vụ Trẻ em, nói.", ("Vụ trưởng Vụ Trẻ em",)),
        (
            "Đoàn do ông Đinh Khắc Đính, Phó Chánh án làm trưởng đoàn, đã về.",
            ("Phó Chánh án",),
        ),
    ],
)
def test_titles_after_a_name(text: str, titles: tuple[str, ...]) -> None:
    assert roles(text) == {"Đinh Khắc Đính": titles}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Quyền Cục trưởng Cục Thú y Lê Văn Nam ký.", ("Quyền Cục trưởng Cục Thú y",)),
        ("Cố nghệ sĩ Lê Văn Nam quê ở đây.", ("Cố nghệ sĩ",)),
        ("Tân Hiệu trưởng Lê Văn Nam nhận việc.", ("Tân Hiệu trưởng",)),
        ("Cựu thủ môn Lê Văn Nam ghé thăm.", ("Cựu thủ môn",)),
    ],
)
def test_acting_former_and_late_are_kept(text: str, titles: tuple[str, ...]) -> None:
    assert roles(text) == {"Lê Văn Nam": titles}


@pytest.mark.parametrize(
    "label",
    ["bị cáo", "nghi can", "nạn nhân", "đối tượng", "bệnh nhân", "nguyên đơn", "nguyên nhân"],
)
def test_suspects_victims_and_causes_are_no_offices(label: str) -> None:
    assert roles(f"Theo hồ sơ, {label} Lê Văn Nam vắng mặt.") == {"Lê Văn Nam": ()}
    assert roles(f"Ông Lê Văn Nam, {label}, vắng mặt.") == {"Lê Văn Nam": ()}


@pytest.mark.parametrize(
    "text",
    [
        "Nghe ý kiến của nhà giáo, Bộ trưởng Lê Văn Nam ghi nhận.",
        "Tiếp đoàn đại biểu và lái xe, Bộ trưởng Lê Văn Nam cảm ơn.",
        "Cùng các thành viên gia đình Bộ trưởng Lê Văn Nam.",
        "Trong cuộc gặp với Chủ tịch Hội Hữu nghị, Bộ trưởng Lê Văn Nam cảm ơn.",
        "Ghi nhận ý kiến của Trưởng đại diện WHO, Bộ trưởng Lê Văn Nam cảm ơn.",
        "Mở tiệc chiêu đãi Bộ trưởng Lê Văn Nam, phu nhân và đoàn cấp cao.",
    ],
)
def test_persons_whom_somebody_meets_are_not_the_office(text: str) -> None:
    assert roles(text) == {"Lê Văn Nam": ("Bộ trưởng",)}


def test_title_before_an_and_is_of_the_person_before() -> None:
    text = "Bà Trần Thị Bé, Phó bí thư, Chủ tịch UBND phường và ông Lê Văn Nam cùng ký."
    assert roles(text) == {
        "Trần Thị Bé": ("Phó bí thư", "Chủ tịch UBND phường"),
        "Lê Văn Nam": (),
    }
    text = "Thăm nhà điêu khắc và hai bạn trẻ Lê Văn Nam, Trần Thị Bé."
    assert roles(text) == {"Lê Văn Nam": (), "Trần Thị Bé": ()}


def test_player_is_no_office_of_the_others() -> None:
    found = roles("Ra sân: Lê Văn Nam, Anh Hùng, Trần Văn Bé.")
    assert found == {"Lê Văn Nam": (), "Anh Hùng": (), "Trần Văn Bé": ()}


def test_title_between_two_names_is_of_the_one_it_touches() -> None:
    text = "Chủ tịch xã Lê Văn Nam, Phó Chủ tịch Trần Thị Bé cùng dự."
    assert roles(text) == {
        "Lê Văn Nam": ("Chủ tịch xã",),
        "Trần Thị Bé": ("Phó Chủ tịch",),
    }


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Chủ tịch nước bạn chúc Tổng bí thư Lê Văn Nam khỏe.", ("Tổng bí thư",)),
        ("Huấn luyện viên đội khách thay thủ môn Lê Văn Nam.", ("thủ môn",)),
        ("Lãnh đạo đội bóng quyết định không dùng HLV Lê Văn Nam.", ("HLV",)),
        ("Giám đốc sở và trưởng phòng Lê Văn Nam vắng mặt.", ("trưởng phòng",)),
        ("Họ nhớ giảng viên sinh học Lê Văn Nam.", ("giảng viên sinh học",)),
    ],
)
def test_title_before_a_verb_is_of_somebody_else(text: str, titles: tuple[str, ...]) -> None:
    assert roles(text) == {"Lê Văn Nam": titles}


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "Dự có Trung tướng Lê Văn Nam - Tư lệnh Quân khu, Thiếu tướng Trần Văn Bé.",
            ("Trung tướng", "Tư lệnh Quân khu"),
            ("Thiếu tướng",),
        ),
        (
            "Bào chữa cho ông Lê Văn Nam, giám đốc Công ty Hoa Sen, luật sư Trần Văn Bé nói.",
            ("giám đốc Công ty Hoa Sen",),
            ("luật sư",),
        ),
    ],
)
def test_title_of_the_person_before_is_given_once(
    text: str, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    assert roles(text) == {"Lê Văn Nam": first, "Trần Văn Bé": second}


def test_guests_at_the_end_of_a_list_give_no_title_to_the_one_before() -> None:
    text = "Có Đại sứ Lê Thị Nam, cán bộ Đại sứ quán."
    assert roles(text) == {"Lê Thị Nam": ("Đại sứ",)}
    text = "Gồm Thượng úy Lê Thị Nam, cán bộ Công an xã; Thiếu úy Trần Văn Bé."
    assert roles(text)["Lê Thị Nam"] == ("Thượng úy", "cán bộ Công an xã")


def test_player_named_in_a_title_ends_the_chain() -> None:
    found = roles("Gương mặt mới: tiền đạo Morgan, hậu vệ Lê Văn Nam.")
    assert found["Lê Văn Nam"] == ("hậu vệ",)


@pytest.mark.parametrize(
    ("text", "name", "titles"),
    [
        ("Bà Lê Thị Nam (nhà sáng lập Logivan) dự.", "Lê Thị Nam", ("nhà sáng lập Logivan",)),
        (
            "Ông Lê Văn Nam - CEO Fiat Chrysler Nhật cho biết.",
            "Lê Văn Nam",
            ("CEO Fiat Chrysler Nhật",),
        ),
        (
            "Bà Lori Hock - CEO của công ty Hudson Americas chuyên tuyển dụng.",
            "Lori Hock",
            ("CEO của công ty Hudson Americas",),
        ),
        (
            "Bà Lynn Brown, phát ngôn viên Greyhound Lines, cho hay.",
            "Lynn Brown",
            ("phát ngôn viên Greyhound Lines",),
        ),
        ("Không hiểu tại sao Tony Blair vắng mặt.", "Tony Blair", ()),
    ],
)
def test_firm_that_a_person_leads_is_part_of_the_office(
    text: str, name: str, titles: tuple[str, ...]
) -> None:
    assert roles(text) == {name: titles}


def test_title_that_may_be_of_either_person_is_given_to_neither() -> None:
    text = "Quốc vương Lê Văn Nam, Tổng Bí thư, Chủ tịch nước Trần Văn Bé gặp nhau."
    assert roles(text) == {"Lê Văn Nam": ("Quốc vương",), "Trần Văn Bé": ("Chủ tịch nước",)}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "Bà Lê Thị Nam, Phó chủ nhiệm Ủy ban Thể dục - Thể thao, cho biết.",
            ("Phó chủ nhiệm Ủy ban Thể dục - Thể thao",),
        ),
        (
            "Bà Lê Thị Nam, Phó giám đốc Sở Tài nguyên kiêm Phó ban Đền bù tỉnh, cho biết.",
            ("Phó giám đốc Sở Tài nguyên kiêm Phó ban Đền bù tỉnh",),
        ),
        (
            "Bà Lê Thị Nam, Phó Chủ tịch Thường trực kiêm Tổng Thư ký Liên hiệp các tổ chức hữu "
            "nghị Việt Nam với các nước, cho biết.",
            ("Phó Chủ tịch Thường trực",),
        ),
        ("Bà Lê Thị Nam, Trưởng phòng Kế hoạch - Trần Văn Bé ghi.", ("Trưởng phòng Kế hoạch",)),
    ],
)
def test_departments_of_two_fields_and_joint_offices_are_whole(
    text: str, titles: tuple[str, ...]
) -> None:
    assert roles(text)["Lê Thị Nam"] == titles


def test_title_ends_at_the_next_person() -> None:
    text = "Ông Lê Văn Nam, chủ tịch xã và bà Trần Thị Bé cùng dự."
    assert roles(text) == {"Lê Văn Nam": ("chủ tịch xã",), "Trần Thị Bé": ()}


def test_many_offices_of_others_are_not_a_chain() -> None:
    text = "Qua ý kiến của các đại biểu, Chủ tịch UBND tỉnh Nguyễn Hương Giang kết luận."
    assert roles(text) == {"Nguyễn Hương Giang": ("Chủ tịch UBND tỉnh",)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Tham dự có bà Phương Hậu, Thạc sĩ - nhạc sĩ Lê An Tuyên.",
            {"Phương Hậu": (), "Lê An Tuyên": ("Thạc sĩ", "nhạc sĩ")},
        ),
        (
            "Ông Richard Clemmer, CEO NXP, nhà sản xuất chip, cho biết.",
            {"Richard Clemmer": ("CEO NXP",)},
        ),
        (
            "Ông Jensen Huang, TS. Bill Dally cùng dự.",
            {"Jensen Huang": (), "Bill Dally": ("TS.",)},
        ),
        (
            "Trong cuộc phỏng vấn với CEO Google Sundar Pichai, phóng viên hỏi nhiều.",
            {"Sundar Pichai": ("CEO Google",)},
        ),
        (
            "Ông Lê Văn Nam, Vụ trưởng Vụ Báo chí, Bộ Ngoại giao Trần Văn Bé.",
            {"Lê Văn Nam": (), "Trần Văn Bé": ()},
        ),
        (
            "Do ông Lê Văn Nam làm đội trưởng, Trần Văn Bé về.",
            {"Lê Văn Nam": (), "Trần Văn Bé": ()},
        ),
        ("Qua luật sư, Trần Văn Bé kể lại.", {"Trần Văn Bé": ()}),
        ("Hắn tự xưng là công an, Trần Văn Bé kể.", {"Trần Văn Bé": ()}),
        ("Về nước có 2 Việt kiều, Trần Văn Bé.", {"Trần Văn Bé": ()}),
    ],
)
def test_titles_of_others_and_of_firms_are_not_given(
    text: str, found: dict[str, tuple[str, ...]]
) -> None:
    assert roles(text) == found


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Anh Lê Văn Nam, sĩ quan siêu nhận diện của Anh, kể.", ("sĩ quan",)),
        ("Anh Lê Văn Nam, giáo sư vật lý ở Huế, kể.", ("giáo sư vật lý",)),
        ("Hỏi anh Lê Văn Nam, trưởng phòng tài chính vào sáng nay.", ("trưởng phòng tài chính",)),
        ("Ông Lê Văn Nam, Chủ tịch Tổ chức Xúc tiến Thương mại - Môi trường xanh.", ("Chủ tịch",)),
    ],
)
def test_title_cut_in_the_middle_is_its_noun(text: str, titles: tuple[str, ...]) -> None:
    assert roles(text) == {"Lê Văn Nam": titles}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tại Cơ quan cảnh sát điều tra, Wang Heping đã khai nhận.", "Wang Heping"),
        ("Địa điểm tập lái xe Nguyễn Hồng Anh bị đóng cửa.", "Nguyễn Hồng Anh"),
    ],
)
def test_name_of_a_body_is_no_office_of_the_next_person(text: str, name: str) -> None:
    assert roles(text).get(name, ()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Anh vào vai phiên bản Việt của Chủ tịch Lê Văn Nam.",
        "Anh hóa thân chàng kỹ sư Lê Văn Nam.",
        "Nhận cuộc gọi từ trợ lý Phó Thủ tướng Lê Văn Nam.",
        "Nhận đường chuyền của Lê Văn Nam, tiền vệ người Anh tận dụng thời cơ.",
        "Có Thứ trưởng Mai Văn Dâu và ông Lê Văn Nam, tổ phó tổ này là ông Hải.",
        "Thay ông Lê Văn Nam, tác giả của cú siêu phẩm nâng tỷ số lên 2-0.",
    ],
)
def test_offices_of_characters_and_of_others_are_not_given(text: str) -> None:
    assert roles(text).get("Lê Văn Nam", ()) == ()


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Ông Lê Văn Nam, giảng viên trường đào tạo, bồi dưỡng cán bộ.", ("giảng viên",)),
        ("Chi cục phó Chi cục Thú y Lê Văn Nam nói.", ("Chi cục phó Chi cục Thú y",)),
        ("Tổng thống Mỹ chỉ định Bộ trưởng Lê Văn Nam.", ("Bộ trưởng",)),
        ("Ông Lê Văn Nam, nhà văn Huế nói.", ("nhà văn Huế",)),
    ],
)
def test_offices_end_where_their_words_do(text: str, titles: tuple[str, ...]) -> None:
    assert roles(text) == {"Lê Văn Nam": titles}


def test_office_of_the_head_of_government_is_not_that_of_a_minister() -> None:
    text = "Thừa ủy quyền của Thủ tướng Chính phủ, Bộ trưởng Bộ Tài chính Lê Văn Nam đã ký."
    assert roles(text) == {"Lê Văn Nam": ("Bộ trưởng Bộ Tài chính",)}


@pytest.mark.parametrize(
    "text",
    [
        "Tòa sẽ xét xử giám đốc thẩm vụ án Lê Văn Nam.",
        "Sau cái chết của Lê Văn Nam, cảnh sát đã bắt giữ một người.",
        "Ra sân có tiền vệ Gattuso, Lê Văn Nam.",
    ],
)
def test_words_that_look_like_an_office_are_none(text: str) -> None:
    assert roles(text).get("Lê Văn Nam", ()) == ()


@pytest.mark.parametrize(
    ("text", "office"),
    [
        (
            "Ông Lê Văn Nam, Giám đốc Công ty Công nghệ Frit Phú Sơn, cho biết.",
            "Giám đốc Công ty Công nghệ Frit Phú Sơn",
        ),
        ("Ông Lê Văn Nam - Chủ tịch Lâm Việt cho biết.", "Chủ tịch Lâm Việt"),
        (
            "Thầy Lê Văn Nam, Hiệu trưởng Trường CĐ Kỹ thuật Lý Tự Trọng, nói.",
            "Hiệu trưởng Trường CĐ Kỹ thuật Lý Tự Trọng",
        ),
        (
            "Lê Văn Nam, nhà phân tích của công ty nghiên cứu Gavekal Dragonomics tại Mỹ, nói.",
            "nhà phân tích của công ty nghiên cứu Gavekal Dragonomics",
        ),
    ],
)
def test_body_of_a_person_who_speaks_is_part_of_the_office(text: str, office: str) -> None:
    assert roles(text) == {"Lê Văn Nam": (office,)}


@pytest.mark.parametrize(
    ("text", "name", "titles"),
    [
        (
            "Về phía bà Lan, luật sư Phan Trung Hoài đề nghị hoãn.",
            "Phan Trung Hoài",
            ("luật sư",),
        ),
        (
            "Ông Lê Văn Nam, trợ lý Tổng thống Bush, nói.",
            "Lê Văn Nam",
            (),
        ),
        ("Hai luật sư Lê Văn Nam và Trần Thị Hoa dự.", "Lê Văn Nam", ("luật sư",)),
        ("Chụp ảnh cùng 4 thành viên Black Pink Lê Văn Nam cười.", "Lê Văn Nam", ()),
        ("Phút 66, trung vệ Lê Văn Nam ghi bàn.", "Lê Văn Nam", ("trung vệ",)),
        ("Cục Quản lý Xuất nhập cảnh, Bộ Công an Lê Văn Nam nói.", "Lê Văn Nam", ()),
        ("Cháu trai ông Lê Văn Nam - phái viên Mỹ tại Iraq Colin Powell nói.", "Lê Văn Nam", ()),
        ("Thủ tướng Campuchia Samdech Techo Hun Sen nói.", "Hun Sen", ("Thủ tướng Campuchia",)),
        ("Văn phòng Luật sư Lê Văn Nam cho hay.", "Lê Văn Nam", ()),
        ("Lan sẽ là HLV trưởng, Lê Văn Nam giữ vai trò trợ lý.", "Lê Văn Nam", ()),
        ("Họp về nhiệm kỳ chủ tịch của Hungary, Lê Văn Nam nói.", "Lê Văn Nam", ()),
        ("Và võ sĩ quyền anh Lê Văn Nam thắng.", "Lê Văn Nam", ("võ sĩ quyền anh",)),
    ],
)
def test_titles_are_of_those_who_hold_them(text: str, name: str, titles: tuple[str, ...]) -> None:
    assert roles(text)[name] == titles


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        ("Trưởng khoa Chính trị - Luật, Trường ĐH Công nghiệp,", "Trưởng khoa"),
        ("chuyên gia về Nội tiết - chuyển hóa - di truyền trẻ em,", "chuyên gia"),
        (
            "Bí thư Đảng ủy khối các cơ quan Đảng, đoàn thể",
            "Bí thư Đảng ủy khối các cơ quan Đảng, đoàn thể",
        ),
        ("Viện trưởng Viện Quan hệ Mỹ - Trung Quốc cho biết", "Viện trưởng"),
        ("Vụ trưởng Vụ Quan hệ kinh tế - khoa học và công nghệ,", "Vụ trưởng"),
        (
            "Giám đốc Sở Lao động – Thương binh và xã hội,",
            "Giám đốc Sở Lao động – Thương binh và xã hội",
        ),
        (
            "Phó Vụ trưởng Vụ Giáo dục chính trị và công tác học sinh, sinh viên,",
            "Phó Vụ trưởng Vụ Giáo dục chính trị và công tác học sinh",
        ),
    ],
)
def test_body_is_whole_or_not_named(office: str, expected: str) -> None:
    assert roles(f"Ông Lê Văn Nam, {office} nói.") == {"Lê Văn Nam": (expected,)}
