"""The page of a person: names, offices over the years, where and with whom the papers name them."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from archive.catalogue import Person
from archive.errors import PersonNotFound
from archive.retrieval import Library
from archive.web import facets, headers, links
from archive.web.dates import brief
from archive.web.rows import row
from index.clauses import Sequence, Term
from index.query import Query
from index.results import FacetRequest
from index.snippets import snippet
from index.spelling import key, normalise

__all__ = ["bp"]

bp = Blueprint("person", __name__)

_NEWEST = 10
_TOGETHER = 12
_MAIN = 12
# Characters of the sentence that an office stands in.
_EVIDENCE = 220
# Mentions looked at for the offices; of someone named more often, the first in the archive.
_MENTIONS = 500


@dataclass(frozen=True, slots=True)
class _Office:
    """An office as the papers wrote it, with the report that gave it first.

    `since`, `until`: years, "" where unknown. `count`: the reports that give it.
    """

    role: str
    since: str
    until: str
    count: int
    evidence: str
    url: str
    date: str


class _Given(NamedTuple):
    """An office given to the person once."""

    role: str
    date: str
    report: str
    evidence: str


@bp.get("/nguoi/<identifier>")
@headers.kept
def show(archive: Library, identifier: str) -> ResponseReturnValue:
    """A person of the authority file."""
    person = archive.catalogue.person(identifier)
    if person is None or person.hidden:
        raise PersonNotFound(identifier)
    if person.identifier != identifier:
        # Merged into another one, whose page this is now.
        return redirect(links.of_page("person.show", identifier=person.identifier), 301)
    query = Query(persons=(identifier,), sort="newest")
    wanted = (FacetRequest("date"), FacetRequest("section"))
    found = archive.find(query, limit=_NEWEST, facets=wanted)
    boxes = facets.views(query, found.results.facets, found.names)
    offices, others = _offices(archive, person)
    return render_template(
        "person.html",
        person=person,
        permanent=links.absolute(url_for("person.show", identifier=identifier)),
        total=found.results.total,
        within=query,
        years=facets.years(query, found.results.facet("date")),
        sections=next((box.values for box in boxes if box.name == "section"), ()),
        together=_together(archive, identifier),
        offices=offices,
        other_offices=others,
        newest=[row(hit) for hit in found.rows],
        all_reports=links.of_query(query),
    )


def _together(archive: Library, identifier: str) -> list[facets.Value]:
    """Those most often named in the same reports, with the address of these."""
    # As words, for a facet leaves its own filter out of its counts.
    named = Query(text=f"person:{identifier}")
    wanted = FacetRequest("person", limit=_TOGETHER + 1)
    found = archive.find(named, limit=0, facets=(wanted,))
    others = facets.all_values(named, found.results.facet("person"), found.names, by_name=False)
    return [other for other in others if other.key != identifier][:_TOGETHER]


def _offices(archive: Library, person: Person) -> tuple[list[_Office], list[_Office]]:
    """The offices given most often, and the other ones, each by the date of the first report."""
    mentions = archive.catalogue.appearances_of(person.identifier, _MENTIONS)
    reports = archive.catalogue.many(list(dict.fromkeys(each.report for each in mentions)))
    dates = {report.identifier: report.date for report in reports}
    given: dict[str, list[_Given]] = {}
    for mention in mentions:
        if mention.report in dates:
            for role in mention.roles:
                # «Chủ tịch» opens a sentence, «chủ tịch» stands within one.
                given.setdefault(normalise(role).casefold(), []).append(
                    _Given(role, dates[mention.report], mention.report, mention.evidence)
                )
    offices = [_office(person.name, times) for times in given.values()]
    offices.sort(key=lambda office: -office.count)
    main = [office for office in offices if office.count > 1][:_MAIN] or offices[:_MAIN]
    others = [office for office in offices if office not in main]
    return sorted(main, key=_in_time), sorted(others, key=_in_time)


def _office(name: str, times: list[_Given]) -> _Office:
    times.sort(key=lambda each: (not each.date, each.date))
    first = times[0]
    years = [each.date[:4] for each in times if each.date]
    return _Office(
        Counter(each.role for each in times).most_common(1)[0][0],
        years[0] if years else "",
        years[-1] if years else "",
        len({each.report for each in times}),
        _around(first.evidence, name),
        links.of_report(first.report),
        brief(first.date),
    )


def _around(evidence: str, name: str) -> str:
    """The part of a long sentence in which the name stands."""
    words = Sequence(tuple(Term((key(word),)) for word in normalise(name).split()))
    passage = snippet(evidence, (words,), _EVIDENCE)
    before, after = "… " * passage.clipped_before, " …" * passage.clipped_after
    return before + passage.text + after


def _in_time(office: _Office) -> tuple[bool, str, str]:
    return not office.since, office.since, office.role
