"""Saved web pages: one report a page, its fields from the page's facts and its own markup."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.importers.decoding import Undecodable
from archive.importers.encodings import decode_page
from archive.importers.fields import WEB_SCHEMES
from archive.importers.fields import report as report_of
from archive.importers.press import boilerplate, bylines, dates
from archive.importers.press.letters import composed, unmarked
from archive.importers.refusal import ListPage, Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.web import article, facts, furniture, menu
from archive.importers.web.facts import Facts
from archive.importers.web.furniture import Shown
from archive.importers.web.list_page import listing
from archive.importers.web.page import lines, parse, saved_from, without_unseen
from archive.newspapers.known import outlet
from index.report import Original, Report

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["FORMAT", "MEDIA_TYPE", "read", "report"]

MEDIA_TYPE = "text/html"

_MARKUP = re.compile(
    r"(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*"
    r"<(?:!doctype\s+html|html|head|body|article|title|meta|div|h1|h2|p|section|main|table|span)\b",
    re.IGNORECASE | re.DOTALL,
)
# A newspaper that signs as author.
_NEWSPAPER = re.compile(r"^(?:Báo|Tạp chí|Trang)\s|\b(?:online|news|điện tử|tv)$", re.IGNORECASE)
# WARC-Date, a moment in UTC (ISO 28500:2017 §5.4); WARC 1.1 permits fractions and less than a day.
_MOMENT = re.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?Z)?)?)?$"
)
# An element that claims to be the date may hold a text of any length.
_LONGEST_DATE = 200
_LIST = "a web page without a report: a list of links to reports"
_SITE = re.compile(r"\s+[-–—|•]\s+")


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of a page, or the refusal of it."""
    data = source.whole(options.limit)
    try:
        text, notes = decode_page(data, source.charset, options.encoding)
        retrieved = source.retrieved if _MOMENT.match(source.retrieved) else ""
        original = Original(data, MEDIA_TYPE, source.origin, retrieved, notes=notes)
        found = report(text, original, source.url)
        is_read = retrieved == source.retrieved
        yield found if is_read else _with_unread(found, "retrieved", source.retrieved)
    except (Undecodable, Unfit) as error:
        is_list_page = isinstance(error, ListPage)
        yield Refusal(str(error), source.origin, None, data, is_list_page=is_list_page)


def _with_unread(made: Report, field: str, written: str) -> Report:
    """Return a report with a value that was not understood."""
    if made.original is None:
        return made
    unread = (*made.original.unread, (field, written))
    return replace(made, original=replace(made.original, unread=unread))


def report(text: str, original: Original, url: str = "") -> Report:
    """Return the report on a page; `url`: where the page was found.

    Raise `ListPage` where the page lists reports, `Unfit` where it holds no report for another
    reason, and `LibraryMissing`.
    """
    try:
        root = parse(text)
    except Unfit:
        raise
    except ValueError as error:
        raise Unfit(f"no web page: {error}") from error
    stated = facts.together([facts.json_ld(root), facts.meta(root), facts.microdata(root)])
    page_title = " ".join((root.findtext(".//title") or "").split())
    without_unseen(root)
    title = next(iter(stated.titles), page_title)
    page_lines = lines(root)
    listed = None if stated.is_article else listing(root, page_lines)
    found = None if listed and listed.is_certain else article.find(root, title, url)
    if found is None:
        if listed and listed.is_possible:
            raise ListPage(_LIST)
        raise Unfit("a web page without a report: no running text on it")
    shown = furniture.shown(root, page_lines, found.element, title)
    if listed and listed.is_possible and not (shown.dates or stated.dates):
        raise ListPage(_LIST)
    if not (stated.is_article or shown.dates or stated.dates or shown.headings):
        raise Unfit("a web page without a report: neither title nor date")
    values = _values(stated, shown, found, page_title, _address(stated, url or saved_from(text)))
    made = report_of(values, original)
    unread = "" if made.date else _unread_date(stated, shown)
    return _with_section(_with_unread(made, "date", unread) if unread else made, root)


def _with_section(made: Report, root: "Element") -> Report:
    """Return a report whose section, if it is one name, has the one above it in the page's menu."""
    above = menu.parent(root, made.section[0]) if len(made.section) == 1 else None
    if above is None:
        return made
    made = replace(made, section=(above.name, *made.section))
    if not above.is_inferred or made.original is None:
        return made
    note = "section above taken from the menu of the page, as newspapers usually have it"
    return replace(made, original=replace(made.original, notes=(*made.original.notes, note)))


