"""The page of a report, in its current version or in another one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, url_for

from archive.catalogue import Appearance, Version
from archive.corrections.correction import Correction
from archive.exporters import Row
from archive.exporters.citations import citations
from archive.headline import headline
from archive.persons.stated import may_state
from archive.retrieval import Library, highlighter, related_reports, same_as
from archive.web import links
from archive.web.current import settings
from archive.web.display.dates import written
from archive.web.display.report_links import report_links
from archive.web.display.rows import title
from archive.web.language import gettext
from archive.web.links import Link
from archive.web.lists import copies
from archive.web.lists.list_position import list_position
from archive.web.lists.request_query import request_query
from archive.web.reports import metadata, provenance
from archive.web.reports.corrections import revisions
from archive.web.reports.report_text import report_text
from archive.web.reports.withdrawal import published
from archive.web.server import headers
from index.display.snippets import Highlighter
from index.query import Query
from index.report import SECTION_SEPARATOR, Report

__all__ = ["bp"]

bp = Blueprint("report", __name__)


@dataclass(frozen=True, slots=True)
class _Person:
    """A person in a report. `roles`: all that are given there."""

    name: str
    url: str
    roles: tuple[str, ...]


@bp.get("/bai/<path:identifier>")
@headers.kept
def show(archive: Library, identifier: str) -> str:
    """Return the page of a report in its current version."""
    report = published(archive, identifier)
    versions = archive.catalogue.reports.versions(identifier)
    current = next(each for each in versions if each.current)
    return _page(archive, report, versions, current, archive.catalogue.corrections.of(identifier))


@bp.get("/phien-ban/<int:ordinal>/<path:identifier>")
@headers.kept
def version(archive: Library, ordinal: int, identifier: str) -> str:
    """Return the page of a report in one of its versions, counted from 1."""
    published(archive, identifier)
    versions = archive.catalogue.reports.versions(identifier)
    chosen = next((each for each in versions if each.ordinal == ordinal), None)
    if chosen is None:
        abort(404)
    note = _note(chosen, archive.catalogue.corrections.of(identifier))
    return _page(archive, chosen.report, versions, chosen, note=note)


def _note(version: Version, corrected: Sequence[Correction]) -> str:
    """Return the note on the page of a version that readers do not see by default, else ""."""
    if not version.current:
        return provenance.superseded(version)
    if corrected:
        return gettext("Đây là bản báo đã đăng, trước khi hiệu đính.")
    return ""


def _page(
    archive: Library,
    report: Report,
    versions: Sequence[Version],
    chosen: Version,
    corrected: Sequence[Correction] = (),
    note: str = "",
) -> str:
    """Return the page of a report. `corrected`: its corrections. `note`: "" on its own page."""
    permanent = links.absolute(url_for("report.show", identifier=report.identifier))
    newest = not note
    persons = _persons(archive, report) if newest else []
    words = Query(request_query().query.text)
    return render_template(
        "report.html",
        query=words,
        report=report,
        text=report_text(report, highlighter(archive, words) if words.text else Highlighter(())),
        heading=title(report),
        plain_title=headline(report),
        copies=copies.of_report(archive, report.identifier),
        position=list_position(archive, report.identifier),
        date=written(report.date),
        persons=persons,
        permanent=permanent,
        originals=provenance.originals(archive, chosen, report.identifier),
        versions=provenance.versions(versions, chosen, report.identifier),
        unread=provenance.unread(chosen),
        related=report_links(related_reports(archive, report, [each.name for each in persons]))
        if newest
        else [],
        superseded=note,
        revisions=revisions(corrected),
        as_published=url_for(
            "report.version", ordinal=chosen.ordinal, identifier=report.identifier
        ),
        newspaper=_newspaper(archive, report, chosen.report.source),
        **_links(report),
        **_metadata(
            Row(report, tuple(each.name for each in persons), permanent, same_as(archive)),
            corrected,
        ),
    )


def _newspaper(archive: Library, report: Report, printed: str) -> dict[str, str]:
    """Return the address of the newspaper's page, and its name in the report if it is another."""
    if not report.source:
        return {}
    identifier = archive.catalogue.names.newspapers().newspaper(report.source)
    return {
        "url": links.of_page("newspaper.show", identifier=identifier),
        "printed": "" if printed == report.source else printed,
    }


def _links(report: Report) -> dict[str, object]:
    """Return the links from a report to lists of reports that have something in common with it."""

    def link(facet: str, value: str, label: str = "") -> Link:
        return Link(label or value, links.of_query(Query().choosing(facet, value)))

    return {
        "source": link("source", report.source) if report.source else None,
        "authors": [link("author", author) for author in report.authors],
        "sections": [
            link("section", SECTION_SEPARATOR.join(report.section[: depth + 1]), name)
            for depth, name in enumerate(report.section)
        ],
        "tags": [Link(tag, links.of_query(Query(text=f'"{tag}"'))) for tag in report.tags],
        "web_address": report.url.casefold().startswith(("http://", "https://")),
    }


def _metadata(row: Row, corrected: Sequence[Correction]) -> dict[str, object]:
    """Return the citations and what machines read."""
    report, permanent, persons = row.report, row.address, row.persons
    return {
        "citations": citations(row),
        "description": metadata.description(report),
        "metadata": list(metadata.dublin_core(report, permanent, persons)),
        "open_graph": list(metadata.open_graph(report, permanent, settings().name)),
        "json_ld": metadata.json_ld(row, corrected),
    }


def _persons(archive: Library, report: Report) -> list[_Person]:
    """Return the persons in a report, in the order of the text, with what it calls them."""
    named: dict[str, list[Appearance]] = {identifier: [] for identifier in report.persons}
    for each in archive.catalogue.appearances.in_report(report.identifier):
        named.setdefault(each.person, []).append(each)
    names = archive.catalogue.persons.names(report.persons)
    return [
        _Person(
            names.get(identifier, identifier),
            links.of_page("person.show", identifier=identifier),
            _offices(named[identifier]),
        )
        for identifier in report.persons
    ]


def _offices(mentions: Sequence[Appearance]) -> tuple[str, ...]:
    """Return the offices that a page may state of a person by the mentions in one report."""
    full = {each.name for each in mentions if each.end - each.start >= len(each.name)}
    given = dict.fromkeys(office for each in mentions for office in each.roles)
    return tuple(office for office in given if may_state(office, 1, full))
