"""Other search engines, fed with the same reports and asked the same queries.

Each folds marks as far as it can by its own means, and is asked for any of the words.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from index.report import Report

__all__ = ["PEERS", "Fts5", "Side", "StockWhoosh", "Tantivy"]


class Side(Protocol):
    """Something that finds reports."""

    name: str

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        ...


class Fts5:
    """SQLite's FTS5: unicode61 without diacritics, bm25 with the same weights of fields."""

    name = "SQLite FTS5"

    def __init__(self, reports: Iterable[Report], folder: Path) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE reports USING fts5"
            "(id UNINDEXED, title, lead, body, tokenize = 'unicode61 remove_diacritics 2')"
        )
        rows = ((each.identifier, each.title, each.lead, each.body) for each in reports)
        self._database.executemany("INSERT INTO reports VALUES (?, ?, ?, ?)", rows)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        words = " OR ".join(f'"{word}"' for word in text.replace('"', " ").split())
        found = self._database.execute(
            "SELECT id, -bm25(reports, 0, 3, 2, 1) AS score FROM reports WHERE reports MATCH ?"
            " ORDER BY score DESC LIMIT ?",
            (words, limit),
        )
        return found.fetchall()


class StockWhoosh:
    """Whoosh with its own codec: StandardAnalyzer and CharsetFilter(accent_map), BM25F."""

    name = "Whoosh"

    def __init__(self, reports: Iterable[Report], folder: Path) -> None:
        from whoosh.analysis import CharsetFilter, StandardAnalyzer
        from whoosh.fields import ID, TEXT, Schema
        from whoosh.index import create_in
        from whoosh.qparser import MultifieldParser, OrGroup
        from whoosh.support.charset import accent_map

        analyzer = StandardAnalyzer(stoplist=None, minsize=1) | CharsetFilter(accent_map)
        schema = Schema(
            id=ID(stored=True),
            title=TEXT(analyzer, field_boost=3.0),
            lead=TEXT(analyzer, field_boost=2.0),
            body=TEXT(analyzer),
        )
        folder.mkdir(parents=True)
        index = create_in(folder, schema)
        writer = index.writer(limitmb=512)
        for each in reports:
            writer.add_document(
                id=each.identifier, title=each.title, lead=each.lead, body=each.body
            )
        writer.commit()
        self._searcher = index.searcher()
        self._parser = MultifieldParser(["title", "lead", "body"], schema, group=OrGroup)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        query = self._parser.parse(re.sub(r"\W+", " ", text))
        return [(hit["id"], hit.score) for hit in self._searcher.search(query, limit=limit)]


class Tantivy:
    """Tantivy: its simple tokenizer with lower case and ASCII folding, BM25."""

    name = "tantivy"

    def __init__(self, reports: Iterable[Report], folder: Path) -> None:
        import tantivy

        folded = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
            .build()
        )
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in ("title", "lead", "body"):
            schema.add_text_field(field, tokenizer_name="folded")
        self._index = tantivy.Index(schema.build())
        self._index.register_tokenizer("folded", folded)
        writer = self._index.writer()
        for each in reports:
            writer.add_document(
                tantivy.Document(
                    id=each.identifier, title=each.title, lead=each.lead, body=each.body
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        query = self._index.parse_query(
            re.sub(r"[^\w\s]+", " ", text),
            ["title", "lead", "body"],
            field_boosts={"title": 3.0, "lead": 2.0, "body": 1.0},
        )
        found = self._searcher.search(query, limit, count=False)
        return [(self._searcher.doc(at)["id"][0], score) for score, at in found.hits]


def _installed(
    module: str, peer: Callable[[Iterable[Report], Path], Side]
) -> Callable[[Iterable[Report], Path], Side] | None:
    """The peer, or None where its library is not installed."""
    return peer if find_spec(module) else None


PEERS: dict[str, Callable[[Iterable[Report], Path], Side] | None] = {
    "fts5": _installed("sqlite3", Fts5),
    "whoosh": _installed("whoosh", StockWhoosh),
    "tantivy": _installed("tantivy", Tantivy),
}
