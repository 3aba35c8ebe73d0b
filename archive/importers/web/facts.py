"""Facts about a page that its publisher states in markup: JSON-LD, meta elements, microdata."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.importers.web.page import text_of
from archive.newspapers.known import outlet

if TYPE_CHECKING:
    from archive.importers.web.page import Element

__all__ = ["Facts", "json_ld", "meta", "microdata", "newspaper", "together"]


@dataclass(frozen=True)
class Facts:
    """Statements of one source of facts, as written; empty for those that it lacks.

    `section`: the path, outermost first. `publisher`: a name or an address. `descriptions`: of
    the article, often its lead.
    """

    titles: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    is_article: bool = False


def together(sources: Sequence[Facts]) -> Facts:
    """Return what several sources say; of sections, authors and tags, the first that has any."""

    def all_of(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each for facts in sources for each in getattr(facts, name)))

    def first_of(name: str) -> tuple[str, ...]:
        found: Iterator[tuple[str, ...]] = (getattr(facts, name) for facts in sources)
        return next((each for each in found if each), ())

    # A path says more than the name of one section.
    paths = sorted((facts.section for facts in sources), key=lambda path: len(path) < 2)
    return Facts(
        titles=all_of("titles"),
        dates=all_of("dates"),
        section=next((path for path in paths if path), ()),
        authors=first_of("authors"),
        publishers=all_of("publishers"),
        urls=all_of("urls"),
        tags=first_of("tags"),
        descriptions=all_of("descriptions"),
        is_article=any(facts.is_article for facts in sources),
    )


_ARTICLE = re.compile(r"\w*(?:Article|BlogPosting|Reportage\w*|Report)$")
_SCRIPT_WRAPPER = re.compile(r"^\s*(?://)?\s*<!(?:--|\[CDATA\[)|(?://)?\s*(?:-->|\]\]>)\s*$")


def json_ld(root: "Element") -> Facts:
    """Return what the JSON-LD of a page says about the article (schema.org, NewsArticle)."""
    objects = [each for script in _scripts(root) for each in _objects(script)]
    articles = [each for each in objects if _is_type(each, _ARTICLE)]
    crumbs = [each for each in objects if _is_type(each, re.compile("BreadcrumbList$"))]
    named = [_article_facts(each) for each in articles]
    path = next((path for each in crumbs if (path := _crumbs(each))), ())
    return together([Facts(section=path), *named])


def _scripts(root: "Element") -> Iterator[object]:
    """Yield the JSON of all JSON-LD scripts that can be read."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = _SCRIPT_WRAPPER.sub("", script.text or "").strip().rstrip(";")
        try:
            # Editors leave line ends within strings.
            yield json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD document: in lists and in `@graph`."""
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))


def _is_type(value: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    return any(pattern.match(name) for name in _texts(value.get("@type")))


def _article_facts(article: dict[str, Any]) -> Facts:
    """Return what an article in JSON-LD says."""
    authors = list(_agents(article.get("author")))
    publishers = [name for name, _ in _agents(article.get("publisher"))]
    return Facts(
        titles=_texts(article.get("headline")) or _texts(article.get("name")),
        dates=_texts(article.get("datePublished")),
        section=_texts(article.get("articleSection")),
        authors=tuple(name for name, is_group in authors if not is_group),
        publishers=(*publishers, *(name for name, is_group in authors if is_group)),
        urls=(*_texts(article.get("url")), *_texts(article.get("mainEntityOfPage"))),
        tags=_keywords(_texts(article.get("keywords"))),
        descriptions=_texts(article.get("description")),
        is_article=True,
    )


def _texts(value: object) -> tuple[str, ...]:
    """Return a value as texts: one, a list of them, or objects with a name or identifier."""
    if isinstance(value, str):
        text = " ".join(unescape(value).split())
        return (text,) if text else ()
    if isinstance(value, list):
        return tuple(text for each in value for text in _texts(each))
    if isinstance(value, dict):
        return _texts(value.get("name") or value.get("@value") or value.get("@id"))
    return ()


def _agents(value: object) -> Iterator[tuple[str, bool]]:
    """Yield the names of persons and groups in JSON-LD, and whether each is a group's."""
    for each in value if isinstance(value, list) else [value]:
        is_group = isinstance(each, dict) and "Organization" in "".join(_texts(each.get("@type")))
        for name in _texts(each):
            yield name, is_group


