"""The offices that a public page states of a person."""

import pytest

from archive.persons.stated import may_state

NAME = ["Lê Thị Lan"]


@pytest.mark.parametrize(
    "office",
    [
        "Giám đốc Sở Nông nghiệp và Phát triển nông thôn",
        "nguyên Phó Chủ tịch UBND tỉnh Vĩnh Phúc nhiệm kỳ 2011-2016",
        "chuyên gia về môi trường",
        "quyền Đội trưởng Đội QLTT số 1",
    ],
)
def test_office_in_one_report_is_stated_with_the_full_name(office: str) -> None:
    assert may_state(office, 1, NAME)
    assert not may_state(office, 2, [])


@pytest.mark.parametrize(
    "office",
    [
        "thủ môn của Khánh Hòa đạp thẳng đầu cầu thủ",
        "cố vấn cao cấp của Chính phủ về",
        "tay vợt khác",
        "CEO The",
        "Tiểu đoàn trưởng Tiểu đoàn 2 nhớ lại",
        "đến dự",
        "giám đốc " + "rất " * 14,
    ],
)
def test_statements_are_no_offices_unless_several_reports_give_them(office: str) -> None:
    assert not may_state(office, 2, NAME)
    assert may_state(office, 3, [])


def test_office_of_a_much_named_person_needs_three_reports() -> None:
    assert may_state("Thủ tướng", 3, [], named=250)
    assert not may_state("Trưởng đại diện WHO", 2, NAME, named=250)


@pytest.mark.parametrize(
    ("office", "name", "stated"),
    [
        ("Giám đốc", "Ba Huân", False),
        ("nguyên giảng viên", "Khoa Thanh", False),
        ("ca sĩ", "Thanh Lam", True),
        ("cố nghệ sĩ ưu tú", "Thanh Nga", True),
        ("Giám đốc", "Lê Lan", True),
        ("Giám đốc", "John Smith", True),
        ("ca sĩ", "Lan", False),
        ("nữ diễn viên", "Tân Cương Cổ Lực Na Trát", False),
        ("Thượng tọa", "Thích Trúc Thái Minh", True),
    ],
)
def test_officials_are_named_in_full_and_artists_by_their_name(
    office: str, name: str, stated: bool
) -> None:
    assert may_state(office, 1, [name]) is stated


@pytest.mark.parametrize(
    "office",
    [
        "giáo viên Chủ nhiệm Ủy ban",
        "Hoa hậu Huế 2014 Diễn viên",
        "Giám đốc CMC trung tá",
        "tay vợt thứ 7",
        "giáo viên 35 tuổi",
        "diễn viên nổi tiếng",
        "phát ngôn viên củaApple",
        "Chủ tịch Hồ Chí Minh",
        "tiền vệ Peev, Hristov",
        "diễn viên Leonardo DiCaprio",
        "hậu vệ Juan",
        "diễn viên Mai Sơn",
        "bác sĩ khóa",
        "Phó chủ tịch Hội đồng Quản trị kiêm",
        "Giám đốc Sở GD",
        "kình ngư Trung Quốc Kình ngư Trung Quốc",
        "Thứ trưởng GD&ĐT?Bộ trưởng",
        "Giám đốc điều hành NATO hiện",
    ],
)
def test_cut_and_run_on_offices_are_not_stated(office: str) -> None:
    assert not may_state(office, 2, NAME)


@pytest.mark.parametrize(
    "office",
    [
        "trợ lý Tổng thống",
        "ca sĩ Việt Nam",
        "HLV Chelsea",
        "cán bộ y tế",
        "bí thư thứ nhất",
        "giám đốc hãng hàng không",
    ],
)
def test_bodies_and_nations_are_part_of_a_stated_office(office: str) -> None:
    assert may_state(office, 1, NAME)


def test_words_of_praise_and_kinship_are_never_stated() -> None:
    assert not may_state("kiều nữ", 5, NAME)
    assert not may_state("đại gia Hà Nội", 5, NAME)


def test_office_that_contains_the_name_is_not_stated() -> None:
    assert not may_state("Giám đốc Công ty Lê Thị Lan", 1, NAME)


