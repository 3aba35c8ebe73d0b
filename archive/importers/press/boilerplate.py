"""Text that a newspaper's page prints around a report, and that is no part of the report."""

import re

from archive.importers.press.letters import composed, unmarked

__all__ = ["ends", "is_address", "is_boilerplate", "is_comments", "is_imprint", "tags"]

# Without diacritics and case; matched against the whole line, apart from a count after it.
# These stand anywhere: buttons, players, advertisements.
_ANYWHERE = r"""
chia se( (bai viet|facebook|len facebook|qua email|tin nay))? | share | facebook | twitter | zalo
| (in|luu|gui|nghe|doc|thich|luu lai|gui|bao loi) (bai( viet| bao)?|trang|tin) | in | email | print
| (gui )?phan hoi | viet binh luan | gui binh luan | binh luan | y kien( ban doc)? | quan tam
| copy link | sao chep( lien ket)? | google( news| tin tuc)? | theo doi( .{1,40})? tren google news
| quang cao | advertisement | tai tro | loading | dang tai | browser not support iframe
| (a[+-]? ?)+ | (co chu|kich thuoc chu)( .*)? | nghe (doc bai|bai viet|audio).* | audio | dang nhap
| 0 | \d+ (binh luan|luot (xem|doc|thich)|views?) | (luot xem|luot doc|views?) | tro ve( .{1,20})?
| ve dau trang | len dau trang | xem (tiep|video|anh|clip)
| giong (nu|nam)( .{1,12})? | (mien )?(bac|trung|nam) (nu|nam) | (nu|nam) mien (bac|trung|nam)
| vui long cho.* | nhap noi dung.* | ban quyen thuoc ve.* | ©.* | thich | like | tin noi bat khac
| follow us | doc tiep( ve trang chu de)? | tang sao | chu de( nong)?\s*: .*
| phan hoi ve bai viet | (ve|quay lai) trang .{1,25} | mua bao giay | dat bao | \S+@\S+
| tro lai (thoi su|the gioi|kinh doanh|giai tri|the thao|phap luat|giao duc|suc khoe|doi song
|du lich|khoa hoc|so hoa|xe|y kien|tam su|trang chu|chuyen muc.*) | lien he quang cao.* | hotline.*
| trang chu | xem them$
"""
# Only other reports follow these.
_END = r"""
(cac )?(tin|bai|bai viet|tin bai)( tuc)?,? (lien quan|khac|cung (chuyen )?muc|moi( nhat| hon| nhan)?
|cu hon|noi bat|xem nhieu|doc nhieu|cung tac gia|cung chu de|da dua)( .{0,20})?
| (doc|xem)( tin)?( nhieu| nhieu nhat| them| tiep)( tren .{1,30})? | co the ban quan tam.*
| ban co the quan tam.* | co the ban thich.* | tin doc nhieu | noi bat | duoc quan tam | tieu diem
| dong hanh cung doanh nghiep | doanh nghiep can biet | thong tin doanh nghiep | chu de( nong)?
| y kien ban doc .* | binh luan \(?\d+\)? | cung chuyen muc | tro lai
| (chia se|moi ban doc|moi quy doc gia) .{0,20}(y kien|binh luan).* | lien ket( website)? | danh muc
| video dang xem nhieu | truyen hinh truc tuyen | bao giay | e-?magazine | media | infographic
"""
# The imprint: publisher, licence and address, at the foot of a page.
_IMPRINT = re.compile(
    r"(?:pho )?tong bien tap(?: phu trach)?\s*:|(?:co quan|don vi) chu quan\b(?!.*[.?!]$)"
    r"|©|copyright\b|(?:tru so |dia chi )?toa soan(?: chinh)?\s*:"
    r"|(?:giay phep|gp)(?: xuat ban| hoat dong| thiet lap)?.{0,40}"
    r"(?:so\b.{0,9}\d|cap\b.*\d[/-])"
    r"|(?:toan bo )?ban quyen (?:thuoc|©)|(?:cam|khong) sao chep|all rights reserved"
    r"|.{0,40}(?:ghi ro nguon|vui long dan nguon|phat hanh lai thong tin)|lien he quang cao"
)
_ADDRESS = re.compile(r"(?:tru so|dia chi)(?: chinh)?\s*:")
# Headings of the comments of readers.
_COMMENTS = re.compile(
    r"(?:\d+ )?(?:binh luan|y kien|phan hoi)(?: (?:cua ban|ban doc|doc gia))?\s*\(?\d*\)?\s*:?"
    r"|(?:gui|viet|dang) (?:binh luan|y kien|phan hoi).*|(?:cac )?y kien (?:ban doc|doc gia).*"
)
_INLINE = r"(?:>{2,}|»|=>|(?:moi (?:ban|quy vi|doc gia) )?(?:xem|doc) them\s*:|xem video\s*:).*"


