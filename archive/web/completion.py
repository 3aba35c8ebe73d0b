"""Completions of a query being typed: words, persons and sections, as a page and as JSON."""

from dataclasses import asdict, dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from archive.catalogue import Person
from archive.retrieval import Library
from archive.slug import folded
from archive.web import headers, links
from archive.web.language import gettext, pgettext
from index.display.completion import complete
from index.query import Query
from index.report import SECTION_SEPARATOR

__all__ = ["bp"]

bp = Blueprint("completion", __name__)

# The most completions of each kind.
_WORDS = 6
_PERSONS = 4
_SECTIONS = 3
# Characters. Longer text was pasted; a single letter begins too many names.
_LONGEST = 100
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class _Offer:
    """A completion. `kind`: of what it leads to; "" for words, which complete the query itself."""

    text: str
    kind: str
    url: str


@bp.get("/goi-y")
@headers.kept
def as_page(archive: Library) -> str:
    """Return the completions as links, for browsers without scripts."""
    text = _typed()
    return render_template("completion.html", query=Query(text), offers=_offers(archive, text))


@bp.get("/goi-y.json")
@headers.kept
def as_json(archive: Library) -> Response:
    """Return the completions as a JSON array of objects with `text`, `kind` and `url`."""
    return jsonify([asdict(offer) for offer in _offers(archive, _typed())])


def _typed() -> str:
    """Return the text of the search box; a final space means that the last word is complete."""
    return request.args.get("q", "").lstrip()[:_LONGEST].replace("\0", "")


def _offers(archive: Library, text: str) -> list[_Offer]:
    if not text.strip():
        return []
    statistics = archive.engine.statistics()
    words = [
        _Offer(each.text, "", links.of_query(Query(each.text)))
        for each in complete(text, statistics, _WORDS)
    ]
    persons = [
        _Offer(
            person.name,
            pgettext("một người", "Nhân vật"),
            links.of_page("person.show", identifier=person.identifier),
        )
        for person in _persons(archive, text)
    ]
    wanted = f" {folded(text)}"
    named = (
        section
        for section in sorted(statistics.values("section"))
        if wanted in f" {folded(section.rpartition(SECTION_SEPARATOR)[2])}"
    )
    sections = [
        _Offer(section, gettext("Chuyên mục"), links.of_query(Query().choosing("section", section)))
        for section, _ in zip(named, range(_SECTIONS), strict=False)
    ]
    return [*words, *persons, *sections]


def _persons(archive: Library, text: str) -> list[Person]:
    if len(text.strip()) < _SHORTEST_NAME:
        return []
    return archive.catalogue.persons.matching(text, _PERSONS)
