"""Reports that may be shown, and those that were withdrawn."""

from werkzeug.exceptions import Gone

from archive.errors import ReportNotFound
from archive.retrieval import Library
from index.report import Report

__all__ = ["published"]


def published(archive: Library, identifier: str) -> Report:
    """Return a report. Answer 410 if it was withdrawn; raise `ReportNotFound` if it is unknown."""
    report = archive.catalogue.reports.get(identifier)
    if report is not None:
        return report
    if archive.catalogue.reports.withdrawn_at(identifier) is not None:
        raise Gone
    raise ReportNotFound(identifier)
