"""Whole archives of any size: the reports of `bench.corpus` in a catalogue and its index."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from archive.catalogue import Appearance, Entry, open_catalogue
from archive.config import load
from archive.indexing import catch_up
from bench.corpus import corpus
from index.engine import open_engine
from index.report import Report

__all__ = ["build"]

# Entries stored in one transaction.
_BATCH = 1000


def build(folder: Path, data: Path, size: int) -> None:
    """Make an archive of `size` reports in a new folder, unless it is there already.

    `data`: the folder with the real reports. Persons are not extracted: those that the corpus
    makes up are stored as found in the reports.
    """
    if folder.exists():
        return
    draft = folder.with_suffix(".draft")
    settings = load(draft)
    with closing(open_catalogue(settings.catalogue, create=True)) as catalogue:
        for entries in _batches(corpus(data, size)):
            catalogue.reports.put(entries)
        with closing(open_engine(settings.index)) as engine:
            catch_up(catalogue, engine)
    draft.rename(folder)


def _batches(reports: Iterator[Report]) -> Iterator[list[Entry]]:
    entries: list[Entry] = []
    for report in reports:
        named = tuple(Appearance(name) for name in report.persons)
        entries.append(Entry(replace(report, persons=()), named, "corpus"))
        if len(entries) == _BATCH:
            yield entries
            entries = []
    if entries:
        yield entries
