"""The same reports in an index of stock Whoosh and in one of ours.

The stock index is written with Whoosh's own codec; each token has its position and the weight of
its field. That codec rounds lengths to a scale of its own, in steps of 3.3 %. Here it rounds them
as ours does, so that scores differ only if the evaluation does.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.codec import whoosh3
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.formats import Positions
from whoosh.index import create_in

from index.engines.whoosh import WhooshEngine
from index.engines.whoosh.storage.columns import NEVER
from index.engines.whoosh.writing.column_builder import moment_of
from index.language import analysis
from index.language.spelling import fold
from index.planning.scoring import LENGTHS
from index.report import Report

__all__ = ["our_index", "stock_index"]

# Whoosh asks for None in a field without lengths.
whoosh3.length_to_byte = lambda length: bisect_right(LENGTHS, length or 0) - 1
whoosh3.byte_to_length = LENGTHS.__getitem__


class _Weighed(Positions):
    """A format for tokens with given positions and weights."""

    def word_values(self, value: Any, analyzer: Any, **options: Any) -> Iterator[Any]:
        places: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, int] = defaultdict(int)
        for word, position, weight in value:
            places[word].append(position)
            weights[word] += weight
        # Whoosh sums the second number up to the length of the document.
        for word, positions in places.items():
            yield word, weights[word], float(weights[word]), self.encode(positions)


def _field() -> TEXT:
    field = TEXT()
    field.format = _Weighed()
    return field


def _tokens(report: Report, form: Callable[[str], str]) -> list[tuple[str, int, int]]:
    """Return tokens, positions and weights; a position stays free after each paragraph."""
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
    """Return an index of stock Whoosh with a segment for each batch of reports."""
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
            moment = moment_of(report)
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
    """Return our engine; a batch that is smaller than the one before keeps its own segment."""
    engine = WhooshEngine(folder)
    for revision, batch in enumerate(batches, 1):
        engine.add(batch)
        engine.commit(revision)
    if deleted:
        engine.delete(deleted)
        engine.commit(len(batches) + 1)
    return engine
