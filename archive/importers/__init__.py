"""Importers: files of newspapers' reports, one module a format → reports and refusals."""

from archive.importers.detection import FORMATS, STDIN, files, origin, read
from archive.importers.fields import FIELDS
from archive.importers.refusal import Refusal

__all__ = ["FIELDS", "FORMATS", "STDIN", "Refusal", "files", "origin", "read"]
