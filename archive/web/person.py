"""The page of a person: names, offices over the years, where and with whom the papers name them."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import PersonNotFound
from archive.retrieval import Library
from archive.web import facets, headers, links
from archive.web.dates import brief
from archive.web.holdings import library
from archive.web.rows import row
from index.query import Query
from index.results import FacetRequest

__all__ = ["bp"]

bp = Blueprint("person", __name__)

_NEWEST = 10
_TOGETHER = 12
# Mentions looked at for the offices; of someone named more often, the first in the archive.
_MENTIONS = 500


@dataclass(frozen=True, slots=True)
class _Office:
    """An office as the papers wrote it, with the report that gave it first."""

    role: str
    since: str
    until: str
    evidence: str
    url: str
    date: str


@bp.get("/nguoi/<identifier>")
def show(identifier: str) -> BaseResponse:
    """A person of the authority file."""
    archive = library()
    generation = archive.generation()
    if headers.same_as_before(generation):
        return Response(status=304)
    person = archive.catalogue.person(identifier)
    if person is None or person.hidden:
        raise PersonNotFound(identifier)
    query = Query(persons=(identifier,), sort="newest")
    wanted = (FacetRequest("date"), FacetRequest("section"))
    found = archive.find(query, limit=_NEWEST, facets=wanted)
    boxes = facets.views(query, found.results.facets, found.names)
    page = render_template(
        "person.html",
        person=person,
        permanent=links.absolute(url_for("person.show", identifier=identifier)),
        total=found.results.total,
        within=query,
        years=facets.years(query, found.results.facet("date")),
        sections=next((box.values for box in boxes if box.name == "section"), ()),
        together=_together(archive, identifier),
        offices=_offices(archive, identifier),
        newest=[row(hit) for hit in found.rows],
        all_reports=links.of_query(query),
    )
    return headers.keep(make_response(page), generation)


def _together(archive: Library, identifier: str) -> list[facets.Value]:
    """Those most often named in the same reports, with the address of these."""
    # As words, for a facet leaves its own filter out of its counts.
    named = Query(text=f"person:{identifier}")
    wanted = FacetRequest("person", limit=_TOGETHER + 1)
    found = archive.find(named, limit=0, facets=(wanted,))
    others = facets.all_values(named, found.results.facet("person"), found.names, by_name=False)
    return [other for other in others if other.key != identifier][:_TOGETHER]


def _offices(archive: Library, identifier: str) -> list[_Office]:
    """The offices given to a person, by the date on which the papers first gave them."""
    mentions = archive.catalogue.appearances_of(identifier, _MENTIONS)
    reports = {
        report.identifier: report
        for report in archive.catalogue.many(list(dict.fromkeys(m.report for m in mentions)))
    }
    given: dict[str, list[tuple[str, str, str]]] = {}
    for mention in mentions:
        report = reports.get(mention.report)
        if report is not None:
            for role in mention.roles:
                given.setdefault(role, []).append(
                    (report.date, mention.evidence, report.identifier)
                )
    offices = [_office(role, sorted(times, key=_undated_last)) for role, times in given.items()]
    return sorted(offices, key=lambda office: (not office.since, office.since, office.role))


def _office(role: str, times: list[tuple[str, str, str]]) -> _Office:
    date, evidence, report = times[0]
    dated = [each[:4] for each, _, _ in times if each]
    return _Office(
        role,
        dated[0] if dated else "",
        dated[-1] if dated else "",
        evidence,
        links.of_report(report),
        brief(date),
    )


def _undated_last(time: tuple[str, str, str]) -> tuple[bool, str]:
    return not time[0], time[0]
