"""A record of named values → a report, whatever the format it came in."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from archive.addresses import unaddressable
from archive.importers.decoding import clean
from archive.importers.encodings import decode_values
from archive.importers.press import bylines, dates, sections
from archive.importers.press.datelines import dateline
from archive.importers.press.letters import composed, unmarked
from archive.importers.refusal import Unfit
from archive.importers.web.fragment import fragment_text, is_markup
from index.report import Original, Report

__all__ = ["FIELDS", "WEB_SCHEMES", "field_of", "names_for", "report", "runs_program"]

FIELDS = (
    "id", "title", "lead", "body", "captions", "dateline", "date", "section", "author", "source",
    "url", "tags",
)  # fmt: skip

# Other names of the fields, without marks and case: those of common exports, and Vietnamese ones.
_ALIASES = {
    "identifier": "id", "ma": "id", "ma so": "id", "headline": "title", "tieu de": "title",
    "tit": "title", "sapo": "lead", "tom tat": "lead", "summary": "lead", "description": "lead",
    "text": "body", "content": "body", "noi dung": "body", "caption": "captions",
    "chu thich anh": "captions", "chu thich": "captions", "dia danh": "dateline",
    "datepublished": "date", "date published": "date", "published": "date", "pubdate": "date",
    "ngay": "date", "ngay dang": "date", "category": "section", "chuyen muc": "section",
    "authors": "author", "byline": "author", "tac gia": "author", "newspaper": "source",
    "bao": "source", "nguon": "source", "link": "url", "dia chi": "url", "duong dan": "url",
    "keywords": "tags", "tu khoa": "tags",
}  # fmt: skip

# A longer value is probably text that slipped into the wrong column.
_LONGEST_IDENTIFIER = 500
_LONGEST_BYLINE = 200
# Enough to recognise a value that could not be read.
_LONGEST_NOTE = 500
# Fields without which a report would be another one.
_NEEDED = ("title", "lead", "body")
WEB_SCHEMES = ("http", "https", "ftp")
"""Schemes of addresses that a page may link to; `javascript:` and `data:` would run programs."""

# A scheme (RFC 3986 §3.1), not a host with a port; browsers ignore white space in it.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!\d+(?:/|$))")
_IGNORED = re.compile(r"[\x00-\x20]+")
_TAG_SEPARATOR = re.compile(r"\s*[,;\n|]\s*")
_BLANK_LINES = re.compile(r"\n{2,}")


def runs_program(url: str) -> bool:
    """Return True if an address has a scheme that no page may link to."""
    found = _SCHEME.match(_IGNORED.sub("", url))
    return found is not None and found[1].lower() not in WEB_SCHEMES


def field_of(name: str, mapping: Mapping[str, str] | None = None) -> str:
    """Return the field that a column or key means, "" if it means none.

    `mapping`: names of the file → names of fields; it goes before the names known anyway.
    """
    if mapping and name in mapping:
        name = mapping[name]
    key = " ".join(unmarked(composed(name)).replace("_", " ").split())
    return key if key in FIELDS else _ALIASES.get(key, "")


def names_for(names: Iterable[str], mapping: Mapping[str, str] | None = None) -> dict[str, str]:
    """Each name of a record that means a field → that field.

    The field's own name goes before an alias, the mapping before both: with `title` and
    `headline` in one record, `title` is read.
    """
    return _names_for(tuple(names), tuple(mapping.items()) if mapping else ())


@lru_cache(maxsize=256)
def _names_for(names: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return the same, cached: the records of a file have few sets of names."""
    mapping = dict(pairs)
    chosen: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for name in names:
        meant = field_of(name, mapping)
        rank = 0 if name in mapping else 1 if name == meant else 2
        if meant and rank < ranks.get(meant, 3):
            chosen[meant], ranks[meant] = name, rank
    return {name: meant for meant, name in chosen.items()}


# Field → the attribute of a report that it fills, where their names differ.
_ATTRIBUTES = {"id": "identifier", "author": "authors"}
# Names under which programs wrap a text in an object: WordPress, schema.org, XML turned into JSON.
_WRAPPERS = ("rendered", "name", "value", "#text", "text", "title", "@value")


def report(values: Mapping[str, object], original: Original, *, is_partial: bool = False) -> Report:
    """Return the report that the values of the fields make.

    A value that is not understood is left out and noted in `original.unread`. `is_partial`: the
    values are a row of a list, whose missing fields say nothing about the report; they are noted
    in `original.unstated`. Raise `Unfit` where title, text or identifier cannot be read, or where
    there is nothing to read.
    """
    decoded, notes = decode_values(values)
    values = _Values(decoded)
    body, body_captions = _marked_up(values.text("body"))
    made = Report(
        identifier=_identifier(values.get("id")),
        title=" ".join(_marked_up(values.text("title"))[0].split("\n")),
        lead=_marked_up(values.text("lead"))[0],
        body=_paragraphs(body),
        captions=(*values.texts("captions", "\n"), *body_captions),
        dateline=values.text("dateline"),
        date=values.date(),
        section=_section(values),
        source=composed(values.text("source")),
        url=values.url(),
        tags=_tags(values),
    )
    if not (made.title or made.lead or made.body or made.captions):
        raise Unfit("neither title nor text")
    made = _with_byline(_with_dateline(_without_repetition(made)), values)
    unstated = _unstated(values) if is_partial else frozenset()
    noted = replace(
        original,
        unread=tuple(values.unread),
        unstated=unstated,
        notes=(*original.notes, *notes),
    )
    return replace(made, original=noted)


def _unstated(values: Mapping[str, object]) -> frozenset[str]:
    """Return the attributes of a report that the values do not speak of."""
    stated = {name for name, value in values.items() if value is not None}
    return frozenset(_ATTRIBUTES.get(name, name) for name in FIELDS if name not in stated)


