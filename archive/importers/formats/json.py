"""JSON: an array of objects, or an object that holds one, such as `{"articles": [...]}`."""

import codecs
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from archive.importers.decoding import Undecodable, decode, detect
from archive.importers.encodings import encoding_of, notes_on
from archive.importers.fields import field_of, names_for, report
from archive.importers.press.letters import composed
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from index.report import Original

__all__ = ["FORMAT", "MEDIA_TYPE", "breaks", "decode_value", "read", "record"]

MEDIA_TYPE = "application/json"

_SPACE = re.compile(r"[ \t\r\n]*")
_CHUNK = 1 << 20
# «false», with something around it.
_LONGEST_WORD = 8
# An object that wraps its records is held in memory with all that it wraps.
_WRAPPED = 4


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each object, or the refusal of it.

    The objects of an array are read one after another. Of an object that is no report, the first
    list of objects with titles or texts is read. An identifier that an earlier one has is refused.
    """
    seen: dict[str, int] = {}
    options = replace(options, encoding=encoding_of(source.peek(), options.encoding))
    try:
        for element in _elements(source, options):
            data = element.text.encode("utf-8", "surrogatepass")
            yield record(element.value, data, source.origin, element.line, options, seen)
    except _Broken as error:
        yield Refusal(str(error), source.origin, error.line)
    except (Undecodable, Unfit) as error:
        yield Refusal(str(error), source.origin)


@dataclass(frozen=True)
class _Element:
    """One value of a file: as text, decoded, and the 1-based number of its first line."""

    text: str
    value: Any
    line: int


class _Broken(Unfit):
    """The text is not JSON from a line on, so that nothing after it can be read."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def record(
    value: object, data: bytes, origin: str, line: int, options: Options, seen: dict[str, int]
) -> Record:
    """Return the report that an object is, or the refusal of it; `seen`: identifier → line."""
    original = Original(data, MEDIA_TYPE, f"{origin}:{line}", notes=notes_on(options.encoding))
    try:
        if not isinstance(value, dict):
            raise Unfit("no JSON object")
        names = names_for(value, options.mapping)
        made = report(
            {field: value[name] for name, field in names.items()}, original, is_partial=True
        )
        if made.identifier and made.identifier in seen:
            before = seen[made.identifier]
            raise Unfit(f"the identifier {made.identifier!r} stands in line {before} already")
        seen[made.identifier] = line
    except Unfit as error:
        return Refusal(str(error), origin, line, original.data)
    return made


def breaks(head: Head) -> bool:
    """Return whether the beginning of a source cannot be the beginning of one JSON text."""
    try:
        decode_value(head.text)
    except json.JSONDecodeError as error:
        is_cut = error.msg.startswith("Unterminated") or error.pos >= len(head.text) - _LONGEST_WORD
        return not is_cut
    except Unfit:
        return False
    return False


def decode_value(text: str, start: int = 0) -> tuple[Any, int]:
    """Return the value that begins at an offset of a text, and the offset of its end.

    Raise `json.JSONDecodeError`, and `Unfit` for a name that stands twice, for a number that is
    JavaScript's or too long, and for what is nested too deeply.
    """
    try:
        return _DECODER.raw_decode(text, start)
    except RecursionError as error:
        raise Unfit("no JSON that can be read: nested too deeply") from error
    except json.JSONDecodeError:
        raise
    except Unfit:
        raise
    except ValueError as error:
        # Python converts no longer whole number, since the time for it grows with the square.
        digits = sys.get_int_max_str_digits()
        raise Unfit(f"a number of more than {digits:,} digits; write it as text") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of the pairs; a name that stands twice would lose a value silently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unfit(f"the name {twice!r} stands twice")
    return found


