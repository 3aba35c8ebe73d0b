"""Whoosh's own table of contents, which `whoosh.index.open_dir` reads."""

from pathlib import Path

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from index.engines.whoosh.stock.codec import ArraySegment
from index.engines.whoosh.stock.schema import schema
from index.engines.whoosh.storage.toc import INDEX_NAME, Contents, path_of

__all__ = ["stock_toc"]


def stock_toc(contents: Contents) -> bytes:
    """Return a table of contents in Whoosh's format, pickles of schema and segments within."""
    storage = RamStorage()
    segments = [ArraySegment(segment) for segment in contents.segments]
    TOC(schema(), segments, contents.generation).write(storage, INDEX_NAME)
    written: bytes = storage.files[path_of(Path(), contents.generation).name]
    return written
