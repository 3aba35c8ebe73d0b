"""Stock Whoosh beside our engine: the same reports in an index of each.

The stock index is written through Whoosh's own codec, each token with the weight of its field and
the position that it has with us.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.formats import Positions
from whoosh.index import create_in

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.storage.columns import NEVER
from index.engines.whoosh.writing.column_builder import ColumnValues
from index.language import analysis
from index.language.spelling import fold
from index.report import Report

__all__ = ["our_index", "stock_index"]


class _Weighed(Positions):
    """A format for tokens that come with their positions and the weights of their fields."""

    def word_values(self, value: Any, analyzer: Any, **options: Any) -> Iterator[Any]:
        places: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, int] = defaultdict(int)
        for word, position, weight in value:
            places[word].append(position)
            weights[word] += weight
        # Whoosh adds up the second number to the length of the document.
        for word, positions in places.items():
            yield word, weights[word], float(weights[word]), self.encode(positions)


def _field() -> TEXT:
    field = TEXT()
    field.format = _Weighed()
    return field


def _tokens(report: Report, form: Callable[[str], str]) -> list[tuple[str, int, int]]:
    """The tokens of a report, each with its position, one left free after a paragraph."""
    found = []
    position = 0
    for field, keys in analysis.analyse(report):
        for key in keys:
            found.append((form(key), position, analysis.FIELDS[field]))
            position += 1
        position += 1
    return found


def stock_index(
    folder: Path,
    batches: Sequence[Sequence[Report]],
    deleted: Collection[str] = (),
) -> Any:
    """The reports indexed by stock Whoosh, a segment for each batch."""
    schema = Schema(
        text=_field(),
        fold=_field(),
        identifier=ID(stored=True, unique=True, sortable=True),
        moment=NUMERIC(int, bits=64, sortable=True),
    )
    index = create_in(folder, schema)
    for batch in batches:
        writer = index.writer()
        for report in batch:
            moment = ColumnValues(report).moment
            writer.add_document(
                text=_tokens(report, str),
                fold=_tokens(report, fold),
                identifier=report.identifier,
                moment=None if moment == NEVER else moment,
            )
        writer.commit(merge=False)
    if deleted:
        writer = index.writer()
        for identifier in deleted:
            writer.delete_by_term("identifier", identifier)
        writer.commit(merge=False)
    return index


def our_index(
    folder: Path, batches: Sequence[Sequence[Report]], deleted: Collection[str] = ()
) -> WhooshEngine:
    """The reports in our index; a batch smaller than the one before stays a segment."""
    engine = WhooshEngine(folder)
    for revision, batch in enumerate(batches, 1):
        engine.add(batch)
        engine.commit(revision)
    if deleted:
        engine.delete(deleted)
        engine.commit(len(batches) + 1)
    return engine
