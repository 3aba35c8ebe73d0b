"""Bylines: the authors of a report and the sources that it follows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from archive.importers.press.dates import find
from archive.importers.press.letters import composed, unmarked
from archive.importers.press.names import (
    in_name_case,
    is_name,
    is_newsroom,
    is_unnamed,
    without_titles,
)
from archive.newspapers.known import outlet
from index.language.spelling import normalise

__all__ = ["Byline", "parse", "recognise", "together"]


@dataclass(frozen=True)
class Byline:
    """The contents of a byline.

    `authors`: names in NFC, in order, each once. `sources`: newspapers, agencies and sites that
    the report follows. `pictures`: who took them. `date`: ISO 8601, "" where it holds none.
    """

    authors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    date: str = ""


# No byline is longer; the longest real one seen has 160 characters.
_LONGEST = 300
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{3,}")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_BRACKET = re.compile(r"\(([^()]*)\)*|\[([^\[\]]*)\]*")
# Labels before names, without diacritics. Names after the label of a picture are no authors.
_TEXT_LABEL = re.compile(
    r"(?:tin|bai(?:\s+viet)?|bai\s*,?\s+anh|thuc\s+hien|tac\s+gia|nguoi\s+viet|noi\s+dung|viet"
    r"|by|author)"
    r"(?:\s*(?:,|-|–|/|&|\+|va)\s*(?:tin|bai|anh|clip|video|do\s+hoa|hinh))*\s*:\s*"
)
_PICTURE_LABEL = re.compile(
    r"(?:anh|hinh|hinh\s+anh|video|clip|do\s+hoa|infographic|design|thiet\s+ke|ky\s+thuat|photo)"
    r"(?:\s*(?:,|-|–|/|&|\+|va)\s*(?:anh|hinh|video|clip|do\s+hoa|thiet\s+ke))*\s*:\s*"
)
_SOURCE_LABEL = re.compile(r"(?:nguon(?:\s+tin)?|source)\s*:\s*")
_LABELS = "|".join(label.pattern for label in (_TEXT_LABEL, _PICTURE_LABEL, _SOURCE_LABEL))
_ANY_LABEL = re.compile(rf"(?<![^\W\d_])(?:{_LABELS})")
# «Theo X»; glued, as in «(TheoSpace)», only where a capital follows.
_ACCORDING = re.compile(r"(?<![^\W\d_])[Tt](?:heo|HEO)(?:\s+|:\s*|(?=[A-ZĐ\d]))")
_DEED = re.compile(
    r"(?:[\s\-–]|^)(?:tong\s+hop|luoc\s+dich|bien\s+dich|chuyen\s+ngu|dich|ghi|thuc\s+hien|luoc\s+ghi"
    r"|bien\s+soan|suu\s+tam|t/?h|(?:va\s+)?chup\s+anh)\.?\s*$"
)
_SEPARATOR = re.compile(
    r"\s*[;,\n&+|]\s*|\s+(?:và|VÀ|Và|with|and)\s+|\s+[-–—]+\s*|\s*[-–—]+\s+|\s*[–—]\s*"
)
_CITY = re.compile(r"^(?:TP|Tp|T\.P|Thành phố|tỉnh|Tỉnh)(?:\.\s*|\s+)")
_REGION = re.compile(r"h\.?c\.?m|dbscl|(?:mien|vung|khu vuc)\s+\w+(?:\s+\w+)?")
_YEAR = re.compile(r"\d{4}")
_AGE = re.compile(r"\d+\s+tuoi")
_SOURCE_SEPARATOR = re.compile(r"\s*[;,\n/]\s*|\s+[-–—]\s+|\s+(?:và|and)\s+")
# A line below the name says what its owner is.
_OFFICE = re.compile(
    r"(?:phó\s+)?(?:giám đốc|trưởng phòng|viện trưởng|chủ tịch|tổng biên tập|trưởng khoa)\b",
    re.IGNORECASE,
)
_OUTLET_KIND = re.compile(r"(?:bao|tap chi|dai|cong thong tin|trang|nguoi)\s+\S")


def parse(text: str) -> Byline:
    """Return the contents of a field that is known to hold a byline, in any form.

    >>> parse("Tin, ảnh: Anh Phong").authors
    ('Anh Phong',)
    >>> parse("An Khang(TheoInteresting Engineering)").sources
    ('Interesting Engineering',)
    """
    if len(text) > 4 * _LONGEST:
        return Byline()
    text, date = _without_date(_ADDRESS.sub("", _without_markup(composed(text))))
    text, notes = _without_brackets(text)
    if len(text) > _LONGEST:
        return Byline(date=date)
    names, *followed = _ACCORDING.split(text)
    authors, pictures, sources = _signed(names)
    # «Theo Hữu Huy (Tiền Phong)»: the paper stands in brackets, so the name is its reporter's.
    papers = [note for note in notes if _without_deed(f" {note}")]
    if followed and papers and not authors and not _ACCORDING.match(papers[0]):
        authors = _names(followed[0], sources)
        followed = followed[1:] if authors else followed
    sources.extend(source for text in followed for source in _sources(text))
    for note in papers:
        sources.extend(_noted(note))
    return Byline(_once(authors), _once(sources), _once(pictures), date)


def recognise(line: str) -> Byline | None:
    """Return the byline that a line of running text is; None for any other line.

    Stricter than `parse`: a label, «Theo …», an agency or nothing but names.
    """
    if len(line) > 2 * _LONGEST:
        return None
    line = _ADDRESS.sub("", composed(line)).strip()
    if not line or len(line) > _LONGEST or line[-1] in "!?:…,;":
        return None
    if not (_ANY_LABEL.match(unmarked(line)) or _only_names(line)):
        return None
    byline = parse(line)
    return byline if byline.authors or byline.sources or byline.pictures else None


def together(bylines: Sequence[Byline]) -> Byline:
    """Return one byline for several; photographers count as authors if no one else signs."""
    authors = _once(name for byline in bylines for name in byline.authors)
    pictures = _once(name for byline in bylines for name in byline.pictures)
    return Byline(
        authors or pictures,
        _once(name for byline in bylines for name in byline.sources),
        pictures,
        next((byline.date for byline in bylines if byline.date), ""),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names in their order, each once."""
    return tuple(dict.fromkeys(names))