def _crumbs(breadcrumb: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of a BreadcrumbList in the order of their positions."""
    items = [each for each in breadcrumb.get("itemListElement") or () if isinstance(each, dict)]
    items.sort(key=lambda item: _position(item.get("position")))
    names = (_texts(item.get("name")) or _texts(item.get("item")) for item in items)
    return tuple(name[0] for name in names if name and "://" not in name[0])


def _position(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _keywords(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that one text lists with commas, or several name."""
    return tuple(part for text in texts for tag in re.split(r"[,;]", text) if (part := tag.strip()))


# Name of a meta element → the fact that it states (Open Graph, Dublin Core, article:*, and what
# Vietnamese content management systems write).
_META = {
    "og:title": "titles", "twitter:title": "titles", "dc.title": "titles", "title": "titles",
    "article:published_time": "dates", "og:published_time": "dates", "pubdate": "dates",
    "datepublished": "dates", "publishdate": "dates", "publish_date": "dates",
    "publish-date": "dates", "dc.date.issued": "dates", "dc.date": "dates",
    "dcterms.issued": "dates", "dcterms.date": "dates", "date.issued": "dates",
    "citation_publication_date": "dates", "citation_date": "dates", "sailthru.date": "dates",
    "cxenseparse:recs:publishtime": "dates", "parsely-pub-date": "dates",
    "article:section": "section", "dc.subject.category": "section", "parsely-section": "section",
    "citation_author": "authors", "dc.creator": "authors", "dcterms.creator": "authors",
    "article:author": "authors", "dable:author": "authors", "author": "authors",
    "parsely-author": "authors", "sailthru.author": "authors", "byl": "authors",
    "og:site_name": "publishers", "application-name": "publishers", "dc.publisher": "publishers",
    "citation_journal_title": "publishers", "prism.publicationname": "publishers",
    "og:url": "urls", "citation_public_url": "urls",
    "article:tag": "tags", "news_keywords": "tags", "keywords": "tags",
    "og:description": "descriptions", "description": "descriptions",
    "dc.description": "descriptions", "twitter:description": "descriptions",
}  # fmt: skip
# Where several name one fact, the names before say it of the article, those after of the site.
_LAST = ("dc.title", "title", "author", "keywords", "description")


def meta(root: "Element") -> Facts:
    """Return what the meta elements of a page say, and its canonical address."""
    found: dict[str, list[tuple[bool, str, str]]] = {}
    is_article = False
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        text = " ".join(unescape(element.get("content") or "").split())
        is_article = is_article or (name == "og:type" and text.lower() == "article")
        if text and name in _META:
            found.setdefault(_META[name], []).append((name in _LAST, name, text))
    values = {
        fact: tuple(dict.fromkeys(text for _, _, text in sorted(each, key=lambda item: item[0])))
        for fact, each in found.items()
    }
    canonical = (
        link.get("href") or "" for link in root.iter("link") if "canonical" in _words(link, "rel")
    )
    return Facts(
        titles=values.get("titles", ()),
        dates=values.get("dates", ()),
        section=values.get("section", ())[:1],
        authors=tuple(each for each in values.get("authors", ()) if "://" not in each),
        publishers=values.get("publishers", ()),
        urls=(*(each for each in canonical if each), *values.get("urls", ())),
        tags=_keywords(_own_tags(found.get("tags", []))),
        descriptions=values.get("descriptions", ()),
        is_article=is_article,
    )


def _own_tags(found: list[tuple[bool, str, str]]) -> list[str]:
    """Return the tags of the article where a page states them, else its keywords."""
    own = [text for _, name, text in found if name in ("article:tag", "news_keywords")]
    return own or [text for *_, text in found]


def _words(element: "Element", attribute: str) -> list[str]:
    return (element.get(attribute) or "").lower().split()


def microdata(root: "Element") -> Facts:
    """Return what the microdata of a page says about its article (HTML Standard §5)."""
    found: dict[str, list[str]] = {}
    article = False
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        article = article or _ARTICLE.search(element.get("itemtype") or "") is not None
        for name in (element.get("itemprop") or "").split():
            text = element.get("content") or element.get("datetime") or text_of(element)
            found.setdefault(name, []).append(" ".join(text.split()))
    authors = [text for text in found.get("author", []) if 0 < len(text) < 100]
    return Facts(
        titles=tuple(found.get("headline", [])),
        dates=tuple(text for text in found.get("datePublished", []) if text),
        section=tuple(text for text in found.get("articleSection", [])[:1] if text),
        authors=tuple(authors),
        descriptions=tuple(text for text in found.get("description", [])[:1] if text),
        is_article=article,
    )


def newspaper(facts: Facts, url: str) -> str:
    """Return the newspaper of a page, as readers know it; its site's name where it is unknown."""
    names = [_bare(name) for name in (*facts.publishers, url) if name]
    known = next((found for name in names if (found := outlet(name))), "")
    return known or next((name for name in names if name and "." not in name), "") or _host(url)


def _bare(name: str) -> str:
    """Return a publisher's name; of an address, its host."""
    return _host(name) if "://" in name else name.removeprefix("www.").strip()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
