"""Whoosh with its own codec: BM25F, and StandardAnalyzer if it analyses the text itself."""

import re
from collections.abc import Iterable
from importlib.metadata import version
from itertools import pairwise
from typing import Any

from whoosh.analysis import CharsetFilter, SpaceSeparatedTokenizer, StandardAnalyzer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser, OrGroup
from whoosh.query import And, Every, Or, Phrase, Term, TermRange
from whoosh.sorting import FieldFacet
from whoosh.support.charset import accent_map

from bench.peers import Engine, Question
from index.report import Report

__all__ = ["StockWhoosh"]


class StockWhoosh(Engine):
    """Whoosh as it comes, with a writer of 512 MB."""

    name = "Whoosh"
    version = version("whoosh")

    def build(self, reports: Iterable[Report], processes: int = 1) -> None:
        self.folder.mkdir(parents=True)
        index = create_in(self.folder, self._schema())
        writer = index.writer(limitmb=512, procs=processes, multisegment=processes > 1)
        for report in reports:
            values = {}
            if self.setting.values:
                values = {
                    "month": report.date[:7],
                    "section": report.section_path,
                    "person": " ".join(report.persons),
                }
            writer.add_document(id=report.identifier, **self.setting.named(report), **values)
        writer.commit()

    def _schema(self) -> Schema:
        analyzer = SpaceSeparatedTokenizer()
        if not self.setting.analysed:
            analyzer = StandardAnalyzer(stoplist=None, minsize=1) | CharsetFilter(accent_map)
        schema = Schema(id=ID(stored=True))
        for name, weight in self.setting.weights.items():
            schema.add(name, TEXT(analyzer, field_boost=weight))
        if self.setting.values:
            schema.add("month", ID(sortable=True))
            schema.add("section", ID(sortable=True))
            schema.add("person", KEYWORD(sortable=True))
        return schema

    def open(self) -> None:
        self._index = open_dir(self.folder)
        self._searcher = self._index.searcher()

    def read_text(self, text: str) -> Any:
        parser = MultifieldParser(self.setting.fields, self._index.schema, group=OrGroup)
        return parser.parse(re.sub(r"\W+", " ", text))

    def read(self, question: Question) -> Any:
        [field] = self.setting.searched(question)
        query = _query(question, field)
        if not question.years:
            return query, None
        return query, TermRange("month", question.years[0], f"{question.years[1]}-99")

    def search(self, query: Any, limit: int, *, facets: bool = False) -> list[tuple[str, float]]:
        query, years = query if isinstance(query, tuple) else (query, None)
        groups = {
            name: FieldFacet(name, allow_overlap=name == "person")
            for name in ("month", "section", "person")
        }
        found = self._searcher.search(
            query, limit=limit, filter=years, groupedby=groups if facets else None
        )
        return [(hit["id"], hit.score) for hit in found]


def _query(question: Question, field: str) -> Any:
    words = question.words
    terms = [Term(field, word) for word in words]
    if question.kind == "all":
        return Every()
    if question.kind == "phrase":
        return Phrase(field, list(words))
    if question.kind == "and":
        return And(terms)
    if question.kind == "topic":
        return Or([*terms, *(Phrase(field, list(pair), boost=0.7) for pair in pairwise(words))])
    return Or(terms)