def _only_names(line: str) -> bool:
    """Return True if a line holds nothing but names and, after «Theo», sources."""
    rest, notes = _without_brackets(_without_date(line)[0])
    if not rest:
        return len(notes) == 1 and _ACCORDING.match(notes[0]) is not None
    names, *followed = _ACCORDING.split(rest)
    if any(len(source.split()) > 6 or source.rstrip().endswith(".") for source in followed):
        return False
    if not names.strip():
        return all(source[:1].isupper() or "." in source for source in followed)
    pieces = [_without_deed(piece) for piece in _SEPARATOR.split(names.partition("/")[0].strip())]
    return all(_is_signature(piece) for piece in pieces if piece) and (
        len(pieces) > 1 or bool(followed or notes or "/" in names) or " " in pieces[0]
    )


def _is_signature(piece: str) -> bool:
    """Return True if a piece of a line can only be a name."""
    name = without_titles(piece)
    return is_name(name) and not name.endswith(".") and len(name.split()) <= 5


def _without_markup(text: str) -> str:
    """Return the text without HTML tags, each block on a line of its own."""
    if "<" not in text or not _TAG.search(text):
        return text.strip()
    text = _TAG.sub(lambda tag: "\n" if tag[2].lower() in ("p", "div", "br", "li") else "", text)
    return text.strip("[] \n").replace("\n, ", "\n")


def _without_date(text: str) -> tuple[str, str]:
    """Return the text before the date at its end, and that date."""
    found = find(text) if _YEAR.search(text) else None
    if found is None or text[found.end :].strip(" .)"):
        return text, ""
    return text[: found.start].rstrip(" -–—|,\n"), found.date


def _without_brackets(text: str) -> tuple[str, list[str]]:
    """Return the text outside brackets and the texts inside them."""
    notes: list[str] = []

    def take(found: re.Match[str]) -> str:
        notes.append((found[1] or found[2] or "").strip())
        return " "

    return _BRACKET.sub(take, text).strip(" ).\n"), [note for note in notes if note]


