"""Abbreviations of Vietnamese newspapers and former names of places, expanded at query time."""

from collections.abc import Iterable, Iterator, Sequence

from index.language.analysis import tokens
from index.language.lattice import accepts
from index.language.spelling import fold, is_syllable, key
from index.language.word_table import WordTable

__all__ = ["expansions", "lookalikes", "spans"]

# One group of equivalent forms per line, from the usage of the press: short forms = full forms. An
# ambiguous form (BCT, CT, KT …) would equate unrelated forms and is left out. Names of places are
# given in their present spelling = former spellings.
_GROUPS = """
UBND = ủy ban nhân dân
HĐND = hội đồng nhân dân
MTTQ = mặt trận tổ quốc
UBMTTQ, UB MTTQ = ủy ban mặt trận tổ quốc
UBKT = ủy ban kiểm tra
UBTVQH = ủy ban thường vụ quốc hội
ĐBQH = đại biểu quốc hội
VPCP = văn phòng chính phủ
QH = quốc hội
TƯ, T.Ư, TW, T.W = trung ương
BCH = ban chấp hành
BCĐ = ban chỉ đạo
BQL = ban quản lý
BTV = ban thường vụ
TBT = tổng bí thư
TP = thành phố
TP.HCM, TPHCM = thành phố hồ chí minh
ĐBSCL = đồng bằng sông cửu long
VN = việt nam
XHCN = xã hội chủ nghĩa
CHDCND = cộng hòa dân chủ nhân dân
CHXHCN = cộng hòa xã hội chủ nghĩa
CNXH = chủ nghĩa xã hội
CNH = công nghiệp hóa
HĐH = hiện đại hóa
TNCS = thanh niên cộng sản
TNXP = thanh niên xung phong
LĐLĐ = liên đoàn lao động
CCB = cựu chiến binh
LHQ = liên hợp quốc, liên hiệp quốc
HĐBA = hội đồng bảo an
EU = liên minh châu âu
WHO = tổ chức y tế thế giới
WTO = tổ chức thương mại thế giới
TTXVN = thông tấn xã việt nam
NXB = nhà xuất bản
PV = phóng viên
CAND = công an nhân dân
QĐND = quân đội nhân dân
BĐBP = bộ đội biên phòng
CSGT = cảnh sát giao thông
CSHS = cảnh sát hình sự
CSĐT = cảnh sát điều tra
CSCĐ = cảnh sát cơ động
PCCC = phòng cháy chữa cháy
CNCH = cứu nạn cứu hộ
TAND = tòa án nhân dân
HĐXX = hội đồng xét xử
CQĐT = cơ quan điều tra
VKS = viện kiểm sát
KSND = kiểm sát nhân dân
VKSND = viện kiểm sát nhân dân
ANTT = an ninh trật tự
ANQP = an ninh quốc phòng
ATGT = an toàn giao thông
TNGT = tai nạn giao thông
GTVT = giao thông vận tải
QL = quốc lộ
GPMB = giải phóng mặt bằng
BĐS = bất động sản
KCN = khu công nghiệp
KKT = khu kinh tế
KT-XH = kinh tế xã hội
DN = doanh nghiệp
DNNN = doanh nghiệp nhà nước
CTCP = công ty cổ phần
TNHH = trách nhiệm hữu hạn
HTX = hợp tác xã
NSNN = ngân sách nhà nước
NHNN = ngân hàng nhà nước
TTCK = thị trường chứng khoán
FDI = đầu tư trực tiếp nước ngoài
GDP = tổng sản phẩm quốc nội
TMCP = thương mại cổ phần
HĐQT = hội đồng quản trị
TGĐ = tổng giám đốc
QLTT = quản lý thị trường
HĐLĐ = hợp đồng lao động
NLĐ = người lao động
BHXH = bảo hiểm xã hội
BHYT = bảo hiểm y tế
XKLĐ = xuất khẩu lao động
NTM = nông thôn mới
ATTP = an toàn thực phẩm
VSATTP = vệ sinh an toàn thực phẩm
CNTT = công nghệ thông tin
KHKT = khoa học kỹ thuật
GD-ĐT = giáo dục và đào tạo, giáo dục đào tạo
KH-ĐT = kế hoạch và đầu tư, kế hoạch đầu tư
KH-CN = khoa học và công nghệ, khoa học công nghệ
TN-MT = tài nguyên và môi trường, tài nguyên môi trường
TT-TT = thông tin và truyền thông, thông tin truyền thông
NN-PTNT = nông nghiệp và phát triển nông thôn
VH-TT-DL, VH-TTDL = văn hóa thể thao và du lịch, văn hóa thể thao du lịch
LĐ-TB-XH, LĐ-TBXH = lao động thương binh và xã hội
GDTX = giáo dục thường xuyên
ĐHQG = đại học quốc gia
THPT = trung học phổ thông
THCS = trung học cơ sở
ĐH = đại học
SGK = sách giáo khoa
GS = giáo sư
PGS = phó giáo sư
TS = tiến sĩ
ThS = thạc sĩ
BS = bác sĩ
BV = bệnh viện
SV = sinh viên
GV = giáo viên
NSND = nghệ sĩ nhân dân
NSƯT = nghệ sĩ ưu tú
TDTT = thể dục thể thao
LĐBĐ = liên đoàn bóng đá
CLB = câu lạc bộ
HLV = huấn luyện viên
CĐV = cổ động viên
ĐTQG = đội tuyển quốc gia
VĐQG = vô địch quốc gia
ĐKVĐ = đương kim vô địch
HCV = huy chương vàng
HCB = huy chương bạc
HCĐ = huy chương đồng
VĐV = vận động viên
SVĐ = sân vận động
BTC = ban tổ chức
KTX = ký túc xá
BR-VT, BRVT = bà rịa vũng tàu
TT-Huế = thừa thiên huế
"""

