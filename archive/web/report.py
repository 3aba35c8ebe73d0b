"""The page of a report: its text with the words looked for, its versions, its original."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, render_template, url_for
from werkzeug.exceptions import Gone

from archive.catalogue import Appearance, Version
from archive.errors import ReportNotFound
from archive.exporters import Row
from archive.exporters.citations import citations
from archive.headline import headline
from archive.retrieval import Library, leaves
from archive.web import headers, links, metadata
from archive.web.current import settings
from archive.web.dates import brief, written
from archive.web.language import file_size, gettext, number
from archive.web.list_position import list_position
from archive.web.marks import marked
from archive.web.request_query import asked
from archive.web.rows import title
from index.display.snippets import highlight
from index.query import Query
from index.report import SECTION_SEPARATOR, Original, Report

__all__ = ["bp"]

bp = Blueprint("report", __name__)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    url: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    label: str
    url: str
    chosen: bool = False


@bp.get("/bai/<path:identifier>")
@headers.kept
def show(archive: Library, identifier: str) -> str:
    """A report in its newest version."""
    report = _shown(archive, identifier)
    versions = archive.catalogue.reports.versions(identifier)
    return _page(archive, report, versions, versions[-1])


@bp.get("/phien-ban/<int:ordinal>/<path:identifier>")
@headers.kept
def version(archive: Library, ordinal: int, identifier: str) -> str:
    """A report in one of its versions, counted from 1."""
    _shown(archive, identifier)
    versions = archive.catalogue.reports.versions(identifier)
    chosen = next((each for each in versions if each.ordinal == ordinal), None)
    if chosen is None:
        abort(404)
    return _page(archive, chosen.report, versions, chosen)


@bp.get("/ban-goc/<sha256>/<path:identifier>")
@headers.kept
def original(archive: Library, sha256: str, identifier: str) -> Response:
    """The bytes that a version of a report was read from, to be saved, never to be run here."""
    _shown(archive, identifier)
    known = {
        origin.sha256
        for each in archive.catalogue.reports.versions(identifier)
        for origin in each.origins
    }
    found = archive.catalogue.reports.original(sha256) if sha256 in known else None
    if found is None:
        abort(404)
    response = Response(found.data, content_type=found.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=_file_name(found))
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _shown(archive: Library, identifier: str) -> Report:
    """The report, if it is shown; 410 where it once was, `ReportNotFound` otherwise."""
    report = archive.catalogue.reports.get(identifier)
    if report is not None:
        return report
    if archive.catalogue.reports.deleted_at(identifier) is not None:
        raise Gone
    raise ReportNotFound(identifier)


def _file_name(found: Original) -> str:
    kind = mimetypes.guess_extension(found.media_type.partition(";")[0]) or ".bin"
    return f"{found.sha256[:16]}{kind}"


def _page(archive: Library, report: Report, versions: Sequence[Version], chosen: Version) -> str:
    permanent = links.absolute(url_for("report.show", identifier=report.identifier))
    newest = chosen is versions[-1]
    persons = _persons(archive, report) if newest else []
    names = [person.name for person in persons]
    lead, *paragraphs = _paragraphs(report)
    query = asked().query
    sought = leaves(archive, Query(query.text)) if query.text else ()
    scheme = urlsplit(report.url).scheme
    return render_template(
        "report.html",
        query=Query(query.text),
        report=report,
        title=marked(report.title, highlight(report.title, sought, field="title")),
        heading=title(report),
        plain_title=headline(report),
        position=list_position(archive, report.identifier),
        date=written(report.date),
        source=_choice("source", report.source),
        authors=[_choice("author", author) for author in report.authors],
        sections=[
            _Link(name, _url("section", SECTION_SEPARATOR.join(report.section[: depth + 1])))
            for depth, name in enumerate(report.section)
        ],
        lead=marked(lead, highlight(lead, sought, field="lead")),
        paragraphs=[marked(text, highlight(text, sought, field="body")) for text in paragraphs],
        captions=[
            marked(text, highlight(text, sought, field="captions")) for text in report.captions
        ],
        persons=persons,
        tags=[_Link(tag, links.of_query(Query(text=f'"{tag}"'))) for tag in report.tags],
        citations=citations(Row(report, tuple(names), permanent)),
        permanent=permanent,
        web_address=scheme in ("http", "https"),
        originals=_originals(chosen, report.identifier),
        versions=_versions(versions, chosen, report.identifier),
        superseded="" if newest else _superseded(chosen),
        metadata=list(metadata.dublin_core(report, permanent, names)),
        open_graph=list(metadata.open_graph(report, permanent, settings().name)),
        json_ld=metadata.json_ld(report, permanent, names),
    )


def _paragraphs(report: Report) -> list[str]:
    """The lead, "" where there is none, then the body's paragraphs; a repeated lead stands once."""
    paragraphs = [text for text in report.body.split("\n") if text.strip()]
    if report.lead and paragraphs and paragraphs[0].strip() == report.lead.strip():
        del paragraphs[0]
    return [report.lead, *paragraphs]


def _url(facet: str, value: str) -> str:
    return links.of_query(Query().choosing(facet, value))


def _choice(facet: str, value: str) -> _Link | None:
    return _Link(value, _url(facet, value)) if value else None


def _persons(archive: Library, report: Report) -> list[_Person]:
    """Who is named, in the order of the text, each with all roles given there."""
    appearances: list[Appearance] = archive.catalogue.appearances.in_report(report.identifier)
    names = archive.catalogue.persons.names(report.persons)
    return [
        _Person(
            names.get(identifier, identifier),
            links.of_page("person.show", identifier=identifier),
            tuple(
                dict.fromkeys(
                    role for each in appearances if each.person == identifier for role in each.roles
                )
            ),
        )
        for identifier in report.persons
    ]


def _originals(version: Version, identifier: str) -> list[_Link]:
    """The originals of a version, each once; files are not named, for their paths are private."""
    kinds = {origin.sha256: origin for origin in version.origins}
    return [
        _Link(
            f"{_media_kind(origin.media_type)}, {file_size(origin.size)}",
            links.of_page("report.original", sha256=sha256, identifier=identifier),
        )
        for sha256, origin in kinds.items()
    ]


def _media_kind(media_type: str) -> str:
    """Return what a media type is in words, itself where it has none."""
    kind = media_type.partition(";")[0]
    words = {
        "text/plain": gettext("văn bản"),
        "text/html": gettext("trang web"),
        "text/csv": gettext("bảng CSV"),
        "application/json": "JSON",
    }
    return words.get(kind, kind)


def _versions(versions: Sequence[Version], chosen: Version, identifier: str) -> list[_Link]:
    """All versions, the newest first."""
    return [
        _Link(
            gettext(
                "Bản %(ordinal)s, nhập ngày %(date)s",
                ordinal=number(each.ordinal),
                date=brief(each.datestamp),
            ),
            links.of_report(identifier)
            if each is versions[-1]
            else url_for("report.version", ordinal=each.ordinal, identifier=identifier),
            each is chosen,
        )
        for each in reversed(versions)
    ]


def _superseded(version: Version) -> str:
    return gettext("Đây là bản cũ, nhập ngày %(date)s.", date=brief(version.datestamp))
