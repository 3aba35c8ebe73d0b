"""The question in an address: the query, the page, and what the reader should be told of both."""

from dataclasses import dataclass, replace

from flask import abort, request

from archive.web.language import gettext
from archive.web.paging import number_of
from index.query import Query
from index.syntax.lexer import MAX_CHARACTERS

__all__ = ["Question", "asked"]

# The parameters that this room reads; others are passed over.
_BLANKS = ("q", "from", "to", "page", "match", "exact", "sort")


@dataclass(frozen=True, slots=True)
class Question:
    """What an address asks. `untidy`: a tidier address asks the same; send the reader there."""

    query: Query
    page: int
    notes: tuple[str, ...]
    typed_period: tuple[str, str]
    untidy: bool


def asked() -> Question:
    """The question of this request; answers 400 to a page number that cannot be one."""
    page = number_of(request.args.get("page", ""))
    if page is None:
        abort(400)
    query = Query.from_url(request.args.items(multi=True))
    notes = []
    text = query.text.replace("\0", " ")
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        notes.append(gettext("Câu tìm quá dài, chỉ đọc phần đầu."))
    query = replace(query, text=" ".join(text.split()))
    typed = (request.args.get("from", ""), request.args.get("to", ""))
    read = (query.since, query.until)
    for written, taken in zip(typed, read, strict=True):
        if written.strip() and not taken:
            notes.append(gettext("“%(date)s” không phải là ngày tháng.", date=written[:40]))
    blank = any(name in request.args and not request.args[name] for name in _BLANKS)
    untidy = not notes and (blank or read != typed)
    shown = (query.since or typed[0][:40], query.until or typed[1][:40])
    return Question(query, page, tuple(notes), shown, untidy)
