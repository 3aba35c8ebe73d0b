"""The engines that `bench.engines` compares, each fed with the same analysis of the same reports.

Every side keeps the marked and the folded form of each syllable, with positions, and the month,
the section and the persons for filtering and counting; no side stores text. A question is put to
ours as a Query, to a peer in its own language, and comes back as identifiers with scores.
"""

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.engines.whoosh import WhooshEngine
from index.language.analysis import analyse
from index.language.spelling import fold
from index.query import Query
from index.report import Report
from index.results import FacetRequest

__all__ = ["FACETS", "SIDES", "Ask", "Side", "forms", "missing", "query_of"]

FACETS = tuple(FacetRequest(name, 20) for name in ("date", "section", "person"))
_TOP = 20


@dataclass(frozen=True)
class Ask:
    """A question: `kind` says what is made of the words; years filter, facets are counted."""

    kind: str
    words: tuple[str, ...] = ()
    years: tuple[str, str] | None = None
    facets: bool = False


def forms(report: Report) -> tuple[str, str]:
    """The keys of a report, and their folds, parted by spaces; paragraphs run on."""
    keys = [key for _, keys in analyse(report) for key in keys]
    return " ".join(keys), " ".join([_FOLDS[key] for key in keys])


class _Folds(dict[str, str]):
    def __missing__(self, key: str) -> str:
        self[key] = found = fold(key)
        return found


_FOLDS = _Folds()


class Side:
    """An engine under measurement."""

    name = ""

    def build(self, reports: Iterable[Report], folder: Path, processes: int) -> None:
        """Index reports in a folder, down to the disk."""
        raise NotImplementedError

    def open(self, folder: Path) -> None:
        """Open the index for reading."""
        raise NotImplementedError

    def ask(self, question: Ask) -> list[tuple[str, float]]:
        """The best reports by identifier, with scores."""
        raise NotImplementedError

    def forget(self) -> None:
        """Empty the engine's own cache of results, if it has one."""


class Ours(Side):
    """The embedded engine, asked by Query."""

    name = "ours"

    def build(self, reports: Iterable[Report], folder: Path, processes: int) -> None:
        engine = WhooshEngine(folder, processes=processes)
        engine.add(reports)
        engine.commit(1)
        engine.close()

    def open(self, folder: Path) -> None:
        self._engine = WhooshEngine(folder)

    def ask(self, question: Ask) -> list[tuple[str, float]]:
        results = self._engine.search(query_of(question), facets=FACETS if question.facets else ())
        return [(hit.identifier, hit.score) for hit in results.hits]

    def forget(self) -> None:
        self._engine.forget()


def query_of(question: Ask) -> Query:
    """The Query of a question."""
    words = question.words
    text = {
        "and": " ".join(f"+{word}" for word in words),
        "or": " OR ".join(words),
        "phrase": f'"{" ".join(words)}"',
    }.get(question.kind, " ".join(words))
    since, until = question.years or ("", "")
    return Query(text, exact=question.kind != "topic", since=since, until=until)


