"""A selection of single reports: chosen in lists, named in the address, exported like a list."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, make_response, render_template, request

from archive.exporters import About, Format, format_named
from archive.retrieval import Library, rows_named
from archive.web import links
from archive.web.current import library, settings
from archive.web.display.report_links import report_links
from archive.web.language import gettext, locale, reports
from archive.web.lists import export

__all__ = ["MOST", "bp"]

bp = Blueprint("selection", __name__)

MOST = 500
"""The most reports of a selection."""


@bp.route("/chon", methods=["GET", "POST"])
def show() -> Response:
    """Return the page of a selection; a long one is sent as a form, as addresses are limited."""
    given = _given()
    identifiers = given[:MOST]
    found = [row.report for row in rows_named(library(), identifiers, "")]
    response = make_response(
        render_template(
            "selection.html",
            rows=report_links(found),
            total=reports(len(found)),
            missing=len(identifiers) - len(found),
            most=MOST,
            full=len(given) > MOST,
            downloads=export.offered(lambda name: links.of_page("selection.download", name=name)),
        )
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.route(f"/chon.<any({export.NAMES}):name>", methods=["GET", "POST"])
def download(name: str) -> Response:
    """Return a selection in one of the formats, in the order in which it was made."""
    format_ = format_named(name) or abort(404)
    archive, identifiers = library(), _given()[:MOST]
    if not identifiers:
        abort(400)
    return export.answer(
        lambda: _pieces(archive, identifiers, format_), format_, gettext("bài đã chọn")
    )


def _given() -> list[str]:
    """Return the identifiers of the request, each once."""
    return list(dict.fromkeys(each for each in request.values.getlist("id") if each))


def _pieces(archive: Library, identifiers: list[str], format_: Format) -> Iterator[bytes]:
    site = links.absolute("")
    shown = [each.identifier for each in archive.catalogue.reports.many(identifiers)]
    about = About(
        archive=settings().name,
        query=gettext("Các bài đã chọn"),
        filters=(),
        reports=len(shown),
        date=datetime.now(UTC).astimezone(),
        generation=archive.engine.status().generation,
        site=site,
        language=locale().language,
    )
    return export.started(format_.write(rows_named(archive, shown, site), about))
