"""Text in the encodings before Unicode: tables, readings and detection."""

import gzip
import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.language.legacy import ENCODINGS, detect, detect_bytes, encoding_named
from index.language.spelling import VIETNAMESE
from tests.syllables import syllables

# The name of each encoding in the vectors.
NAMES = {
    "tcvn3": "tcvn3", "vni": "vni-windows", "viscii": "viscii", "vps": "vps", "viqr": "viqr",
}  # fmt: skip
ALL = [each.name for each in ENCODINGS]

WORDS = st.sampled_from(sorted(each.old for each in syllables()))
LINES = st.lists(WORDS, min_size=1, max_size=10).map(" ".join)


def encode(text: str, name: str) -> str:
    encoding = encoding_named(name)
    assert encoding is not None
    return encoding.encode(text)


def decode(text: str, name: str) -> str:
    encoding = encoding_named(name)
    assert encoding is not None
    return encoding.decode(text)


@pytest.mark.parametrize("name", ALL)
def test_every_letter_that_is_not_missing_is_read_back(name: str) -> None:
    encoding = encoding_named(name)
    assert encoding is not None
    for letter in VIETNAMESE:
        if name == "double-utf-8" or letter in encoding.spellings:
            assert decode(encode(letter, name), name) == letter


def test_missing_letters_are_named() -> None:
    missing = {each.name: each.missing for each in ENCODINGS}
    assert missing.pop("vps") == "Ỗ"
    assert set(missing.pop("tcvn3")) == set(VIETNAMESE.upper()) - set("ĂÂÊÔƠƯĐ")
    assert set(missing.values()) == {""}


@pytest.mark.parametrize("name", ALL)
@given(text=LINES)
def test_text_is_read_back(name: str, text: str) -> None:
    assert decode(encode(text, name), name) == text


@pytest.mark.parametrize("name", ALL)
@given(text=st.text(st.characters(max_codepoint=126, exclude_categories=["Cc"])))
def test_ascii_stays_in_all_encodings_but_viqr(name: str, text: str) -> None:
    if name == "viqr":
        assert decode(encode(f"\\{text}", name), name) == f"\\{text}"
    else:
        assert decode(text, name) == text


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("tcvn3", "Thñ t­íng ChÝnh phñ", "Thủ tướng Chính phủ"),
        ("tcvn3", "CéNG HOµ X· HéI", "CỘNG HOÀ XÃ HỘI"),
        ("tcvn3", "“¤ng Tó” – bµ H¶i", "“Ông Tú” – bà Hải"),
        ("vni", "Nguyeãn Xuaân Phuùc", "Nguyễn Xuân Phúc"),
        ("vni", "THUÛ TÖÔÙNG, Thuû töôùng", "THỦ TƯỚNG, Thủ tướng"),
        ("viqr", "DDa.i ho.c", "Đại học"),
        ("viqr", "Vie^.t Nam? Xem www.a.example/o.html.", "Việt Nam? Xem www.a.example/o.html."),
        ("viqr", "xa(ng va` axi't, huye^.n Cu+ Ju't", "xăng và axít, huyện Cư Jút"),
        ("viqr", "Eto'o va` she's o+? Vie^.t Nam", "Eto'o và she's ở Việt Nam"),
        ("viqr", "Amanmuradova(Uzbekistan) va` ba(`ng", "Amanmuradova(Uzbekistan) và bằng"),
        ("viqr", "thu? ddo^. Hai chi. Hoa dda^`u tu+. Ba", "thủ đô. Hai chị Hoa đầu tư. Ba"),
        ("viqr", "gi` nu+~a ha? co^? No'i va` co^? vu~", "gì nữa hả cô? Nói và cổ vũ"),
        ("viqr", r"Ha Long la\. Thu?y", "Ha Long la. Thủy"),
        ("viqr", "nu+~a. Thu' ba.", "nữa. Thú bạ"),
        ("double-utf-8", "Thá»§ tÆ°á»›ng lÃ  Ã´ng", "Thủ tướng là ông"),
        ("windows-1258", "TiêìngViêòt", "TiếngViệt"),
    ],
)
def test_example_is_read(name: str, written: str, meant: str) -> None:
    assert decode(written, name) == meant


def test_dot_before_a_capital_is_a_stop_after_words_that_end_sentences() -> None:
    line = "O^ng ba?o con ddi. Hai me. con chi. Hoa va` cu. Ba ve^` que^ tha(m ho. ha`ng xa ga^`n."
    read = "Ông bảo con đi. Hai mẹ con chị Hoa và cụ Ba về quê thăm họ hàng xa gần."
    assert decode(line, "viqr") == read


def test_stop_after_a_vowel_ends_a_long_line_of_viqr() -> None:
    line = "Ho.c sinh cu?a tru+o+`ng Cao La~nh vu+`a xa^y xong mo^.t nha` trong ba tua^`n ra."
    assert decode(line, "viqr").endswith("ba tuần ra.")


@pytest.mark.parametrize("name", [name for name in ALL if name != "tcvn5712-1"])
def test_encoding_is_detected(name: str) -> None:
    text = "Sáng nay, đoàn công tác về làm việc với bà con. Mưa lũ đã làm hỏng nhiều nhà cửa."
    found = detect(encode(text, name))
    assert found is not None
    assert found.name == name