class Tantivy(Side):
    """Tantivy through its Python package."""

    name = "tantivy"

    def build(self, reports: Iterable[Report], folder: Path, processes: int) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("key", "fold"):
            schema.add_text_field(name, tokenizer_name="whitespace")
        for name in ("month", "section", "person"):
            schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        folder.mkdir(parents=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(heap_size=256_000_000, num_threads=processes)
        for report in reports:
            keys, folds = forms(report)
            document = tantivy.Document(id=report.identifier, key=keys, fold=folds)
            document.add_text("month", report.date[:7])
            document.add_text("section", report.section_path)
            for person in report.persons:
                document.add_text("person", person)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        import tantivy

        self._index = tantivy.Index.open(str(folder))
        self._index.config_reader(num_warmers=0)
        self._searcher = self._index.searcher()

    def ask(self, question: Ask) -> list[tuple[str, float]]:
        query = self._index.parse_query(_tantivy_text(question), ["key"])
        found = self._searcher.search(query, _TOP, count=True)
        if question.facets:
            json.dumps(self._searcher.aggregate(query, _AGGREGATIONS))
        return [(self._searcher.doc(at)["id"][0], score) for score, at in found.hits]


_AGGREGATIONS = {
    name: {"terms": {"field": name, "size": _TOP}} for name in ("month", "section", "person")
}


def _tantivy_text(question: Ask) -> str:
    words = question.words
    if question.kind == "all":
        text = "*"
    elif question.kind == "phrase":
        text = f'"{" ".join(words)}"'
    elif question.kind == "and":
        text = " ".join(f"+{word}" for word in words)
    elif question.kind == "topic":
        pairs = pairwise(words)
        text = " ".join(
            [*(f"fold:{word}" for word in words), *(f'fold:"{a} {b}"^0.7' for a, b in pairs)]
        )
    else:
        text = " ".join(words)
    if question.years:
        since, until = question.years
        text = f"+({text}) +month:[{since} TO {until}-99]"
    return text


class Fts5(Side):
    """SQLite's FTS5, an external-content table beside plain ones for filters and counts."""

    name = "SQLite FTS5"

    def build(self, reports: Iterable[Report], folder: Path, processes: int) -> None:
        folder.mkdir(parents=True)
        database = sqlite3.connect(folder / "index.sqlite")
        database.executescript(
            "PRAGMA journal_mode = WAL;"
            "CREATE TABLE reports (number INTEGER PRIMARY KEY, id TEXT, month TEXT, section TEXT);"
            "CREATE TABLE persons (number INTEGER, person TEXT);"
            "CREATE VIRTUAL TABLE texts USING fts5"
            "(key, fold, content = '', tokenize = 'unicode61 remove_diacritics 0')"
        )
        for number, report in enumerate(reports):
            row = (number, report.identifier, report.date[:7], report.section_path)
            database.execute("INSERT INTO reports VALUES (?, ?, ?, ?)", row)
            database.execute(
                "INSERT INTO texts (rowid, key, fold) VALUES (?, ?, ?)", (number, *forms(report))
            )
            persons = [(number, person) for person in report.persons]
            database.executemany("INSERT INTO persons VALUES (?, ?)", persons)
        database.execute("CREATE INDEX of_report ON persons (number)")
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "index.sqlite")

    def ask(self, question: Ask) -> list[tuple[str, float]]:
        where, values = self._where(question)
        score = "0" if question.kind == "all" else "-bm25(texts)"
        found = self._database.execute(
            f"SELECT id, {score} AS score {where} ORDER BY score DESC LIMIT {_TOP}", values
        ).fetchall()
        if question.facets:
            for column in ("month", "section"):
                self._top(f"SELECT {column}, count(*) {where} GROUP BY 1", values)
            self._top(
                "SELECT person, count(*) FROM persons WHERE number IN"
                f" (SELECT reports.number {where}) GROUP BY 1",
                values,
            )
        return found

    def _top(self, statement: str, values: tuple[str, ...]) -> None:
        self._database.execute(f"{statement} ORDER BY 2 DESC LIMIT {_TOP}", values).fetchall()

    def _where(self, question: Ask) -> tuple[str, tuple[str, ...]]:
        tables = "FROM reports"
        conditions, values = [], []
        if question.kind != "all":
            tables = "FROM texts JOIN reports ON reports.number = texts.rowid"
            conditions.append("texts MATCH ?")
            values.append(_fts_text(question))
        if question.years:
            conditions.append("month BETWEEN ? AND ?")
            values += [question.years[0], f"{question.years[1]}-99"]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return tables + where, tuple(values)


def _fts_text(question: Ask) -> str:
    words = [f'"{word}"' for word in question.words]
    if question.kind == "phrase":
        return f'key : "{" ".join(question.words)}"'
    if question.kind == "topic":
        pairs = pairwise(question.words)
        return "fold : (" + " OR ".join([*words, *(f'"{a} {b}"' for a, b in pairs)]) + ")"
    return "key : (" + (" AND " if question.kind == "and" else " OR ").join(words) + ")"


