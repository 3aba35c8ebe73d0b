"""The provenance of a report: its versions, and the originals that they were read from."""

import mimetypes
from collections.abc import Sequence

from flask import Blueprint, Response, abort, url_for

from archive.catalogue import Version
from archive.retrieval import Library
from archive.web import links
from archive.web.display.dates import brief
from archive.web.language import file_size, gettext, number
from archive.web.links import Link
from archive.web.reports.comparison import changes_since
from archive.web.reports.withdrawal import published
from archive.web.server import headers
from index.report import Original

__all__ = ["bp", "originals", "superseded", "unread", "versions"]

bp = Blueprint("provenance", __name__)


@bp.get("/ban-goc/<sha256>/<path:identifier>")
@headers.kept
def original(archive: Library, sha256: str, identifier: str) -> Response:
    """Return the bytes that a version was read from, as a download that no browser runs."""
    published(archive, identifier)
    known = {
        origin.sha256
        for each in archive.catalogue.reports.versions(identifier)
        for origin in each.origins
    }
    known -= archive.catalogue.reports.withheld(known)
    found = archive.catalogue.reports.original(sha256) if sha256 in known else None
    if found is None:
        abort(404)
    response = Response(found.data, content_type=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(found))
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def originals(archive: Library, version: Version, identifier: str) -> list[Link]:
    """Return the originals of a version, each once, without those of a withdrawn report too.

    File names are not shown: paths are private.
    """
    kinds = {origin.sha256: origin for origin in version.origins}
    hidden = archive.catalogue.reports.withheld(kinds) if kinds else set()
    return [
        Link(
            f"{_media_kind(origin.media_type)}, {file_size(origin.size)}",
            links.of_page("provenance.original", sha256=sha256, identifier=identifier),
        )
        for sha256, origin in kinds.items()
        if sha256 not in hidden
    ]


def versions(
    every: Sequence[Version], chosen: Version, identifier: str
) -> list[tuple[Link, Link | None]]:
    """Return all versions of a report, newest first, each with its changes since the last one."""
    return [
        (
            Link(
                gettext(
                    "Bản %(ordinal)s, nhập ngày %(date)s",
                    ordinal=number(each.ordinal),
                    date=brief(each.datestamp),
                ),
                links.of_report(identifier)
                if each.current
                else url_for("report.version", ordinal=each.ordinal, identifier=identifier),
                each is chosen,
            ),
            changes_since(each, identifier) if each.ordinal > 1 else None,
        )
        for each in reversed(every)
    ]


def superseded(version: Version) -> str:
    """Return the note on a page that shows another version than the current one."""
    return gettext(
        "Bản này nhập ngày %(date)s, không phải bản đang công bố.", date=brief(version.datestamp)
    )


def unread(version: Version) -> list[tuple[str, str]]:
    """Return the values that were not understood: pairs of the field's label and the value."""
    labels = {
        "date": gettext("Ngày"),
        "author": gettext("Tác giả"),
        "section": gettext("Chuyên mục"),
        "tags": gettext("Từ khóa"),
        "source": gettext("Báo"),
        "captions": gettext("Chú thích ảnh"),
        "url": gettext("Địa chỉ gốc"),
        "retrieved": gettext("Thời điểm lưu trang"),
    }
    return [(labels.get(each.field, each.field), each.written) for each in version.unread]


def _file_name(found: Original) -> str:
    kind = mimetypes.guess_extension(found.media_type.partition(";")[0]) or ".bin"
    return f"{found.sha256[:16]}{kind}"


def _media_kind(media_type: str) -> str:
    """Return what a media type is in words, itself where it has none."""
    kind = media_type.partition(";")[0]
    words = {
        "text/plain": gettext("văn bản"),
        "text/html": gettext("trang web"),
        "message/rfc822": gettext("thư điện tử"),
        "application/xml": "XML",
        "application/pdf": "PDF",
        "application/vnd.oasis.opendocument.text": gettext("tài liệu ODT"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": gettext(
            "tài liệu Word"
        ),
        "text/csv": gettext("bảng CSV"),
        "application/json": "JSON",
    }
    return words.get(kind, kind)
