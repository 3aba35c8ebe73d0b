"""Merging: several segments become one, without their deleted documents.

The documents of the sources follow one another. Postings are taken over in stretches of the
common lexicon, and tokens in stretches of the row, so memory depends on the lexicons and on the
number of documents, not on the text; only the postings of folds, three bytes each, are collected
before they are written.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.whoosh.arrays import Array, ArrayWriter
from index.whoosh.columns import FACETS, SEVERAL, code_values, identifier_arrays
from index.whoosh.lexicon import Lexicon
from index.whoosh.postings import Postings, starts_of
from index.whoosh.row import RARE, number_row
from index.whoosh.segment import Segment
from index.whoosh.sources import Source, stretches
from index.whoosh.strings import pack

__all__ = ["merge"]

# Slots of the row that are taken over at a time.
_SLOTS = 1 << 20


def merge(segments: Sequence[tuple[Segment, Array | None]], path: Path) -> int:
    """Write one segment with what is live in several; returns the number of its documents."""
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
    return documents


def _write(sources: list[Source], writer: ArrayWriter) -> None:
    lexicon = Lexicon([each.segment for each in sources], [each.live_keys() for each in sources])
    for name, array in lexicon.arrays.items():
        writer.add(name, array)
    for name in ("tokens", "length", "norm", "first", "last", "moment"):
        writer.add(name, np.concatenate([source.column(name) for source in sources]))
    for name, array in _identifiers(sources).items():
        writer.add(name, array)
    for facet in FACETS:
        for name, array in _facet(sources, facet).items():
            writer.add(name, array)
    slots = _documents(sources, writer)
    occurrences = _text(sources, lexicon, writer)
    _row(sources, lexicon, occurrences, slots, writer)


# Columns


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
    """The column of a facet; values that no report has any more are left out."""
    parts = [_codes(source, name) for source in sources]
    strings = [source.segment.values(name).strings for source in sources]
    used = [(np.unique(codes[codes > 0]) - 1).tolist() for codes, _ in parts]
    numbers, ordered = code_values(
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
    if name in SEVERAL:
        found[f"{name}.runs"] = starts_of(np.concatenate([counts for _, counts in parts]))
    return found


def _codes(source: Source, name: str) -> tuple[Array, Array]:
    """The codes of the documents that stay, and how many each has, where it may be several."""
    codes = source.segment.file.whole(f"{name}.codes")
    if name not in SEVERAL:
        return codes[source.live], np.zeros(0, np.uint32)
    runs = source.segment.file.whole(f"{name}.runs")
    counts = runs[1:] - runs[:-1]
    return codes[np.repeat(source.live, counts)], counts[source.live]


def _documents(sources: list[Source], writer: ArrayWriter) -> int:
    """Write where documents and their fields begin and end; returns the number of slots."""
    lengths = [
        (source.segment.starts[1:] - source.segment.starts[:-1])[source.live] for source in sources
    ]
    starts = starts_of(np.concatenate(lengths)) + np.uint32(1)
    writer.add("starts", starts)
    ends = [source.segment.field_ends[source.live].ravel() for source in sources]
    writer.add("ends", np.concatenate(ends))
    return int(starts[-1])


# Text


class _Pieces:
    """Postings of consecutive stretches on their way into a file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: dict[str, list[Array]] = {}
        self._counts: list[Array] = []
        self._reached = 0

    def add(self, postings: Postings) -> dict[str, Array]:
        """Take over the postings that follow; returns their arrays."""
        arrays = postings.arrays(self._name)
        arrays[f"{self._name}.escaped"] += np.uint32(self._reached)
        self._reached += len(postings.documents)
        self._counts.append(np.diff(postings.starts))
        return arrays

    def collect(self, arrays: dict[str, Array], *names: str) -> None:
        """Keep some arrays until `write`."""
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


def _text(sources: list[Source], lexicon: Lexicon, writer: ArrayWriter) -> Array:
    """Write the postings of keys and folds; returns how often each key occurs."""
    size = sum(source.postings for source in sources)
    tokens = sum(int(source.column("tokens").sum(dtype=np.int64)) for source in sources)
    documents = writer.reserve("key.documents", np.uint16, size)
    frequencies = writer.reserve("key.frequencies", np.uint8, size)
    places = writer.reserve("positions", np.uint16, tokens)
    keys, folds = _Pieces("key"), _Pieces("fold")
    nothing = Postings(*(np.zeros(n, np.uint32) for n in (1, 0, 0, 0)))
    keys.collect(keys.add(nothing), *_SPARSE)
    folds.collect(folds.add(nothing), "documents", "frequencies", *_SPARSE)
    counts, wide, high = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)], [np.zeros(0, np.uint16)]
    reached = 0
    for stretch in stretches(sources, lexicon):
        arrays = keys.add(stretch.postings)
        keys.collect(arrays, *_SPARSE)
        documents.append(arrays["key.documents"])
        frequencies.append(arrays["key.frequencies"])
        united = folds.add(stretch.postings.united(stretch.folds))
        folds.collect(united, "documents", "frequencies", *_SPARSE)
        places.append(stretch.positions.astype(np.uint16))
        far = np.flatnonzero(stretch.positions > 0xFFFF)
        wide.append((far + reached).astype(np.uint32))
        high.append((stretch.positions[far] >> 16).astype(np.uint16))
        reached += len(stretch.positions)
        counts.append(stretch.occurrences)
    keys.write(writer)
    folds.write(writer)
    writer.add("positions.wide", np.concatenate(wide))
    writer.add("positions.high", np.concatenate(high))
    occurrences = np.concatenate(counts)
    writer.add("key.positions", starts_of(occurrences))
    return occurrences


# The row of tokens


def _row(
    sources: list[Source], lexicon: Lexicon, occurrences: Array, slots: int, writer: ArrayWriter
) -> None:
    """Write the row of tokens, with the keys numbered anew by how often they occur."""
    codes = number_row(occurrences)
    writer.add("code", codes)
    row = writer.reserve("row", np.uint16, slots)
    row.append(np.zeros(1, np.uint16))
    rare, keys, gaps = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(1, np.int64)]
    reached = 1
    with_empty = np.append(codes, np.uint16(0))
    for source, places in zip(sources, lexicon.places, strict=True):
        for numbers in _stretches_of_row(source, places, len(lexicon)):
            piece = with_empty[numbers]
            row.append(piece)
            at = np.flatnonzero(piece == RARE)
            rare.append(at + reached)
            keys.append(numbers[at])
            gaps.append(np.flatnonzero(piece == 0) + reached)
            reached += len(piece)
    for name, parts in (("row.rare", rare), ("row.keys", keys), ("row.gaps", gaps)):
        writer.add(name, np.concatenate(parts).astype(np.uint32))


def _stretches_of_row(source: Source, places: Array, empty: int) -> Iterator[Array]:
    """The number of the key in each slot of the documents that stay, `empty` where none is."""
    file, starts = source.segment.file, source.segment.starts
    code = file.whole("code")
    common = np.flatnonzero(code != RARE)
    table = np.full(RARE + 1, empty, np.uint32)
    table[code[common]] = places[common]
    rare, keys = file.whole("row.rare"), file.whole("row.keys")
    end = int(starts[-1])
    for start in range(1, end, _SLOTS):
        stop = min(end, start + _SLOTS)
        numbers = table[file.part("row", start, stop)]
        first, last = np.searchsorted(rare, (start, stop))
        numbers[rare[first:last] - start] = places[keys[first:last]]
        if not source.all_live:
            documents = source.segment.documents_of(np.arange(start, stop))
            numbers = numbers[source.live[documents]]
        yield numbers
