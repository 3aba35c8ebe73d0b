"""The query in the address of a request, with the page number and what could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from flask import abort, request

from archive.web.display.dates import as_typed, brief
from archive.web.language import gettext
from archive.web.lists.paging import number_of
from archive.web.lists.period_filters import period_is_reversed
from index.errors import QueryTooLarge
from index.query import Query, quoted

__all__ = ["RequestQuery", "request_query"]

# The parameters that a form may send empty.
_OPTIONAL = ("q", "from", "to", "page", "match", "exact", "sort")
# Bytes of a query in an address. A page with 20 hits has up to 350 links that contain all of them,
# so its size stays below 1 MB.
_LONGEST_ADDRESS = 2_000
# Bytes of the text among them, encoded: about 500 letters, more than `index.syntax` reads words of.
_LONGEST_TEXT = 1_500
# Unreadable dates that a page names; an address may have hundreds.
_MOST_NOTED = 5


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """The query of a request and the 1-based page of its list.

    `notes`: on what could not be read. `period`: the dates as typed, for the form. `canonical`:
    the address is the one that `links.of_query` makes; otherwise redirect to that.
    """

    query: Query
    page: int
    notes: tuple[str, ...]
    period: tuple[str, str]
    canonical: bool


def request_query(longest: int = _LONGEST_ADDRESS) -> RequestQuery:
    """Return the query of this request; answer 400 to an impossible page number.

    `longest`: the most bytes of the query in an address. Raise `QueryTooLarge` if there are more.
    """
    page = number_of(request.args.get("page", ""))
    if page is None:
        abort(400)
    query = Query.from_url(request.args.items(multi=True))
    notes = []
    whole = query.text.replace("\0", " ")
    text = _beginning(whole)
    if text != whole:
        notes.append(gettext("Câu tìm quá dài, chỉ đọc phần đầu."))
    query = replace(query, text=" ".join(text.split()))
    size = len(query.to_url())
    if size > longest:
        raise QueryTooLarge("address", size, longest)
    typed = (request.args.get("from", ""), request.args.get("to", ""))
    read = (query.since, query.until)
    for written in islice(_unread_dates(query), _MOST_NOTED):
        notes.append(gettext("“%(date)s” không phải là ngày tháng.", date=written[:40]))
    if period_is_reversed(query):
        notes.append(
            gettext(
                "Ngày bắt đầu (%(first)s) muộn hơn ngày kết thúc (%(last)s), nên không có bài nào.",
                first=brief(query.since),
                last=brief(query.until),
            )
        )
    blank = any(name in request.args and not request.args[name] for name in _OPTIONAL)
    # An unreadable date stays in the address, so that the form shows it again.
    canonical = bool(notes) or not (blank or read != typed)
    period = (as_typed(query.since) or typed[0][:40], as_typed(query.until) or typed[1][:40])
    return RequestQuery(query, page, tuple(notes), period, canonical)


def _beginning(text: str) -> str:
    """Return as much of a text as an address may have."""
    sizes = accumulate(len(quoted(letter)) for letter in text[:_LONGEST_TEXT])
    return text[: sum(size <= _LONGEST_TEXT for size in sizes)]


def _unread_dates(query: Query) -> Iterator[str]:
    """Yield the dates of this request that its query lacks, as written."""
    for name, date in (("from", query.since), ("to", query.until)):
        written = request.args.get(name, "")
        if written.strip() and not date:
            yield written
    chosen = {*query.values("date")}
    for name, written in request.args.items(multi=True):
        if name.partition(".")[0] == "date" and written.strip() and written not in chosen:
            yield written