@pytest.mark.parametrize(
    "office",
    [
        "Cục trưởng Cục",
        "Chủ nhiệm ủy ban",
        "phó bí thư Tỉnh",
        "nhân viên Công ty Phước",
        "trưởng",
        "nhà phân tích và 3 lãnh đạo",
        "phóng viên báo Time & Life và định cư",
        "tác giả TS.",
        "đại biểu ĐB",
        "phóng viên Báo , PGS-TS",
        "nhạc sĩ đầu tiên",
        "Phó trưởng Công an thành phố Thái Bình ký",
        "diễn viên chính phim Vua",
        "tổng giám mục xứ",
        "Trưởng phòng Đào tạo Trường ĐH",
        "Phó Giám đốc Sở Y tế Hà Nội Ông",
        "Phó Giám đốc Bệnh viện Ung bướu TP HCM trực tiếp",
        "giám đốc y tế khoa nội",
        "nhân viên phòng vật tư - PV",
        "CEO Medlink Asia Medlink Asia",
        "kiến trúc sư của chiến tranh",
        "nhạc trưởng",
    ],
)
def test_offices_without_their_body_or_with_other_words_are_not_stated(office: str) -> None:
    assert not may_state(office, 2, NAME)


@pytest.mark.parametrize(
    "office",
    [
        "Thống đốc Ngân hàng Nhà nước",
        "Tư lệnh Bộ Tư lệnh Thủ đô",
        "bí thư chi đoàn",
        "học sinh lớp 5",
        "Chủ tịch phường 15",
        "Giám đốc Sở GD-ĐT Hải Phòng",
        "kỹ sư y sinh",
        "GS.TS.BS",
        "Trưởng phòng Nhân sự miền Bắc và miền Trung",
    ],
)
def test_offices_of_councils_classes_and_fields_are_stated(office: str) -> None:
    assert may_state(office, 1, NAME)


def test_firm_that_is_not_named_before_two_given_names_is_not_stated() -> None:
    office = "giám đốc Xí nghiệp tập thể thương binh"
    assert not may_state(office, 1, ["Quang Minh"])
    assert may_state(office, 1, NAME)
    assert not may_state("giáo viên", 1, ["T.T.H Trường"])


@pytest.mark.parametrize(
    "office",
    [
        "nữ hoàng của điện ảnh Hàn Quốc",
        "Vua nấm",
        "thành viên nhóm chợ gà",
        "thành viên",
        "nguyên chủ tịch và phó chủ tịch UBND Cần Thơ",
        "Phó hiệu trưởng nhà trường chủ biên",
        "Phó Tổng Giám đốc Metfone cam kết",
        "phóng viên của tờ Globo đặt câu",
        "Trưởng phòng CSHS trực tiếp chỉ huy",
        "nguyên Phó chủ tịch UBND TP. Theo UB Kiểm tra",
        "chủ tịch UBND tỉnh Bến Tre… Theo",
        "Phóng viên báo …",
        "Giám đốc Huawei chi nhánh",
        "quan chức bóng đá tham nhũng",
        "công nhân.",
        "Giám đốc Trung tâm Y tế huyện Quỳ Châucho",
        "Người mẫu CanalisHuấn luyện viên",
        "phóng viên Báo",
        "kỹ thuật viên có tiếng",
        "ngôi sao tâm thần",
        "thủ lĩnh tinh thần",
        "CEO sinh năm 1990 của Unitree",
    ],
)
def test_figures_gangs_and_words_of_the_sentence_are_not_stated(office: str) -> None:
    assert not may_state(office, 2, NAME)


@pytest.mark.parametrize(
    "office",
    [
        "Nữ hoàng Anh",
        "vua phá lưới",
        "thành viên nhóm nghiên cứu",
        "thành viên nhóm Kara",
        "ngôi sao điện ảnh",
        "nhà phân tích",
        "nhà đồng sáng lập và chủ tịch tập đoàn Alibaba",
        "Phó Giám đốc VNPT.",
        "đồng sáng lập FiinGroup",
        "cựu thủ môn của Real Madrid…",
        "Phó trưởng ban chống tham nhũng",
    ],
)
def test_monarchs_groups_and_joint_offices_are_stated(office: str) -> None:
    assert may_state(office, 1, NAME)
