"""Merging: several segments become one, without their deleted documents.

The documents of the sources follow one another. Postings are merged a stretch of the common
lexicon at a time, so memory depends on the lexicons and on the number of documents, not on the
length of the texts. Only the postings of folds, three bytes each, are collected until the end.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.engines.whoosh.storage.array_file import ArrayWriter
from index.engines.whoosh.storage.arrays import Array
from index.engines.whoosh.storage.segment import Segment
from index.engines.whoosh.storage.strings import pack
from index.engines.whoosh.storage.successor_codes import RARE, successor_codes
from index.engines.whoosh.writing.column_builder import identifier_arrays, number_values
from index.engines.whoosh.writing.lexicon_builder import MergedLexicon
from index.engines.whoosh.writing.merge_input import (
    Source,
    Stretch,
    count_occurrences,
    stretches,
)
from index.engines.whoosh.writing.postings import Postings, starts_of
from index.facets import FACETS

__all__ = ["merge"]


def merge(segments: Sequence[tuple[Segment, Array | None]], path: Path) -> None:
    """Write a segment of the live documents of several segments.

    `segments`: each with a boolean for each of its documents, true if it is live, or None if all
    are.
    """
    sources: list[Source] = []
    documents = 0
    for segment, live in segments:
        sources.append(Source(segment, live, documents))
        documents += sources[-1].documents
    writer = ArrayWriter(path)
    try:
        _write(sources, writer)
        writer.close()
    except BaseException:
        writer.abandon()
        raise


def _write(sources: list[Source], writer: ArrayWriter) -> None:
    lexicon = MergedLexicon(
        [each.segment for each in sources], [each.occurrences > 0 for each in sources]
    )
    for name, array in lexicon.arrays.items():
        writer.add(name, array)
    for name in ("tokens", "length", "first", "last", "moment"):
        writer.add(name, np.concatenate([source.column(name) for source in sources]))
    writer.add("fingerprint", _fingerprints(sources))
    for name, array in _identifiers(sources).items():
        writer.add(name, array)
    for facet in FACETS:
        for name, array in _facet(sources, facet).items():
            writer.add(name, array)
    _write_slots(sources, writer)
    _write_postings(sources, lexicon, writer)


# Columns


def _fingerprints(sources: list[Source]) -> Array:
    return np.concatenate([source.segment.fingerprints[source.live] for source in sources])


def _identifiers(sources: list[Source]) -> dict[str, Array]:
    return identifier_arrays(
        [
            identifier
            for source in sources
            for identifier, live in zip(
                source.segment.identifiers, source.live.tolist(), strict=True
            )
            if live
        ]
    )


def _facet(sources: list[Source], name: str) -> dict[str, Array]:
    """Return the column of a facet, without the values that no live document has."""
    parts = [_codes(source, name) for source in sources]
    strings = [source.segment.facet(name).strings for source in sources]
    used = [(np.unique(codes[codes > 0]) - 1).tolist() for codes, _ in parts]
    numbers, ordered = number_values(
        name, (values[at] for values, some in zip(strings, used, strict=True) for at in some)
    )
    text, starts = pack(ordered)
    found = {f"{name}.text": text, f"{name}.starts": starts}
    renumbered = []
    for (codes, _), values, some in zip(parts, strings, used, strict=True):
        table = np.zeros(len(values) + 1, np.int32)
        table[np.array(some, np.intp) + 1] = [numbers[values[at]] + 1 for at in some]
        renumbered.append(table[codes])
    found[f"{name}.codes"] = np.concatenate(renumbered)
    if FACETS[name].multiple:
        found[f"{name}.runs"] = starts_of(np.concatenate([counts for _, counts in parts]))
    return found


def _codes(source: Source, name: str) -> tuple[Array, Array]:
    """Return the codes of the live documents, and how many each has if it may have several."""
    codes = source.segment.file.whole(f"{name}.codes")
    if not FACETS[name].multiple:
        return codes[source.live], np.zeros(0, np.uint32)
    runs = source.segment.file.whole(f"{name}.runs")
    counts = runs[1:] - runs[:-1]
    return codes[np.repeat(source.live, counts)], counts[source.live]


# Slots


def _write_slots(sources: list[Source], writer: ArrayWriter) -> None:
    """Write where documents, their fields and their paragraphs begin and end."""
    lengths = [
        (source.segment.slots.starts[1:] - source.segment.slots.starts[:-1])[source.live]
        for source in sources
    ]
    starts = starts_of(np.concatenate(lengths)) + np.uint32(1)
    writer.add("starts", starts)
    ends = [source.segment.slots.field_ends[source.live].ravel() for source in sources]
    writer.add("ends", np.concatenate(ends))
    gaps = [np.zeros(1, np.uint32), *(_gaps(source, starts) for source in sources)]
    writer.add("gaps", np.concatenate(gaps))


def _gaps(source: Source, starts: Array) -> Array:
    """Return the new numbers of the empty slots of the live documents."""
    slots = source.segment.slots
    gaps = source.segment.file.whole("gaps")[1:]
    documents = slots.documents(gaps)
    live = source.live[documents]
    gaps, documents = gaps[live], documents[live]
    moved = gaps - slots.starts[documents] + starts[source.numbers[documents]]
    return moved.astype(np.uint32)


# Postings


class _Collected:
    """Postings of terms, stretch by stretch: some arrays are written at once, others at the end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: dict[str, list[Array]] = {}
        self._counts: list[Array] = []
        self._reached = 0

    def add(self, postings: Postings) -> dict[str, Array]:
        """Return the arrays of the next postings."""
        arrays = postings.arrays(self._name)
        arrays[f"{self._name}.escaped"] += np.uint32(self._reached)
        self._reached += len(postings.documents)
        self._counts.append(np.diff(postings.starts))
        return arrays

    def collect(self, arrays: dict[str, Array], *names: str) -> None:
        """Keep some of the arrays for `write`."""
        for name in names:
            full = f"{self._name}.{name}"
            self._pieces.setdefault(full, []).append(arrays[full])

    def write(self, writer: ArrayWriter) -> None:
        """Write what was collected, and where the postings of each term begin."""
        for name, pieces in self._pieces.items():
            writer.add(name, np.concatenate(pieces))
        counts = np.concatenate([np.zeros(0, np.uint32), *self._counts])
        writer.add(f"{self._name}.postings", starts_of(counts))


