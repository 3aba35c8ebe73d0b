"""Frozen lists: a page that can be cited, its files, and what has changed since."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from archive.catalogue import FrozenList
from archive.errors import ListNotFound, ListRefused
from archive.exporters import Format, format_named
from archive.retrieval import (
    Library,
    Stubs,
    compare,
    describe_frozen,
    freeze,
    frozen_rows,
    identifier_lines,
    rows_named,
)
from archive.typed_text import TextInvalid, require_visible
from archive.web import links
from archive.web.current import library, settings
from archive.web.display.dates import brief
from archive.web.display.report_links import ReportLink, report_links
from archive.web.language import gettext, locale, reports
from archive.web.lists import export
from archive.web.lists.paging import number_of, page
from archive.web.server import headers
from index.query import Query

__all__ = ["bp", "may_freeze"]

bp = Blueprint("frozen", __name__)

_LONGEST_NOTE = 500
# Reports of each kind that a comparison shows; the command line lists them all.
_MOST_SHOWN = 200


def may_freeze(total: int) -> bool:
    """Return True if the page may offer to freeze a list of so many reports."""
    return bool(settings().reader_lists) and 0 < total <= settings().reader_list_size


@bp.get("/danh-sach/<identifier>")
def show(identifier: str) -> Response:
    """Return the page of a frozen list."""
    archive, frozen, generation = _found(identifier)
    size = settings().page_size
    number = number_of(request.args.get("page", "")) or abort(400)
    current = page(
        number,
        size,
        frozen.reports,
        lambda to: links.of_page(
            "frozen.show", identifier=identifier, **({"page": str(to)} if to > 1 else {})
        ),
    )
    if number > current.last:
        abort(404)
    entries = archive.catalogue.frozen_lists.entries(identifier, (number - 1) * size, size)
    rows = rows_named(archive, (each.report for each in entries), "", stubs=Stubs.spoken(gettext))
    response = make_response(
        render_template(
            "frozen.html",
            frozen=frozen,
            date=brief(frozen.datestamp[:10]),
            total=reports(frozen.reports),
            rows=report_links(row.report for row in rows),
            withdrawn={each.report for each in entries if each.current is None},
            page=current,
            downloads=export.offered(
                lambda name: links.of_page("frozen.download", identifier=identifier, name=name)
            ),
            permanent=_address(frozen),
            again=links.of_query(Query.from_url(frozen.query)),
        )
    )
    return headers.keep(response, generation, identifier)


@bp.get("/danh-sach/<identifier>/ids.txt")
def ids(identifier: str) -> Response:
    """Return the identifiers, one a line: the file whose SHA-256 the page states."""
    archive, _, generation = _found(identifier)
    response = export.streamed(
        lambda: identifier_lines(archive, identifier), "text/plain; charset=utf-8"
    )
    response.headers["Content-Disposition"] = "attachment; filename=ids.txt"
    return headers.keep(response, generation, identifier)


@bp.get(f"/danh-sach/<identifier>.<any({export.NAMES}):name>")
def download(identifier: str, name: str) -> Response:
    """Return the list in one of the formats, its reports in their current version."""
    format_ = format_named(name) or abort(404)
    archive, frozen, generation = _found(identifier)
    pieces = export.answer(lambda: _pieces(archive, frozen, format_), format_, identifier)
    return headers.keep(pieces, generation, identifier)


@bp.get("/danh-sach/<identifier>/so-sanh")
def comparison(identifier: str) -> Response:
    """Return the page that compares the list with the current hits of its query."""
    archive, frozen, generation = _found(identifier)
    difference = compare(archive, frozen)
    hidden = {*difference.withdrawn, *difference.erased}
    gone = [each for each in difference.gone if each not in hidden]
    parts = (
        (gettext("Mới có"), difference.new),
        (gettext("Không còn tìm thấy"), gone),
        (gettext("Đã rút khỏi kho"), difference.withdrawn),
        (gettext("Đã xóa khỏi kho"), difference.erased),
        (gettext("Có bản mới hơn"), difference.changed),
    )
    response = make_response(
        render_template(
            "frozen_comparison.html",
            frozen=frozen,
            date=brief(frozen.datestamp[:10]),
            back=links.of_page("frozen.show", identifier=identifier),
            parts=[
                {
                    "heading": heading,
                    "total": reports(len(identifiers)),
                    "rows": _shown(archive, list(identifiers)[:_MOST_SHOWN]),
                    "more": len(identifiers) > _MOST_SHOWN,
                }
                for heading, identifiers in parts
                if identifiers
            ],
            most=_MOST_SHOWN,
        )
    )
    return headers.keep(response, generation, identifier)


@bp.post("/danh-sach")
def make() -> BaseResponse:
    """Freeze the list of a query, if the settings let readers do so."""
    if not settings().reader_lists or _from_elsewhere():
        abort(403)
    query = Query.from_url(request.form.items(multi=True))
    note = " ".join(request.form.get("note", "").split())[:_LONGEST_NOTE]
    try:
        require_visible(note, "the note")
    except TextInvalid:
        words = gettext(
            "Ghi chú có ký tự điều khiển, không hiện trên màn hình nhưng có thể đảo chiều chữ. "
            "Mời bạn gõ lại ghi chú thay vì dán."
        )
        return _refused(words, 400)
    archive = library()
    # Without an index, the list would be empty.
    archive.generation()
    try:
        frozen = freeze(
            archive,
            query,
            note=note,
            language=locale().language,
            most_lists=settings().reader_lists,
            most_reports=settings().reader_list_size,
        )
    except ListRefused:
        words = gettext("Danh sách trống, quá dài hoặc kho đã đủ số danh sách đóng băng.")
        return _refused(words, 409)
    return redirect(links.of_page("frozen.show", identifier=frozen.identifier), 303)


def _refused(words: str, status: int) -> Response:
    """Return the page that says why a list was not frozen."""
    heading = gettext("Chưa đóng băng được danh sách")
    return make_response(render_template("error.html", heading=heading, what=words), status)


def _from_elsewhere() -> bool:
    """Return True if a page of another site sent the form (Fetch Metadata; Origin)."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    # Not `urlsplit`, which raises: any text may stand in the header, also "null" (RFC 6454 §7.1).
    own = {request.host, settings().base_url.partition("://")[2].partition("/")[0]} - {""}
    elsewhere = origin is not None and origin.partition("://")[2] not in own
    return elsewhere or site not in ("same-origin", "none")


def _found(identifier: str) -> tuple[Library, FrozenList, str]:
    """Return the archive, one of its lists, and the generation that dates the answer.

    The generation is read first: an answer may be newer than its tag says, never older. Raise
    `ListNotFound` where there is no such list.
    """
    archive = library()
    generation = archive.generation()
    frozen = archive.catalogue.frozen_lists.get(identifier)
    if frozen is None:
        raise ListNotFound(identifier)
    return archive, frozen, generation


def _address(frozen: FrozenList) -> str:
    return links.absolute(f"/danh-sach/{frozen.identifier}")


def _pieces(archive: Library, frozen: FrozenList, format_: Format) -> Iterator[bytes]:
    site = links.absolute("")
    about = describe_frozen(
        frozen,
        archive=settings().name,
        site=site,
        url=_address(frozen),
        language=locale().language,
    )
    rows = frozen_rows(archive, frozen.identifier, site, stubs=Stubs.spoken(gettext))
    return export.started(format_.write(rows, about))


def _shown(archive: Library, identifiers: list[str]) -> list[ReportLink]:
    rows = rows_named(archive, identifiers, "", stubs=Stubs.spoken(gettext))
    return report_links(row.report for row in rows)
