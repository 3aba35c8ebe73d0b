"""Feeds and news sitemaps: RSS, Atom and RDF; one report an item, with what the item says of it."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from archive.importers.fields import report
from archive.importers.refusal import Refusal, Unfit
from archive.importers.source import Format, Head, Options, Record, Source
from archive.importers.xml import child_text, children, local, parse_xml, root_name
from index.report import Original

__all__ = ["FORMAT", "ITEMS", "MEDIA_TYPE", "link", "read"]

MEDIA_TYPE = "application/xml"

_ROOTS = ("rss", "feed", "RDF", "urlset", "sitemapindex")
ITEMS = {"rss": "item", "RDF": "item", "feed": "entry", "urlset": "url"}


def read(source: Source, options: Options) -> Iterator[Record]:
    """Yield the report of each item, or the refusal of it.

    An item gives title, address, date, authors and a summary or the text. A sitemap without titles
    names pages and holds none: it is refused.
    """
    data = source.whole(options.limit)
    root = parse_xml(data)
    kind = local(root)
    if kind not in ITEMS:
        raise Unfit(f"a list of other files ({kind}), which holds no reports")
    publisher = child_text(next(children(root, "channel"), root), "title")
    items = [each for each in root.iter() if local(each) == ITEMS[kind]]
    if kind == "urlset" and not any(_news(each) is not None for each in items):
        raise Unfit("a sitemap, which names pages and holds none of their reports")
    for number, item in enumerate(items, 1):
        yield _item(item, kind, publisher, source, number)


def _item(item: Element, kind: str, publisher: str, source: Source, number: int) -> Record:
    """Return the report of an item, or the refusal of it; `number`: among the items, 1-based."""
    origin = f"{source.origin}:{number}"
    original = Original(tostring(item, encoding="utf-8"), MEDIA_TYPE, origin)
    try:
        values = _sitemap_values(item) if kind == "urlset" else _values(item, publisher)
        return report(values, original, is_partial=True)
    except Unfit as error:
        return Refusal(str(error), source.origin, number, original.data)


def _values(item: Element, publisher: str) -> dict[str, object]:
    """Return the values of an item of RSS 2.0, RSS 1.0 or Atom (RFC 4287)."""
    authors = [child_text(author, "name") for author in children(item, "author")]
    values = {
        "title": child_text(item, "title"),
        "url": link(item),
        "date": child_text(item, "pubDate", "published", "issued", "date", "updated"),
        "lead": child_text(item, "description", "summary"),
        "body": child_text(item, "encoded", "content"),
        "author": [name for name in authors if name] or child_text(item, "creator"),
        "tags": [name for each in children(item, "category") if (name := _category(each))],
        "source": child_text(item, "source") or publisher,
    }
    return {name: value for name, value in values.items() if value}


def link(item: Element) -> str:
    """Return the address of an item: the text of `link` in RSS, its `href` in Atom."""
    links = list(children(item, "link"))
    alternate = (each for each in links if each.get("rel", "alternate") == "alternate")
    atom = next((each.get("href") or "" for each in alternate if each.get("href")), "")
    return atom or child_text(item, "link") or child_text(item, "guid", "id")


def _category(category: Element) -> str:
    return (category.get("term") or category.text or "").strip()


def _news(item: Element) -> Element | None:
    """Return the news extension of an entry of a sitemap, None where it has none."""
    return next(children(item, "news"), None)


def _sitemap_values(item: Element) -> dict[str, object]:
    """Return the values of an entry of a sitemap with Google's extension for news."""
    news = _news(item)
    if news is None:
        raise Unfit("an entry of a sitemap without a title")
    publication = next(children(news, "publication"), None)
    values = {
        "title": child_text(news, "title"),
        "url": child_text(item, "loc"),
        "date": child_text(news, "publication_date"),
        "tags": child_text(news, "keywords"),
        "source": child_text(publication, "name") if publication is not None else "",
    }
    return {name: value for name, value in values.items() if value}


def _recognises(head: Head) -> bool:
    return root_name(head) in _ROOTS


FORMAT = Format("feed", "a feed", (".rss", ".atom"), _recognises, read)