def _constant(name: str) -> object:
    """Refuse what is JavaScript but not JSON (RFC 8259 §6)."""
    raise Unfit(f"not JSON: {name} is not a number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)


def _elements(source: Source, options: Options) -> Iterator[_Element]:
    """Yield the objects of a file that may be reports."""
    window = _Window(source, options)
    first = window.next_character()
    if first == "[":
        window.skip(1)
        yield from window.list_elements()
    elif first == "{":
        yield from _wrapped(window.rest(_WRAPPED * options.limit), options)
    else:
        raise Unfit("no JSON array and no JSON object")


def _wrapped(text: str, options: Options) -> Iterator[_Element]:
    """Yield the records within an object: itself, or those of the list that it holds."""
    at, line = 0, 1
    try:
        while at < len(text):
            value, end = decode_value(text, at)
            inner = _list_start(text, at, value, options)
            if inner is None:
                yield _Element(text[at:end], value, line)
            else:
                window = _Window.of(text[inner + 1 :], line + text.count("\n", at, inner))
                yield from window.list_elements()
            after = _SPACE.match(text, end)
            line += text.count("\n", at, after.end() if after else end)
            at = after.end() if after else end
    except json.JSONDecodeError as error:
        raise _Broken(f"no JSON: {error.msg}", error.lineno) from error
    except _Broken:
        raise
    except Unfit as error:
        raise _Broken(str(error), line) from error


def _list_start(text: str, at: int, value: object, options: Options) -> int | None:
    """Return where the list of records within an object begins; None where it is one itself."""
    if not isinstance(value, dict) or _has_text(value, options.mapping):
        return None
    lists = [name for name, inner in value.items() if _is_list_of_records(inner, options.mapping)]
    objects = [name for name, inner in value.items() if isinstance(inner, dict)]
    for name, start in _members(text, at):
        if name in lists:
            return start
        if name in objects:
            found = _list_start(text, start, value[name], options)
            if found is not None:
                return found
    return None


def _has_text(value: Mapping[str, object], mapping: Mapping[str, str]) -> bool:
    """Return whether an object holds the text of a report."""
    return any(field_of(name, mapping) in ("lead", "body") for name in value)


def _is_list_of_records(value: object, mapping: Mapping[str, str]) -> bool:
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return False
    return any(field_of(name, mapping) in ("title", "lead", "body") for name in value[0])


def _members(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield the name of each member of the object that begins at an offset, and its value's."""
    at = _skipped(text, at + 1)
    while text[at : at + 1] == '"':
        name, at = decode_value(text, at)
        at = _skipped(text, _skipped(text, at) + 1)
        yield name, at
        at = _skipped(text, decode_value(text, at)[1])
        at = _skipped(text, at + 1) if text[at : at + 1] == "," else at


def _skipped(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


@dataclass
class _Window:
    """The part of a text that is being read; it is refilled from the source."""

    source: Source | None
    options: Options
    line: int = 1
    text: str = ""
    at: int = 0
    _decoder: Any = field(default=None, repr=False)
    _composes: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        if self.source is not None:
            name = detect(self.source.peek(), self.options.encoding)
            self._decoder = codecs.getincrementaldecoder(name)()
            # Its letters are written in two bytes, letter and tone, which no author chose.
            self._composes = name == "cp1258"

    @classmethod
    def of(cls, text: str, line: int) -> "_Window":
        """Return a window on a whole text that begins in a line."""
        return cls(None, Options(), line, text)

    def fill(self) -> bool:
        """Read on; return whether there was more."""
        if self.source is None:
            return False
        data = self.source.stream.read(_CHUNK)
        try:
            more = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            more = decode(data, self.options.encoding)
        if self._composes:
            more = composed(more)
        self.text, self.at = self.text[self.at :] + more.removeprefix("\ufeff"), 0
        # A decoder may keep back what it was given, and give it at the end.
        return bool(data or more)

    def next_character(self) -> str:
        """Return the next character after white space without consuming it; "" at the end."""
        while True:
            end = _skipped(self.text, self.at)
            self.skip(end - self.at)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.fill():
                return ""

    def skip(self, count: int) -> None:
        """Consume characters."""
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count

    def rest(self, limit: int) -> str:
        """Return all that follows; raise `Unfit` where it is longer than the limit."""
        while len(self.text) - self.at <= limit:
            if not self.fill():
                return self.text[self.at :]
        raise Unfit(f"a JSON object longer than {limit} bytes; «jq -c '.NAME[]'» makes lines of it")

    def list_elements(self) -> Iterator[_Element]:
        """Yield the elements of a list whose bracket has been consumed."""
        while (character := self.next_character()) not in ("]", ""):
            if character == ",":
                self.skip(1)
                continue
            element = self._element()
            yield element
            if self.next_character() not in (",", "]"):
                raise _Broken("no JSON: a comma or a closing bracket is missing", self.line)
        if not character:
            raise _Broken("no JSON: the closing bracket is missing", self.line)

    def _element(self) -> _Element:
        """Return the value that begins here."""
        while True:
            try:
                value, end = decode_value(self.text, self.at)
            except json.JSONDecodeError as error:
                if len(self.text) - self.at <= self.options.limit and self.fill():
                    continue
                raise _Broken(f"no JSON: {error.msg}", self.line + error.lineno - 1) from error
            except Unfit as error:
                raise _Broken(str(error), self.line) from error
            element = _Element(self.text[self.at : end], value, self.line)
            self.skip(end - self.at)
            return element


def _recognises(head: Head) -> bool:
    """Recognise an array of objects, or an object."""
    return re.match(r"\[\s*(?:\{|\]\s*$)|\{\s*[\"}]", head.text) is not None


FORMAT = Format("json", "JSON", (".json",), _recognises, read)