_SPARSE = ("escaped", "raw", "weighted")


def _write_postings(sources: list[Source], lexicon: MergedLexicon, writer: ArrayWriter) -> None:
    """Write the postings of keys and folds, and the positions and successors of occurrences."""
    size = sum(source.postings for source in sources)
    occurrences = count_occurrences(sources, lexicon)
    codes = successor_codes(occurrences)
    with_none = np.append(codes, np.uint16(0))
    writer.add("code", codes)
    writer.add("key.positions", starts_of(occurrences))
    tokens = int(occurrences.sum())
    documents = writer.reserve("key.documents", np.uint16, size)
    frequencies = writer.reserve("key.frequencies", np.uint8, size)
    positions = writer.reserve("positions", np.uint16, tokens)
    following = writer.reserve("following", np.uint16, tokens)
    keys, folds = _Collected("key"), _Collected("fold")
    nothing = Postings(*(np.zeros(n, np.uint32) for n in (1, 0, 0, 0)))
    keys.collect(keys.add(nothing), *_SPARSE)
    folds.collect(folds.add(nothing), "documents", "frequencies", *_SPARSE)
    exceptions = _Exceptions()
    for stretch in stretches(sources, lexicon, occurrences):
        arrays = keys.add(stretch.postings)
        keys.collect(arrays, *_SPARSE)
        documents.append(arrays["key.documents"])
        frequencies.append(arrays["key.frequencies"])
        united = folds.add(stretch.postings.united(stretch.folds))
        folds.collect(united, "documents", "frequencies", *_SPARSE)
        positions.append(stretch.positions.astype(np.uint16))
        successors = with_none[stretch.following]
        following.append(successors)
        exceptions.add(stretch, successors)
    keys.write(writer)
    folds.write(writer)
    exceptions.write(writer)


class _Exceptions:
    """Positions and successors that do not fit in two bytes."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[Array]] = {
            "positions.wide": [np.zeros(0, np.uint32)],
            "positions.high": [np.zeros(0, np.uint16)],
            "following.rare": [np.zeros(0, np.uint32)],
            "following.keys": [np.zeros(0, np.uint32)],
        }
        self._reached = 0

    def add(self, stretch: Stretch, successors: Array) -> None:
        """Collect those of the next stretch; `successors`: the code after each occurrence."""
        wide = np.flatnonzero(stretch.positions > 0xFFFF)
        rare = np.flatnonzero(successors == RARE)
        for name, piece in (
            ("positions.wide", wide + self._reached),
            ("positions.high", stretch.positions[wide] >> 16),
            ("following.rare", rare + self._reached),
            ("following.keys", stretch.following[rare]),
        ):
            pieces = self._pieces[name]
            pieces.append(piece.astype(pieces[0].dtype))
        self._reached += len(successors)

    def write(self, writer: ArrayWriter) -> None:
        """Write what was collected."""
        for name, pieces in self._pieces.items():
            writer.add(name, np.concatenate(pieces))
