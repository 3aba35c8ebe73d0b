"""A fingerprint of a report, by which the index knows which state of it it holds."""

import json
from dataclasses import fields
from hashlib import blake2b
from operator import attrgetter

from index.report import Report

__all__ = ["fingerprint"]

_CONTENT = attrgetter(*(each.name for each in fields(Report) if each.compare))
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)


def fingerprint(report: Report) -> int:
    """Return 63 bits that depend on all fields of a report but its original.

    >>> fingerprint(Report("1", title="Lũ")) == fingerprint(Report("1", title="Lũ"))
    True
    >>> fingerprint(Report("1", title="Lũ")) == fingerprint(Report("1", title="Lu"))
    False
    """
    written = _JSON.encode(_CONTENT(report)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(written, digest_size=8).digest()) >> 1
