"""Completions of a query being typed: words, persons and sections, as a page and as JSON."""

from dataclasses import asdict, dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from archive.retrieval import Completion, Library, completions
from archive.web import links
from archive.web.language import gettext, pgettext
from archive.web.server import headers
from index.query import Query

__all__ = ["bp"]

bp = Blueprint("completion", __name__)

# Characters; longer text was pasted.
_LONGEST = 300


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
    return request.args.get("q", "").lstrip().replace("\0", "")


def _offers(archive: Library, text: str) -> list[_Offer]:
    if not text.strip() or len(text) > _LONGEST:
        return []
    return [_offer(each) for each in completions(archive, text)]


def _offer(found: Completion) -> _Offer:
    if found.facet == "person":
        url = links.of_page("person.show", identifier=found.value)
        return _Offer(found.text, pgettext("một người", "Nhân vật"), url)
    if found.facet == "section":
        url = links.of_query(Query().choosing("section", found.value))
        return _Offer(found.text, gettext("Chuyên mục"), url)
    return _Offer(found.text, "", links.of_query(Query(found.text)))