_Form = tuple[str, ...]


def _forms(line: str) -> Iterable[_Form]:
    """Yield the keys of each form in a line.

    A short form with a hyphen is also yielded without it, as GDĐT for GD-ĐT.
    """
    short, _, full = line.partition(" = ")
    for form in short.split(", "):
        keys = tuple(token.key for token in tokens(form))
        yield keys
        if "-" in form:
            yield ("".join(keys),)
    for form in full.split(", "):
        yield tuple(token.key for token in tokens(form))


def _index(groups: Iterable[Sequence[_Form]]) -> dict[_Form, tuple[tuple[_Form, ...], ...]]:
    """Return a map from each folded form to the groups that contain it."""
    found: dict[_Form, tuple[tuple[_Form, ...], ...]] = {}
    for group in groups:
        for folded in {tuple(map(fold, form)) for form in group}:
            found[folded] = (*found.get(folded, ()), tuple(group))
    return found


def _word(form: _Form) -> bool:
    """Return whether a form is a single Vietnamese syllable."""
    return len(form) == 1 and is_syllable(key(form[0]))


_BY_FOLD = WordTable(_index([tuple(_forms(line)) for line in _GROUPS.strip().splitlines()]))

# Keys of the short forms that look like a syllable.
_WORDS = {key(form[0]) for group in _BY_FOLD.values() for form in group[0] if _word(form)}


def spans(written: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the first token and last + 1 of all that `expansions` may have equivalents of.

    >>> list(spans(["đại", "biểu", "Quốc", "hội"]))
    [(0, 4), (2, 4)]
    """
    return _BY_FOLD.spans([(fold(each),) for each in written])


def expansions(written: Sequence[str], *, tones_typed: bool = False) -> tuple[_Form, ...]:
    """Return the keys of the equivalent forms of an abbreviation or of a full form.

    `written`: its tokens as typed. A short form that looks like a syllable counts only in capitals,
    since «TƯ» is trung ương but «tư» is a word, and is never returned. Diacritics that were not
    typed match any; `tones_typed` as in `lattice.accepts`.

    >>> expansions(["UBND"]), expansions(["TƯ"]), expansions(["tư"])
    ((('ủy', 'ban', 'nhân', 'dân'),), (('t', 'ư'), ('tw',), ('t', 'w'), ('trung', 'ương')), ())
    >>> expansions(["uy", "ban", "nhan", "dan"])
    (('ubnd',),)
    """
    folded = tuple(map(fold, written))
    if _word(folded) and not all(map(str.isupper, written)):
        return ()
    found: dict[_Form, None] = {}
    for group in _BY_FOLD.get(folded, ()):
        typed = {form for form in group if _means(written, form, tones_typed)}
        if typed:
            found |= dict.fromkeys(form for form in group if form not in typed and not _word(form))
    return tuple(found)


def lookalikes(words: Iterable[str]) -> frozenset[str]:
    """Return the tokens of a query that are abbreviations although they look like syllables.

    Only tokens in capitals are. If the whole query is in capitals, like a headline, there are none,
    unless all of its syllables are abbreviations.

    >>> [set(lookalikes(query.split())) for query in ("TƯ", "bí thư TƯ", "BCH TƯ", "ĐẦU TƯ", "tư")]
    [{'TƯ'}, {'TƯ'}, {'TƯ'}, set(), set()]
    """
    texts = list(words)
    # Most queries have no capitals: return before any analysis.
    if all(map(str.islower, texts)):
        return frozenset()
    written = [text[token.start : token.end] for text in texts for token in tokens(text)]
    found = frozenset(each for each in written if each.isupper() and key(each) in _WORDS)
    headline = all(each == each.upper() for each in written) and any(
        is_syllable(key(each)) for each in written if each not in found
    )
    return frozenset() if headline else found


def _means(written: Sequence[str], form: _Form, tones_typed: bool) -> bool:
    """Return whether each typed token matches the key in the same position."""
    return len(written) == len(form) and all(
        accepts(typed, spelling, tones_typed=tones_typed)
        for typed, spelling in zip(written, form, strict=True)
    )
