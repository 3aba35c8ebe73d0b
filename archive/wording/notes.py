"""Notes on a query in words: the parts of it that could not be taken as typed."""

from collections.abc import Sequence

from archive.messages import Messages
from archive.newspapers.newspaper import DatedName
from archive.wording.facets import facet_words
from archive.wording.newspaper_names import say_name
from index.facets import FACETS
from index.language.legacy import encoding_named
from index.syntax.notes import Note

__all__ = ["say_note"]


# The notes on a limit; their only detail is a number of ours, not one that a reader typed.
_LIMITS = frozenset(
    {"cut", "words", "phrase", "depth", "distance", "near", "wildcards", "variants"}
)


def say_note(note: Note, messages: Messages) -> str:
    """Return a note without a full stop.

    >>> from archive.messages import messages
    >>> say_note(Note("date", ("31/02/2018",)), messages("en"))
    '“31/02/2018” is not a date'
    """
    kinds = (_limit, _reading, _newspaper, _finding)
    return next(said for each in kinds if (said := each(note, messages)))


def _limit(note: Note, messages: Messages) -> str:
    """Return a note on a limit that the query exceeded, "" for any other note."""
    gettext = messages.gettext
    match note.kind, note.details:
        case "wildcard", (word, limit):
            return gettext(
                "“%(word)s” có quá nhiều dạng, chỉ dùng %(num)s dạng đầu",
                word=word,
                num=messages.number(int(limit)),
            )
        case kind, (number,) if kind in _LIMITS:
            return _limits(messages, number)[kind]
    return ""


def _limits(messages: Messages, limit: str) -> dict[str, str]:
    gettext, num = messages.gettext, messages.number(int(limit))
    return {
        "cut": gettext("câu tìm quá dài, chỉ đọc %(num)s ký tự đầu", num=num),
        "words": gettext("câu tìm quá dài, chỉ dùng %(num)s từ đầu", num=num),
        "phrase": gettext("cụm từ quá dài, chỉ dùng %(num)s từ đầu", num=num),
        "depth": gettext("ngoặc lồng quá %(num)s lớp bị bỏ qua", num=num),
        "distance": gettext("khoảng cách lớn nhất là %(num)s từ", num=num),
        "near": gettext("NEAR chỉ dùng %(num)s từ đầu", num=num),
        "wildcards": gettext(
            "chỉ dùng %(num)s dấu * và ? đầu, bỏ các từ sau đó có dấu này", num=num
        ),
        "variants": gettext("cụm từ có quá nhiều cách viết, chỉ dùng %(num)s cách đầu", num=num),
    }


def _reading(note: Note, messages: Messages) -> str:
    """Return a note on a part that was ignored or read otherwise, "" for any other note."""
    gettext = messages.gettext
    match note.kind, note.details:
        case "quote", _:
            return gettext("thiếu một dấu ngoặc kép, các từ sau đó được đọc như từ thường")
        case "parenthesis", _:
            return gettext("thiếu một dấu ngoặc đơn")
        case "operator", (operator,):
            return gettext("“%(word)s” đứng lẻ bị bỏ qua", word=operator)
        case "value", (field,):
            return gettext("“%(field)s:” không có gì theo sau", field=field)
        case "field", (field, word, whole):
            return gettext(
                "“%(field)s:” chỉ đọc “%(word)s” theo sau; muốn cả cụm thì gõ %(whole)s",
                field=field,
                word=word,
                whole=whole,
            )
        case "date", (text,):
            return gettext("“%(text)s” không phải là ngày tháng", text=text)
        case "capitals", _:
            return gettext("câu tìm toàn chữ hoa: HOẶC, VÀ, KHÔNG, GẦN được đọc như từ thường")
        case "nothing", _:
            return gettext("không có chữ hay số nào để tìm")
    return ""


def _finding(note: Note, messages: Messages) -> str:
    """Return a note on what the index holds."""
    gettext = messages.gettext
    match note.kind, note.details:
        case "encoding", ("double-utf-8", text):
            return gettext("hình như đây là chữ Unicode bị mã hóa hai lần: “%(text)s”", text=text)
        case "encoding", (name, text):
            title = encoding.title if (encoding := encoding_named(name)) else name
            return gettext(
                "hình như đây là chữ %(encoding)s: “%(text)s”", encoding=title, text=text
            )
        case "keystrokes", _:
            return gettext("hình như bạn gõ Telex hoặc VNI khi bộ gõ đang tắt")
        case "unknown", (word,):
            return gettext("không bài nào có “%(word)s”", word=word)
        case "spellings", words:
            return gettext(
                "tìm cả cách viết khác: %(words)s; gõ dấu = trước từ để chỉ tìm đúng như đã gõ",
                words=_pairs(words),
            )
        case "names", words:
            return gettext(
                "tìm cả tên khác: %(words)s; gõ dấu = trước từ để chỉ tìm đúng như đã gõ",
                words=_pairs(words),
            )
        case "no_value", (field, name) if field in FACETS:
            return facet_words(field, messages).missing % {"name": name}
        case "no_value", (_, name):
            return gettext("không có bài nào mang mã “%(name)s”", name=name)
    raise ValueError(f"no wording for {note}")


def _newspaper(note: Note, messages: Messages) -> str:
    """Return a note on a newspaper that the archive knows, "" for any other note."""
    gettext = messages.gettext
    match note.kind, note.details:
        case "former_title", (name, since, until, newspaper, *titles):
            dated = say_name(DatedName(name, since, until), messages)
            return _former_title(dated, newspaper * (name != newspaper), titles, messages)
        case "no_reports", (name, newspaper) if name == newspaper:
            return gettext("không có bài nào của báo %(name)s", name=name)
        case "no_reports", (name, newspaper):
            return gettext(
                "“%(name)s” là báo %(newspaper)s; không có bài nào của báo này",
                name=name,
                newspaper=newspaper,
            )
    return ""


def _former_title(name: str, newspaper: str, titles: Sequence[str], messages: Messages) -> str:
    """Return the note on a name without reports. `newspaper`: "" if that is its current name."""
    listed = ", ".join(titles)
    if not newspaper:
        return messages.gettext(
            "không có bài nào mang tên “%(name)s”, nên tìm các bài mang tên khác của báo này: "
            "%(titles)s",
            name=name,
            titles=listed,
        )
    return messages.gettext(
        "“%(name)s” là tên cũ của báo %(newspaper)s; không có bài nào mang tên này, nên tìm các "
        "bài mang tên: %(titles)s",
        name=name,
        newspaper=newspaper,
        titles=listed,
    )


def _pairs(words: Sequence[str]) -> str:
    """Return words with the others that are searched too: every second of them is one typed."""
    pairs = zip(words[::2], words[1::2], strict=True)
    return "; ".join(f"{typed} – {others}" for typed, others in pairs)
