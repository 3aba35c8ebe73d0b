"""JSON Lines: one object a line."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from archive.importers.decoding import Line, Undecodable, lines
from archive.importers.encodings import encoding_of
from archive.importers.fields import names_for
from archive.importers.formats.json import MEDIA_TYPE, breaks, decode_value, record
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source

__all__ = ["FORMAT", "MEDIA_TYPE", "read"]

_SUFFIXES = (".jsonl", ".ndjson")


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each line, or the refusal of it; blank lines are left out.

    An identifier that an earlier line has is refused.
    """
    seen: dict[str, int] = {}
    options = replace(options, encoding=encoding_of(source.peek(), options.encoding))
    try:
        for line in lines(source.stream, options.encoding, options.limit):
            if line.reason or line.text.strip():
                yield _one(line, source.origin, options, seen)
    except Undecodable as error:
        yield Refusal(str(error), source.origin)


def _one(line: Line, origin: str, options: Options, seen: dict[str, int]) -> Record:
    """Return the report of one line, or the refusal of it."""
    try:
        value = _value(line)
    except Unfit as error:
        return Refusal(str(error), origin, line.number, line.data)
    return record(value, line.data, origin, line.number, options, seen)


def _value(line: Line) -> object:
    """Return the value in one line; raise `Unfit` where it holds none, or more."""
    if line.reason:
        raise Unfit(line.reason)
    text = line.text.strip()
    try:
        value, end = decode_value(text)
        if end < len(text):
            raise json.JSONDecodeError("Extra data", text, end)
    except json.JSONDecodeError as error:
        reason = error.msg.removesuffix(" at")
        raise Unfit(f"no JSON: {reason} at character {error.colno}") from error
    return value


def _recognises(head: Head) -> bool:
    """Recognise a line that is an object with fields of a report in what is not one JSON text.

    Any line may be broken, or be longer than the head. Where none is whole, the suffix decides.
    """
    if not re.match(r"\{\s*\"", head.text):
        return False
    first, *rest = head.text.split("\n")
    if _is_record(first, head):
        return True
    if not rest:
        return not _is_whole(first)
    if _is_whole(first) or breaks(head):
        return head.suffix in _SUFFIXES or any(
            line.startswith("{") and _is_record(line, head) for line in rest
        )
    return False


def _is_record(line: str, head: Head) -> bool:
    """Return True if a line is an object with fields of a report, and nothing else."""
    if not _is_whole(line):
        return False
    value = decode_value(line.strip())[0]
    return isinstance(value, dict) and bool(names_for(value, head.options.mapping))


def _is_whole(line: str) -> bool:
    """Return True if a line is one value in JSON."""
    text = line.strip()
    try:
        return decode_value(text)[1] == len(text)
    except (json.JSONDecodeError, Unfit):
        return False


FORMAT = Format("jsonl", "JSON Lines", _SUFFIXES, _recognises, read)