@given(text=st.lists(WORDS, min_size=1, max_size=40).map(" ".join))
def test_vietnamese_in_unicode_is_never_read_otherwise(text: str) -> None:
    for form in ("NFC", "NFD"):
        found = detect(unicodedata.normalize(form, text))
        assert found is None or not set(text) & set(
            "ăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The people's choice (a.k.a. the add-on) is o.k.; isn't it? a+b, e^x, to+day.",
        "L'élève a été reçu à l'école où sa mère enseigne; déjà l'été s'achève à Nîmes.",
        "El niño comió piñas en la montaña con su señor; mañana volverá a España, ¿verdad?",
        "Der Bürgermeister von Köln grüßt die Schüler; schöne Grüße aus München.",
        "là bà và cô có lê tô hé lì ô cá mè cò tí bò gà bí hè xà phò",
        "Má và bà có nhà; cô Hà là con bà Tú, có ô tô, có xe; cô Lý có bé là bé Bê.",
        "dd if=/dev/zero of=a.img",
        "Kho cua thu vien tinh khong dau, gui ngay 1.2.1999",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    "data", [b"", b"L'\xe9l\xe8ve a \xe9t\xe9 re\xe7u \xe0 l'\xe9cole.", bytes(range(256))]
)
def test_other_bytes_are_in_no_old_encoding(data: bytes) -> None:
    assert detect_bytes(data) is None


@given(data=st.binary(max_size=200))
def test_detection_takes_any_bytes(data: bytes) -> None:
    detect_bytes(data)
    detect(data.decode("latin-1"))


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_documents_of_two_sentences_are_read_right(shared_data: Path, name: str) -> None:
    right, documents = 0, _documents(shared_data, NAMES[name])
    for data, text in documents:
        found = detect(data.decode()) if data.isascii() else detect_bytes(data)
        right += found is not None and found.decode(data.decode("latin-1")) == text
    assert right >= len(documents) * 118 / 120


@cache
def _vectors(shared_data: Path) -> list[Any]:
    """Return sentences with their bytes in each encoding."""
    with gzip.open(shared_data / "legacy/vectors.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _documents(shared_data: Path, name: str) -> list[tuple[bytes, str]]:
    """Return 120 documents of two sentences at most: their bytes and their text."""
    rows = [row for row in _vectors(shared_data) if name in row["bytes_hex"]]
    return [
        (
            b"\n".join(bytes.fromhex(row["bytes_hex"][name]) for row in pair),
            "\n".join(row["unicode"] for row in pair),
        )
        for pair in zip(rows[:240:2], rows[1:240:2], strict=True)
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # A full stop and a tone in one line, the dot before the same capital.
        ("Tha'ng na`y ca?i ca'ch to^i. Ho. Nguye^~n o+? Ha. Long.", "Tháng này cải cách tôi. Họ"),
        (
            "O^ng la' U.23, dde^'n vie^.n E. Ho.c vitamin A. Vitamin",
            "U.23, đến viện E. Học vitamin A.",
        ),
        ("Die^.n ti'ch 14,2 ha. A?nh: Linh. Ha. Long dde.p.", "14,2 ha. Ảnh: Linh. Hạ Long đẹp."),
        (
            "O+? TP.My~ Tho, P.Qua'n Tha'nh va` Q.Thu? DDu+'c",
            "TP.Mỹ Tho, P.Quán Thánh và Q.Thủ Đức",
        ),
        ("Ma'y cu?aElon co' gia' 134USD/ca'i", "Máy củaElon có giá 134USD/cái"),
        ("So^' IDD cu?a Bo^. GDDDT", "Số IDD của Bộ GDĐT"),
        ("'Ngu+.a o^' na`o ve^` dde^'n: 'Ba' chu?' hay Ly'", "'Ngựa ô' nào về đến:"),
        ("To^i no'i: 'Co' ly' do ca?, anh em!' ro^`i ve^`", "nói: 'Có lý do cả, anh em!' rồi về"),
        ("Ky` di.... va` ddi...", "Kỳ dị... và đi..."),
        ("Xem http://www.a.vn/Tho.html va` tho.ai", "Xem http://www.a.vn/Tho.html và thọai"),
    ],
)
def test_signs_after_vowels_are_read_by_what_stands_around_them(written: str, meant: str) -> None:
    assert meant in decode(written, "viqr")


def test_backslashes_are_heeded_where_the_writer_put_them() -> None:
    written = "O^ng ba?o con ddi\\. Ba\\' co' ly'\\? Huraca'n cu?a chi. Hoa."
    assert decode(written, "viqr") == "Ông bảo con đi. Ba' có lý? Huracán của chị Hoạ"


def test_dash_between_numbers_is_no_letter_of_another_encoding() -> None:
    text = "Giai đoạn 2010 – 2020, các xã đã trồng được nhiều rừng và làm thêm đường mới."
    found = detect_bytes(encode(text, "tcvn3").encode("latin-1"))
    assert found is not None
    assert found.decode(encode(text, "tcvn3")) == text
