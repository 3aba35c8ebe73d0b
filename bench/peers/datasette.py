"""Datasette over SQLite FTS5: a page of rows with counts of values, without a line of code.

It finds what Kho Báo finds: the folds of our analysis are stored as words, and a word that no
report has stands between paragraphs, which no phrase crosses. A search without diacritics for a
word or a phrase therefore finds the same reports.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from datasette.app import Datasette

from index.language.analysis import analyse
from index.language.spelling import fold
from index.report import Report

__all__ = ["FACETS", "ROWS", "Pages", "build"]

FACETS = ("month", "section", "source")
"""The columns by which rows are counted; `persons`, a list, is counted too."""
ROWS = 20

# Datasette leaves out what takes longer than its limits, 200 ms for a facet.
_SETTINGS = {
    "facet_time_limit_ms": 60_000,
    "sql_time_limit_ms": 60_000,
    "suggest_facets": False,
    "default_facet_size": 10,
    "num_sql_threads": 1,
}
_BETWEEN_PARAGRAPHS = "zzzzz"


def build(file: Path, reports: Iterable[Report], names: Mapping[str, str]) -> None:
    """Write a database of reports. `names`: of persons by identifier.

    The columns of facets have indexes, as Datasette's documentation recommends.
    """
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(
            "CREATE TABLE reports (number INTEGER PRIMARY KEY, id TEXT, title TEXT, lead TEXT,"
            " date TEXT, month TEXT, section TEXT, source TEXT, authors TEXT, persons TEXT);"
            "CREATE VIRTUAL TABLE words USING fts5 (folds, content = '');"
        )
        for number, report in enumerate(reports, 1):
            persons = json.dumps([names.get(each, each) for each in report.persons])
            database.execute(
                "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    report.identifier,
                    report.title,
                    report.lead,
                    report.date,
                    report.date[: len("2018-01")],
                    report.section_path,
                    report.source,
                    ", ".join(report.authors),
                    persons,
                ),
            )
            paragraphs = [" ".join(map(fold, keys)) for _, keys in analyse(report)]
            words = f" {_BETWEEN_PARAGRAPHS} ".join(paragraphs)
            database.execute("INSERT INTO words (rowid, folds) VALUES (?, ?)", (number, words))
        for column in FACETS:
            database.execute(f"CREATE INDEX by_{column} ON reports ({column})")
        database.execute("ANALYZE")


class Pages:
    """The pages of such a database, answered in this process without a network."""

    def __init__(self, file: Path) -> None:
        self._loop = asyncio.new_event_loop()
        searched = {"fts_table": "words", "fts_pk": "number"}
        metadata = {"databases": {file.stem: {"tables": {"reports": searched}}}}
        datasette = Datasette([str(file)], settings=_SETTINGS, metadata=metadata)
        self._loop.run_until_complete(datasette.invoke_startup())
        self._app = datasette.app()
        self._table = f"/{file.stem}/reports"

    def page(self, words: str = "", form: str = "") -> tuple[int, bytes]:
        """Return status and body of the page of a search with all facets.

        `words`: in the language of FTS5, "" for all rows. `form`: `.json` for data.
        """
        searched = [("_search", words), ("_searchmode", "raw")] if words else []
        counted = [("_facet", column) for column in FACETS]
        parameters = [*searched, *counted, ("_facet_array", "persons"), ("_size", str(ROWS))]
        return self._loop.run_until_complete(self._get(self._table + form, urlencode(parameters)))

    def close(self) -> None:
        """Release the event loop."""
        self._loop.close()

    async def _get(self, path: str, query: str) -> tuple[int, bytes]:
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost")],
        }
        status, pieces = 0, []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(str(message["status"]))
            else:
                pieces.append(bytes(message.get("body", b"")))  # type: ignore[call-overload]

        await self._app(scope, receive, send)
        return status, b"".join(pieces)
