"""Plain text: a report as it is copied from a newspaper's page, or the text of a scanned page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.importers.bounds import check_lines
from archive.importers.decoding import Undecodable, clean
from archive.importers.encodings import decode_document, decode_paragraphs
from archive.importers.language import reads_as_language
from archive.importers.press import boilerplate, bylines, dates, sections
from archive.importers.press.bylines import Byline
from archive.importers.press.captions import are_captions, is_running_text
from archive.importers.press.copied_page import articles, without_foot, without_menu
from archive.importers.press.datelines import dateline
from archive.importers.press.letters import composed
from archive.importers.press.scans import ScannedPage, scanned_page
from archive.importers.press.wrapping import Line, lines
from archive.importers.refusal import Refusal
from archive.importers.source import Format, Head, Options, Record, Source
from archive.newspapers.known import outlet
from index.report import Original, Report

__all__ = ["FORMAT", "MEDIA_TYPE", "from_lines", "read", "report", "reports"]

MEDIA_TYPE = "text/plain"

# A byline and what goes with it takes no more lines than these at the end of a report.
_LAST_LINES = 4
# No line of a page's head that holds a date is longer.
_DATE_LINE = 160
# Titles are shorter, whatever stands at their end.
_TITLE = 120
# «Showbiz 24/7», «Xe 360», «Sao 360°»: not a year, a date or a score.
_NUMBERED = re.compile(r"(?:^|\s)(?:24/7|24|360|365|\d{1,3}[°+])$")
# Most lines of a head besides section, date and byline: kicker, title, subtitles.
_LOOSE = 4


@dataclass
class _Head:
    """The lines above the text; those not yet assigned to a field are kept by position."""

    section: tuple[str, ...] = ()
    date: str = ""
    bylines: list[Byline] = field(default_factory=list)
    before_date: list[str] = field(default_factory=list)
    after_date: list[str] = field(default_factory=list)
    dated: bool = False
    impossible: str = ""

    @property
    def loose(self) -> list[str]:
        """The lines not yet assigned to a field, in order."""
        return [*self.before_date, *self.after_date]


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the one report that a text holds, or the refusal of it."""
    data = source.whole(options.limit)
    # Before the encoding is detected, which needs several copies of the text.
    check_lines(data)
    try:
        text, notes = decode_document(data, options.encoding)
    except Undecodable as error:
        yield Refusal(str(error), source.origin, None, data)
        return
    if not reads_as_language(text):
        reason = "does not read as a text for people: a program, data or an unknown encoding"
        yield Refusal(reason, source.origin, None, data)
        return
    original = Original(data, MEDIA_TYPE, source.origin, notes=notes)
    found = [made for made in reports(text, original) if made is not None]
    if len(found) == 1 and not found[0].date and (page := scanned_page(source.origin)):
        found = [_scan(text, page, original)]
    yield from found
    if not found:
        yield Refusal("no text in it", source.origin, None, data)


def _scan(text: str, page: ScannedPage, original: Original) -> Report:
    """Return the report of a scanned page, whose text may hold several articles and no title."""
    return Report(
        identifier="",
        title=f"Trang {page.number}",
        body="\n".join(line.text for line in lines(clean(text))),
        date=page.date,
        original=replace(original, notes=(*original.notes, *page.notes)),
    )


def from_lines(
    paragraphs: Sequence[str],
    titles: Sequence[str],
    data: bytes,
    media_type: str,
    origin: str,
    notes: tuple[str, ...] = (),
) -> Iterator[Record]:
    """Yield a report or a refusal for each article in the paragraphs of a document.

    `titles`: the title where the document marks it, else nothing. `notes`: for the original.
    """
    title = " ".join("".join(titles[:1]).split())
    kept = [line for line in paragraphs if " ".join(line.split()) != title]
    text, read_as = decode_paragraphs("\n\n".join([title, *kept]))
    original = Original(data, media_type, origin, notes=(*notes, *read_as))
    found = [made for made in reports(text, original) if made is not None]
    yield from found
    if not found:
        yield Refusal("no text in it", origin, None, data)


def reports(text: str, original: Original) -> Iterator[Report | None]:
    """Yield the report of each article in a text; None where nothing is left but the page."""
    whole = clean(text)
    parts = articles(lines(whole))
    if len(parts) == 1:
        yield _report(parts[0], original)
        return
    rows = whole.split("\n")
    ends = [*(part[0].number - 1 for part in parts[1:]), len(rows)]
    for part, end in zip(parts, ends, strict=True):
        begin = part[0].number
        own = replace(original, origin=f"{original.origin}:{begin}")
        # Of a text in an old encoding, all bytes are kept: the part has been decoded.
        if not (original.media_type == MEDIA_TYPE and original.notes):
            data = "\n".join(rows[begin - 1 : end]).encode()
            own = replace(own, data=data, media_type=MEDIA_TYPE)
        yield _report(part, own)


def report(text: str, original: Original) -> Report | None:
    """Return the report of a text with one article; None where nothing is left but the page."""
    return _report(lines(clean(text)), original)


def _report(article: Sequence[Line], original: Original) -> Report | None:
    """Return the report that the lines of an article make."""
    tags = tuple(tag for line in article for tag in boilerplate.tags(line.text))
    article = without_menu([line for line in article if not boilerplate.tags(line.text)])
    kept = _without_page(without_foot([line.text for line in article]))
    head, kept = _head(kept)
    section, title, subtitles = _arranged(head)
    kept, last = _without_last([*subtitles, *kept])
    if not (title or kept):
        return None
    captions = are_captions(kept)
    body = _those(kept, captions, False)
    place, first = dateline(body[0]) if body else ("", "")
    signed = bylines.together([*head.bylines, *last])
    date = head.date or signed.date
    if head.impossible and not date:
        original = replace(original, unread=(*original.unread, ("date", head.impossible)))
    return Report(
        identifier="",
        title=title,
        lead=first,
        body="\n".join(body[1:]),
        captions=tuple(_those(kept, captions, True)),
        dateline=place,
        date=date,
        section=section,
        authors=signed.authors,
        # The newspaper of the dateline; the source that the byline names where there is none.
        source=outlet(_paper(place)) or next(iter(signed.sources), ""),
        tags=tags,
        original=original,
    )


