"""The list of words of an index: an index of its own with a document for each key.

Lucene knows how often a term occurs, but OpenSearch has no way to list the terms that begin with
some letters. A word is written before the first report that has it, and stays when its last report
is deleted; it then has the frequency 0 in the index itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from index.engines.opensearch.connection.client import Client
from index.engines.opensearch.storage.documents import document_id
from index.engines.opensearch.storage.mapping import bounded, copies
from index.language.spelling import fold

__all__ = ["MOST", "WordCounts", "described", "document", "unlisted", "words_of"]

Json = dict[str, Any]

# Largest number of words in one answer.
MOST = 10_000
# Distinct words that are counted in memory, of about 150 bytes each. Beyond that they are written,
# and counted from 0 again.
_COUNTED = 1 << 20
# Words in one search for those that are listed already.
_RUN = 5000


def words_of(index: str) -> str:
    """Return the name of the list of words of an index."""
    return f"{index}-words"


def described(replicas: int | None) -> Json:
    """Return the settings and the mapping of a list of words; `replicas` as in `settings`.

    `count`: about how many reports have the key, to find the commonest ones.
    """
    word = {"type": "keyword"}
    return {
        "settings": {
            "index": {
                "number_of_shards": 1,
                **copies(replicas),
                "refresh_interval": "-1",
                "max_regex_length": 100_000,
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"enabled": False},
            "properties": {"key": word, "fold": word, "count": {"type": "long"}},
        },
    }


def document(key: str, count: int) -> tuple[str, Json]:
    """Return identifier and content of the document of a key."""
    return document_id(key), {"key": bounded(key), "fold": bounded(fold(key)), "count": count}


class WordCounts:
    """Counts the reports with each word while they are written."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, keys: Iterable[str]) -> None:
        """Count the distinct keys of a report."""
        self._counts.update(keys)

    @property
    def full(self) -> bool:
        """True if the words should be written now."""
        return len(self._counts) >= _COUNTED

    def take(self) -> Mapping[str, int]:
        """Return the words with their counts, and forget them."""
        taken, self._counts = self._counts, Counter()
        return taken


def unlisted(client: Client, index: str, keys: Sequence[str]) -> Iterator[str]:
    """Yield those of some keys that the list of an index does not have."""
    for start in range(0, len(keys), _RUN):
        some = keys[start : start + _RUN]
        search = {
            "index": words_of(index),
            "query": {"terms": {"key": [bounded(key) for key in some]}},
            "size": _RUN,
            "sort": [{"key": "asc"}],
            "_source": False,
            "stored_fields": "_none_",
        }
        listed = {hit["sort"][0] for hit in client.search([search])[0]["hits"]["hits"]}
        yield from (key for key in some if bounded(key) not in listed)