def _values(
    stated: Facts, shown: Shown, found: article.Article, page_title: str, url: str
) -> dict[str, object]:
    """Return the values of a report's fields."""
    lead, body = _text(found.paragraphs, shown.lead, stated.descriptions)
    title = _title(stated, shown, page_title)
    body = [line for line in body if line not in (title, *found.captions)]
    named = facts.newspaper(stated, url)
    site = _SITE.split(page_title)[-1] if _SITE.search(page_title) else ""
    return {
        "title": title,
        "lead": lead,
        "body": "\n".join(body),
        "captions": list(found.captions),
        "date": _date(stated.dates, shown.dates),
        "section": list(_section(stated, shown, title)),
        "author": list(_authors(stated, shown, (named, site, *stated.publishers))),
        "source": outlet(named) or (site if site.startswith("Báo ") else "") or named,
        "url": url,
        "tags": list({tag.lower(): tag for tag in reversed(shown.tags or stated.tags)}.values())[
            ::-1
        ],
    }


def _title(stated: Facts, shown: Shown, page_title: str) -> str:
    """Return the title that the page shows, else the stated one without the site's name."""
    stated_title = next(iter(stated.titles), page_title)
    return next(iter(shown.headings), "") or _without_site(stated_title)


def _without_site(title: str) -> str:
    """Return a title without the name of the newspaper at its end.

    >>> _without_site("Bến đò Mơ - Báo Đông Khê"), _without_site("Huế - Đà Nẵng")
    ('Bến đò Mơ', 'Huế - Đà Nẵng')
    """
    *before, last = _SITE.split(title)
    is_site = before and (last.startswith(("Báo ", "Tạp chí ")) or outlet(last))
    return title[: title.rindex(last)].rstrip(" -–—|•") if is_site else title


def _text(
    paragraphs: Sequence[str], lead: str, descriptions: Sequence[str]
) -> tuple[str, list[str]]:
    """Return the lead and the paragraphs after it; the lead is the first where none is marked."""
    lead = " ".join(lead.split())
    body = [line for line in paragraphs if line != lead and not boilerplate.tags(line)]
    if lead:
        return lead, body
    stated = next((text for text in descriptions if body and body[0].startswith(text[:40])), "")
    return (body[0], body[1:]) if body or stated else ("", [])


def _date(stated: Sequence[str], shown: Sequence[str]) -> str:
    """Return the date of publication in ISO 8601, "" where none is known.

    What is stated is ISO 8601 or is not used, since pages write `1/10/2018` in American order.
    The time that the page shows goes before a stated one of the same day: a zone is often wrong.
    """
    iso = [date for text in stated if text[:4].isdecimal() and (date := dates.parse(text))]
    days = {text[:10] for text in (*iso, *stated)}
    timed = [date for date in shown if "T" in date and date[:10] in days]
    exact = [date for date in iso if date[:16] in {each[:16] for each in timed}]
    return next(iter([*exact, *timed, *iso, *shown]), "")


def _unread_date(stated: Facts, shown: Shown) -> str:
    """Return the date that a page without a readable one gives, as written; "" if it gives none."""
    written = (text.strip()[:_LONGEST_DATE] for text in (*stated.dates, shown.impossible))
    return next(filter(None, written), "")


def _section(stated: Facts, shown: Shown, title: str) -> tuple[str, ...]:
    """Return the path of sections, without the title that ends many breadcrumbs."""
    paths = sorted((stated.section, shown.section), key=lambda path: -min(len(path), 2))
    path = next((path for path in paths if path), ())
    names = [name for name in path if name != title and not name.startswith(title[:30] or " ")]
    home = ("trang chủ", "trang nhất", "home")
    return tuple(name for name in names if name.lower() not in home and not outlet(name))


def _authors(stated: Facts, shown: Shown, newspapers: Sequence[str]) -> tuple[str, ...]:
    """Return the bylines of a page: as stated, else as shown above the text."""
    known = {unmarked(composed(name)) for name in newspapers if name}
    named = [text for text in stated.authors if _is_byline(text, known)]
    named = named or [text for text in shown.bylines if _is_byline(text, known)]
    return tuple(dict.fromkeys(named))


def _is_byline(text: str, newspapers: Collection[str]) -> bool:
    """Return whether a text names an author, and not the newspaper."""
    if outlet(text) or "." in text.strip(". ").partition(" ")[0]:
        return False
    if _NEWSPAPER.search(text) or unmarked(composed(text)) in newspapers:
        return False
    return bool(bylines.parse(text).authors)


def _address(stated: Facts, found: str) -> str:
    """Return the address that the page states for itself, unless it was found on another site."""
    urls = [each for each in stated.urls if ":" in each]
    own = next((each for each in urls if each.partition("://")[0].lower() in WEB_SCHEMES), "")
    if own and (not found or _site_of(own) == _site_of(found)):
        return own
    # One such as `javascript:…` becomes a value that was not understood.
    return found or next(iter(urls), "")


def _site_of(url: str) -> str:
    """Return the last two parts of the host of an address."""
    try:
        return ".".join((urlsplit(url).hostname or "").split(".")[-2:])
    except ValueError:
        return ""


def _recognises(head: Head) -> bool:
    """Recognise markup of a page or of a fragment of one."""
    return _MARKUP.match(head.text) is not None


FORMAT = Format("html", "a web page", (".html", ".htm", ".xhtml", ".shtml"), _recognises, read)
