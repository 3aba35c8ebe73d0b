"""What stands in an index: its settings, its fields, and a report as a document of it.

Our analysis decides what a token is; OpenSearch only splits. A paragraph goes there as its tokens
parted by spaces, each in two forms parted by a bar: its key, and its fold after a full stop, both
at one position (`huế|.hue dân|.dan`). Paragraphs are the values of an array, with a gap between
their positions that no sequence reaches across.

The field `text` has the paragraphs of all fields; title, lead and captions have theirs once more.
What stands in the body is what is in `text` and not in those: to search all fields is the usual
thing and costs one list of postings instead of four, and the body is not indexed twice.

No text is stored: the catalogue is the truth.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from index.bounded_dict import BoundedDict
from index.facets import FACETS, FacetDefinition
from index.language import dates
from index.language.analysis import FIELDS, VERSION, Paragraph, analyse, length
from index.language.spelling import fold
from index.planning.scoring import byte_to_length, length_to_byte
from index.report import Report

__all__ = [
    "ALL",
    "COUNTED",
    "LETTERS",
    "SEPARATOR",
    "Document",
    "bounded",
    "day_number",
    "document",
    "document_id",
    "folded",
    "letter",
    "mapping",
    "settings",
]

Document = dict[str, object]
T = TypeVar("T")

# The field of all paragraphs, and those that are indexed a second time by themselves.
ALL = "text"
COUNTED = tuple(field for field in FIELDS if field != "body")

# The keys of a report stand after their folds, so that the spellings of a fold stand together, in a
# field for each letter that a fold begins with: to count some keys, all of the field are looked at
# in every report, and by letters these are a fifteenth.
LETTERS = "abcdefghijklmnopqrstuvwxyz0_"
SEPARATOR = " "

# Positions between paragraphs: more than the longest phrase with the widest gaps spans, which is
# `lexer.MAX_PHRASE` and `lexer.MAX_DISTANCE`.
_GAP = 128

# Lucene refuses terms of more than 32,766 bytes. What is longer than so many characters is no
# word and no name: it is told apart from others by its beginning and a digest.
_LONGEST = 1000
# OpenSearch refuses identifiers of documents of more bytes.
_LONGEST_ID = 512

# Keys whose forms are remembered.
_REMEMBERED = 1 << 18

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def settings(shards: int, replicas: int | None) -> dict[str, object]:
    """The settings of an index; with no number of replicas, one where there are two nodes."""
    copies: dict[str, object] = (
        {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    )
    return {
        "number_of_shards": shards,
        **copies,
        # Only a commit shows what was written.
        "refresh_interval": "-1",
        # How long the version of a deletion is known: a minute by default, after which a batch that
        # was held up would bring the report back.
        "gc_deletes": "1h",
        # A pattern of letters becomes a longer regular expression.
        "max_regex_length": 100_000,
        "similarity": {
            # The number of occurrences. For a phrase, Lucene adds this up over its terms: the
            # fraction tells how many they were (`queries`).
            "occurrences": {
                "type": "scripted",
                "script": {"source": "return query.boost * (doc.freq + 0.0009765625);"},
            }
        },
        "analysis": {
            "tokenizer": {"spaces": {"type": "simple_pattern_split", "pattern": " "}},
            "filter": {
                "forms": {
                    "type": "pattern_capture",
                    "preserve_original": False,
                    "patterns": ["([^|]+)"],
                }
            },
            "analyzer": {"forms": {"type": "custom", "tokenizer": "spaces", "filter": ["forms"]}},
        },
    }


def mapping() -> dict[str, object]:
    """The fields of an index."""
    text = {
        "type": "text",
        "analyzer": "forms",
        "similarity": "occurrences",
        "norms": False,
        "position_increment_gap": _GAP,
    }
    word = {"type": "keyword"}
    number = {"type": "integer", "index": False}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "_meta": {"analysis": VERSION, "revision": 0, "generation": ""},
        "properties": {
            ALL: text,
            **dict.fromkeys(COUNTED, text),
            "keys": {"properties": {each: {"type": "keyword", "index": False} for each in LETTERS}},
            "identifier": word,
            **dict.fromkeys(FACETS, word),
            "first": {"type": "integer"},
            "last": {"type": "integer"},
            "moment": {"type": "long", "index": False},
            "tokens": number,
            "length": number,
            "norm": number,
        },
    }


def document(report: Report) -> Document:
    """A report as OpenSearch gets it; a field without a value is left out.

    `first`, `last`: the days of its date. `moment`: in microseconds since 1970. `norm`: the length
    that the ranking takes.
    """
    paragraphs = analyse(report)
    whole = length(paragraphs)
    found: Document = {
        ALL: [_forms(each) for each in paragraphs],
        **{
            field: [_forms(each) for each in paragraphs if each.field == field] for field in COUNTED
        },
        "keys": _by_letter(dict.fromkeys(chain.from_iterable(each.keys for each in paragraphs))),
        "identifier": bounded(report.identifier),
        **{facet.name: _values(facet, report) for facet in FACETS.values()},
        "tokens": sum(len(each.keys) for each in paragraphs),
        "length": whole,
        "norm": byte_to_length(length_to_byte(whole)),
        **_days(report.date),
    }
    return {field: value for field, value in found.items() if value not in ([], {})}


def document_id(identifier: str) -> str:
    """The identifier of a report's document: its own, or a digest of one that is too long."""
    written = identifier.encode()
    if 0 < len(written) <= _LONGEST_ID:
        return identifier
    return "sha256:" + hashlib.sha256(written).hexdigest()


@lru_cache(1 << 16)
def bounded(text: str) -> str:
    """A term that Lucene takes: the text, or its beginning with a digest of the whole.

    >>> bounded("công"), len(bounded("a" * 100_000))
    ('công', 265)
    """
    if len(text) <= _LONGEST:
        return text
    return text[:200] + "…" + hashlib.sha256(text.encode()).hexdigest()


def folded(plain: str) -> str:
    """The form that stands for all spellings with a fold."""
    return "." + bounded(plain)


def letter(plain: str) -> str:
    """The letter whose field has the keys with a fold: its first, 0 for a digit, else _.

    >>> letter("dan"), letter("2018"), letter("北")
    ('d', '0', '_')
    """
    first = plain[:1]
    return first if "a" <= first <= "z" else "0" if first.isdecimal() and first.isascii() else "_"


def day_number(day: str) -> int:
    """The number of an ISO 8601 day, from 0001-01-01 as 1."""
    return date.fromisoformat(day).toordinal()


class _Memory(BoundedDict[str, T]):
    """A cache that computes the value of each key when it is first looked up."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__(_REMEMBERED)
        self._make = make

    def __missing__(self, key: str) -> T:
        made = self._make(key)
        if len(key) <= _LONGEST:
            self[key] = made
        return made


# The forms of a key, which share one position of a text; and the letter of its field, with its
# value there.
_FORMS = _Memory(lambda key: f"{bounded(key)}|{folded(fold(key))}")
_VALUES = _Memory(lambda key: (letter(fold(key)), bounded(fold(key)) + SEPARATOR + bounded(key)))


def _forms(paragraph: Paragraph) -> str:
    """The tokens of a paragraph as `spaces` and `forms` split them."""
    return " ".join(map(_FORMS.__getitem__, paragraph.keys))


def _by_letter(keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys after their folds, by the letter of these."""
    found: dict[str, list[str]] = defaultdict(list)
    for first, value in map(_VALUES.__getitem__, keys):
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
