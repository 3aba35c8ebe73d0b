"""Other search engines, fed with the same reports and asked the same queries.

Each folds marks as far as it can by its own means, and is asked for any of the words.
"""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from index.report import Report

__all__ = ["PEERS", "Fts5", "Side", "StockWhoosh", "Tantivy"]


class Side(Protocol):
    """Something that finds reports, over an index that was built in a folder.

    `version`: of its library, where an index may be kept from one run to the next; "" where it is
    built anew in each.
    """

    name: str
    version: str

    def __init__(self, folder: Path) -> None: ...

    @staticmethod
    def build(reports: Iterable[Report], folder: Path) -> None:
        """Make the index in a folder that is not there yet."""
        ...

    def read(self, text: str) -> Any:
        """The query that is made of a typed text; the same `repr` finds the same."""
        ...

    def search(self, query: Any, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        ...


class Fts5:
    """SQLite's FTS5: unicode61 without diacritics, bm25 with the same weights of fields."""

    name = "SQLite FTS5"
    version = sqlite3.sqlite_version

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "reports.sqlite")

    @staticmethod
    def build(reports: Iterable[Report], folder: Path) -> None:
        """Make the index in a folder that is not there yet."""
        folder.mkdir(parents=True)
        with closing(sqlite3.connect(folder / "reports.sqlite")) as database, database:
            database.execute(
                "CREATE VIRTUAL TABLE reports USING fts5"
                "(id UNINDEXED, title, lead, body, tokenize = 'unicode61 remove_diacritics 2')"
            )
            rows = ((each.identifier, each.title, each.lead, each.body) for each in reports)
            database.executemany("INSERT INTO reports VALUES (?, ?, ?, ?)", rows)

    def read(self, text: str) -> str:
        """The query that is made of a typed text."""
        return " OR ".join(f'"{word}"' for word in text.replace('"', " ").split())

    def search(self, query: str, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        found = self._database.execute(
            "SELECT id, -bm25(reports, 0, 3, 2, 1) AS score FROM reports WHERE reports MATCH ?"
            " ORDER BY score DESC LIMIT ?",
            (query, limit),
        )
        return found.fetchall()


class StockWhoosh:
    """Whoosh with its own codec: StandardAnalyzer and CharsetFilter(accent_map), BM25F."""

    name = "Whoosh"
    version = version("whoosh")

    def __init__(self, folder: Path) -> None:
        from whoosh.index import open_dir
        from whoosh.qparser import MultifieldParser, OrGroup

        index = open_dir(folder)
        self._searcher = index.searcher()
        self._parser = MultifieldParser(["title", "lead", "body"], index.schema, group=OrGroup)

    @staticmethod
    def build(reports: Iterable[Report], folder: Path) -> None:
        """Make the index in a folder that is not there yet."""
        from whoosh.analysis import CharsetFilter, StandardAnalyzer
        from whoosh.fields import ID, TEXT, Schema
        from whoosh.index import create_in
        from whoosh.support.charset import accent_map

        analyzer = StandardAnalyzer(stoplist=None, minsize=1) | CharsetFilter(accent_map)
        schema = Schema(
            id=ID(stored=True),
            title=TEXT(analyzer, field_boost=3.0),
            lead=TEXT(analyzer, field_boost=2.0),
            body=TEXT(analyzer),
        )
        folder.mkdir(parents=True)
        writer = create_in(folder, schema).writer(limitmb=512)
        for each in reports:
            writer.add_document(
                id=each.identifier, title=each.title, lead=each.lead, body=each.body
            )
        writer.commit()

    def read(self, text: str) -> Any:
        """The query that is made of a typed text."""
        return self._parser.parse(re.sub(r"\W+", " ", text))

    def search(self, query: Any, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        return [(hit["id"], hit.score) for hit in self._searcher.search(query, limit=limit)]


class Tantivy:
    """Tantivy: its simple tokenizer with lower case and ASCII folding, BM25."""

    name = "tantivy"
    version = version("tantivy") if find_spec("tantivy") else ""

    def __init__(self, folder: Path) -> None:
        self._index = self._made(folder)
        self._searcher = self._index.searcher()

    @staticmethod
    def _made(folder: Path) -> Any:
        """The index in a folder, or an empty one."""
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
        index = tantivy.Index(schema.build(), path=str(folder))
        index.register_tokenizer("folded", folded)
        return index

    @classmethod
    def build(cls, reports: Iterable[Report], folder: Path) -> None:
        """Make the index in a folder that is not there yet."""
        from tantivy import Document

        folder.mkdir(parents=True)
        writer = cls._made(folder).writer()
        for each in reports:
            writer.add_document(
                Document(id=each.identifier, title=each.title, lead=each.lead, body=each.body)
            )
        writer.commit()
        writer.wait_merging_threads()

    def read(self, text: str) -> Any:
        """The query that is made of a typed text."""
        return self._index.parse_query(
            re.sub(r"[^\w\s]+", " ", text),
            ["title", "lead", "body"],
            field_boosts={"title": 3.0, "lead": 2.0, "body": 1.0},
        )

    def search(self, query: Any, limit: int) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        found = self._searcher.search(query, limit, count=False)
        return [(self._searcher.doc(at)["id"][0], score) for score, at in found.hits]


# By the name that the command takes; None where its library is not installed.
PEERS: dict[str, type[Side] | None] = {
    "fts5": Fts5,
    "whoosh": StockWhoosh,
    "tantivy": Tantivy if find_spec("tantivy") else None,
}
