"""JSON Lines: one object a line."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from archive.importers.decoding import Line, Undecodable, lines
from archive.importers.fields import names_for, report
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from index.report import Original, Report

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

MEDIA_TYPE = "application/json"


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each line, or the refusal of it; blank lines are left out.

    An identifier that an earlier line has is refused.
    """
    seen: dict[str, int] = {}
    try:
        for line in lines(source.stream, options.encoding, options.limit):
            if line.reason or line.text.strip():
                yield _one(line, source.origin, options.mapping, seen)
    except Undecodable as error:
        yield Refusal(str(error), source.origin)


def _one(
    line: Line, origin: str, mapping: Mapping[str, str] | None, seen: dict[str, int]
) -> Report | Refusal:
    """The report of one line, or why it is none."""
    try:
        made = report(_values(line, mapping), Original(line.data, MEDIA_TYPE, _at(origin, line)))
        if made.identifier and seen.setdefault(made.identifier, line.number) != line.number:
            before = seen[made.identifier]
            raise Unfit(f"the identifier {made.identifier!r} stands in line {before} already")
    except Unfit as error:
        return Refusal(str(error), origin, line.number, line.data)
    return made


def _at(origin: str, line: Line) -> str:
    return f"{origin}:{line.number}"


def _values(line: Line, mapping: Mapping[str, str] | None) -> dict[str, object]:
    """The values of the fields in one line; raises `Unfit` where it holds no object."""
    if line.reason:
        raise Unfit(line.reason)
    try:
        record = json.loads(line.text.strip(), object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        reason = error.msg.removesuffix(" at")
        raise Unfit(f"no JSON: {reason} at character {error.colno}") from error
    except RecursionError as error:
        raise Unfit("no JSON that can be read: nested too deeply") from error
    except Unfit:
        raise
    except ValueError as error:
        raise Unfit(f"no JSON that can be read: {error}") from error
    if not isinstance(record, dict):
        raise Unfit("no JSON object")
    return {field: record[name] for name, field in names_for(record, mapping).items()}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of the pairs; a name that stands twice would lose a value silently."""
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unfit(f"the name {twice!r} stands twice")
    return record


def _constant(name: str) -> object:
    """Refuse what is JavaScript but not JSON (RFC 8259 §6)."""
    raise Unfit(f"no JSON: {name} is no number")


def _recognises(head: Head) -> bool:
    """Recognise an object that ends in its line, or that a line longer than the head begins."""
    return re.match(r"\{\s*[\"}]", head.text.partition("\n")[0]) is not None


FORMAT = Format("jsonl", "JSON Lines", (".jsonl", ".ndjson"), _recognises, read)
