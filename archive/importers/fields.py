"""A record of named values → a report, whatever the format it came in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from archive.importers.decoding import clean
from archive.importers.press import bylines, dates, sections
from archive.importers.press.datelines import dateline
from archive.importers.press.letters import composed, unmarked
from archive.importers.refusal import Unfit
from index.report import Original, Report

__all__ = ["FIELDS", "field_of", "names_for", "report"]

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

# Longer identifiers cannot be told from text that slipped into the wrong column.
_LONGEST_IDENTIFIER = 500
_LONGEST_BYLINE = 200
_TAG_SEPARATOR = re.compile(r"\s*[,;\n|]\s*")
_BLANK_LINES = re.compile(r"\n{2,}")


def field_of(name: str, mapping: Mapping[str, str] | None = None) -> str:
    """The field that a column or key means, "" where it means none.

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
    """The same, remembered: the records of a file have few sets of names."""
    mapping = dict(pairs)
    chosen: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for name in names:
        meant = field_of(name, mapping)
        rank = 0 if name in mapping else 1 if name == meant else 2
        if meant and rank < ranks.get(meant, 3):
            chosen[meant], ranks[meant] = name, rank
    return {name: meant for meant, name in chosen.items()}


def report(values: Mapping[str, object], original: Original) -> Report:
    """The report that the values of the fields make.

    Raises `Unfit` where a value has the wrong type, or where there is nothing to read.
    """
    made = Report(
        identifier=_identifier(values.get("id")),
        title=" ".join(_text(values, "title").split("\n")),
        lead=_text(values, "lead"),
        body=_paragraphs(_text(values, "body")),
        captions=tuple(_texts(values, "captions", "\n")),
        dateline=_text(values, "dateline"),
        date=_date(values.get("date")),
        section=_section(values),
        source=composed(_text(values, "source")),
        url=_text(values, "url"),
        tags=_tags(values),
        original=original,
    )
    if not (made.title or made.lead or made.body or made.captions):
        raise Unfit("neither title nor text")
    return _with_byline(_with_dateline(_without_repetition(made)), values)


def _paragraphs(body: str) -> str:
    """The body with one line feed between paragraphs."""
    return _BLANK_LINES.sub("\n", body) if "\n\n" in body else body


def _text(values: Mapping[str, object], name: str) -> str:
    """A text, cleaned; "" where there is none."""
    value = values.get(name)
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        raise Unfit(f"{name} is {_kind(value)}, not text")
    return _whole(clean(value), name)


def _whole(text: str, name: str) -> str:
    """The text itself; raises `Unfit` where it holds half a character."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unfit(f"{name} holds half a character (a lone surrogate)") from error
    return text


def _texts(values: Mapping[str, object], name: str, separator: str) -> list[str]:
    """A list of texts, or one text cut at the separator."""
    value = values.get(name)
    if not isinstance(value, list):
        return [part for part in _text(values, name).split(separator) if part]
    if not all(isinstance(part, str) for part in value):
        raise Unfit(f"{name} holds something other than text")
    return [cleaned for part in value if (cleaned := _whole(clean(part), name))]


def _kind(value: object) -> str:
    """What a value is, in the words of JSON."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"


def _identifier(value: object) -> str:
    """The identifier; a number is taken as it is written."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = _text({"id": value}, "id")
    if len(text) > _LONGEST_IDENTIFIER:
        raise Unfit(f"id is longer than {_LONGEST_IDENTIFIER} characters")
    if "\n" in text:
        raise Unfit("id has more than one line")
    return text


def _date(value: object) -> str:
    """The date in ISO 8601; "" where what is written is no date. A number is a year."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return dates.parse(_text({"date": value}, "date"))


def _section(values: Mapping[str, object]) -> tuple[str, ...]:
    """The section path; a list is a path, outermost first."""
    value = values.get("section")
    if isinstance(value, list):
        return tuple(composed(name) for name in _texts(values, "section", "\n"))
    return sections.path(_text(values, "section"))


def _tags(values: Mapping[str, object]) -> tuple[str, ...]:
    """The tags, each once, in NFC."""
    if isinstance(values.get("tags"), list):
        tags = _texts(values, "tags", ",")
    else:
        tags = _TAG_SEPARATOR.split(_text(values, "tags"))
    return tuple(dict.fromkeys(composed(tag) for tag in tags if tag))


def _without_repetition(made: Report) -> Report:
    """The report without a lead or title that its body begins with once more."""
    body = made.body
    for said in (made.title, made.lead):
        first, _, rest = body.partition("\n")
        if said and rest and first == said:
            body = rest
    lead = "" if made.lead == body else made.lead
    return made if body == made.body and lead == made.lead else replace(made, body=body, lead=lead)


def _with_dateline(made: Report) -> Report:
    """The report with its dateline cut from where the text begins, unless it was given."""
    if made.dateline:
        return made
    place, text = dateline(made.lead or made.body)
    if not place:
        return made
    if made.lead:
        return replace(made, dateline=place, lead=text)
    return replace(made, dateline=place, body=text)


def _with_byline(made: Report, values: Mapping[str, object]) -> Report:
    """The report with its authors, from the field or from the line that ends the body."""
    given = _texts(values, "author", "\x00")
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
