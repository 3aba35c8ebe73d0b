"""Reports that may be shown, and those that were withdrawn."""

from archive.errors import ReportNotFound
from archive.retrieval import Library
from index.report import Report

__all__ = ["published"]


def published(archive: Library, identifier: str) -> Report:
    """Return a report; raise `ReportWithdrawn`, or `ReportNotFound` if it is unknown."""
    report = archive.catalogue.reports.get(identifier)
    if report is None:
        raise archive.catalogue.reports.withdrawn(identifier) or ReportNotFound(identifier)
    return report
