"""Importers: read files of newspaper reports and yield reports and refusals."""

from archive.importers.fields import FIELDS
from archive.importers.reading import STDIN, files, origin, read
from archive.importers.refusal import Refusal, Skipped
from archive.importers.registry import FORMATS

__all__ = ["FIELDS", "FORMATS", "STDIN", "Refusal", "Skipped", "files", "origin", "read"]
