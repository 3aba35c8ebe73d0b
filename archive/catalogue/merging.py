"""A record of a list that lacks fields, completed by the report that it speaks of."""

from dataclasses import replace

from index.report import Report

__all__ = ["merged"]


def merged(record: Report, current: Report) -> Report:
    """Return a record whose unstated fields are those of the current version of its report.

    A field that the record states stays, also an empty one; so does one that was derived, such as
    the dateline that begins a body. The identifier stays that of the record.
    """
    if record.original is None:
        return record
    missing = {
        name: getattr(current, name)
        for name in record.original.unstated
        if name != "identifier" and not getattr(record, name)
    }
    return replace(record, **missing) if missing else record