class _Values(dict[str, object]):
    """The values of a record, read field by field; what is not understood is noted in `unread`."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)
        self.unread: list[tuple[str, str]] = []

    def text(self, name: str) -> str:
        """Return a text, cleaned; "" where there is none.

        Raise `Unfit` where title, lead or body is no text.
        """
        value = self.get(name)
        if value is None or value == "":
            return ""
        text = _as_text(value)
        if text is not None:
            return _whole(clean(text), name)
        if name in _NEEDED:
            raise Unfit(f"{name} is {_kind(value)}, not text")
        self.note(name, value)
        return ""

    def texts(self, name: str, separator: str) -> list[str]:
        """Return a list of texts, or one text cut at the separator."""
        value = self.get(name)
        if not isinstance(value, list):
            return [part for part in self.text(name).split(separator) if part]
        found = []
        for part in value:
            text = _as_text(part)
            if text is None:
                self.note(name, part)
            elif cleaned := _whole(clean(text), name):
                found.append(cleaned)
        return found

    def date(self) -> str:
        """Return the date in ISO 8601, "" where what is written is no date."""
        value = self.get("date")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        text = self.text("date") if value is self.get("date") else str(value)
        found = dates.parse(text) or dates.of_number(text)
        if text and not found:
            within = dates.find(text)
            found = within.date if within is not None else ""
            # A time of 25:61, or «khoảng»: the day is read, and what was written is kept.
            self.note("date", text)
        return found

    def url(self) -> str:
        """Return the address; one that runs a program or is no address is noted instead."""
        text = self.text("url")
        if runs_program(text):
            self.note("url", text)
            return ""
        return text

    def note(self, name: str, value: object) -> None:
        """Note a value as it is written."""
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self.unread.append((name, written[:_LONGEST_NOTE]))


def _as_text(value: object) -> str | None:
    """Return a value that is a text or wraps one, such as `{"name": "Hà An"}`; None for others."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        wrapped = (value[name] for name in _WRAPPERS if isinstance(value.get(name), str))
        return next(wrapped, None)
    return None


def _marked_up(text: str) -> tuple[str, list[str]]:
    """Return the text of a value that may be markup, and the captions within it."""
    if not is_markup(text):
        return text, []
    found = fragment_text(text)
    return found.text, found.captions


def _paragraphs(body: str) -> str:
    """Return the body with one line feed between paragraphs."""
    return _BLANK_LINES.sub("\n", body) if "\n\n" in body else body


def _whole(text: str, name: str) -> str:
    """Return the text itself; raise `Unfit` where it holds half a character."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unfit(f"{name} holds half a character (a lone surrogate)") from error
    return text


def _kind(value: object) -> str:
    """Return what a value is, in the words of JSON."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"


def _identifier(value: object) -> str:
    """Return the identifier; a whole number is taken as it is written."""
    if value is None or value == "":
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Unfit(f"id is {_kind(value)}, not text")
    text = _whole(clean(value), "id")
    if len(text) > _LONGEST_IDENTIFIER:
        raise Unfit(f"id is longer than {_LONGEST_IDENTIFIER} characters")
    if "\n" in text:
        raise Unfit("id has more than one line")
    # As written: cleaning would drop control characters, and so make it another identifier.
    if problem := unaddressable(value.strip()):
        raise Unfit(f"no page can have the id {value!r}: {problem}")
    return text


def _section(values: _Values) -> tuple[str, ...]:
    """Return the section path; a list is a path, outermost first."""
    value = values.get("section")
    if isinstance(value, list):
        return tuple(composed(name) for name in values.texts("section", "\n"))
    return sections.path(values.text("section"))


def _tags(values: _Values) -> tuple[str, ...]:
    """Return the tags, each once, in NFC."""
    if isinstance(values.get("tags"), list):
        tags = values.texts("tags", ",")
    else:
        tags = _TAG_SEPARATOR.split(values.text("tags"))
    return tuple(dict.fromkeys(composed(tag) for tag in tags if tag))


def _without_repetition(made: Report) -> Report:
    """Return the report without a lead or title that its body repeats at the beginning."""
    body = made.body
    for said in (made.title, made.lead):
        first, _, rest = body.partition("\n")
        if said and rest and first == said:
            body = rest
    lead = "" if made.lead == body else made.lead
    return made if body == made.body and lead == made.lead else replace(made, body=body, lead=lead)


def _with_dateline(made: Report) -> Report:
    """Return the report with its dateline cut off the text, unless a field gave one."""
    if made.dateline:
        return made
    place, text = dateline(made.lead or made.body)
    if not place:
        return made
    if made.lead:
        return replace(made, dateline=place, lead=text)
    return replace(made, dateline=place, body=text)


def _with_byline(made: Report, values: _Values) -> Report:
    """Return the report with its authors, from the field or from the last line of the body."""
    given = values.texts("author", "\x00")
    if not given and "\n" not in made.body:
        return made
    before, _, last = made.body.rpartition("\n")
    signed = bylines.recognise(last) if before and len(last) < _LONGEST_BYLINE else None
    if signed and not (signed.authors or signed.sources):
        # The credit of the last picture.
        signed = None
    parsed = [bylines.parse(text) for text in given]
    known = bylines.together(parsed)
    body = made.body
    # Signed by others than the field names, a line is left where it is: it may be no byline.
    if signed and (not given or set(signed.authors) <= set(known.authors)):
        known, body = bylines.together([known, signed]), before
    return replace(
        made,
        body=body,
        authors=known.authors,
        source=made.source or next(iter(known.sources), ""),
        date=made.date or known.date,
    )
