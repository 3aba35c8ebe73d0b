"""SQLite's FTS5: bm25, and unicode61, which removes diacritics if it analyses the text itself."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import pairwise

from bench.peers import TOP, Engine, Question
from index.report import Report

__all__ = ["Fts5"]


class Fts5(Engine):
    """A table without content for the words, and plain tables beside it for filters and counts."""

    name = "SQLite FTS5"
    version = sqlite3.sqlite_version

    def build(self, reports: Iterable[Report], processes: int = 1) -> None:
        self.folder.mkdir(parents=True)
        with closing(sqlite3.connect(self.folder / "index.sqlite")) as database, database:
            removed = 0 if self.setting.analysed else 2
            database.executescript(
                "PRAGMA journal_mode = WAL;"
                "CREATE TABLE reports"
                " (number INTEGER PRIMARY KEY, id TEXT, month TEXT, section TEXT);"
                "CREATE TABLE persons (number INTEGER, person TEXT);"
                f"CREATE VIRTUAL TABLE texts USING fts5 ({', '.join(self.setting.fields)},"
                f" content = '', tokenize = 'unicode61 remove_diacritics {removed}')"
            )
            for number, report in enumerate(reports):
                self._add(database, number, report)
            database.execute("CREATE INDEX of_report ON persons (number)")

    def _add(self, database: sqlite3.Connection, number: int, report: Report) -> None:
        row = (number, report.identifier, report.date[:7], report.section_path)
        database.execute("INSERT INTO reports VALUES (?, ?, ?, ?)", row)
        texts = self.setting.texts(report)
        names = ", ".join(self.setting.fields)
        places = ", ".join("?" * len(texts))
        database.execute(
            f"INSERT INTO texts (rowid, {names}) VALUES (?, {places})", (number, *texts)
        )
        if self.setting.values:
            persons = [(number, person) for person in report.persons]
            database.executemany("INSERT INTO persons VALUES (?, ?)", persons)

    def open(self) -> None:
        self._database = sqlite3.connect(self.folder / "index.sqlite")

    def read_text(self, text: str) -> tuple[str, str, tuple[str, ...]]:
        return self.read(Question("or", tuple(text.replace('"', " ").split())))

    def read(self, question: Question) -> tuple[str, str, tuple[str, ...]]:
        """Return the expression of the score, the clauses from FROM on, and their values."""
        tables, score = "FROM reports", "0"
        conditions, values = [], []
        if question.kind != "all":
            weights = ", ".join(str(weight) for weight in self.setting.weights.values())
            score = f"-bm25(texts, {weights})"
            tables = "FROM texts JOIN reports ON reports.number = texts.rowid"
            conditions.append("texts MATCH ?")
            values.append(f"{{{' '.join(self.setting.searched(question))}}} : ({_text(question)})")
        if question.years:
            conditions.append("month BETWEEN ? AND ?")
            values += [question.years[0], f"{question.years[1]}-99"]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return score, tables + where, tuple(values)

    def search(
        self, query: tuple[str, str, tuple[str, ...]], limit: int, *, facets: bool = False
    ) -> list[tuple[str, float]]:
        score, where, values = query
        found = self._database.execute(
            f"SELECT id, {score} AS score {where} ORDER BY score DESC LIMIT {limit}", values
        ).fetchall()
        if facets:
            for column in ("month", "section"):
                self._top(f"SELECT {column}, count(*) {where} GROUP BY 1", values)
            self._top(
                "SELECT person, count(*) FROM persons WHERE number IN"
                f" (SELECT reports.number {where}) GROUP BY 1",
                values,
            )
        return found

    def _top(self, statement: str, values: tuple[str, ...]) -> None:
        self._database.execute(f"{statement} ORDER BY 2 DESC LIMIT {TOP}", values).fetchall()


def _text(question: Question) -> str:
    words = [f'"{word}"' for word in question.words]
    if question.kind == "phrase":
        return f'"{" ".join(question.words)}"'
    if question.kind == "topic":
        return " OR ".join([*words, *(f'"{a} {b}"' for a, b in pairwise(question.words))])
    return (" AND " if question.kind == "and" else " OR ").join(words)
