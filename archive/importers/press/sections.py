"""Sections: the path in a newspaper under which a report was published."""

import re
from functools import lru_cache
from itertools import pairwise

from archive.importers.press.letters import composed, unmarked

__all__ = ["is_known", "path", "split"]

# Names of sections that Vietnamese newspapers share, and words with which a path begins that
# say nothing («Trang chủ»). Compiled by us; case and diacritics do not matter.
_NAMES = """
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
_HOME = frozenset({"trang chu", "trang nhat", "home", "trang dau"})
_SEPARATOR = re.compile(r"\s*[›»>→|\t]+\s*|\s+/\s+|/(?=[^\W\d_])|\s+\\\s+|\s{2,}")
# Longer names than this are titles.
_LONGEST = 60
# Lines of more words are sentences.
_MOST_WORDS = 20


def _key(name: str) -> str:
    """Return the name for comparison: without diacritics, case and spaces around its dash."""
    return re.sub(r"\s*[-–—&]\s*|\s+va\s+", " - ", " ".join(unmarked(composed(name)).split()))


_KNOWN = frozenset(_key(name) for name in re.split(r"[;\n]", _NAMES) if name.strip())


def is_known(name: str) -> bool:
    """Return True if newspapers have a section of this name."""
    return _key(name) in _KNOWN


@lru_cache(maxsize=4096)
def path(text: str) -> tuple[str, ...]:
    """Return the section path in a field that holds one; separators divide it, dashes never do.

    >>> path("Giải trí > Thời trang"), path("Chính trị - Xã hội")
    (('Giải trí', 'Thời trang'), ('Chính trị - Xã hội',))
    """
    names = [" ".join(name.split()) for name in _SEPARATOR.split(composed(text))]
    kept = [name for name in names if name and unmarked(name) not in _HOME]
    # A page names its section twice, as a link and as a heading.
    return tuple(name for at, name in enumerate(kept) if at == 0 or name != kept[at - 1])


def split(line: str) -> tuple[str, ...]:
    """Return the section path in a line copied from a page, where separators may be missing.

    Known names are recognised first. Otherwise a name begins at a capital letter after a small
    one, since names of sections are in sentence case («Theo dòng thời sự»); a capital after a
    dash, or within a proper name («Ẩm thực Hà Nội»), begins none.

    >>> split("Chính trị - Xã hội Theo dòng thời sự")
    ('Chính trị - Xã hội', 'Theo dòng thời sự')
    """
    return tuple(name for part in path(line) for name in _names(part))


def _names(part: str) -> list[str]:
    """Return the names that stand side by side in one part of a path."""
    if len(part) <= _LONGEST and is_known(part):
        return [part]
    words = part.split()
    if len(words) > _MOST_WORDS:
        return [part]
    starts = [0, *(at for at in range(1, len(words)) if _begins(words, at)), len(words)]
    pieces = [" ".join(words[a:b]) for a, b in pairwise(starts)]
    return pieces if len(pieces) <= 4 else [part]


def _begins(words: list[str], at: int) -> bool:
    """Return True if a name begins at a word: known on both sides, or in sentence case."""
    if not words[at][0].isupper() or not words[at - 1][-1].isalnum():
        return False
    before, rest = " ".join(words[:at]), words[at:]
    if _ends_known(before) and _starts_known(rest):
        return True
    sentence_case = len(rest) > 1 and rest[1][0].islower() and words[at - 1][0].islower()
    return sentence_case and at > 1


def _ends_known(before: str) -> bool:
    """Return True if the words before end in a known name."""
    words = before.split()
    return any(is_known(" ".join(words[at:])) for at in range(len(words)))


def _starts_known(rest: list[str]) -> bool:
    """Return True if the rest starts with a known name in sentence case.

    Otherwise a proper name would be divided.
    """
    return any(
        is_known(" ".join(rest[:end])) and (end == 1 or rest[1][0].islower() or "-" in rest[:end])
        for end in range(1, len(rest) + 1)
    )
