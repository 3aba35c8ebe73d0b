"""The page of a person: names, titles over the years, reports, persons named together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from archive.catalogue import Office, Person
from archive.errors import PersonNotFound
from archive.persons.authority_files import AUTHORITY_FILES
from archive.retrieval import Found, Library, find
from archive.web import links
from archive.web.display.dates import brief
from archive.web.display.linked_data import person_ld, script
from archive.web.display.quotation import quotation
from archive.web.display.rows import rows
from archive.web.language import ngettext
from archive.web.links import Link
from archive.web.lists import facets
from archive.web.lists.facet_values import Value, plain_values
from archive.web.lists.histogram import histogram, requests
from archive.web.server import headers
from index.query import Query
from index.results import FacetRequest

__all__ = ["bp"]

bp = Blueprint("person", __name__)

_NEWEST = 10
_TOGETHER = 12
_MAIN = 12
# The most other titles; a person in many reports has thousands of wordings.
_OTHERS = 60
# Characters shown of the sentence that gives a title, unless name and title are farther apart.
_EVIDENCE = 220


@dataclass(frozen=True, slots=True)
class _Office:
    """A title as reported. `evidence`, `url`, `date`: of the first report that gives it.

    `since`, `until`: years, "" where unknown. `count`: the number of reports that give it.
    """

    role: str
    since: str
    until: str
    count: int
    evidence: str
    url: str
    date: str


@bp.get("/nguoi/<identifier>")
@headers.kept
def show(archive: Library, identifier: str) -> ResponseReturnValue:
    """Return the page of a person named in a report; redirect from one merged into another."""
    person = archive.catalogue.persons.published(identifier)
    if person is None or person.hidden:
        raise PersonNotFound(identifier)
    if person.identifier != identifier:
        # This record was merged into another one.
        return redirect(links.of_page("person.show", identifier=person.identifier), 301)
    query = Query(sort="newest").choosing("person", identifier)
    wanted = (
        FacetRequest("date"),
        FacetRequest("section"),
        FacetRequest("person", limit=_TOGETHER + 1, total=False),
        *requests(query),
    )
    found = find(archive, query, limit=_NEWEST, facets=wanted, persons=False)
    boxes = {box.name: box for box in facets.views(archive, found)}
    held, count = archive.catalogue.persons.offices(person.identifier, _MAIN + _OTHERS)
    main = [office for office in held if office.count > 1][:_MAIN] or held[:_MAIN]
    others = [office for office in held if office not in main]
    files = _files(archive, person)
    return render_template(
        "person.html",
        person=person,
        files=files,
        linked_data=_linked_data(person, [link.url for link in files]),
        permanent=links.absolute(url_for("person.show", identifier=identifier)),
        within=query,
        histogram=histogram(found),
        sections=boxes["section"].values if "section" in boxes else (),
        together=_together(found, identifier),
        offices=_in_time(person, main),
        other_offices=_in_time(person, others),
        more_offices=count - len(held),
        newest=rows(found.rows, query),
        all_reports=links.of_query(query),
        all_label=ngettext(
            "Xem %(count)s bài nhắc đến nhân vật này",
            "Xem %(count)s bài nhắc đến nhân vật này",
            found.results.total,
        ),
    )


def _files(archive: Library, person: Person) -> list[Link]:
    """Return links to the person in authority files."""
    linked = archive.catalogue.persons.links().get(person.identifier, {})
    return [
        Link(AUTHORITY_FILES[file].label, AUTHORITY_FILES[file].uri(identifier))
        for file, identifier in linked.items()
    ]


def _linked_data(person: Person, same_as: Sequence[str]) -> Markup:
    """Return the person as a schema.org Person; `same_as`: URIs in authority files."""
    return script(
        person_ld(person.name, same_as)
        | {
            "@id": links.absolute(url_for("person.show", identifier=person.identifier)),
            "alternateName": list(person.aliases),
        }
    )


def _together(found: Found, identifier: str) -> list[Value]:
    """Return the persons most often named in the same reports, each with these reports."""
    others = [count for count in found.results.facet("person").counts if count.value != identifier]
    named = replace(found.query, sort="relevance")
    return plain_values(named, "person", others[:_TOGETHER], found.names)


def _office(person: Person, office: Office) -> _Office:
    return _Office(
        office.role,
        office.since[:4],
        office.until[:4],
        office.count,
        quotation(office.evidence, (person.name, *person.aliases), office.role, _EVIDENCE),
        links.of_report(office.report),
        brief(office.since),
    )


def _in_time(person: Person, offices: Iterable[Office]) -> list[_Office]:
    """Return titles in the order of their first reports, undated ones last."""
    ordered = sorted(offices, key=lambda office: (not office.since, office.since, office.role))
    return [_office(person, office) for office in ordered]
