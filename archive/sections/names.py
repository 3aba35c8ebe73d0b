"""Names of sections: the key that all spellings of a name share, and the best spelling."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from archive.slug import folded
from index.language.spelling import key, normalise

__all__ = ["KNOWN", "best_name", "is_shared", "section_key"]

# Names of sections that Vietnamese newspapers share. Compiled by us; case and diacritics do not
# matter where they are recognised.
_SHARED = """
Chính trị - Xã hội; Chính trị; Xã hội; Thời sự; Theo dòng thời sự; Trong nước; Tin tức; Tin mới
Kinh tế; Kinh doanh; Tài chính; Tài chính - Ngân hàng; Chứng khoán; Doanh nghiệp; Doanh nhân
Thị trường; Bất động sản; Nhà đất; Tiêu dùng; Nông nghiệp; Nông thôn mới; Công nghiệp; Đầu tư
Thế giới; Quốc tế; Quân sự; Biển đảo; Người Việt năm châu; ASEAN; Việt Nam và thế giới
Văn hóa; Văn hóa - Nghệ thuật; Văn hóa - Giải trí; Văn hóa - Thể thao; Giải trí; Điện ảnh
Âm nhạc; Văn học; Văn nghệ; Mỹ thuật; Sân khấu; Thời trang; Sách; Di sản; Festival Huế
Giáo dục; Giáo dục - Khuyến học; Tuyển sinh; Du học; Học đường; Khoa học; Khoa học - Công nghệ
Khoa học và công nghệ; Công nghệ; Số hóa; Chuyển đổi số; Vi tính; Nhịp sống số; Thiết bị; Vũ trụ
Thế giới tự nhiên; Sức khỏe; Y tế; Dinh dưỡng; Làm đẹp; Đời sống; Gia đình; Giới tính; Tổ ấm
Tâm sự; Ẩm thực
Thể thao; Bóng đá; Bóng đá Việt Nam; Bóng đá quốc tế; Quần vợt; Tennis; Các môn khác; Thể thao Huế
Pháp luật; An ninh; An ninh - Quốc phòng; Quốc phòng - An ninh; An ninh trật tự; Vụ án; Tư vấn
Giao thông; Môi trường; Ô tô - Xe máy; Ôtô xe máy; Xe; Xe cộ; Du lịch; Điểm đến; Ảnh; Video
Bạn đọc; Bạn đọc làm báo; Bạn đọc viết; Nhịp sống trẻ; Giới trẻ; Thanh niên; Việc làm; Lao động
Góc nhìn; Ý kiến; Bình luận; Xã luận; Phóng sự; Ký sự; Điều tra; Phỏng vấn; Nhân vật; Hồ sơ
Xây dựng Đảng; Đảng và cuộc sống; Nhân sự; Quốc hội; Dân tộc - Tôn giáo; Công đoàn; Dân vận
Đất và người; Thừa Thiên Huế; Đô thị; Địa phương; Hà Nội; TP.HCM; Tấm lòng nhân ái; Chung tay
"""
KNOWN = tuple(name.strip() for name in re.split(r"[;\n]", _SHARED) if name.strip())
"""Names of sections that Vietnamese newspapers share, in their usual spelling."""

_DASH = re.compile(r"\s*[-–—]\s*")


@lru_cache(8192)
def section_key(name: str) -> str:
    """Return the key of a name: case, the place of a tone and the kind of a dash do not matter.

    >>> section_key("CHÍNH TRỊ – XÃ HỘI"), section_key("Văn hoá-Nghệ thuật")
    ('chính trị - xã hội', 'văn hóa - nghệ thuật')
    """
    joined = _DASH.sub(" - ", normalise(name).lower())
    return " ".join(key(word) for word in joined.split())


@lru_cache(8192)
def best_name(name: str, others: tuple[str, ...] = ()) -> str:
    """Return the spelling by which a section is shown.

    `others`: the spellings in the archive with the same `section_key`. A name that newspapers
    share is spelled as usual, also if it was written without diacritics. Of other spellings, one
    in sentence case is preferred to capitals, and one with fewer capitals to more.

    >>> best_name("CHINH TRI"), best_name("ĐẤT CỐ ĐÔ", ("Đất cố đô", "ĐẤT CỐ ĐÔ"))
    ('Chính trị', 'Đất cố đô')
    """
    usual = _usual().get(section_key(name))
    if usual is None and name.isascii():
        usual = _usual_by_fold().get(folded(section_key(name)))
    return usual or min((*others, name), key=_rank)


def is_shared(name: str) -> bool:
    """Return True for a name that newspapers share: it has one spelling, whatever others there are.

    >>> is_shared("THỂ THAO"), is_shared("Đất cố đô")
    (True, False)
    """
    return section_key(name) in _usual()


def _rank(name: str) -> tuple[bool, bool, int, str]:
    letters = "".join(filter(str.isalpha, name))
    capitals = sum(map(str.isupper, letters))
    return letters.isupper(), not name[:1].isupper(), capitals, name


@cache
def _usual() -> Mapping[str, str]:
    """Return key → usual spelling of the known names; the first of two equal ones counts."""
    return _by_key((section_key(name), name) for name in KNOWN)


@cache
def _usual_by_fold() -> Mapping[str, str]:
    """Return key without diacritics → usual spelling of the known names."""
    return _by_key((folded(section_key(name)), name) for name in KNOWN)


def _by_key(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for each, name in pairs:
        found.setdefault(each, name)
    return MappingProxyType(found)
