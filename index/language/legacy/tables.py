"""Tables of the encodings: spelling → letter.

A spelling is a string of the characters U+0001 to U+00FF, each of which stands for one byte. Where
a letter has several spellings, the first is the one to write.
"""

import unicodedata
from itertools import product

from index.language.spelling import VIETNAMESE

__all__ = ["TCVN3", "TCVN5712_1", "VIQR", "VISCII", "VNI", "VPS", "WINDOWS_1258"]

_NONE = "·"


def _upper_half(rows: str, first: int, lower_half: str = "") -> dict[str, str]:
    """Return the table of an encoding with one byte a letter.

    `rows`: the letters of the bytes from `first` on, "·" for a byte that is none. `lower_half`:
    letters among the control characters, each with its byte in hexadecimal.
    """
    letters = "".join(rows.split())
    table = {chr(first + at): letter for at, letter in enumerate(letters) if letter != _NONE}
    pairs = (pair.split("=") for pair in lower_half.split())
    return table | {chr(int(byte, 16)): letter for byte, letter in pairs}


# TCVN 5712:1993. VN1 is the whole set; VN2 is VN1 without the letters in 00–1F and 80–9F. Of VN3,
# the set of the ABC fonts (.VnTime), only ĂÂÊÔƠƯĐ are capitals; the others of VN2 do no harm.
_VN2 = """
    ·ĂÂÊÔƠƯĐăâêôơưđẰ ·····àảãáạẲằẳẵắẴ ẮẦẨẪẤỀặầẩẫấậèỂẻẽ éẹềểễếệìỉỄẾỒĩíịò
    Ổỏõóọồổỗốộờởỡớợù ỖủũúụừửữứựỳỷỹýỵỐ
"""
TCVN3 = _upper_half(_VN2, 0xA0)
TCVN5712_1 = _upper_half(
    f"ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ {_VN2}",
    0x80,
    "01=Ú 02=Ụ 04=Ừ 05=Ử 06=Ữ 11=Ứ 12=Ự 13=Ỳ 14=Ỷ 15=Ỹ 16=Ý 17=Ỵ",
)

# RFC 1456, section 3.
VISCII = _upper_half(
    """
    ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ Õắằặấầẩậẽẹếềểễệố ồổỗỠƠộờởịỰỨỪỬơớƯ
    ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ ĐứÒÓÔạỷừửÙÚỹỵÝỡư àáâãảăữẫèéêẻìíĩỉ đựòóôõỏọụùúũủýợỮ
    """,
    0x80,
    "02=Ẳ 05=Ẵ 06=Ẫ 14=Ỷ 19=Ỹ 1E=Ỵ",
)

# The set of the VPS fonts (Vietnamese Professionals Society), as GNU recode 3.6 documents it.
# It has no Ỗ.
VPS = _upper_half(
    """
    ÀẢÃẤẦẨọỗĂếềểệẮẰẲ Ế··ỀỂỄỐỒỔ·ýỷỵỚỜỞ ·ắằẳẵặỠớÙờởỡŨỨợỪ ổỬỲỸÍÌộỈĨÓửữÒỎÕự
    ầÁÂấẩẫậđẻÉÊẹỉễịỹ ƯỦồốÔỏơÈừứÚũưÝẺ· àáâãảạă·èéêẽìí·ĩ ẴĐòóôõ·Ơụùúủ·ỶẼỳ
    """,
    0x80,
    "02=Ạ 03=Ậ 04=Ặ 05=Ẹ 06=Ệ 10=Ị 11=Ọ 12=Ộ 13=Ợ 14=Ụ 15=Ự 19=Ỵ 1C=Ẫ 1D=Ữ",
)

_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")


def _letter(base: str, *diacritics: str) -> str:
    """Return the letter in NFC that diacritics make of another."""
    return unicodedata.normalize("NFC", base + "".join(diacritics))


def _vni() -> dict[str, str]:
    """Return the table of the VNI fonts for Windows, as GNU recode 3.6 documents it.

    Most letters are written as a base and a byte for all diacritics: those of a tone, of a
    circumflex or of a breve with a tone, in the order level, sắc, huyền, hỏi, ngã, nặng.
    """
    plain, circumflex, breve = "·ùøûõï", "âáàåãä", "êéèúüë"
    table = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
    table["î"] = "ỵ"
    bases = [("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")]
    for (written, base), (tone, byte) in product(bases, zip(_TONES, plain, strict=True)):
        if tone and (base, tone) != ("y", _TONES[5]):
            table[written + byte] = _letter(base, tone)
    for base, (tone, byte) in product("aeo", zip(_TONES, circumflex, strict=True)):
        table[base + byte] = _letter(base, "\u0302", tone)
    for tone, byte in zip(_TONES, breve, strict=True):
        table["a" + byte] = _letter("a", "\u0306", tone)
    capitals = {spelling.upper(): letter.upper() for spelling, letter in table.items()}
    # Some writers left the byte of the diacritics small after a capital, or the reverse.
    mixed = {key[0] + key[1].swapcase(): letter for key, letter in capitals.items() if len(key) > 1}
    return table | capitals | mixed


VNI = _vni()


def _windows_1258() -> dict[str, str]:
    """Return the table of Microsoft's code page 1258, in which tones follow their letter."""
    letters = {letter: letter for letter in "ÀÁÂÈÉÊÍÓÔÙÚàáâèéêíóôùú"}
    letters |= {"Ã": "Ă", "ã": "ă", "Ð": "Đ", "ð": "đ", "Õ": "Ơ", "õ": "ơ", "Ý": "Ư", "ý": "ư"}
    bases = {letter: byte for byte, letter in letters.items() if letter in "ÂÊÔâêôĂăƠơƯư"}
    bases |= {letter: letter for letter in "AEIOUYaeiouy"}
    tones = zip(_TONES[1:], "ìÌÒÞò", strict=True)
    toned = {
        byte + mark: _letter(base, tone)
        for (base, byte), (tone, mark) in product(bases.items(), tones)
    }
    return letters | toned


WINDOWS_1258 = _windows_1258()


def _viqr() -> dict[str, str]:
    """Return the table of RFC 1456, section 2: diacritics are written as ASCII after the letter."""
    marks = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}
    marks |= {"\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": "."}
    table = {"dd": "đ", "DD": "Đ", "Dd": "Đ", "dD": "đ"}
    for letter in VIETNAMESE:
        base, *diacritics = sorted(unicodedata.normalize("NFD", letter), key=_viqr_order)
        if diacritics:
            table[base + "".join(marks[each] for each in diacritics)] = letter
    return table


def _viqr_order(character: str) -> int:
    """Return the rank of a character in a spelling: letter, diacritic of the letter, tone."""
    return 0 if character.isascii() else 1 if character in "\u0302\u0306\u031b" else 2


VIQR = _viqr()