class Xapian(Side):
    """Xapian through Debian's package for the system's Python, where that is this one."""

    name = "Xapian"

    def build(self, reports: Iterable[Report], folder: Path, processes: int) -> None:
        xapian = _xapian()
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE)
        for report in reports:
            keys, folds = forms(report)
            document = xapian.Document()
            for prefix, form in (("K", keys), ("F", folds)):
                for position, word in enumerate(form.split(" ")):
                    document.add_posting(prefix + word[:100], position + 1)
            document.set_data(report.identifier)
            document.add_value(0, report.date[:7])
            document.add_value(1, report.section_path)
            document.add_value(2, "\t".join(report.persons))
            database.add_document(document)
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        self._xapian = _xapian()
        self._database = self._xapian.Database(str(folder))

    def ask(self, question: Ask) -> list[tuple[str, float]]:
        xapian = self._xapian
        enquire = xapian.Enquire(self._database)
        enquire.set_query(self._query(question))
        spies = [xapian.ValueCountMatchSpy(slot) for slot in range(3)] if question.facets else []
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, _TOP, self._database.get_doccount() if spies else 0)
        for spy in spies[:2]:
            list(spy.top_values(_TOP))
        if spies:
            # A slot holds one value, so the persons of a report are counted apart here.
            persons: Counter[str] = Counter()
            for item in spies[2].values():
                for person in item.term.decode().split("\t"):
                    persons[person] += item.termfreq
            persons.most_common(_TOP)
        return [(match.document.get_data().decode(), match.weight) for match in found]

    def _query(self, question: Ask) -> Any:
        query = self._xapian.Query
        prefix = "F" if question.kind == "topic" else "K"
        terms = [query(prefix + word) for word in question.words]
        if question.kind == "all":
            made = query.MatchAll
        elif question.kind == "phrase":
            made = query(query.OP_PHRASE, terms)
        elif question.kind == "and":
            made = query(query.OP_AND, terms)
        elif question.kind == "topic":
            pairs = pairwise(terms)
            phrases = [
                query(query.OP_SCALE_WEIGHT, query(query.OP_PHRASE, [a, b]), 0.7) for a, b in pairs
            ]
            made = query(query.OP_OR, [*terms, *phrases])
        else:
            made = query(query.OP_OR, terms)
        if question.years:
            since, until = question.years
            years = query(query.OP_VALUE_RANGE, 0, since, f"{until}-99")
            made = query(query.OP_FILTER, made, years)
        return made


def _xapian() -> Any:
    # Debian installs it for its own Python alone; the same version can read it there.
    place = "/usr/lib/python3/dist-packages"
    if place not in sys.path:
        sys.path.append(place)
    import xapian

    return xapian


class StockWhoosh(Side):
    """Whoosh with its own codec."""

    name = "stock Whoosh"

    def build(self, reports: Iterable[Report], folder: Path, processes: int) -> None:
        from whoosh.analysis import SpaceSeparatedTokenizer
        from whoosh.fields import DATETIME, ID, KEYWORD, TEXT, Schema
        from whoosh.index import create_in

        schema = Schema(
            id=ID(stored=True),
            key=TEXT(SpaceSeparatedTokenizer()),
            fold=TEXT(SpaceSeparatedTokenizer()),
            month=ID(sortable=True),
            section=ID(sortable=True),
            person=KEYWORD(sortable=True),
            date=DATETIME(sortable=True),
        )
        folder.mkdir(parents=True)
        writer = create_in(folder, schema).writer(limitmb=512, procs=processes, multisegment=True)
        for report in reports:
            keys, folds = forms(report)
            writer.add_document(
                id=report.identifier,
                key=keys,
                fold=folds,
                month=report.date[:7],
                section=report.section_path,
                person=" ".join(report.persons),
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh.index import open_dir

        self._searcher = open_dir(folder).searcher()

    def ask(self, question: Ask) -> list[tuple[str, float]]:
        from whoosh.query import And, Every, Or, Phrase, Term, TermRange
        from whoosh.sorting import FieldFacet

        field = "fold" if question.kind == "topic" else "key"
        terms = [Term(field, word) for word in question.words]
        query: Any = Or(terms)
        if question.kind == "all":
            query = Every()
        elif question.kind == "phrase":
            query = Phrase(field, list(question.words))
        elif question.kind == "and":
            query = And(terms)
        elif question.kind == "topic":
            pairs = pairwise(question.words)
            query = Or([*terms, *(Phrase(field, list(pair), boost=0.7) for pair in pairs)])
        years = None
        if question.years:
            years = TermRange("month", question.years[0], f"{question.years[1]}-99")
        groups = {
            name: FieldFacet(name, allow_overlap=name == "person")
            for name in ("month", "section", "person")
        }
        found = self._searcher.search(
            query, limit=_TOP, filter=years, groupedby=groups if question.facets else None
        )
        return [(hit["id"], hit.score) for hit in found]


SIDES: dict[str, type[Side]] = {
    "ours": Ours,
    "tantivy": Tantivy,
    "fts5": Fts5,
    "xapian": Xapian,
    "whoosh": StockWhoosh,
}


def missing(name: str) -> str:
    """Why a side cannot take part here; "" where it can."""
    try:
        if name == "tantivy":
            import tantivy  # noqa: F401
        elif name == "xapian":
            _xapian()
    except ImportError as error:
        return str(error)
    return ""
