"""Reports as documents of an index."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from typing import TypeVar

from index.bounded_dict import BoundedDict
from index.engines.opensearch.storage.mapping import (
    ALL,
    HEAD,
    LAST,
    LONGEST,
    PAIRS,
    SEPARATOR,
    bounded,
    day_number,
    folded,
    joined,
    letter,
)
from index.facets import FACETS, FacetDefinition
from index.fingerprint import fingerprint
from index.language import dates
from index.language.analysis import FIELDS, Paragraph, analyse, length
from index.language.spelling import fold
from index.planning.scoring import rounded_length
from index.planning.threshold import HEAD_FIELDS
from index.report import Report

__all__ = ["Document", "document", "document_id"]

Document = dict[str, object]
T = TypeVar("T")

# Largest number of bytes that OpenSearch allows for the identifier of a document.
_LONGEST_ID = 512

# Keys whose forms are remembered.
_REMEMBERED = 1 << 18

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def document(report: Report) -> Document:
    """Return a report as OpenSearch indexes it; fields without a value are left out.

    `first`, `last`: the days of its date (`day_number`). `moment`: microseconds since 1970.
    `length`: weighted tokens; `norm`: the same, rounded as the ranking function takes it.
    `fingerprint`: of the report.
    """
    paragraphs = analyse(report)
    whole = length(paragraphs)
    forms = [(each.field, _forms(each)) for each in paragraphs]
    pairs = [(each.field, _pairs(each)) for each in paragraphs]
    head = chain.from_iterable(each.keys for each in paragraphs if each.field in HEAD_FIELDS)
    found: Document = {
        ALL: _weighted(forms),
        PAIRS: _weighted(pairs),
        HEAD: " ".join(map(_FORMS.__getitem__, dict.fromkeys(head))),
        **{name: [written for field, written in forms if field == name] for name in FIELDS},
        "keys": _by_letter(dict.fromkeys(chain.from_iterable(each.keys for each in paragraphs))),
        "identifier": bounded(report.identifier),
        **{facet.name: _values(facet, report) for facet in FACETS.values()},
        "tokens": sum(len(each.keys) for each in paragraphs),
        "length": whole,
        "norm": rounded_length(whole),
        "fingerprint": fingerprint(report),
        **_days(report.date),
    }
    return {field: value for field, value in found.items() if value not in ([], {}, "")}


def document_id(identifier: str) -> str:
    """Return the identifier of a report's document: its own, or a digest if that is too long."""
    written = identifier.encode()
    if 0 < len(written) <= _LONGEST_ID:
        return identifier
    return "sha256:" + hashlib.sha256(written).hexdigest()


class _Cache(BoundedDict[str, T]):
    """A cache that computes the value of each key when it is first looked up."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__(_REMEMBERED)
        self._make = make

    def __missing__(self, key: str) -> T:
        made = self._make(key)
        if len(key) <= LONGEST:
            self[key] = made
        return made


# Key → the term of its fold; its forms at one position of a text; the letter it is listed under,
# and its value.
_FOLDED = _Cache(lambda key: folded(fold(key)))
_FORMS = _Cache(lambda key: f"{bounded(key)}|{folded(fold(key))}")
_LISTED = _Cache(lambda key: (letter(fold(key)), bounded(fold(key)) + SEPARATOR + bounded(key)))


def _forms(paragraph: Paragraph) -> str:
    """Return the tokens of a paragraph for the analyzer `forms` of the mapping."""
    return " ".join(map(_FORMS.__getitem__, paragraph.keys))


def _pairs(paragraph: Paragraph) -> str:
    """Return each token of a paragraph with its successor, for the analyzer `forms`."""
    keys = paragraph.keys
    folds = [*map(_FOLDED.__getitem__, keys)]
    both = zip(pairwise(map(bounded, keys)), pairwise(folds), strict=True)
    return " ".join([*(f"{joined(*a)}|{joined(*b)}" for a, b in both), LAST])


def _weighted(written: Iterable[tuple[str, str]]) -> list[str]:
    """Return paragraphs, given with their fields, each as often as its field weighs."""
    return [each for field, each in written for _ in range(FIELDS[field])]


def _by_letter(keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the values of the field `keys`."""
    found: dict[str, list[str]] = defaultdict(list)
    for first, value in map(_LISTED.__getitem__, keys):
        found[first].append(value)
    return found


def _values(facet: FacetDefinition, report: Report) -> list[str]:
    """Return the values of a facet that a report has, and those that include them."""
    values = facet.values(report)
    every = [each for value in values for each in (value, *facet.above(value))]
    return [*dict.fromkeys(map(bounded, every))]


def _days(written: str) -> dict[str, int]:
    days, moment = dates.bounds(written), dates.moment(written)
    if not days or not moment:
        return {}
    return {
        "first": day_number(days[0]),
        "last": day_number(days[1]),
        "moment": (moment - _EPOCH) // timedelta(microseconds=1),
    }
