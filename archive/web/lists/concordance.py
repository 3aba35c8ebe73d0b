"""The concordance of a query (KWIC): each occurrence of its words with the text around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.exporters import format_named
from archive.exporters.concordance import WRITERS, ConcordanceLine
from archive.retrieval import (
    Concordance,
    ConcordanceOrder,
    Library,
    concordance_lines,
    concordance_page,
    describe_list,
    find,
)
from archive.retrieval.concordance import MOST_CHARACTERS, MOST_LINES_OF_PAGE, ORDERS
from archive.web import links
from archive.web.current import settings
from archive.web.display.dates import brief
from archive.web.language import gettext, locale, ngettext, number, reports
from archive.web.lists import export, read_back
from archive.web.lists.chips import chips
from archive.web.lists.heading import filter_phrase
from archive.web.lists.paging import Page, page
from archive.web.lists.request_query import request_query
from archive.web.server import headers
from index.query import Query

__all__ = ["bp"]

bp = Blueprint("concordance", __name__)

# Lines of a page, and the most characters shown on each side of an occurrence.
_LINES = 50
_LENGTH = 90
# Words beside an occurrence that make its place in the report certain.
_CERTAIN = 4
_DEFAULT: ConcordanceOrder = "right-3"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the page. `where`: the part of the report, "" for its body."""

    before: str
    node: str
    after: str
    url: str
    iso_date: str
    date: str
    source: str
    where: str


@bp.get("/ngu-canh")
@headers.kept
def show(archive: Library) -> ResponseReturnValue:
    """Return one page of the concordance of a query."""
    asked, order = request_query(), _order()
    if not asked.canonical or request.args.get("order", _DEFAULT) != order:
        return redirect(_address(asked.query, order, asked.page))
    found = find(archive, asked.query, limit=0)
    query = found.query
    shown = concordance_page(
        archive,
        found.parsed,
        order,
        offset=(asked.page - 1) * _LINES,
        limit=_LINES,
        length=_LENGTH,
        most=MOST_LINES_OF_PAGE,
        most_characters=MOST_CHARACTERS,
    )
    current = page(asked.page, _LINES, shown.total, lambda to: _address(query, order, to))
    if asked.page > current.last:
        return redirect(_address(query, order, current.last))
    return render_template(
        "concordance.html",
        query=query,
        heading=_heading(query, filter_phrase(query, found.names)),
        notes=[*asked.notes, *read_back.notes(found), *_limits(shown)],
        chips=chips(query, found.names, lambda narrowed: _address(narrowed, order)),
        unfiltered=None,
        shown=shown,
        summary=_summary(shown, current),
        list_url=links.of_query(query),
        listed=reports(shown.listed),
        lines=[_line(line, query) for line in shown.lines],
        orders=_orders(query, order),
        downloads=_downloads(query, order),
        page=current,
    )


@bp.get(f"/ngu-canh.<any({', '.join(WRITERS)}):name>")
@headers.kept
def download(archive: Library, name: str) -> ResponseReturnValue:
    """Return all lines of the concordance of a query as a file."""
    format_ = format_named(name) or abort(404)
    asked, order = request_query(), _order()
    if not asked.canonical:
        return redirect(_address(asked.query, order, endpoint="concordance.download", name=name))
    query = asked.query

    def pieces() -> Iterator[bytes]:
        about = describe_list(
            archive,
            query,
            archive=settings().name,
            site=links.absolute(""),
            url=links.absolute(_address(query, order)),
            language=locale().language,
        )
        return export.started(WRITERS[name](concordance_lines(archive, query, order), about))

    return export.answer(pieces, format_, f"{gettext('Ngữ cảnh')} {query.text}")


def _order() -> ConcordanceOrder:
    """Return the order that the address of this request asks for."""
    asked = request.args.get("order", "")
    return next((order for order in ORDERS if order == asked), _DEFAULT)


def _address(
    query: Query,
    order: ConcordanceOrder,
    number_: int = 1,
    endpoint: str = "concordance.show",
    **path: str,
) -> str:
    more = [("order", order)] if order != _DEFAULT else []
    return links.of_query(query, endpoint, page=number_, more=more, **path)


