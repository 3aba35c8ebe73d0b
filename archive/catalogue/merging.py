"""Completing a record that lacks fields from the known report."""

from dataclasses import replace

from index.report import Report

__all__ = ["merged"]


def merged(record: Report, current: Report) -> Report:
    """Return a record with its unstated fields taken from the current version of its report.

    Fields that the record states are kept, empty ones too, and so are derived ones such as the
    dateline at the beginning of a body. The identifier is always kept.
    """
    if record.original is None:
        return record
    missing = {
        name: getattr(current, name)
        for name in record.original.unstated
        if name != "identifier" and not getattr(record, name)
    }
    return replace(record, **missing) if missing else record
