"""Newspapers and agencies: the usual name for each form in which they sign."""

from types import MappingProxyType

from archive.importers.press.letters import composed, unmarked

__all__ = ["outlet"]

# One line a newspaper: its name, then the other forms in which it signs. Compiled by us from
# the papers' own mastheads and signatures; case and diacritics do not matter.
_FORMS = """
Thừa Thiên Huế: TTH, TTH.VN, Báo Thừa Thiên Huế, baothuathienhue.vn, Thừa Thiên Huế Online
Huế ngày nay: HNN, HNN.VN, huengaynay.vn, Huế ngày nay Online
TTXVN: Thông tấn xã Việt Nam, TTX Việt Nam, VNA, vnanet.vn, Bnews, bnews.vn
Báo Tin tức: baotintuc.vn
VietnamPlus: Vietnam+, vietnamplus.vn
VnExpress: vnexpress.net, VNE
Tuổi Trẻ: TT, TTO, Tuổi Trẻ Online, tuoitre.vn, Báo Tuổi Trẻ, TUOITRE
Thanh Niên: TNO, Thanh Niên Online, thanhnien.vn, Báo Thanh Niên
Tiền Phong: TP, TPO, Tiền Phong Online, tienphong.vn, Báo Tiền Phong
Người Lao Động: NLĐ, NLĐO, NLD, nld.com.vn, Báo Người Lao Động
Lao Động: LĐO, LDO, laodong.vn, Báo Lao Động
Dân Trí: dantri.com.vn, Báo Dân Trí
VietNamNet: VNN, vietnamnet.vn, Vietnamnet.vn
Nhân Dân: NDO, ND, Nhân Dân điện tử, nhandan.vn, Báo Nhân Dân, NDĐT, Nhandan
Quân đội nhân dân: QĐND, QĐND Online, qdnd.vn, Báo Quân đội nhân dân
Công an nhân dân: CAND, CANDO, cand.com.vn, Báo Công an nhân dân, VNPCA
Sài Gòn Giải Phóng: SGGP, SGGPO, SGGP Online, sggp.org.vn, Báo Sài Gòn Giải Phóng
Pháp Luật TP.HCM: PLO, PL TP.HCM, Pháp luật TPHCM, Pháp luật TP HCM, plo.vn
Phụ Nữ: PNO, Phụ Nữ Online, phunuonline.com.vn
Hà Nội mới: HNM, HNMO, Hànộimới, hanoimoi.vn, hanoimoi.com.vn
VOV: VOV.VN, Đài Tiếng nói Việt Nam, VOV1, VOV2, VOV3, VOV5, VOV-Miền Trung, vov.vn
VTV: VTV.vn, VTV News, Đài Truyền hình Việt Nam
VTC News: VTC, vtc.vn, vtcnews.vn
Báo Chính phủ: Chinhphu.vn, baochinhphu.vn, VGP, VGP News
Dân Việt: danviet.vn, Báo Dân Việt
Zing News: Zing, zing.vn, zingnews.vn, Znews, Zing.vn
Người Đưa Tin: NĐT, nguoiduatin.vn
Kenh14: Kênh 14, kenh14.vn, Kenh14.vn
Soha: soha.vn
CafeF: cafef.vn
CafeBiz: cafebiz.vn
24h: 24h.com.vn
Khampha.vn:
Giáo dục và Thời đại: GD&TĐ, GDTĐ, giaoducthoidai.vn
Sức khỏe và Đời sống: SKĐS, SK&ĐS, suckhoedoisong.vn
Đại Đoàn Kết: daidoanket.vn, Báo Đại Đoàn Kết
Báo Đầu tư: baodautu.vn
Báo Giao thông: baogiaothong.vn
Báo Xây dựng: baoxaydung.vn
Báo Công Thương: congthuong.vn
Báo Hòa Bình: HBĐT
Báo Bình Định: BĐ
Báo Quảng Trị: QTO
Báo Đà Nẵng: ĐNO, baodanang.vn
Báo Bắc Giang: BGĐT
Báo Nghệ An: Báo Nghệ An, baonghean.vn
Báo Hà Tĩnh: Báo Hà Tĩnh, baohatinh.vn
Báo Ấp Bắc: ABO
Báo Cần Thơ: CT, CTO
An ninh Thủ đô: ANTĐ, anninhthudo.vn
Báo Văn hóa: baovanhoa.vn
Thể thao và Văn hóa: TT&VH, thethaovanhoa.vn
Bóng Đá Plus: bongdaplus.vn
Doanh nhân Sài Gòn: DNSG
Thời báo Kinh tế Sài Gòn: TBKTSG, KTSG Online
VnEconomy: vneconomy.vn
Một Thế Giới: motthegioi.vn
Báo Mới: baomoi.com
Reuters:
AFP:
AP: Associated Press
BBC:
CNN:
CNBC:
Bloomberg:
RT: Russia Today
Sputnik:
TASS:
Tân Hoa xã: THX, Xinhua
Kyodo:
Yonhap:
NHK:
Guardian: The Guardian
New York Times: NYT, The New York Times
Washington Post: The Washington Post
WSJ: Wall Street Journal, The Wall Street Journal
"""


def _key(name: str) -> str:
    """Return the name for comparison: without diacritics, case and doubled spaces."""
    return " ".join(unmarked(composed(name)).split())


def _table() -> dict[str, str]:
    """Return the usual name by each form for comparison."""
    table: dict[str, str] = {}
    for line in _FORMS.strip().splitlines():
        name, _, forms = line.partition(":")
        for form in (name, *forms.split(",")):
            if form.strip():
                table.setdefault(_key(form), name)
    return table


_OUTLETS = MappingProxyType(_table())


def outlet(name: str) -> str:
    """Return the usual name of the newspaper or agency that signs so; "" if it is not known.

    >>> outlet("TTH.VN"), outlet("tto"), outlet("Anh Phong")
    ('Thừa Thiên Huế', 'Tuổi Trẻ', '')
    """
    return _OUTLETS.get(_key(name), "")