def _those(lines: Sequence[str], flags: Sequence[bool], wanted: bool) -> list[str]:
    """Return the lines whose flag has the wanted value."""
    return [line for line, flag in zip(lines, flags, strict=True) if flag is wanted]


def _paper(place: str) -> str:
    """Return the newspaper in a dateline: «Hà Nội (TTXVN)» → «TTXVN»."""
    return place.partition("(")[2].rstrip(")") or place


def _without_page(article: Sequence[str]) -> list[str]:
    """Return the lines of the report, without those of the page around it.

    After «Tin liên quan» and its like stand headlines of other reports: they go, up to the next
    paragraph, since such boxes also stand within a report; once the report is signed, all goes.
    """
    kept: list[str] = []
    begun = elsewhere = False
    for line in article:
        begun = begun or is_running_text(line)
        if boilerplate.is_boilerplate(line):
            elsewhere = elsewhere or (begun and boilerplate.ends(line))
            if elsewhere and _is_signed(kept):
                break
        elif not elsewhere or is_running_text(line) or bylines.recognise(line):
            elsewhere = False
            kept.append(line)
    return kept


def _is_signed(lines: Sequence[str]) -> bool:
    """Return True if the last line is a byline below running text."""
    return len(lines) > 1 and bylines.recognise(lines[-1]) is not None


def _head(lines: Sequence[str]) -> tuple[_Head, list[str]]:
    """Return the head above the text, and the lines of the text itself."""
    head = _Head()
    for at, line in enumerate(lines):
        if is_running_text(line) and (head.loose or len(line) > _TITLE):
            return head, list(lines[at:])
        if not (_read_date(line, head) or _read_section(line, head) or _read_byline(line, head)):
            if len(head.loose) >= _LOOSE:
                return head, list(lines[at:])
            (head.after_date if head.dated else head.before_date).append(line)
    return head, []


def _read_date(line: str, head: _Head) -> bool:
    """Take a line that is a date, alone or with a section or a byline."""
    if len(line) > _DATE_LINE:
        return False
    found = dates.find(line)
    if found is None:
        date, rest = dates.parse(line), ""
        if not date:
            return False
    else:
        date, written = found.date, composed(line)
        head.impossible = "" if date else written[found.start : found.end]
        rest = f"{written[: found.start]} {written[found.end :]}".strip(" -–—|•·,;:()[]")
    if rest and not (
        boilerplate.is_boilerplate(rest) or _read_section(rest, head) or _read_byline(rest, head)
    ):
        return False
    head.date, head.dated = head.date or date, True
    return True


def _read_section(line: str, head: _Head) -> bool:
    """Take a line that names sections: known ones, or a path with its separators."""
    names = sections.split(line)
    known = [sections.is_known(name) for name in names]
    if (
        (head.section and head.loose)
        or not names
        or not (all(known) or (any(known) and len(sections.path(line)) > 1))
    ):
        return False
    head.section = (*head.section, *names)
    return True


def _read_byline(line: str, head: _Head) -> bool:
    """Take a line that signs the report below its title."""
    words = line.split()
    # «NGUYỄN XUÂN PHÚC THĂM HUẾ» is a title, though each of its words might be a name's.
    if not any(len(title.split()) > 3 for title in head.loose) or (
        line.isupper() and len(words) > 3 and ":" not in line
    ):
        return False
    byline = bylines.recognise(line)
    if byline:
        head.bylines.append(byline)
    return byline is not None


def _arranged(head: _Head) -> tuple[tuple[str, ...], str, list[str]]:
    """Return the section, the title and the lines between title and text."""
    loose = list(dict.fromkeys(head.loose))
    if not head.section and len(loose) > 1 and _is_section(head):
        return sections.split(loose[0]), loose[1], loose[2:]
    return head.section, "".join(loose[:1]), loose[1:]


def _is_section(head: _Head) -> bool:
    """Return True if the first of the loose lines can only be a section that is not in our list.

    It is short, and the date, or a much longer title, stands after it.
    """
    first, second = head.loose[:2]
    words, next_words = len(first.split()), len(second.split())
    if words > 8 or words >= next_words or not _ends_like_a_name(first) or ":" in first:
        return False
    return (len(head.before_date) == 1 and bool(head.after_date)) or (words < 5 and next_words > 5)


def _ends_like_a_name(line: str) -> bool:
    """Return True if a line ends as names of sections do: in a letter, or as «24h» and «360°».

    >>> _ends_like_a_name("Sao 360°"), _ends_like_a_name("Đò chạy từ 10/1/2018")
    (True, False)
    """
    return line[-1].isalpha() or _NUMBERED.search(line) is not None


def _without_last(lines: Sequence[str]) -> tuple[list[str], list[Byline]]:
    """Return the lines without the signatures at the end, and their contents."""
    signed: list[Byline] = []
    first = max(1, len(lines) - _LAST_LINES)
    for line in reversed(lines[first:]):
        byline = bylines.recognise(line)
        if byline is None:
            break
        signed.insert(0, byline)
    return list(lines[: len(lines) - len(signed)]), signed


def _recognises(_head: Head) -> bool:
    """Recognise nothing: whatever no other format is would be a text."""
    return False


FORMAT = Format("text", "a text", (".txt", ".text"), _recognises, read)
