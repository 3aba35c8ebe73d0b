"""The page that compares two versions of a report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, url_for
from markupsafe import Markup

from archive.catalogue import Version
from archive.headline import headline
from archive.retrieval import Library
from archive.web.display.dates import brief
from archive.web.display.difference import difference
from archive.web.display.difference_markup import marked
from archive.web.language import gettext, number
from archive.web.links import Link, of_report
from archive.web.reports.withdrawal import published
from archive.web.server import headers
from index.report import Report

__all__ = ["bp", "changes_since"]

bp = Blueprint("comparison", __name__)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a report in HTML, with what was removed and added.

    `label`: "" for the text itself. `changed`: whether it differs.
    """

    label: str
    paragraphs: tuple[Markup, ...]
    changed: bool


@bp.get("/phien-ban/<int:earlier>-<int:later>/<path:identifier>")
@headers.kept
def show(archive: Library, earlier: int, later: int, identifier: str) -> str:
    """Return the differences between two versions of a report, counted from 1."""
    report = published(archive, identifier)
    versions = archive.catalogue.reports.versions(identifier)
    before, after = (_chosen(versions, ordinal) for ordinal in (earlier, later))
    parts = list(_parts(before.report, after.report))
    return render_template(
        "comparison.html",
        report=report,
        heading=headline(report),
        back=of_report(identifier),
        versions=[_link(each, identifier) for each in (before, after)],
        parts=[part for part in parts if part.changed or part.label == ""],
        same=not any(part.changed for part in parts),
        others=_others(versions, earlier, later, identifier),
    )


def changes_since(version: Version, identifier: str) -> Link:
    """Return the link to the differences between a version and the one before it."""
    label = gettext("so với bản %(ordinal)s", ordinal=number(version.ordinal - 1))
    return Link(label, _address(version.ordinal - 1, version.ordinal, identifier))


def _address(earlier: int, later: int, identifier: str) -> str:
    return url_for("comparison.show", earlier=earlier, later=later, identifier=identifier)


def _chosen(versions: Sequence[Version], ordinal: int) -> Version:
    found = next((each for each in versions if each.ordinal == ordinal), None)
    if found is None:
        abort(404)
    return found


def _link(version: Version, identifier: str) -> Link:
    label = gettext(
        "Bản %(ordinal)s, nhập ngày %(date)s",
        ordinal=number(version.ordinal),
        date=brief(version.datestamp),
    )
    url = url_for("report.version", ordinal=version.ordinal, identifier=identifier)
    return Link(label, of_report(identifier) if version.current else url)


def _others(versions: Sequence[Version], earlier: int, later: int, identifier: str) -> list[Link]:
    """Return the links to the comparisons of neighbouring versions, the present one chosen."""
    pairs = [(each.ordinal - 1, each.ordinal) for each in versions[1:]]
    return [
        Link(
            gettext("Bản %(earlier)s và %(later)s", earlier=number(a), later=number(b)),
            _address(a, b, identifier),
            (a, b) == (earlier, later),
        )
        for a, b in pairs
        if len(pairs) > 1
    ]


def _parts(before: Report, after: Report) -> Iterator[_Part]:
    """Yield the parts of two reports side by side; the text itself has no label."""
    yield _part(gettext("Tiêu đề"), before.title, after.title)
    yield _part(gettext("Ngày"), before.date, after.date)
    yield _part(gettext("Báo"), before.source, after.source)
    yield _part(gettext("Tác giả"), "\n".join(before.authors), "\n".join(after.authors))
    yield _part(gettext("Chuyên mục"), before.section_path, after.section_path)
    yield _part(gettext("Địa chỉ gốc"), before.url, after.url)
    yield _part(gettext("Từ khóa"), "\n".join(before.tags), "\n".join(after.tags))
    yield _part("", _text(before), _text(after))
    yield _part(gettext("Chú thích ảnh"), "\n".join(before.captions), "\n".join(after.captions))


def _text(report: Report) -> str:
    return "\n".join(filter(None, (report.dateline, report.lead, report.body)))


def _part(label: str, before: str, after: str) -> _Part:
    found = difference(before, after)
    changed = any(piece.kind != "same" for pieces in found for piece in pieces)
    return _Part(label, tuple(map(marked, found)), changed)
