"""What the reader is told of a query that could not be taken as it was typed."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Language", "Note", "told"]

Language = Literal["vi", "en"]

_WORDING: dict[str, tuple[str, str]] = {
    "cut": (
        "câu tìm quá dài, chỉ đọc {} ký tự đầu",
        "the query is too long, only its first {} characters were read",
    ),
    "words": (
        "câu tìm quá dài, chỉ dùng {} từ đầu",
        "the query is too long, only its first {} words were used",
    ),
    "phrase": (
        "cụm từ quá dài, chỉ dùng {} từ đầu",
        "the phrase is too long, only its first {} words were used",
    ),
    "depth": (
        "ngoặc lồng quá {} lớp bị bỏ qua",
        "parentheses nested more than {} deep were passed over",
    ),
    "distance": (
        "khoảng cách lớn nhất là {} từ",
        "the largest distance is {} words",
    ),
    "near": (
        "NEAR chỉ dùng {} từ đầu",
        "only the first {} words of NEAR were used",
    ),
    "quote": (
        "thiếu một dấu ngoặc kép, các từ sau đó được đọc như từ thường",
        "a quotation mark is missing, the words after it were read as plain words",
    ),
    "parenthesis": (
        "thiếu một dấu ngoặc đơn",
        "a parenthesis is missing",
    ),
    "operator": (
        "«{}» đứng lẻ bị bỏ qua",
        "“{}” stands alone and was passed over",
    ),
    "value": (
        "«{}:» không có gì theo sau",
        "nothing follows “{}:”",
    ),
    "field": (
        "«{}:» chỉ đọc «{}» theo sau; muốn cả cụm thì gõ {}",
        "“{}:” takes only “{}” after it; for all of it type {}",
    ),
    "date": (
        "«{}» không phải là ngày tháng",
        "“{}” is no date",
    ),
    "capitals": (
        "câu tìm toàn chữ hoa: HOẶC, VÀ, KHÔNG được đọc như từ thường",
        "all in capitals: HOẶC, VÀ, KHÔNG were read as plain words",
    ),
    "nothing": (
        "không có chữ hay số nào để tìm",
        "there is no letter or digit to look for",
    ),
    "wildcard": (
        "«{}» có quá nhiều dạng, chỉ dùng {} dạng đầu",
        "“{}” stands for too many words, only the first {} were used",
    ),
    "wildcards": (
        "chỉ dùng {} dấu * và ? đầu, bỏ các từ sau đó có dấu này",
        "only the first {} signs * and ? were used, later words with them were left out",
    ),
    "variants": (
        "cụm từ có quá nhiều cách viết, chỉ dùng {} cách đầu",
        "the phrase may be written in too many ways, only the first {} were used",
    ),
    "keystrokes": (
        "trông như gõ Telex hay VNI mà bộ gõ chưa bật",
        "this looks typed in Telex or VNI, with no input method at work",
    ),
    "unknown": (
        "không bài nào có «{}»",
        "no report has “{}”",
    ),
    "no_value": (
        "không có giá trị nào khớp với «{}»",
        "no value matches “{}”",
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell: `kind` names the wording, `details` fill it in."""

    kind: str
    details: tuple[str, ...] = ()


def told(note: Note, language: Language = "vi") -> str:
    """A note in the reader's language, without a full stop.

    >>> told(Note("date", ("31/02/2018",)))
    '«31/02/2018» không phải là ngày tháng'
    """
    vietnamese, english = _WORDING[note.kind]
    return (vietnamese if language == "vi" else english).format(*note.details)
