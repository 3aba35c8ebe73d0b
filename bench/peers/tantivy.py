"""Tantivy through its Python package: its simple tokenizer, lower case and ASCII folding, BM25."""

import json
from collections.abc import Iterable
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import tantivy

from bench.peers import TOP, Engine, Question
from index.report import Report

__all__ = ["Tantivy"]

_AGGREGATIONS = {
    name: {"terms": {"field": name, "size": TOP}} for name in ("month", "section", "person")
}


class Tantivy(Engine):
    """Tantivy with one writer's heap of 256 MB."""

    name = "tantivy"
    version = version("tantivy")

    def _index(self) -> Any:
        """Return the index in the folder, or a new one."""
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        tokenizer = "whitespace" if self.setting.analysed else "folded"
        for name in self.setting.fields:
            schema.add_text_field(name, tokenizer_name=tokenizer)
        if self.setting.values:
            for name in _AGGREGATIONS:
                schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        index = tantivy.Index(schema.build(), path=str(self.folder))
        index.register_tokenizer("folded", _folded())
        return index

    def build(self, reports: Iterable[Report], processes: int = 1) -> None:
        self.folder.mkdir(parents=True)
        writer = self._index().writer(heap_size=256_000_000, num_threads=processes)
        for report in reports:
            document = tantivy.Document(id=report.identifier, **self.setting.named(report))
            if self.setting.values:
                document.add_text("month", report.date[:7])
                document.add_text("section", report.section_path)
                for person in report.persons:
                    document.add_text("person", person)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self._opened = self._index()
        self._opened.config_reader(num_warmers=0)
        self._searcher = self._opened.searcher()

    def read(self, question: Question) -> Any:
        fields = self.setting.searched(question)
        boosts = {name: self.setting.weights[name] for name in fields}
        return self._opened.parse_query(_text(question), fields, field_boosts=boosts)

    def search(self, query: Any, limit: int, *, facets: bool = False) -> list[tuple[str, float]]:
        # The number of hits is part of a list with facets, not of a known item.
        found = self._searcher.search(query, limit, count=self.setting.values)
        if facets:
            json.dumps(self._searcher.aggregate(query, _AGGREGATIONS))
        return [(self._searcher.doc(at)["id"][0], score) for score, at in found.hits]


def _folded() -> Any:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


def _text(question: Question) -> str:
    words = question.words
    if question.kind == "all":
        text = "*"
    elif question.kind == "phrase":
        text = f'"{" ".join(words)}"'
    elif question.kind == "and":
        text = " ".join(f"+{word}" for word in words)
    elif question.kind == "topic":
        pairs = [f'"{one} {other}"^0.7' for one, other in pairwise(words)]
        text = " ".join([*words, *pairs])
    else:
        text = " ".join(words)
    if question.years:
        since, until = question.years
        text = f"+({text}) +month:[{since} TO {until}-99]"
    return text
