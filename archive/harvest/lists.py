"""Feeds and sitemaps as lists of addresses (RSS, Atom, sitemaps.org protocol 0.9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from archive.harvest.address import absolute
from archive.harvest.client import Response
from archive.harvest.failure import FetchFailed
from archive.importers.containers.http import decoded
from archive.importers.formats.feed import ITEMS, link
from archive.importers.formats.html import FORMAT as HTML
from archive.importers.press import dates
from archive.importers.refusal import Unfit
from archive.importers.source import Head, Options
from archive.importers.web.page import parse
from archive.importers.xml import child_text, children, local, parse_xml

__all__ = ["MOST_BYTES", "Listed", "Named", "NoList", "read"]

# Sitemaps may have 50 MiB (sitemaps.org, protocol 0.9).
MOST_BYTES = 50 << 20
_GZIP = b"\x1f\x8b"
# A sitemap may be a plain list of addresses.
_PLAIN = re.compile(rb"\s*https?://\S+\s*(?:\n|\Z)")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")


@dataclass(frozen=True)
class Named:
    """An address that a list names.

    `modified`: when the page last changed, as the list writes it; "" where it does not.
    """

    address: str
    modified: str = ""

    @property
    def date(self) -> str:
        """The time of the last change in ISO 8601, "" where it is unknown."""
        return dates.parse(self.modified)


@dataclass(frozen=True)
class Listed:
    """The content of a list: the pages that it names, or the further lists of a sitemap index.

    `unusable`: addresses that are not web addresses, as written.
    """

    pages: tuple[Named, ...] = ()
    lists: tuple[Named, ...] = ()
    unusable: tuple[str, ...] = ()


class NoList(Exception):
    """A response is neither feed nor sitemap; the message is the reason.

    `is_page`: it is a web page; `feeds`: those that the page names in its head.
    """

    def __init__(self, reason: str, *, is_page: bool = False, feeds: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.is_page, self.feeds = is_page, feeds


def read(response: Response) -> Listed:
    """Return the addresses that a feed or sitemap names, each once; raise `NoList`."""
    try:
        data = response.body
        if data.startswith(_GZIP):
            data = decoded(data, "gzip", MOST_BYTES)
        if len(data) > MOST_BYTES:
            raise NoList(f"it unpacks to more than {MOST_BYTES:,} bytes")
        if _PLAIN.match(data):
            return _listed(map(Named, data.decode("utf-8", "replace").split()), response.address)
        if HTML.recognises(Head(data[:4096], Options())):
            feeds = _feeds(data, response.address)
            raise NoList("a web page, not a feed or sitemap", is_page=True, feeds=feeds)
        root = parse_xml(data)
    except (Unfit, ValueError) as error:
        raise NoList(f"neither a feed nor a sitemap: {error}") from error
    return _of_xml(root, response.address)


def _of_xml(root: Element, address: str) -> Listed:
    """Return the content of an XML document."""
    kind = local(root)
    if kind == "sitemapindex":
        entries = _listed(map(_entry, children(root, "sitemap")), address)
        return Listed(lists=entries.pages, unusable=entries.unusable)
    if kind == "urlset":
        return _listed(map(_entry, children(root, "url")), address)
    if kind not in ITEMS:
        raise NoList(f"neither a feed nor a sitemap, but an XML document <{kind}>")
    return _listed((_item(each) for each in root.iter() if local(each) == ITEMS[kind]), address)


def _entry(entry: Element) -> Named:
    """Return an entry of a sitemap; that of news states when its report was published."""
    news = next(children(entry, "news"), None)
    published = child_text(news, "publication_date") if news is not None else ""
    return Named(child_text(entry, "loc"), child_text(entry, "lastmod") or published)


def _item(item: Element) -> Named:
    """Return an item of a feed."""
    return Named(link(item), child_text(item, "updated", "pubDate", "published", "date"))


def _listed(named: Iterator[Named], base: str) -> Listed:
    """Return the addresses in absolute form."""
    found: dict[str, Named] = {}
    unusable = []
    for each in named:
        try:
            address = absolute(each.address, base) if each.address else ""
        except FetchFailed:
            address = ""
        if address:
            found.setdefault(address, Named(address, each.modified))
        else:
            unusable.append(each.address)
    return Listed(tuple(found.values()), unusable=tuple(unusable))


def _feeds(data: bytes, address: str) -> tuple[str, ...]:
    """Return the feeds that a web page names (RSS Advisory Board, RSS Autodiscovery 1.0)."""
    root = parse(data.decode("utf-8", "replace"))
    links = [
        each.get("href", "")
        for each in root.iter("link")
        if "alternate" in (each.get("rel") or "").lower().split()
        and (each.get("type") or "").lower() in _FEED_TYPES
    ]
    return tuple(each.address for each in _listed(map(Named, links), address).pages)
