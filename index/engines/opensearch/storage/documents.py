"""Reports as documents of an index."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TypeVar

from index.bounded_dict import BoundedDict
from index.engines.opensearch.storage.mapping import (
    ALL,
    HEAD,
    LAST,
    LONGEST,
    PAIRS,
    bounded,
    day_number,
    folded,
)
from index.facets import FACETS, FacetDefinition
from index.fingerprint import fingerprint
from index.language import dates
from index.language.analysis import FIELDS, Paragraph, analyse, length
from index.language.spelling import fold
from index.planning.scoring import rounded_length
from index.planning.threshold import HEAD_FIELDS
from index.report import Report

__all__ = ["REPEATED", "Document", "document", "document_id", "indexed"]

Document = dict[str, object]
T = TypeVar("T")

# The fields whose paragraphs are repeated in `ALL` and `PAIRS`.
REPEATED = tuple(field for field, weight in FIELDS.items() if weight > 1)

# Largest number of bytes that OpenSearch allows for the identifier of a document.
_LONGEST_ID = 512

# Keys whose forms are remembered.
_REMEMBERED = 1 << 18

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def document(report: Report) -> Document:
    """Return a report as OpenSearch indexes it."""
    return indexed(report)[0]


def indexed(report: Report) -> tuple[Document, list[str]]:
    """Return a report as OpenSearch indexes it, and its distinct keys.

    Fields without a value are left out.

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
        **{name: _with_pairs(name, forms, pairs) for name in REPEATED},
        "identifier": bounded(report.identifier),
        **{facet.name: _values(facet, report) for facet in FACETS.values()},
        "tokens": sum(len(each.keys) for each in paragraphs),
        "length": whole,
        "norm": rounded_length(whole),
        "fingerprint": fingerprint(report),
        **_days(report.date),
    }
    keys = dict.fromkeys(chain.from_iterable(each.keys for each in paragraphs))
    return {field: value for field, value in found.items() if value not in ([], "")}, [*keys]


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


# Key → its term; its fold without the full stop; its forms at one position of a text.
_BOUNDED = _Cache(bounded)
_FOLDS = _Cache(lambda key: bounded(fold(key)))
_FORMS = _Cache(lambda key: f"{bounded(key)}|{folded(fold(key))}")


def _forms(paragraph: Paragraph) -> str:
    """Return the tokens of a paragraph for the analyzer `forms` of the mapping."""
    return " ".join(map(_FORMS.__getitem__, paragraph.keys))


def _pairs(paragraph: Paragraph) -> str:
    """Return each token of a paragraph with its successor, for the analyzer `forms`."""
    keys = [*map(_BOUNDED.__getitem__, paragraph.keys)]
    folds = [*map(_FOLDS.__getitem__, paragraph.keys)]
    # As `mapping.joined`, written out: there are five hundred in a report.
    both = zip(keys, keys[1:], folds, folds[1:], strict=False)
    return " ".join([*(f"{a}_{b}|.{c}_{d}" for a, b, c, d in both), LAST])


def _with_pairs(
    name: str, forms: Iterable[tuple[str, str]], pairs: Iterable[tuple[str, str]]
) -> list[str]:
    """Return the paragraphs of a field with the forms and the pair of each token side by side."""
    return [
        " ".join(map("|".join, zip(each.split(" "), pair.split(" "), strict=True)))
        for (field, each), (_, pair) in zip(forms, pairs, strict=True)
        if field == name
    ]


def _weighted(written: Iterable[tuple[str, str]]) -> list[str]:
    """Return paragraphs, given with their fields, each as often as its field weighs."""
    return [each for field, each in written for _ in range(FIELDS[field])]


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