def _heading(query: Query, filters: str) -> str:
    if not query.text:
        return gettext("Từ trong ngữ cảnh")
    if filters:
        return gettext(
            "“%(text)s” trong ngữ cảnh, ở các bài %(filters)s", text=query.text, filters=filters
        )
    return gettext("“%(text)s” trong ngữ cảnh", text=query.text)


def _summary(shown: Concordance, current: Page) -> str:
    """Return which lines are shown: «1–50 trong 814 dòng, ở 413 bài»."""
    if not shown.total:
        return gettext("Không có dòng nào.")
    lines = ngettext("%(count)s dòng", "%(count)s dòng", shown.total)
    if current.last > 1:
        last = current.first + len(shown.lines) - 1
        lines = gettext(
            "%(first)s–%(last)s trong %(total)s",
            first=number(current.first),
            last=number(last),
            total=lines,
        )
    return gettext("%(lines)s, ở %(reports)s", lines=lines, reports=reports(shown.reports))


def _limits(shown: Concordance) -> Iterator[str]:
    """Yield what the lines are not: one row of words as typed, or every occurrence."""
    if shown.split:
        yield gettext(
            "Không bài nào có đủ các từ này liền nhau, nên tìm riêng %(parts)s.",
            parts=", ".join(f"“{part}”" for part in shown.split),
        )
    if not shown.complete:
        yield gettext(
            "Trang này chỉ xếp %(lines)s dòng đầu, lấy từ %(read)s trong %(reports)s có từ cần "
            "tìm, theo thứ tự của danh sách. Tệp tải về có đủ mọi dòng.",
            lines=number(shown.total),
            read=number(shown.reports),
            reports=reports(shown.holding),
        )


def _line(line: ConcordanceLine, query: Query) -> _Line:
    parts = {
        "title": gettext("tiêu đề"),
        "lead": gettext("sapo"),
        "captions": gettext("chú thích ảnh"),
    }
    return _Line(
        " ".join([*line.before.split(), ""]) if line.before.strip() else "",
        line.node,
        line.after.rstrip(),
        links.of_report(line.identifier, query) + _fragment(line),
        line.date,
        brief(line.date),
        line.source,
        parts.get(line.field, ""),
    )


def _fragment(line: ConcordanceLine) -> str:
    """Return the part of an address that makes browsers scroll to the occurrence.

    It is a text fragment (https://wicg.github.io/scroll-to-text-fragment/); browsers without
    them show the report from its beginning.
    """
    before, after = line.before.split()[-_CERTAIN:], line.after.split()[:_CERTAIN]
    parts = [f"{_quoted(' '.join(before))}-"] if before and not line.before[-1].isalnum() else []
    parts.append(_quoted(line.node))
    parts += [f"-{_quoted(' '.join(after))}"] if after and not line.after[0].isalnum() else []
    return f"#:~:text={','.join(parts)}"


def _quoted(text: str) -> str:
    # Hyphens, commas and ampersands separate the parts of a text fragment.
    return quote(text, safe="").replace("-", "%2D")


def _orders(query: Query, chosen: ConcordanceOrder) -> list[links.Link]:
    labels = {
        "right-1": gettext("một tiếng bên phải"),
        "right-2": gettext("hai tiếng bên phải"),
        "right-3": gettext("ba tiếng bên phải"),
        "left-1": gettext("một tiếng bên trái"),
        "left-2": gettext("hai tiếng bên trái"),
        "left-3": gettext("ba tiếng bên trái"),
        "date": gettext("ngày đăng"),
        "list": gettext("thứ tự của danh sách"),
    }
    return [links.Link(labels[order], _address(query, order), order == chosen) for order in ORDERS]


def _downloads(query: Query, order: ConcordanceOrder) -> list[links.Link]:
    return [
        links.Link(
            format_.label, _address(query, order, endpoint="concordance.download", name=name)
        )
        for name in WRITERS
        if (format_ := format_named(name))
    ]