def _pattern(forms: str) -> re.Pattern[str]:
    """Return a pattern that matches any of the forms; a space in a form matches any white space."""
    joined = "".join(forms.strip().split("\n"))
    spaced = re.sub(r"\s*\|\s*", "|", joined)
    return re.compile(rf"(?:{spaced.replace(' ', '[ ]+')})")


_ANYWHERE_FORMS = _pattern(_ANYWHERE)
_END_FORMS = _pattern(_END)
_FORMS = re.compile(f"{_ANYWHERE_FORMS.pattern}|{_END_FORMS.pattern}")
_INLINE_FORMS = re.compile(_INLINE)
_TAGS = re.compile(r"(?:tags?|tu khoa|the)\s*:\s*")
# Buttons and headings are short; a link to another report may have a headline's length.
_SHORT = 80
_LONGEST = 300


def _plain(line: str) -> str:
    """Return the line without diacritics; "" if it is too long to be the page's own."""
    return " ".join(unmarked(composed(line)).split()) if len(line) <= _LONGEST else ""


def _matches(forms: re.Pattern[str], plain: str) -> bool:
    """Return True if a line is one of the forms, apart from a colon, an arrow or a count."""
    plain = plain.strip(" .:>»-–|•*")
    bare = plain.rstrip("0123456789() ")
    return any(text and forms.fullmatch(text) for text in (plain, bare))


def is_boilerplate(line: str) -> bool:
    """Return True if a line belongs to the page and not to the report.

    >>> is_boilerplate("Chia sẻ bài viết"), is_boilerplate("Sáng 10/1, hội nghị khai mạc.")
    (True, False)
    """
    plain = _plain(line)
    return bool(
        _INLINE_FORMS.fullmatch(plain) or (len(plain) <= _SHORT and _matches(_FORMS, plain))
    )


def ends(line: str) -> bool:
    """Return True if the report ends above this line: «Tin liên quan», «Đọc nhiều» and the like."""
    return _matches(_END_FORMS, _plain(line))


def is_imprint(line: str) -> bool:
    """Return True if a line belongs to the imprint of a newspaper.

    >>> is_imprint("Tổng biên tập: Trần Văn Mẫu"), is_imprint("Tổng biên tập báo nói: đúng.")
    (True, False)
    """
    return _IMPRINT.match(_plain(line)) is not None


def is_address(line: str) -> bool:
    """Return True if a line states an address, which an imprint has and a report may have too.

    >>> is_address("Địa chỉ: 73 Lê Văn Linh, phường 9, quận 4."), is_address("Địa chỉ mới.")
    (True, False)
    """
    return _ADDRESS.match(_plain(line)) is not None


def is_comments(line: str) -> bool:
    """Return True if the readers' comments begin with this line.

    >>> is_comments("Bình luận (12)"), is_comments("Bình luận viên nói gì")
    (True, False)
    """
    return _COMMENTS.fullmatch(_plain(line)) is not None


def tags(line: str) -> tuple[str, ...]:
    """Return the tags in a line «Từ khóa: …» or «Tags: …»; none for any other line."""
    found = _TAGS.match(unmarked(composed(line[:_SHORT])))
    if not found or len(line) > 2 * _LONGEST:
        return ()
    pieces = (piece.strip(" #.") for piece in re.split(r"[,;|#]", composed(line)[found.end() :]))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))