def _noted(note: str) -> list[str]:
    """Return the sources that a note in brackets names; places are skipped."""
    according = _ACCORDING.match(note) or _SOURCE_LABEL.match(unmarked(note))
    if according:
        return _sources(note[according.end() :])
    known = outlet(note)
    return [known or note] if known or _OUTLET_KIND.match(unmarked(note)) else []


def _sources(text: str) -> list[str]:
    """Return the sources named after «Theo», under their usual names."""
    pieces = (_without_deed(piece) for piece in _SOURCE_SEPARATOR.split(text.strip(" .,;:-–)")))
    return [outlet(piece) or piece for piece in pieces if piece and not is_unnamed(piece)]


def _signed(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return authors, photographers and sources from the text before «Theo»."""
    written: list[str] = []
    pictured: list[str] = []
    sources: list[str] = []
    for label, names in _labelled(text):
        if _SOURCE_LABEL.fullmatch(label):
            sources.extend(_sources(names))
        elif _PICTURE_LABEL.fullmatch(label):
            pictured.extend(_names(names, []))
        else:
            written.extend(_names(names, sources))
    return written, pictured, sources


def _labelled(text: str) -> list[tuple[str, str]]:
    """Return the parts of a byline, each with its label without diacritics, "" if it has none."""
    plain = unmarked(text)
    labels = list(_ANY_LABEL.finditer(plain))
    if not labels:
        return [("", text)]
    before = text[: labels[0].start()]
    # «CEO Pat Gelsinger. Ảnh: Intel»: a caption with its credit strayed into the byline.
    if before.rstrip().endswith("."):
        return []
    ends = [*(label.start() for label in labels[1:]), len(text)]
    parts = zip(labels, ends, strict=True)
    return [("", before), *((found.group(), text[found.end() : end]) for found, end in parts)]


def _names(text: str, sources: list[str]) -> list[str]:
    """Return the names in a list, in name case and without titles."""
    names: list[str] = []
    pieces = takewhile(lambda piece: not _AGE.match(unmarked(piece)), _SEPARATOR.split(text))
    is_signed = False
    for piece in pieces:
        # «Thiên Lý/VOV - TP.HCM»: the office of the agency from which its reporter writes.
        if is_signed and _is_place(piece):
            continue
        is_signed = "/" in piece
        signed, *outlets = (_without_deed(part) for part in piece.split("/"))
        found = [name for name in map(_without_deed, _hyphened(signed)) if _is_author(name)]
        names.extend(in_name_case(without_titles(name)) for name in found)
        if outlet(signed):
            sources.append(outlet(signed))
        if found or is_unnamed(signed) or outlet(signed):
            sources.extend(_agency(part) for part in outlets if part)
    return names


def _agency(written: str) -> str:
    """Return the usual name of an agency, of «VOV-TP.HCM» without its office."""
    return outlet(written) or outlet(written.partition("-")[0]) or written


def _is_place(piece: str) -> bool:
    """Return whether a piece of a byline names a city, a province or a region."""
    # Its lists take 0.2 s to load, and few bylines need them.
    from archive.persons.lexicon import PLACES

    plain = _CITY.sub("", composed(piece).strip(" ."))
    return _REGION.fullmatch(unmarked(plain)) is not None or normalise(plain).lower() in PLACES


def _hyphened(piece: str) -> list[str]:
    """Return the names on both sides of a hyphen without spaces; «Park Hang-seo» stays one."""
    parts = [part.strip() for part in piece.split("-")]
    return parts if all(" " in part and is_name(part) for part in parts) else [piece]


def _is_author(piece: str) -> bool:
    """Return True if a piece of a byline names a person, or a newsroom that signs as one."""
    if outlet(piece) or is_unnamed(piece) or _OFFICE.match(piece) or _CITY.match(piece):
        return False
    return is_name(without_titles(piece)) or is_newsroom(piece)


def _without_deed(piece: str) -> str:
    """Return the piece without a final «tổng hợp», «ghi», «lược dịch» or the like."""
    piece = piece.replace("T/h", "t/h").replace("T/H", "t/h").strip()
    found = _DEED.search(unmarked(piece))
    return (piece[: found.start()] if found else piece).strip(" -–—.\n" if found else " -–—\n")
