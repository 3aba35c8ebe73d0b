"""Xapian through Debian's package for the system's Python, if that is the one that runs this."""

import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from bench.peers import TOP, Engine, Question
from index.report import Report

# Debian installs it for its own Python alone; another Python of the same version can read it there.
_PACKAGES = "/usr/lib/python3/dist-packages"
if _PACKAGES not in sys.path:
    sys.path.append(_PACKAGES)

import xapian  # noqa: E402

__all__ = ["Xapian"]


class Xapian(Engine):
    """Xapian with our analysis only."""

    name = "Xapian"

    def build(self, reports: Iterable[Report], processes: int = 1) -> None:
        database = xapian.WritableDatabase(str(self.folder), xapian.DB_CREATE)
        for report in reports:
            document = xapian.Document()
            for prefix, form in zip("KF", self.setting.texts(report), strict=True):
                for position, word in enumerate(form.split(" ")):
                    document.add_posting(prefix + word[:100], position + 1)
            document.set_data(report.identifier)
            document.add_value(0, report.date[:7])
            document.add_value(1, report.section_path)
            document.add_value(2, "\t".join(report.persons))
            database.add_document(document)
        database.commit()
        database.close()

    def open(self) -> None:
        self._database = xapian.Database(str(self.folder))

    def search(self, query: Any, limit: int, *, facets: bool = False) -> list[tuple[str, float]]:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(query)
        spies = [xapian.ValueCountMatchSpy(slot) for slot in range(3)] if facets else []
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, limit, self._database.get_doccount() if spies else 0)
        for spy in spies[:2]:
            list(spy.top_values(TOP))
        if spies:
            # A slot holds one value, so the persons of a report are separated here.
            persons: Counter[str] = Counter()
            for item in spies[2].values():
                for person in item.term.decode().split("\t"):
                    persons[person] += item.termfreq
            persons.most_common(TOP)
        return [(match.document.get_data().decode(), match.weight) for match in found]

    def read(self, question: Question) -> Any:
        query = xapian.Query
        prefix = "F" if question.kind == "topic" else "K"
        terms = [query(prefix + word) for word in question.words]
        if question.kind == "all":
            made = query.MatchAll
        elif question.kind == "phrase":
            made = query(query.OP_PHRASE, terms)
        elif question.kind == "and":
            made = query(query.OP_AND, terms)
        elif question.kind == "topic":
            phrases = [
                query(query.OP_SCALE_WEIGHT, query(query.OP_PHRASE, [one, other]), 0.7)
                for one, other in pairwise(terms)
            ]
            made = query(query.OP_OR, [*terms, *phrases])
        else:
            made = query(query.OP_OR, terms)
        if question.years:
            since, until = question.years
            years = query(query.OP_VALUE_RANGE, 0, since, f"{until}-99")
            made = query(query.OP_FILTER, made, years)
        return made
