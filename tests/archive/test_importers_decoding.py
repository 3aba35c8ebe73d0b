"""Bytes → text."""

import io
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.importers.decoding import Undecodable, clean, decode, lines

TEXT = "Dân vận khéo ở Huế\nĐường sá ướt\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_need_no_name(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_tones_of_windows_1258_are_composed_with_their_letters() -> None:
    assert decode("Xin cho\u0300 ba\u0323n".encode("windows-1258"), "windows-1258") == "Xin chò bạn"


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-32", "utf-8"])
def test_named_encoding_is_used(encoding: str) -> None:
    text = "Xin cho\u0300 ba\u0323n"
    assert decode(text.encode(encoding), encoding) == text


def test_refusal_names_the_byte_and_the_way_out() -> None:
    with pytest.raises(Undecodable, match=r"not UTF-8 at byte 8 \(0xE9\).*--encoding NAME"):
        decode("Đò xa ".encode() + b"\xe9 q")


@pytest.mark.parametrize("encoding", ["utf-9", "rot13", "base64", "zlib", ""])
def test_what_is_no_text_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(Undecodable, match="no text encoding"):
        decode(b"x", encoding)


def test_nul_is_refused_with_its_place() -> None:
    with pytest.raises(Undecodable, match="NUL at byte 3"):
        decode(b"abc\x00")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("D&acirc;n v&#7853;n&nbsp;", "Dân vận"),
        ("R&D, AT&T", "R&D, AT&T"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a \t\nb\u00a0\n", "a\nb"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\n\ufeffb", "a\nb"),
        ("va\u0323\u0302n", "va\u0323\u0302n"),
        ("Đắk\u00adLắk", "Đắk\u00adLắk"),
    ],
)
def test_text_is_cleaned_and_otherwise_as_published(written: str, meant: str) -> None:
    assert clean(written) == meant


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_cleaned_text_keeps_every_printable_character(text: str) -> None:
    printable = "".join(letter for letter in text if letter.isprintable() and letter != " ")
    assert clean(escape(text)).replace("\n", "").replace(" ", "") in (
        printable, clean(text).replace("\n", "").replace(" ", "")
    )  # fmt: skip


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_cleaning_again_changes_only_entities(text: str) -> None:
    once = clean(text.replace("&", "+"))
    assert clean(once) == once


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be"]),
)
def test_decoding_gives_the_text_back(text: str, encoding: str) -> None:
    named = None if encoding in ("utf-8", "utf-8-sig", "utf-16") else encoding
    # A text that itself begins with the mark cannot be reported from a marked one.
    if not text.startswith("\ufeff"):
        assert decode(text.encode(encoding), named) == text


@given(
    st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))),
    st.sampled_from(["utf-8", "utf-16", "windows-1252", "utf-32"]),
)
def test_lines_are_those_of_the_text(rows: list[str], encoding: str) -> None:
    rows = [row.encode(encoding, "ignore").decode(encoding).lstrip("\ufeff") for row in rows]
    stream = io.BytesIO("\n".join(rows).encode(encoding))
    found = [line.text.rstrip("\n") for line in lines(stream, encoding)]
    assert found == (rows if rows and rows[-1] else rows[:-1])


def test_line_that_is_no_text_leaves_the_others() -> None:
    found = list(lines(io.BytesIO(b"one\n\xff two\nthree\n")))
    assert [(line.number, bool(line.reason)) for line in found] == [
        (1, False), (2, True), (3, False)
    ]  # fmt: skip
    assert "byte 4" in found[1].reason


def test_line_that_is_too_long_leaves_the_others() -> None:
    found = list(lines(io.BytesIO(b"one\n" + b"x" * 100 + b"\nthree\n"), limit=10))
    assert [line.reason for line in found] == ["", "longer than 10 bytes", ""]
    assert len(found[1].data) == 10
    assert found[2].text == "three\n"


def test_broken_utf16_ends_with_its_reason() -> None:
    found = list(lines(io.BytesIO("một\n".encode("utf-16") + b"\x00\xdc\x00")))
    assert found[0].text == "một\n"
    assert "not utf-16" in found[-1].reason
