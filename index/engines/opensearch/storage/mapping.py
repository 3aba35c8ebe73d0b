"""The mapping of an index: its settings, its fields, and the form of its terms.

Our analysis decides what a token is; OpenSearch only splits. A paragraph is sent as its tokens
separated by spaces, each token in two forms separated by a bar: its key, and a full stop with its
fold (`huế|.hue dân|.dan`). Both forms get the same position. Paragraphs are the values of an
array, with a gap between their positions that no sequence reaches across.

The field `text` has the paragraphs of all fields, each as often as its field weighs, and `pairs`
has each of their tokens with its successor (`huế_dân|.hue_dan`). Lucene scores both by BM25. Title,
lead, body and captions have fields of their own as well, for searches in one of them; title and
lead, whose paragraphs `text` and `pairs` repeat, also have their pairs, so that occurrences can be
counted without repetitions. `head` has the words of title and lead. No text is stored, since the
catalogue has it.
"""

import hashlib
from datetime import date
from functools import lru_cache

from index.facets import FACETS
from index.language.analysis import FIELDS, VERSION
from index.planning.clauses import K1, B

__all__ = [
    "ALL",
    "FORMS",
    "HEAD",
    "LAST",
    "LAYOUT",
    "LONGEST",
    "PAIRS",
    "bounded",
    "copies",
    "day_number",
    "folded",
    "joined",
    "mapping",
    "settings",
]

# Changes whenever earlier programs cannot search the index, or this one cannot search theirs.
LAYOUT = 2

# The fields of all paragraphs, of their pairs, and of the words that readers see first.
ALL = "text"
PAIRS = "pairs"
HEAD = "head"
# What stands in `PAIRS` for the last token of a paragraph, so that both fields are equally long.
LAST = "_|._"

# The terms that each token has in `ALL` and in `PAIRS`. Lucene counts them all for the mean length,
# but counts a position once for the length of a report. So in BM25, length / average is divided by
# this number, and B and K1 make up for it: k1 × (1 - b) and k1 × b / FORMS are as in `clauses`.
FORMS = 2
_LENGTH_FACTOR = K1 * B * FORMS
_K1 = K1 * (1 - B) + _LENGTH_FACTOR
_B = _LENGTH_FACTOR / _K1

# Positions between paragraphs: more than a sequence can span, which is limited by
# `lexer.MAX_PHRASE` and `lexer.MAX_DISTANCE`.
_GAP = 128

# Lucene refuses terms of more than 32,766 bytes. A longer term than this many characters is no
# word and no name; it is replaced by its beginning and a digest.
LONGEST = 1000


def settings(shards: int, replicas: int | None) -> dict[str, object]:
    """Return the settings of an index; `replicas`: None for one if there are two nodes or more."""
    return {
        "number_of_shards": shards,
        **copies(replicas),
        # Only a commit makes changes visible.
        "refresh_interval": "-1",
        # How long the version of a deleted document is remembered. After the default of a minute,
        # a delayed batch could bring the report back.
        "gc_deletes": "1h",
        "similarity": {
            "bm25f": {"type": "BM25", "k1": _K1, "b": _B},
            # The score is the number of occurrences. For a phrase, Lucene adds it up over the
            # terms; the fraction counts these (`searching.leaf_queries`).
            "occurrences": {
                "type": "scripted",
                "script": {"source": "return query.boost * (doc.freq + 0.0009765625);"},
            },
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


def copies(replicas: int | None) -> dict[str, object]:
    """Return the setting for the number of copies; None for one if there are two nodes or more."""
    if replicas is None:
        return {"auto_expand_replicas": "0-1"}
    return {"number_of_replicas": replicas}


def mapping() -> dict[str, object]:
    """Return the fields of an index."""
    text = {"type": "text", "analyzer": "forms"}
    counted = {
        **text,
        "similarity": "occurrences",
        "norms": False,
        "position_increment_gap": _GAP,
    }
    scored = {**text, "similarity": "bm25f"}
    word = {"type": "keyword"}
    number = {"type": "integer", "index": False}
    return {
        "dynamic": "strict",
        # With `recovery_source_enabled` false too, a copy that missed documents while its node was
        # away never recovers: it asks for their source, and stays in the stage «translog».
        "_source": {"enabled": False},
        "_meta": {"analysis": VERSION, "revision": 0, "generation": "", "mark": "", "offset": 0},
        "properties": {
            ALL: {**scored, "position_increment_gap": _GAP},
            PAIRS: {**scored, "index_options": "freqs"},
            HEAD: {**text, "index_options": "docs", "norms": False},
            **dict.fromkeys(FIELDS, counted),
            "identifier": word,
            **dict.fromkeys(FACETS, word),
            "first": {"type": "integer"},
            "last": {"type": "integer"},
            "moment": {"type": "long", "index": False},
            "tokens": number,
            "length": number,
            "norm": number,
            "fingerprint": {"type": "long", "index": False},
        },
    }


@lru_cache(1 << 16)
def bounded(text: str) -> str:
    """Return a term that Lucene accepts: the text, or its beginning with a digest of the whole.

    >>> bounded("công"), len(bounded("a" * 100_000))
    ('công', 265)
    """
    if len(text) <= LONGEST:
        return text
    return text[:200] + "…" + hashlib.sha256(text.encode()).hexdigest()


def folded(plain: str) -> str:
    """Return the term for all spellings of a fold.

    >>> folded("dan")
    '.dan'
    """
    return "." + bounded(plain)


def joined(first: str, second: str) -> str:
    """Return the term for two adjacent terms.

    >>> joined(folded("dan"), folded("van"))
    '.dan_van'
    """
    return f"{first}_{second.removeprefix('.')}"


def day_number(day: str) -> int:
    """Return the number of an ISO 8601 day; 0001-01-01 is 1."""
    return date.fromisoformat(day).toordinal()
