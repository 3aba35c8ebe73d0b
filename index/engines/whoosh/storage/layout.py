"""The arrays of a segment and their types; docs/index-format.md says what each holds."""

from index.engines.whoosh.storage.array_file import ArrayFile, damaged
from index.facets import FACETS

__all__ = ["ARRAYS", "OPTIONAL", "check"]

_POSTINGS = {
    "postings": "<u4",
    "documents": "<u2",
    "frequencies": "|u1",
    "escaped": "<u4",
    "raw": "<u4",
    "weighted": "<u4",
}
ARRAYS = {
    **{f"{term}.{name}": kind for term in ("key", "fold") for name, kind in _POSTINGS.items()},
    **{f"{name}.text": "|u1" for name in ("key", "fold", "identifier", *FACETS)},
    **{f"{name}.starts": "<u4" for name in ("key", "fold", "identifier", *FACETS)},
    **{f"{name}.codes": "<i4" for name in FACETS},
    **{f"{name}.runs": "<u4" for name, facet in FACETS.items() if facet.multiple},
    "fold.keys": "<u4",
    "key.positions": "<u4",
    "positions": "<u2",
    "positions.wide": "<u4",
    "positions.high": "<u2",
    "code": "<u2",
    "following": "<u2",
    "following.rare": "<u4",
    "following.keys": "<u4",
    "starts": "<u4",
    "ends": "<u4",
    "gaps": "<u4",
    "tokens": "<u4",
    "length": "<u4",
    "first": "<i4",
    "last": "<i4",
    "moment": "<i8",
    "identifier.order": "<u2",
}

# Segments of earlier versions lack these; some have `norm`, a rounded length, which is not read.
OPTIONAL = {"fingerprint": "<i8"}


def check(file: ArrayFile) -> None:
    """Raise `IndexDamaged` unless the file has the arrays of a segment, each of its type."""
    types = file.types
    for name, kind in (ARRAYS | OPTIONAL).items():
        found = types.get(name)
        if found != kind and (found or name in ARRAYS):
            raise damaged(file.path, f"the array {name!r} is {found or 'missing'}, not {kind}")
